"""A vector for every token, from the token encoder (`depesche.language.transformer`), and one for every sentence.

Both the language tagger and the attribution model read the same vectors; `TokenVectors` computes them lazily, in
passages of whole sentences (`blocks`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from depesche.language.blocks import Blocks
from depesche.language.encoder import SENTENCE_WIDTH, Encoder, Floats, encoder
from depesche.language.passages import passages
from depesche.language.transformer import WIDTH, token_encoder
from depesche.records import Sentence, Token

__all__ = ["SENTENCE_WIDTH", "WIDTH", "TokenVectors", "sentence_vectors", "token_vectors"]

_KEPT_PASSAGES = 160  # of one text: 160 x 170 tokens x 384 x 2 bytes = 21 MB; a 20,000-word text is computed once
_KEPT_TOKENS = 40_000  # of all texts together that `token_vectors` remembers: 31 MB


class TokenVectors:
    """The vectors of one text's tokens.

    Args:
        text: the text.
        tokens: its tokens (start and end first), as `tokenize` gives them.
        sentences: its sentences, which must cover the tokens without gaps.
        keep: how many passages to keep.
    """

    def __init__(
        self,
        text: str,
        tokens: Sequence[tuple[int, int] | Token],
        sentences: Sequence[Sentence],
        keep: int = _KEPT_PASSAGES,
    ) -> None:
        of_token = token_encoder().vocabulary.of_token if tokens else None
        self._pieces = [of_token(text[token[0] : token[1]]) for token in tokens] if of_token else []
        starts = np.cumsum([0, *map(len, self._pieces)], dtype=np.int64)
        self._passages = passages([(one[2], one[3]) for one in sentences], starts)
        self._blocks = Blocks(self._passages, self._compute, WIDTH, keep)

    def __len__(self) -> int:
        return len(self._pieces)

    def rows(self, first: int, last: int) -> Floats:
        """Vectors of the tokens ``[first, last)``, shape (last - first, 384), float32; do not write into it."""
        return self._blocks.rows(first, last)

    def _compute(self, number: int) -> Floats:
        first, last = self._passages[number]
        model = token_encoder()
        with model.lock:
            return model.vectors(self._pieces[first:last])


_recent: OrderedDict[tuple[object, ...], TokenVectors] = OrderedDict()
_recent_lock = threading.Lock()


def token_vectors(text: str, tokens: Sequence[tuple[int, int] | Token], sentences: Sequence[Sentence]) -> TokenVectors:
    """The vectors of a text's tokens, shared by all stages of this process that ask for the same text.

    The last texts, 40,000 tokens together, are remembered with the passages computed so far; so a stage that follows
    another on the same batch of documents computes nothing again.
    """
    key = (text, len(tokens), len(sentences), tuple(tokens[-1][:2]) if tokens else ())
    with _recent_lock:
        found = _recent.pop(key, None) or TokenVectors(text, tokens, sentences)
        _recent[key] = found
        total = sum(map(len, _recent.values()))
        while len(_recent) > 1 and total > _KEPT_TOKENS:
            _, dropped = _recent.popitem(last=False)
            total -= len(dropped)
    return found


def sentence_vectors(texts: Sequence[str]) -> Floats:
    """A vector of length 1 for each text, shape (len(texts), 512), float32.

    The dot product of two of them says how alike two sentences are, across languages too; it nearly ignores numbers
    and negation. Only the first 20,000 characters of a text count.
    """
    model: Encoder = encoder()
    with model.lock:
        return model.sentence_vectors(list(texts))
