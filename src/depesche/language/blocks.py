"""Rows of numbers for a text's tokens, computed a block of tokens at a time when first asked for.

The last blocks are kept, so that readers that walk through a text one after the other in stretches share the work, and
a book needs no more memory than an article.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Blocks:
    """Rows of one text's tokens.

    Args:
        ranges: token ranges [first, last) of the blocks, in order, without gaps.
        compute: gives the rows of a block, by its number.
        width: numbers in a row.
        keep: how many blocks to keep.
    """

    def __init__(
        self, ranges: Sequence[tuple[int, int]], compute: Callable[[int], Floats], width: int, keep: int
    ) -> None:
        self._ranges = ranges
        self._firsts = np.array([first for first, _ in ranges], dtype=np.int64)
        self._compute, self._width, self._keep = compute, width, max(1, keep)
        self._known: OrderedDict[int, npt.NDArray[np.float16]] = OrderedDict()

    def rows(self, first: int, last: int) -> Floats:
        """The rows of the tokens ``[first, last)``, shape (last - first, width); do not write into it."""
        if last <= first:
            return np.empty((0, self._width), dtype=np.float32)
        begin = int(np.searchsorted(self._firsts, first, side="right")) - 1
        end = int(np.searchsorted(self._firsts, last, side="left"))
        parts = []
        for number in range(begin, end):
            start = self._ranges[number][0]
            parts.append(self._block(number)[max(first - start, 0) : last - start])
        return np.concatenate(parts).astype(np.float32)

    def _block(self, number: int) -> npt.NDArray[np.float16]:
        found = self._known.get(number)
        if found is None:
            # Kept in half precision, and given out so the first time too: the same numbers whoever asks when.
            found = self._known[number] = self._compute(number).astype(np.float16)
            if len(self._known) > self._keep:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(number)
        return found
