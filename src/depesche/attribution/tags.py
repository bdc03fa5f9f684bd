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


def best_paths(scores: Sequence[Floats], steps: Sequence[Floats]) -> list[Ints]:
    """The best tags of several sequences side by side (Viterbi 1967), in linear time.

    Args:
        scores: of each sequence, shape (count, 4).
        steps: of each sequence, the score of going from one tag to another, shape (4, 4).
    """
    order = sorted((i for i in range(len(scores)) if len(scores[i])), key=lambda i: -len(scores[i]))
    found = [np.zeros(0, dtype=np.int64) for _ in scores]
    if not order:
        return found
    lengths = np.array([len(scores[i]) for i in order])
    width = int(lengths[0])
    padded = np.zeros((width, len(order), 4), dtype=np.float32)
    for row, i in enumerate(order):
        padded[: lengths[row], row] = scores[i]
    moves = np.stack([steps[i] for i in order]) + BARRED
    best = padded[0] + BARRED_START
    back = np.zeros((width, len(order), 4), dtype=np.int8)
    for index in range(1, width):
        live = int(np.searchsorted(-lengths, -index, side="left"))
        options = best[:live, :, None] + moves[:live]
        np.argmax(options, axis=1, out=(pointers := np.empty((live, 4), dtype=np.intp)))
        back[index, :live] = pointers
        best[:live] = np.max(options, axis=1) + padded[index, :live]
    last = best.argmax(axis=1)
    rows = np.arange(len(order))
    paths = np.zeros((width, len(order)), dtype=np.int64)
    for index in range(width - 1, -1, -1):
        there = lengths > index
        paths[index, there] = last[there]
        if index:
            last = np.where(there, back[index, rows, last], last)
    for row, i in enumerate(order):
        found[i] = paths[: lengths[row], row].copy()
    return found


def best_path(scores: Floats, steps: Floats) -> Ints:
    """The best tags for one sequence's scores."""
    return best_paths([scores], [steps])[0]
