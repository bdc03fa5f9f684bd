"""Families of sets of red lines in which none contains another, as lists of bitmasks, and the operations on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Sets = list[int]
"""A family of sets, each a mask of red lines, none inside another."""

_SMALL = 96
"""Below this many sets plain Python compares faster than numpy (measured on one Xeon core, CPython 3.11)."""

_BLOCK = 1 << 20
"""How many pairs of sets numpy compares at a time, to keep its working memory near 16 MB."""

Words = npt.NDArray[np.uint64]


def minimal(sets: Iterable[int]) -> Sets:
    """The sets that contain no other set of the family, smallest first."""
    ordered = sorted(set(sets), key=int.bit_count)
    if len(ordered) <= _SMALL:
        kept: Sets = []
        for candidate in ordered:
            if not any(other & candidate == other for other in kept):
                kept.append(candidate)
        return kept
    return _minimal_of_many(ordered)


def without_supersets(sets: Sets, of: Sets) -> Sets:
    """The sets of one family that contain no set of the other."""
    if not of or not sets:
        return sets
    if len(sets) * len(of) <= _SMALL * _SMALL:
        return [candidate for candidate in sets if not any(other & candidate == other for other in of)]
    width = _width([*sets, *of])
    hit = _contains_any(_words(sets, width), _words(of, width))
    return [candidate for candidate, bad in zip(sets, hit.tolist(), strict=True) if not bad]


def _minimal_of_many(ordered: Sequence[int]) -> Sets:
    """As `minimal`, on distinct sets in order of size: sets of one size cannot contain each other."""
    words = _words(ordered, _width(ordered))
    alive = np.ones(len(ordered), dtype=bool)
    start = 0
    while start < len(ordered):
        end = start + 1
        while end < len(ordered) and ordered[end].bit_count() == ordered[start].bit_count():
            end += 1
        level = np.flatnonzero(alive[start:end]) + start
        later = np.flatnonzero(alive[end:]) + end
        alive[later[_contains_any(words[later], words[level])]] = False
        start = end
    return [ordered[index] for index in np.flatnonzero(alive).tolist()]


def _contains_any(candidates: Words, others: Words) -> npt.NDArray[np.bool_]:
    """For each candidate, whether it contains one of the others."""
    hit = np.zeros(len(candidates), dtype=bool)
    if not len(others) or not len(candidates):
        return hit
    absent = ~candidates
    step = max(1, _BLOCK // len(candidates))
    for start in range(0, len(others), step):
        block = others[start : start + step]
        missing = block[:, None, 0] & absent[None, :, 0]
        for word in range(1, candidates.shape[1]):
            missing |= block[:, None, word] & absent[None, :, word]
        hit |= (missing == 0).any(axis=0)
    return hit


def _width(sets: Iterable[int]) -> int:
    """How many 64-bit words the largest mask needs."""
    return max(1, (max(candidate.bit_length() for candidate in sets) + 63) // 64)


def _words(sets: Sequence[int], width: int) -> Words:
    """The masks as rows of 64-bit words."""
    raw = b"".join(candidate.to_bytes(width * 8, "little") for candidate in sets)
    return np.frombuffer(raw, dtype="<u8").reshape(len(sets), width)
