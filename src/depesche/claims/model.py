"""The trained scores of the stage: boosted trees over hand-made features, kept as JSON with where they were trained.

Trained with scikit-learn (training/claims/train.py) and run here in numpy: all trees are walked at once, level by
level.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from depesche.claims.propositions import Floats
from depesche.errors import ModelError


@dataclass(frozen=True, slots=True)
class Trees:
    """Binary trees of one depth limit, padded to one shape (trees, nodes); a leaf points to itself."""

    feature: npt.NDArray[np.int64]
    threshold: Floats
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    value: Floats
    depth: int
    bias: float

    def score(self, rows: Floats) -> Floats:
        """Probabilities, one a row."""
        count = len(self.feature)
        trees = np.arange(count)
        node = np.zeros((len(rows), count), dtype=np.int64)
        numbers = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[numbers, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
        total = self.value[trees, node].sum(axis=1) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), dtype=np.float32)


@lru_cache(maxsize=4)
def load(name: str, features: tuple[str, ...]) -> Trees:
    """A model by name.

    Raises:
        ModelError: it is missing or was trained on other features.
    """
    try:
        data = json.loads(files("depesche.claims").joinpath("models.json").read_text("utf-8"))[name]
    except (OSError, KeyError, ValueError) as error:
        raise ModelError("the trained score is missing", name, "Reinstall depesche.") from error
    return build(data, features)


def build(data: dict[str, Any], features: tuple[str, ...]) -> Trees:
    """A model from its JSON form.

    Raises:
        ModelError: it was trained on other features.
    """
    if tuple(data["features"]) != features:
        raise ModelError("the trained score has other features", hint="Train it again: training/claims/README.md.")
    trees = data["trees"]
    width = max(len(tree["feature"]) for tree in trees)

    def padded(field: str, kind: type) -> npt.NDArray[Any]:
        table: npt.NDArray[Any] = np.zeros((len(trees), width), dtype=kind)
        for number, tree in enumerate(trees):
            table[number, : len(tree[field])] = tree[field]
        return table

    return Trees(
        padded("feature", np.int64),
        padded("threshold", np.float32),
        padded("left", np.int64),
        padded("right", np.int64),
        padded("value", np.float32),
        int(data["depth"]),
        float(data["bias"]),
    )
