"""The attribution network at work: ONNX graphs, one pair (tagger, reader) for each member of the ensemble.

The network itself, and how it was trained, stands in ``training/attribution``. Members' scores are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

ROLES = ("speaker", "cue", "frame", "addressee", "quote")
CUE, QUOTE = ROLES.index("cue"), ROLES.index("quote")
SPEAKER_START, SPEAKER_END = len(ROLES), len(ROLES) + 1
KINDS, MEDIA, ACTS = slice(0, 5), slice(5, 11), slice(11, 22)
IS_QUOTE, IS_NAMED = 22, 23


def sigmoid(x: npt.NDArray[np.floating]) -> Floats:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Layout:
    """How flat sequences are laid side by side: (steps, sequences) numbers of rows, and the way back."""

    layout: Ints
    back: Ints
    lengths: npt.NDArray[np.int32]
    real: Floats  # (steps, sequences, 1): 1 where there is a token

    def feed(self) -> dict[str, Any]:
        """What every graph asks for."""
        return {"layout": self.layout, "back": self.back, "lengths": self.lengths}


def layout(lengths: Sequence[int]) -> Layout:
    """The layout of sequences of these lengths; what lies beyond a sequence's end points at its last row."""
    sizes = np.array(lengths, dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    steps = np.arange(int(sizes.max()))[:, None]
    index = starts + np.minimum(steps, sizes - 1)
    sequence = np.repeat(np.arange(len(sizes)), sizes)
    step = np.arange(int(sizes.sum())) - starts[sequence]
    real = (steps < sizes).astype(np.float32)[..., None]
    return Layout(index, step * len(sizes) + sequence, sizes.astype(np.int32), real)


class Network:
    """The ensemble.

    Args:
        folder: holds ``tagger0.onnx``, ``reader0.onnx`` and so on, as many pairs as `steps` has entries.
        steps: of each member, the scores of going from tag to tag on both levels.
    """

    def __init__(self, folder: Path, steps: Sequence[Sequence[Floats]]) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # slow to load, so only when there is something to read

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # an arena keeps the largest batch for ever

        def session(name: str) -> Any:
            return onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])

        self._taggers = [session(f"tagger{number}.onnx") for number in range(len(steps))]
        self._readers = [session(f"reader{number}.onnx") for number in range(len(steps))]
        self.members = range(len(steps))
        self.steps = [np.mean([member[level] for member in steps], axis=0) for level in range(len(steps[0]))]

    def tag(self, vectors: Floats, numbers: Ints, bits: Floats, lengths: Sequence[int]) -> tuple[list[Floats], Floats]:
        """What each member's reader is to see of all tokens of some stretches, and the mean scores.

        Args:
            vectors: frozen vectors, shape (tokens, 1280).
            numbers: features, shape (tokens, columns).
            bits: lexicon features, shape (tokens, bits).
            lengths: tokens of each stretch.
        """
        feed = layout(lengths).feed() | {"vectors": vectors, "numbers": numbers, "bits": bits}
        outputs = [one.run(["seen", "scores"], feed) for one in self._taggers]
        return [seen for seen, _ in outputs], np.mean([scores for _, scores in outputs], axis=0)

    def look(
        self, seen: Sequence[Floats], marks: Ints, inside: Floats, lengths: Sequence[int]
    ) -> tuple[Floats, Floats]:
        """What the readers say of some windows, in the mean.

        Args:
            seen: for each member, what it sees (see `tag`) of all windows' tokens one after the other.
            marks: their marks (`windows.marks`).
            inside: 1 for the tokens of the content, else 0.
            lengths: tokens of each window.

        Returns:
            Scores of each token (`ROLES`, then the speaker's start and end), and scores of each window (`KINDS`,
            `MEDIA`, `ACTS`, `IS_QUOTE`, `IS_NAMED`).
        """
        how = layout(lengths)
        feed = how.feed() | {"marks": marks, "inside": inside, "real": how.real}
        outputs = [
            one.run(["roles", "labels"], feed | {"seen": rows}) for one, rows in zip(self._readers, seen, strict=True)
        ]
        return np.mean([roles for roles, _ in outputs], axis=0), np.mean([labels for _, labels in outputs], axis=0)
