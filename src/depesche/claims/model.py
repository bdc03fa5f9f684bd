"""The trained scores of the stage: boosted trees over hand-made features, kept as JSON with where they were trained.

Trained with scikit-learn (training/claims/train.py) and run here in numpy: all trees are walked at once, level by
level.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from depesche.claims import answers, claimwise, forms, pairs, resting, status
from depesche.claims.propositions import Floats
from depesche.errors import ModelError
from depesche.records import ClaimStatus

# The trained scores and what each is fed with.
FEATURES: Mapping[str, tuple[str, ...]] = {
    "same_claim": pairs.FEATURES,
    "answers": answers.FEATURES,
    "joins": claimwise.JOINING,
    "ties": claimwise.TYING,
    "origins": resting.RESTING,
    **{f"relation_{relation}": forms.RELATING for relation in forms.RELATIONS},
    **{f"status_{one}": status.STANDING for one in ClaimStatus if one != ClaimStatus.UNCONTESTED},
}


_ROWS = 128  # walked through the trees at once, so that they stay in the processor's cache: 1,500 in 40 % of the time


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
        parts = [self._score(rows[first : first + _ROWS]) for first in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _score(self, rows: Floats) -> Floats:
        count, width = self.feature.shape
        base = np.arange(count, dtype=np.int64) * width  # where each tree begins, all trees laid end to end
        begin = np.arange(len(rows), dtype=np.int64)[:, None] * rows.shape[1]
        values = np.ascontiguousarray(rows).ravel()
        node = np.broadcast_to(base, (len(rows), count))
        for _ in range(self.depth):
            goes_left = values.take(begin + self.feature.take(node)) <= self.threshold.take(node)
            node = base + np.where(goes_left, self.left.take(node), self.right.take(node))
        total = self.value.take(node).sum(axis=1) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Models:
    """All that is trained in the stage.

    Args:
        scores: by the names of `FEATURES`.
        settings: thresholds chosen in training, by name.
    """

    scores: Mapping[str, Trees]
    settings: Mapping[str, float]


@lru_cache(maxsize=1)
def shipped() -> Models:
    """The models that come with the package.

    Raises:
        ModelError: they are missing or were trained on other features.
    """
    try:
        data = json.loads(files("depesche.claims").joinpath("models.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError("the trained scores are missing", hint="Reinstall depesche.") from error
    return build(data)


def build(data: Mapping[str, Any]) -> Models:
    """Models from their JSON form.

    Raises:
        ModelError: one is missing or was trained on other features.
    """
    try:
        scores = {name: trees(data["scores"][name], features) for name, features in FEATURES.items()}
        return Models(scores, {str(name): float(value) for name, value in data["settings"].items()})
    except KeyError as error:
        raise ModelError(
            "a trained score is missing", str(error), "Train it again: training/claims/README.md"
        ) from error


def trees(data: Mapping[str, Any], features: tuple[str, ...]) -> Trees:
    """One score from its JSON form.

    Raises:
        ModelError: it was trained on other features.
    """
    if tuple(data["features"]) != features:
        raise ModelError("the trained score has other features", hint="Train it again: training/claims/README.md.")
    grown = data["trees"]
    width = max(len(tree["feature"]) for tree in grown)

    def padded(field: str, kind: type) -> npt.NDArray[Any]:
        table: npt.NDArray[Any] = np.zeros((len(grown), width), dtype=kind)
        for number, tree in enumerate(grown):
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
