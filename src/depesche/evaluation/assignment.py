"""The assignment problem: a one-to-one match of rows and columns with the greatest total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def best_matching(weights: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """The one-to-one matching of left and right keys with the greatest sum of weights.

    The Hungarian method in its O(n²m) form with potentials (Kuhn 1955; Jonker & Volgenant 1987). Pairs without a
    weight count 0 and are not part of the answer.

    Args:
        weights: (left, right) -> weight, not negative.
    """
    lefts: Sequence[str] = sorted({left for left, _ in weights})
    rights: Sequence[str] = sorted({right for _, right in weights})
    if not lefts or not rights:
        return {}
    row_of = {left: row for row, left in enumerate(lefts)}
    column_of = {right: column for column, right in enumerate(rights)}
    size = max(len(lefts), len(rights))
    cost = np.zeros((size, size))
    for (left, right), weight in weights.items():
        cost[row_of[left], column_of[right]] = -weight
    found = {}
    for column, row in enumerate(_hungarian(cost)):
        if row < len(lefts) and column < len(rights) and weights.get((lefts[row], rights[column]), 0) > 0:
            found[lefts[row]] = rights[column]
    return found


def _hungarian(cost: np.ndarray) -> list[int]:
    """For each column of a square cost matrix, the row matched to it with the least total cost."""
    size = len(cost)
    row_potential = np.zeros(size + 1)
    column_potential = np.zeros(size + 1)
    match = np.zeros(size + 1, dtype=int)  # column -> row, both from 1; 0 is free
    for row in range(1, size + 1):
        match[0] = row
        column = 0
        least = np.full(size + 1, np.inf)
        way = np.zeros(size + 1, dtype=int)
        used = np.zeros(size + 1, dtype=bool)
        while True:
            used[column] = True
            reached = match[column]
            reduced = cost[reached - 1] - row_potential[reached] - column_potential[1:]
            better = ~used[1:] & (reduced < least[1:])
            least[1:][better] = reduced[better]
            way[1:][better] = column
            free = np.where(used[1:], np.inf, least[1:])
            following = int(np.argmin(free)) + 1
            delta = free[following - 1]
            row_potential[match[used]] += delta
            column_potential[used] -= delta
            least[~used] -= delta
            column = following
            if match[column] == 0:
                break
        while column:
            previous = way[column]
            match[column] = match[previous]
            column = int(previous)
    return [int(row) - 1 for row in match[1:]]
