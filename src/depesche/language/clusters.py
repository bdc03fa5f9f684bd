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

from depesche.errors import ModelError
from depesche.language.lexicon import form_hash
from depesche.language.resources import folder

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
    path = folder(language)
    if path is None or not (path / "model" / _MODEL).is_file():
        return None
    file = path / "model" / _MODEL
    try:
        with np.load(file, allow_pickle=False) as data:
            keys = np.cumsum(data["key_steps"].astype(np.uint64)).astype(np.uint32)
            return Clusters(keys, data["numbers"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError("the word clusters cannot be read", str(file), "Reinstall depesche") from error
