"""The trained parts of the stage: small linear models in one file, run with numpy alone.

Five models (``training/positions.py`` makes them, ``docs/positions.md`` is their card):

- *issue*: a conditional logit that ranks the codebook's issues for a statement;
- *evidence*: a logistic regression that says whether a statement proves a position of its speaker on an issue;
- *contact*: a logistic regression that says whether a sentence with a contact word and two parties tells of a contact;
- *strength*, *direction*: multinomial logistic regressions over what the speaker does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from depesche.errors import ModelError
from depesche.positions.features import ACTS, Seen, pair_names, statement_names
from depesche.records import Strength

Array = NDArray[np.float64]
STRENGTHS = tuple(strength.value for strength in Strength)
DIRECTIONS = ("wants", "refuses", "open")
STANCE = ("red", "condition", "concede", "keep", "open", "wish", "threat", "negation", "refuse", "demand")
STANCE_INSIDE = (*STANCE, "past", "future")
_INSIDE_SCALE, _FRAME_SCALE = 0.7, 0.5  # so that regularisation trusts the act most, then the words, then the frame


@dataclass(frozen=True)
class Models:
    """The parameters, by model. ``threshold`` is the evidence probability from which a statement counts."""

    issue: tuple[Array, Array, Array]  # mean, deviation, weights
    evidence: tuple[Array, Array, Array, float]  # mean, deviation, weights, bias
    strength: tuple[Array, Array]  # weights (classes, features), bias (classes,)
    direction: tuple[Array, Array]
    threshold: float
    contact: tuple[Array, float] = (np.zeros(1), 0.0)  # weights, bias
    contact_threshold: float = 0.5

    def contact_probability(self, features: Sequence[float]) -> float:
        """How probably a sentence with a contact word and two parties tells of a contact between them."""
        score = float(np.dot(self.contact[0], np.array(features)) + self.contact[1])
        return float(1.0 / (1.0 + np.exp(-score)))

    def issue_shares(self, seen: Seen) -> tuple[Array, Array]:
        """Each issue's score and its share (softmax) for a statement."""
        mean, deviation, weights = self.issue
        scores = ((seen.pairs - mean) / deviation) @ weights
        powers = np.exp(scores - scores.max())
        return scores, powers / powers.sum()

    def evidence_probability(self, seen: Seen) -> Array:
        """For each issue, how probably the statement proves a position of its speaker on it."""
        mean, deviation, weights, bias = self.evidence
        features = evidence_features(seen, *self.issue_shares(seen))
        return np.asarray(1.0 / (1.0 + np.exp(-(((features - mean) / deviation) @ weights + bias))))

    def strengths(self, own: Array) -> Array:
        """Probabilities of `STRENGTHS`."""
        return _softmax(self.strength[0] @ stance_features(own) + self.strength[1])

    def directions(self, own: Array) -> Array:
        """Probabilities of `DIRECTIONS`."""
        return _softmax(self.direction[0] @ stance_features(own) + self.direction[1])


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def evidence_features(seen: Seen, scores: Array, shares: Array) -> Array:
    """The evidence model's features, (issues, n): the statement, the issue's standing, and their products."""
    count = len(scores)
    own = np.tile(seen.own, (count, 1))
    order = np.argsort(np.argsort(-scores))
    top = np.full(count, scores.max())
    standing = np.stack([scores, shares, order == 0, order == 1, top], axis=1).astype(np.float64)
    acts, partisan, share = own[:, : len(ACTS)], own[:, -1:], shares[:, None]
    return np.hstack([own, standing, seen.pairs, acts * share, acts * partisan, partisan * share])


@lru_cache(maxsize=4)
def _stance_columns(language: str = "de") -> tuple[list[int], list[int]]:
    names = statement_names(language)
    return [names.index(f"in_{c}") for c in STANCE_INSIDE], [names.index(f"by_{c}") for c in STANCE]


def stance_features(own: Array) -> Array:
    """The features of strength and direction: the act, and the words that tell how firm it is."""
    inside, frame = _stance_columns()
    return np.concatenate([own[: len(ACTS)], own[inside] * _INSIDE_SCALE, own[frame] * _FRAME_SCALE])


@lru_cache(maxsize=1)
def load_models() -> Models:
    """The models that ship with this version.

    Raises:
        ModelError: the file is missing or was made for other features.
    """
    place = files("depesche.positions") / "model" / "positions.json"
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ModelError("the model file is missing or broken", "positions/model/positions.json") from None
    if found["statement_features"] != statement_names() or found["pair_features"] != pair_names():
        raise ModelError("the model was trained on other features", "positions", "Run training/positions.py again.")
    issue, evidence = found["issue"], found["evidence"]
    return Models(
        issue=(np.array(issue["mean"]), np.array(issue["deviation"]), np.array(issue["weights"])),
        evidence=(
            np.array(evidence["mean"]),
            np.array(evidence["deviation"]),
            np.array(evidence["weights"]),
            float(evidence["bias"]),
        ),
        strength=(np.array(found["strength"]["weights"]), np.array(found["strength"]["bias"])),
        direction=(np.array(found["direction"]["weights"]), np.array(found["direction"]["bias"])),
        threshold=float(found["threshold"]),
        contact=(np.array(found["contact"]["weights"]), float(found["contact"]["bias"])),
        contact_threshold=float(found["contact"]["threshold"]),
    )
