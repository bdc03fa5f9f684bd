"""Word by word meaning: a short vector for each telling word, so that paraphrases meet without sharing a word.

A sentence vector says what a sentence is about, but two reports of one fact may share only a few words' sense. So each
telling word keeps the encoder's vector of it in its sentence, brought from 1,280 to `WIDTH` numbers by a projection
that also evens the directions out (`training/claims/projection.py`); two statements are compared by the best partner
of each word, weighted by rarity (soft alignment, as in BERTScore, Zhang et al. 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from depesche.claims.words import rarity
from depesche.errors import ModelError
from depesche.language import WordVectors, sentences, tokenize
from depesche.records import ReadDocument, Sentence, Span, Token

Floats = npt.NDArray[np.float32]

WIDTH = 128  # numbers a word; 64 tell nearly as much (average precision 0.02 less on oslo-1993)
MAX_WORDS = 16  # telling words kept of one statement, the rarest
_WEIGHTLESS = 7.0  # nats; rarer words weigh what they have above this ("nicht" 5, "sagte" 8.5, "Regierung" 9.4)


@lru_cache(maxsize=1)
def _projection() -> tuple[Floats, Floats]:
    """The mean vector and the projection.

    Raises:
        ModelError: the file is missing or broken.
    """
    try:
        with np.load(str(files("depesche.claims").joinpath("projection.npz")), allow_pickle=False) as found:
            return found["mean"].astype(np.float32), found["matrix"].astype(np.float32)
    except (OSError, KeyError, ValueError) as error:
        raise ModelError("the projection of word vectors is missing", hint="Reinstall depesche.") from error


class Words:
    """The words of one document.

    Args:
        read: the document; where its analysis is empty it is cut into tokens here.
    """

    def __init__(self, read: ReadDocument) -> None:
        text = read.document.text
        self._text = text
        tokens: Sequence[tuple[int, int] | Token] = read.analysis.tokens
        ranges: Sequence[Sentence] = read.analysis.sentences
        if not tokens:
            tokens = tokenize(text, read.document.junk)
            ranges = sentences(text, tokens, read.document.junk)
        self._tokens = tokens
        self._starts = np.array([token[0] for token in tokens], dtype=np.int64)
        self._vectors: WordVectors | None = WordVectors(text, tokens, ranges) if tokens else None

    def within(self, spans: Sequence[Span]) -> tuple[Floats, Floats]:
        """Vectors of length 1 (n, `WIDTH`) and weights (n) of the telling words in some ranges; both may be empty."""
        chosen: list[tuple[float, int]] = []
        for span in spans:
            first, last = (int(np.searchsorted(self._starts, place)) for place in span)
            for number in range(first, min(last, first + 400)):
                start, end = self._tokens[number][0], self._tokens[number][1]
                word = self._text[start:end]
                weight = rarity(word) - _WEIGHTLESS
                if weight > 0 and word[:1].isalnum():
                    chosen.append((weight, number))
        if not chosen or self._vectors is None:
            return np.zeros((0, WIDTH), np.float32), np.zeros(0, np.float32)
        kept = sorted(sorted(chosen, key=lambda pair: (-pair[0], pair[1]))[:MAX_WORDS], key=lambda pair: pair[1])
        mean, matrix = _projection()
        rows = np.concatenate([self._vectors.rows(number, number + 1) for _, number in kept])
        found = (rows - mean) @ matrix
        found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-9
        return found.astype(np.float32), np.array([weight for weight, _ in kept], dtype=np.float32)


def padded(others: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Several statements' words side by side, each filled up to the same number by its last word without weight.

    Args:
        others: vectors and weights of each.

    Returns:
        Vectors (statements, words, `WIDTH`) and weights (statements, words); no word has weight where there is none.
    """
    lengths = np.array([len(vectors) for vectors, _ in others], dtype=np.int64)
    most = max(1, int(lengths.max(initial=0)))
    width = others[0][0].shape[1] if others else WIDTH
    rows = np.concatenate([*(vectors for vectors, _ in others), np.zeros((1, width), np.float32)])
    own = np.concatenate([*(weights for _, weights in others), np.zeros(1, np.float32)])
    places, starts = np.arange(most), np.cumsum(lengths) - lengths
    inside = places < lengths[:, None]
    chosen = np.where(lengths[:, None] > 0, starts[:, None] + np.minimum(places, lengths[:, None] - 1), len(rows) - 1)
    return rows[chosen], np.where(inside, own[chosen], np.float32(0))


def aligned(vectors: Floats, weights: Floats, others: Floats, rarities: Floats) -> tuple[Floats, Floats]:
    """How well one statement's words are met by others' words, and the other way round; 0 where there are no words.

    Args:
        vectors: the statement's word vectors.
        weights: their weights.
        others: the words of the statements compared with, as `padded` gives them.
        rarities: their weights.

    Returns:
        Two arrays, one number an other statement, at most 1.
    """
    count, most, width = others.shape
    forth, back = np.zeros((2, count), dtype=np.float32)
    totals = rarities.sum(axis=1)
    if not len(vectors) or not count:
        return forth, back
    likeness = (others.reshape(count * most, width) @ vectors.T).reshape(count, most, len(vectors))
    filled = totals > 0
    with np.errstate(invalid="ignore"):  # BLAS may raise the flag for lanes it does not use; no value is invalid
        forth[filled] = (likeness.max(axis=1) @ weights / weights.sum())[filled]
    np.divide((likeness.max(axis=2) * rarities).sum(axis=1), totals, out=back, where=filled)
    return forth, back
