"""The attribution network's forward pass in numpy: no framework is needed to run it.

The network itself, and how it was trained, stands in ``training/attribution``. Sequences of like length are computed
side by side, and both directions of a layer at once, so that every step is one matrix product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from depesche.attribution.tags import LEVELS

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Weights = Mapping[str, Floats]

TAGS = 4
ROLES = ("speaker", "cue", "frame", "addressee", "quote")
SPEAKER_START, SPEAKER_END = len(ROLES), len(ROLES) + 1
KINDS, MEDIA, ACTS = slice(0, 5), slice(5, 11), slice(11, 22)
IS_QUOTE, IS_NAMED = 22, 23


def sigmoid(x: npt.NDArray[np.floating]) -> Floats:
    """The logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Layer:
    """A bidirectional LSTM layer (Hochreiter & Schmidhuber 1997; Schuster & Paliwal 1997)."""

    inputs: Floats  # (2, inputs, 4 x hidden): forwards, backwards
    states: Floats  # (2, hidden, 4 x hidden)
    bias: Floats  # (2, 1, 4 x hidden)

    @classmethod
    def of(cls, weights: Weights, name: str) -> Layer:
        """The layer of this name."""
        parts = [f"{name}.ahead", f"{name}.back"]
        hidden = weights[f"{parts[0]}.weight_hh_l0"].shape[1]
        # torch's order of gates is i f g o; with i f o g the three logistic ones lie side by side.
        order = np.concatenate([np.arange(hidden) + hidden * gate for gate in (0, 1, 3, 2)])
        return cls(
            np.stack([weights[f"{part}.weight_ih_l0"][order].T for part in parts]),
            np.stack([weights[f"{part}.weight_hh_l0"][order].T for part in parts]),
            np.stack([(weights[f"{part}.bias_ih_l0"] + weights[f"{part}.bias_hh_l0"])[None, order] for part in parts]),
        )

    def run(self, rows: Floats, lengths: Sequence[int]) -> Floats:
        """All sequences' outputs.

        Args:
            rows: the inputs of all sequences one after the other, shape (sum of lengths, inputs).
            lengths: the sequences' lengths, longest first.

        Returns:
            Shape (sum of lengths, 2 x hidden), in the order of `rows`.
        """
        hidden = self.states.shape[1]
        count, width = len(lengths), lengths[0]
        sizes = np.array(lengths)
        starts = np.cumsum(sizes) - sizes
        out = np.empty((2, len(rows), hidden), dtype=np.float32)
        gates = [rows @ self.inputs[way] + self.bias[way] for way in range(2)]
        h = np.zeros((2, count, hidden), dtype=np.float32)
        c = np.zeros((2, count, hidden), dtype=np.float32)
        z = np.empty((2, count, 4 * hidden), dtype=np.float32)
        for step in range(width):
            live = int(np.searchsorted(-sizes, -step, side="left"))
            if live < h.shape[1]:
                h, c, z = h[:, :live], c[:, :live], z[:, :live]
            ahead = starts[:live] + step
            back = starts[:live] + sizes[:live] - 1 - step
            np.matmul(h, self.states, out=z)
            z[0] += gates[0][ahead]
            z[1] += gates[1][back]
            part = z[..., : 3 * hidden]
            np.negative(part, out=part)
            np.exp(part, out=part)
            part += 1.0
            np.reciprocal(part, out=part)
            c = c * z[..., hidden : 2 * hidden] + z[..., :hidden] * np.tanh(z[..., 3 * hidden :])
            h = z[..., 2 * hidden : 3 * hidden] * np.tanh(c)
            out[0, ahead] = h[0]
            out[1, back] = h[1]
        return np.concatenate([out[0], out[1]], axis=1)


def _tables(weights: Weights, name: str) -> list[Floats]:
    count = sum(key.startswith(f"{name}.tables.") for key in weights)
    return [weights[f"{name}.tables.{number}.weight"] for number in range(count)]


class Network:
    """Tagger and reader with their weights.

    Args:
        weights: arrays by the names that they have in training.
    """

    def __init__(self, weights: Weights) -> None:
        self._tables = _tables(weights, "tagger")
        self._project = weights["tagger.project.weight"].T.copy(), weights["tagger.project.bias"]
        self._bits = weights["tagger.bits.weight"].T.copy() if "tagger.bits.weight" in weights else None
        self._layers = [Layer.of(weights, "tagger.first"), Layer.of(weights, "tagger.second")]
        self._scores = weights["tagger.scores.weight"].T.copy(), weights["tagger.scores.bias"]
        self.steps = [weights[f"tagger.crfs.{level}.steps"] for level in range(LEVELS)]
        self._mark_tables = _tables(weights, "reader")
        self._look = weights["reader.project.weight"].T.copy(), weights["reader.project.bias"]
        self._reader = Layer.of(weights, "reader.rnn")
        self._roles = weights["reader.roles.weight"].T.copy(), weights["reader.roles.bias"]
        self._hidden = weights["reader.hidden.weight"].T.copy(), weights["reader.hidden.bias"]
        self._labels = weights["reader.labels.weight"].T.copy(), weights["reader.labels.bias"]

    def tag(self, vectors: Floats, numbers: Ints, bits: Floats, lengths: Sequence[int]) -> tuple[Floats, Floats]:
        """What the reader is to see (states and inputs side by side), and scores, of all tokens of some stretches.

        Args:
            vectors: frozen vectors, shape (tokens, 1280).
            numbers: features, shape (tokens, columns).
            bits: lexicon features, shape (tokens, bits).
            lengths: tokens of each stretch, longest first.
        """
        rows = [np.maximum(vectors @ self._project[0] + self._project[1], 0)]
        rows += [table[numbers[:, column]] for column, table in enumerate(self._tables)]
        if self._bits is not None:
            rows.append(bits @ self._bits)
        below: Floats = np.concatenate(rows, axis=1)
        states = below
        for layer in self._layers:
            states = layer.run(states, lengths)
        return np.concatenate([states, below], axis=1), states @ self._scores[0] + self._scores[1]

    def look(self, seen: Floats, marks: Ints, inside: Floats, lengths: Sequence[int]) -> tuple[Floats, Floats]:
        """What the reader says of some windows.

        Args:
            seen: states and inputs (see `tag`) of all windows' tokens one after the other.
            marks: their marks (`windows.marks`).
            inside: 1 for the tokens of the content, else 0.
            lengths: tokens of each window, longest first.

        Returns:
            Scores of each token (`ROLES`, then the speaker's start and end), and scores of each window (`KINDS`,
            `MEDIA`, `ACTS`, `IS_QUOTE`, `IS_NAMED`).
        """
        width = len(self._look[0])
        below = seen[:, len(self._scores[0]) : width]
        rows = [np.maximum(seen[:, :width] @ self._look[0] + self._look[1], 0)]
        rows += [table[marks[:, column]] for column, table in enumerate(self._mark_tables)]
        out = self._reader.run(np.concatenate(rows, axis=1), lengths)
        roles = out @ self._roles[0] + self._roles[1]
        starts = np.cumsum(lengths) - np.array(lengths)
        cue = sigmoid(roles[:, 1:2])
        total = np.add.reduceat(inside, starts)[:, None].clip(1)
        cues = np.add.reduceat(cue, starts) + 0.1
        pooled = np.concatenate(
            [
                np.add.reduceat(out * inside[:, None], starts) / total,
                np.maximum.reduceat(out, starts),
                np.add.reduceat(out * cue, starts) / cues,
                np.add.reduceat(below * inside[:, None], starts) / total,
                np.add.reduceat(below * cue, starts) / cues,
            ],
            axis=1,
        )
        hidden = np.maximum(pooled @ self._hidden[0] + self._hidden[1], 0)
        return roles, hidden @ self._labels[0] + self._labels[1]
