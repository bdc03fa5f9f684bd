"""How a text is cut into the passages that the token encoder reads one at a time: whole sentences, about 240 pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

PASSAGE = 240  # pieces; longer passages cost more than they tell (attention grows with the square)
LONGEST = 480  # pieces of a passage that one long sentence fills; the encoder knows 512 places


def passages(
    sentences: Sequence[tuple[int, int]], starts: npt.NDArray[np.int64], size: int = PASSAGE
) -> list[tuple[int, int]]:
    """Token ranges [first, last), in order, without gaps.

    Args:
        sentences: token ranges, in order, without gaps.
        starts: where each token's pieces begin, and the number of pieces as the last entry.
        size: pieces that a passage of several sentences may have.
    """
    found: list[tuple[int, int]] = []
    begin = None
    for first, last in sentences:
        if begin is not None and starts[last] - starts[begin] > size:
            found.append((begin, first))
            begin = None
        if begin is None:
            begin = first
        while starts[last] - starts[begin] > LONGEST:  # one endless sentence
            cut = max(begin + 1, int(np.searchsorted(starts, starts[begin] + LONGEST, side="right")) - 1)
            found.append((begin, cut))
            begin = cut
    if begin is not None and sentences and begin < sentences[-1][1]:
        found.append((begin, sentences[-1][1]))
    return found
