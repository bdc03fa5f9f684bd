"""Contents as tags on two levels, and back.

O outside, B a content begins, I it goes on, C it goes on after a gap. The first level holds contents that stand in no
other, the second those inside another (or across one).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

OUT, BEGIN, INSIDE, CONTINUE = range(4)
LEVELS = 2
BARRED = np.zeros((4, 4), dtype=np.float32)
BARRED[OUT, INSIDE] = -1e4
BARRED_START = np.array([0, 0, -1e4, -1e4], dtype=np.float32)


def encode(contents: Sequence[Ints], count: int) -> tuple[Ints, list[int]]:
    """Tags of shape (2, count), and each content's level (-1 where it fits on none)."""
    tags = np.zeros((LEVELS, count), dtype=np.int64)
    taken = np.zeros((LEVELS, count), dtype=bool)  # contents with their gaps: what stood in a gap would cut them
    levels = [-1] * len(contents)
    for number in sorted(range(len(contents)), key=lambda i: (-len(contents[i]), contents[i][0])):
        content = contents[number]
        for level in range(LEVELS):
            span = slice(content[0], content[-1] + 1)
            if not taken[level, content].any() and not (tags[level, span] == BEGIN).any():
                taken[level, span] = True
                tags[level, content] = INSIDE
                breaks = np.flatnonzero(np.diff(content) > 1) + 1
                tags[level, content[breaks]] = CONTINUE
                tags[level, content[0]] = BEGIN
                levels[number] = level
                break
    return tags, levels


def decode(tags: Ints) -> list[Ints]:
    """The contents of one level's tags, in order; a C without a content before it begins one."""
    found: list[list[int]] = []
    for index in np.flatnonzero(tags):
        if tags[index] == BEGIN or not found:
            found.append([])
        found[-1].append(int(index))
    return [np.array(content, dtype=np.int64) for content in found]


def best_path(scores: Floats, steps: Floats) -> Ints:
    """The best tags for scores of shape (count, 4) (Viterbi 1967), in linear time."""
    count = len(scores)
    if not count:
        return np.zeros(0, dtype=np.int64)
    moves = (steps + BARRED).tolist()
    rows = scores.tolist()
    best = [a + b for a, b in zip(rows[0], BARRED_START.tolist(), strict=True)]
    back = []
    columns = list(zip(*moves, strict=True))
    for row in rows[1:]:
        pointers = []
        new = []
        for score, column in zip(row, columns, strict=True):
            options = [best[0] + column[0], best[1] + column[1], best[2] + column[2], best[3] + column[3]]
            top = max(options)
            pointers.append(options.index(top))
            new.append(top + score)
        best = new
        back.append(pointers)
    tag = best.index(max(best))
    path = [tag]
    for pointers in reversed(back):
        tag = pointers[tag]
        path.append(tag)
    return np.array(path[::-1], dtype=np.int64)
