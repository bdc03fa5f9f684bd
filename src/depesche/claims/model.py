"""The trained scores of the stage: a small logistic model, kept as JSON with its features and where it was trained."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from depesche.claims.propositions import Floats
from depesche.errors import ModelError


@dataclass(frozen=True, slots=True)
class Logistic:
    """Logistic regression: ``weights`` on features as they come, one ``bias``."""

    weights: Floats
    bias: float

    def score(self, rows: Floats) -> Floats:
        """Probabilities, one a row."""
        return np.asarray(1 / (1 + np.exp(-np.clip(rows @ self.weights + self.bias, -30, 30))), dtype=np.float32)


@lru_cache(maxsize=4)
def load(name: str, features: tuple[str, ...]) -> Logistic:
    """A model by name.

    Raises:
        ModelError: it is missing or was trained on other features.
    """
    try:
        data = json.loads(files("depesche.claims").joinpath("models.json").read_text("utf-8"))[name]
    except (OSError, KeyError, ValueError) as error:
        raise ModelError("the trained score is missing", name, "Reinstall depesche.") from error
    if tuple(data["features"]) != features:
        raise ModelError("the trained score has other features", name, "Train it again: training/claims/README.md.")
    return Logistic(np.array(data["weights"], dtype=np.float32), float(data["bias"]))
