"""What words mean, by the frozen sentence encoder (`depesche.language.encoder`): a vector for every token, for the
later stages to compare words by; the token encoder, trained to read, tells better what a word does than what it means.

`WordVectors` computes them lazily, in blocks of whole sentences (`blocks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from depesche.language.blocks import Blocks
from depesche.language.encoder import BOS, EOS, WIDTH, Floats, encoder
from depesche.records import Sentence, Token

__all__ = ["WIDTH", "WordVectors"]

_BLOCK_TOKENS = 320  # about 450 pieces: large enough for fast matrix products, small enough for the cache
_KEPT_BLOCKS = 64  # of one text: 64 x 320 tokens x 1,280 x 2 bytes = 52 MB; a 20,000-word text is computed once


class WordVectors:
    """The vectors of one text's tokens.

    Args:
        text: the text.
        tokens: its tokens (start and end first), as `tokenize` gives them.
        sentences: its sentences, which must cover the tokens without gaps.
        keep: how many blocks of about 320 tokens to keep.
    """

    def __init__(
        self,
        text: str,
        tokens: Sequence[tuple[int, int] | Token],
        sentences: Sequence[Sentence],
        keep: int = _KEPT_BLOCKS,
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._bounds: list[list[int]] = []  # per block: token index where each of its sentences begins, and the end
        current: list[int] = []
        for sentence in sentences:
            first, last = sentence[2], sentence[3]
            if current and last - current[0] > _BLOCK_TOKENS:
                self._bounds.append([*current, first])
                current = []
            current.append(first)
        if current:
            self._bounds.append([*current, len(tokens)])
        self._blocks = Blocks([(one[0], one[-1]) for one in self._bounds], self._compute, WIDTH, keep)

    def __len__(self) -> int:
        return len(self._tokens)

    def rows(self, first: int, last: int) -> Floats:
        """Vectors of the tokens ``[first, last)``, shape (last - first, 1280), float32; do not write into it."""
        return self._blocks.rows(first, last)

    def _compute(self, number: int) -> Floats:
        model = encoder()
        ids: list[int] = []
        starts: list[int] = []
        units: list[int] = []  # where each token's pieces begin, and each BOS/EOS, as one-piece units
        keep: list[int] = []  # which units are tokens
        text, tokens = self._text, self._tokens
        of_token = model.pieces.of_token
        for first, last in pairwise(self._bounds[number]):
            starts.append(len(ids))
            units.append(len(ids))
            ids.append(BOS)
            for token in tokens[first:last]:
                keep.append(len(units))
                units.append(len(ids))
                ids.extend(of_token(text[token[0] : token[1]]))
            units.append(len(ids))
            ids.append(EOS)
        with model.lock:
            feats = model.piece_vectors(np.array(ids, dtype=np.int64), np.array(starts, dtype=np.int64))
        return _pool(feats, units, keep)


def _pool(feats: Floats, units: list[int], keep: list[int]) -> Floats:
    """The mean over each token's pieces."""
    begins = np.array(units, dtype=np.int64)
    counts = np.diff(np.append(begins, len(feats)))[keep].astype(np.float32)
    sums = np.add.reduceat(feats, begins, axis=0)[keep]
    sums /= counts[:, None]
    return np.asarray(sums, dtype=np.float32)
