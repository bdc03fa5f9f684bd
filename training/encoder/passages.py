"""Texts as pieces, and batches of them through the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from depesche.language.passages import passages
from depesche.language.vocabulary import BEGIN, END, MASK, Vocabulary
from training.device import put
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
    return put(known.embed(np.arange(len(known))))


@dataclass
class Text:
    """A text's pieces, and its sentences as ranges of tokens."""

    pieces: Pieces
    sentences: list[tuple[int, int]]


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


TOGETHER = 8  # passages computed side by side on a processor: what lies between the layers then stays in its cache


@dataclass
class Grid:
    """Some passages side by side, ready for the encoder.

    Args:
        ids: pieces, int32, shape (passages, pieces), each passage between a begin and an end.
        slots: the token of each piece in its passage (see `Encoder.forward`), int32, of the same shape.
        places: of every token, passage after passage, its row in the encoder's result laid flat.
        clean: the pieces with none hidden.
    """

    ids: np.ndarray
    slots: np.ndarray
    places: np.ndarray
    clean: np.ndarray


def grid(parts: Sequence[Pieces], masked: float = 0.0, noise: np.random.Generator | None = None) -> Grid:
    """Lay passages side by side.

    Args:
        parts: passages.
        masked: share of pieces to hide in training.
        noise: which ones.
    """
    ids = np.full((len(parts), max(len(one) for one, _ in parts) + 2), END, dtype=np.int32)
    slots = np.full(ids.shape, -1, dtype=np.int32)
    ids[:, 0], slots[:, 0] = BEGIN, 0
    for row, (own, starts) in enumerate(parts):
        ids[row, 1 : 1 + len(own)] = own
        slots[row, 1 : 1 + len(own)] = 1 + np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        slots[row, 1 + len(own)] = len(starts)
    width = int(slots.max()) + 1
    places = [row * width + 1 + np.arange(len(starts) - 1) for row, (_, starts) in enumerate(parts)]
    clean = ids
    if masked and noise is not None:
        hidden = (noise.random(ids.shape) < masked) & (slots > 0) & (ids != END)
        ids = np.where(hidden, np.int32(MASK), ids)
    return Grid(ids, slots, np.concatenate(places), clean)


def run(encoder: nn.Module, laid: Grid, clean: bool = False) -> Tensor:
    """Vectors of all tokens of some passages, one after the other, shape (tokens, width).

    Args:
        encoder: the network.
        laid: the passages.
        clean: without hiding any piece.
    """
    embedded = table()[put(laid.clean if clean else laid.ids).long()]
    out: Tensor = encoder(embedded, put(laid.slots).long()).float()
    return out.reshape(-1, out.shape[2])[put(laid.places)]


def encode(encoder: nn.Module, parts: Sequence[Pieces], together: int = TOGETHER) -> Tensor:
    """Vectors of all tokens of some passages one after the other, computed in groups of like length."""
    order = sorted(range(len(parts)), key=lambda number: len(parts[number][0]))
    found: list[Tensor] = [torch.empty(0)] * len(parts)
    for at in range(0, len(order), together):
        chosen = order[at : at + together]
        rows = run(encoder, grid([parts[number] for number in chosen]))
        pieces = rows.split([len(parts[number][1]) - 1 for number in chosen])
        for number, piece in zip(chosen, pieces, strict=True):
            found[number] = piece
    return torch.cat(found)
