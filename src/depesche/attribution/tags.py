"""Contents as tags on two levels, and back.

O outside, B a content begins, I it goes on, C it goes on after a gap. The first level holds contents that stand in no
other, the second those inside another (or across one).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

OUT, BEGIN, INSIDE, CONTINUE = range(4)
TAGS = 4
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

    A step of numpy costs much more than its sixteen sums, so all blocks of all sequences step side by side: first each
    block's best scores from every tag to every tag, then, block after block, where each begins, then the rest.

    Args:
        scores: of each sequence, shape (count, 4).
        steps: of each sequence, the score of going from one tag to another, shape (4, 4).
    """
    lengths = [len(one) for one in scores]
    found = [np.zeros(0, dtype=np.int64) for _ in scores]
    width = max(lengths, default=0)
    if not width:
        return found
    size = math.isqrt(width) + 1  # of a block
    padded = np.zeros((TAGS, -(-width // size) * size, len(scores)), dtype=np.float32)
    for row, one in enumerate(scores):
        padded[:, : lengths[row], row] = one.T
    moves = np.stack([step + BARRED for step in steps], axis=-1).astype(np.float32)
    best = _forward(padded.reshape(TAGS, -1, size, len(scores)), moves)
    options = best[:, None, :-1] + moves[:, :, None]
    back = options.argmax(axis=0).transpose(2, 1, 0).tolist()  # of each sequence, place and tag, the tag before
    for row, length in enumerate(lengths):
        if length:
            tag = int(best[:, length - 1, row].argmax())
            path, before = [tag], back[row]
            for place in range(length - 2, -1, -1):
                tag = before[place][tag]
                path.append(tag)
            found[row] = np.array(path[::-1], dtype=np.int64)
    return found


def _forward(blocks: Floats, moves: Floats) -> Floats:
    """The score of the best path to each tag at each place, up to a constant in each block.

    Args:
        blocks: scores, shape (4, blocks, size, sequences).
        moves: of each sequence, from tag to tag, shape (4, 4, sequences).

    Returns:
        Shape (4, blocks x size, sequences).
    """
    _, count, size, rows = blocks.shape
    through = np.full((TAGS, TAGS, count, rows), -1e5, dtype=np.float32)  # to a tag in a block, from the one before it
    through[np.arange(TAGS), np.arange(TAGS)] = 0
    for place in range(size):
        through = _step(through, moves[:, :, None, None]) + blocks[:, None, :, place]
    best = np.empty_like(blocks)
    begin = np.zeros((TAGS, count, rows), dtype=np.float32)  # scores before each block
    now = best[:, 0, 0] = blocks[:, 0, 0] + BARRED_START[:, None]
    for place in range(1, size):
        now = best[:, 0, place] = _step(now, moves) + blocks[:, 0, place]
    for number in range(1, count):
        begin[:, number] = now - now.max(axis=0)
        now = _step(begin[:, number], through[:, :, number].swapaxes(0, 1))
    running = begin[:, 1:]
    for place in range(size):
        running = best[:, 1:, place] = _step(running, moves[:, :, None]) + blocks[:, 1:, place]
    return best.reshape(TAGS, count * size, rows)


def _step(scores: Floats, moves: Floats) -> Floats:
    """The best scores after a move; the first axis is the tag before, the second of ``moves`` the next."""
    found: Floats = scores[0] + moves[0]
    for tag in range(1, TAGS):
        np.maximum(found, scores[tag] + moves[tag], out=found)
    return found


def best_path(scores: Floats, steps: Floats) -> Ints:
    """The best tags for one sequence's scores."""
    return best_paths([scores], [steps])[0]
