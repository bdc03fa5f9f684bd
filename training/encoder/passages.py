"""Texts as pieces, and batches of them through the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from depesche.language.passages import passages
from depesche.language.vocabulary import BEGIN, END, MASK, Vocabulary
from training.encoder.vocabulary import TARGET

Pieces = tuple[np.ndarray, np.ndarray]  # ids of all pieces; where each token's begin, and their number


@lru_cache(maxsize=1)
def vocabulary(path: Path = TARGET) -> Vocabulary:
    """The chosen pieces."""
    return Vocabulary.load(path)


@lru_cache(maxsize=1)
def table() -> Tensor:
    """Embeddings of all pieces; training leaves them as they are, so that they ship in 4 bits."""
    known = vocabulary()
    return torch.from_numpy(known.embed(np.arange(len(known))))


def cut(words: Sequence[str]) -> Pieces:
    """The pieces of some tokens."""
    found = [vocabulary().of_token(word) for word in words]
    starts = np.cumsum([0, *map(len, found)])
    return np.array([piece for pieces in found for piece in pieces], dtype=np.int32), starts.astype(np.int32)


def split(pieces: Pieces, sentences: Sequence[tuple[int, int]]) -> list[Pieces]:
    """A text's passages."""
    ids, starts = pieces
    return [
        (ids[starts[first] : starts[last]], starts[first : last + 1] - starts[first])
        for first, last in passages(sentences, starts.astype(np.int64))
    ]


TOGETHER = 8  # passages computed side by side: what lies between the layers then stays in the processor's cache


def encode(encoder: nn.Module, parts: Sequence[Pieces], masked: float = 0.0) -> Tensor:
    """Vectors of all tokens of some passages one after the other; see `_encode`."""
    order = sorted(range(len(parts)), key=lambda number: len(parts[number][0]))
    found: list[Tensor] = [torch.empty(0)] * len(parts)
    for at in range(0, len(order), TOGETHER):
        chosen = order[at : at + TOGETHER]
        rows = _encode(encoder, [parts[number] for number in chosen], masked)
        pieces = rows.split([len(parts[number][1]) - 1 for number in chosen])
        for number, piece in zip(chosen, pieces, strict=True):
            found[number] = piece
    return torch.cat(found)


def _encode(encoder: nn.Module, parts: Sequence[Pieces], masked: float) -> Tensor:
    """Vectors of all tokens of some passages one after the other: the mean over each token's pieces.

    Args:
        encoder: the network.
        parts: passages.
        masked: share of pieces to hide in training.
    """
    lengths = [len(ids) + 2 for ids, _ in parts]
    width = max(lengths)
    grid = np.full((len(parts), width), END, dtype=np.int64)
    token_of = np.full((len(parts), width), -1, dtype=np.int64)
    total = 0
    for row, (ids, starts) in enumerate(parts):
        grid[row, 0] = BEGIN
        grid[row, 1 : 1 + len(ids)] = ids
        count = len(starts) - 1
        token_of[row, 1 : 1 + len(ids)] = total + np.repeat(np.arange(count), np.diff(starts))
        total += count
    if masked:
        hide = (np.random.default_rng(int(torch.randint(1 << 30, ()))).random(grid.shape) < masked) & (token_of >= 0)
        grid[hide] = MASK
    mask = torch.arange(width)[None] < torch.tensor(lengths)[:, None]
    out = encoder(table()[torch.from_numpy(grid)], mask).float()
    real = torch.from_numpy(token_of.reshape(-1))
    inside = real >= 0
    index = real[inside]
    sums = out.new_zeros(total, out.shape[2]).index_add(0, index, out.reshape(-1, out.shape[2])[inside])
    counts = torch.bincount(index, minlength=total).clamp(min=1)
    return sums / counts[:, None]
