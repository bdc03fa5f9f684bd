"""The most likely cut of a word into pieces by a unigram language model (Kudo 2018, arXiv 1804.10959)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def best_cut(
    word: str, ids: Mapping[str, int], scores: Sequence[float], longest: int, unknown: int, unknown_score: float
) -> tuple[int, ...]:
    """The pieces of a word (Viterbi 1967); of equally likely cuts the one whose piece begins first wins.

    Args:
        word: what to cut.
        ids: number of each piece.
        scores: log probability of each piece, by its number.
        longest: letters of the longest piece.
        unknown: number that stands for a letter no piece covers.
        unknown_score: its log probability.
    """
    size = len(word)
    best = [0.0] + [-1e38] * size
    origin, piece = [0] * (size + 1), [unknown] * (size + 1)
    for start in range(size):
        base = best[start]
        single = False
        for end in range(start + 1, min(start + longest, size) + 1):
            number = ids.get(word[start:end])
            if number is None:
                continue
            single = single or end == start + 1
            if base + scores[number] > best[end]:
                best[end], origin[end], piece[end] = base + scores[number], start, number
        if not single and base + unknown_score > best[start + 1]:
            best[start + 1], origin[start + 1], piece[start + 1] = base + unknown_score, start, unknown
    found = []
    place = size
    while place > 0:
        found.append(piece[place])
        place = origin[place]
    return tuple(reversed(found))
