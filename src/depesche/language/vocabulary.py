"""The pieces that the token encoder reads: a share of XLM-R's vocabulary with the embedding of each piece.

Words are cut by the unigram language model of the vocabulary (`unigram`). Which pieces are kept, and
why these: ``training/encoder/vocabulary.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from depesche.language.unigram import best_cut

BEGIN, END, UNKNOWN, MASK = 0, 1, 2, 3  # ids of the pieces that are no text
SPECIAL = 4
WIDTH = 384  # numbers of an embedding, and of the encoder's vectors
_KEPT_TOKENS = 200_000  # spellings whose pieces are remembered: about 40 MB
_LONGEST_TOKEN = 100  # characters; longer "words" are garbage, and their beginning says as much as all of them
_SPACE = "▁"


class Vocabulary:
    """Pieces of tokens and their embeddings.

    Args:
        pieces: their texts; the first `SPECIAL` are no text.
        scores: log probability of each.
        normal: what to write for characters that the vocabulary does not have.
        packed: embeddings, uint8 of shape (pieces, blocks, 18): blocks of 32 numbers of 4 bits with a scale in half
            precision before them.
    """

    def __init__(
        self, pieces: list[str], scores: npt.NDArray[np.float32], normal: dict[str, str], packed: npt.NDArray[np.uint8]
    ) -> None:
        self._ids = {piece: number for number, piece in enumerate(pieces) if number >= SPECIAL}
        self._scores: list[float] = scores.tolist()
        self._normal = str.maketrans(normal)
        self._packed = packed
        self._longest = max(map(len, self._ids))
        self._unknown_score = float(scores.min()) - 10.0
        self._known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read the file that training wrote.

        Raises:
            OSError, ValueError, KeyError: it cannot be read.
        """
        with np.load(path, allow_pickle=False) as arrays:
            pieces: list[str] = json.loads(arrays["pieces"].tobytes().decode("utf-8"))
            normal: dict[str, str] = json.loads(arrays["normal"].tobytes().decode("utf-8"))
            return cls(pieces, arrays["scores"].astype(np.float32), normal, arrays["packed"])

    def save(self, path: Path) -> None:
        """Write it; `load` reads it back."""
        pieces = [""] * SPECIAL + list(self._ids)
        normal = {chr(code): text for code, text in self._normal.items()}
        arrays: dict[str, Any] = {
            name: np.frombuffer(json.dumps(value, ensure_ascii=False).encode("utf-8"), dtype=np.uint8)
            for name, value in (("pieces", pieces), ("normal", normal))
        }
        arrays["scores"] = np.array(self._scores, dtype=np.float32)
        np.savez_compressed(path, **arrays, packed=self._packed)

    def __len__(self) -> int:
        return len(self._packed)

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

    def embed(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The embeddings of some pieces, shape (len(ids), width)."""
        return unpack(self._packed[ids])

    def _cut(self, token: str) -> tuple[int, ...]:
        token = token[:_LONGEST_TOKEN]
        normal = token.translate(self._normal).strip()
        if not normal:
            return (UNKNOWN,)
        if token[0].isalnum() or token[0] == "-":
            normal = _SPACE + normal
        word = normal.replace(" ", _SPACE)
        return best_cut(word, self._ids, self._scores, self._longest, UNKNOWN, self._unknown_score)


def unpack(blocks: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Blocks of 18 bytes (a scale in half precision, 32 numbers of 4 bits less 8) as float32.

    Args:
        blocks: shape (..., count, 18).

    Returns:
        Shape (..., 32 x count).
    """
    scale = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    nibbles = blocks[..., 2:]
    values = np.empty((*blocks.shape[:-1], 32), dtype=np.float32)
    values[..., :16] = nibbles & 15
    values[..., 16:] = nibbles >> 4
    values -= 8
    values *= scale
    return values.reshape(*blocks.shape[:-2], -1)
