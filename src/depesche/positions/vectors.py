"""Sentence vectors for telling which issue a sentence is about, from the language stage's encoder, each made once.

Google's multilingual USE v3 (Yang et al. 2020). The encoder is loaded at the first use and shared with other stages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from depesche.language import sentence_vectors

SIZE = 512
MOST_LETTERS = 400  # of one text: longer ones say no more about the issue and cost in proportion
MOST_KEPT = 20_000  # texts; 2 KB each

_kept: dict[str, NDArray[np.float32]] = {}


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of the texts, shape (texts, 512); a text without letters gets zeros."""
    cut = [" ".join(text[:MOST_LETTERS].split()) for text in texts]
    missing = list(dict.fromkeys(text for text in cut if text and text not in _kept))
    if missing:
        if len(_kept) + len(missing) > MOST_KEPT:
            _kept.clear()
            missing = list(dict.fromkeys(text for text in cut if text))
        _kept.update(zip(missing, sentence_vectors(missing), strict=True))
    empty = np.zeros(SIZE, dtype=np.float32)
    return np.stack([_kept.get(text, empty) for text in cut]) if cut else np.zeros((0, SIZE), dtype=np.float32)
