"""Word clusters (Brown et al. 1992): which words stand where which others stand, learnt from a billion running words.

A cluster's number is its path in a binary tree, lowest bit first, so that the low bits of two numbers are the same
where their words are alike at that grain. The table maps 32-bit hashes of words to clusters; see `lexicon` on hashes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from depesche.language.lexicon import form_hash
from depesche.language.resources import load_table

_MODEL = "clusters.npz"
GRAINS = (4, 6, 8, 10)  # bits of the path used as features, beside the whole (Turian et al. 2010 use 4, 6, 10, 20)


class Clusters:
    """Look-up of a word's cluster."""

    def __init__(self, keys: npt.NDArray[np.uint32], numbers: npt.NDArray[np.uint16]) -> None:
        self._keys, self._numbers = array("I"), array("H")
        self._keys.frombytes(keys.astype("=u4").tobytes())
        self._numbers.frombytes(numbers.astype("=u2").tobytes())

    def find(self, word: str) -> int | None:
        """The cluster of a word as written, or None."""
        key = form_hash(word)
        place = bisect_left(self._keys, key)
        return self._numbers[place] if place < len(self._keys) and self._keys[place] == key else None


@lru_cache(maxsize=4)
def clusters(language: str) -> Clusters | None:
    """The clusters of a language, loaded when first needed; None where there are none.

    Raises:
        ModelError: the file is there but damaged.
    """
    return load_table(language, _MODEL, "word clusters", lambda keys, data: Clusters(keys, data["numbers"]))
