"""How one of the candidates of `antecedents` is chosen: a log-linear model over named features (conditional logit).

The weights are learned in `training/actors`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from depesche.actors.clues import Candidate
from depesche.errors import ModelError
from depesche.records import Statement


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate with what speaks for it.

    Args:
        candidate: who it would be.
        features: names of binary features.
    """

    candidate: Candidate
    features: tuple[str, ...]


class Picker(Protocol):
    """Chooses among the candidates of a mention."""

    def pick(self, statement: Statement, options: Sequence[Option]) -> Option:
        """The option that is taken for the speaker of a statement."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A picker that takes the option whose features weigh most.

    Args:
        weights: of features by name; others weigh nothing.
    """

    weights: Mapping[str, float]

    def pick(self, statement: Statement, options: Sequence[Option]) -> Option:
        """See `Picker.pick`; of equals the first."""
        return max(options, key=lambda option: sum(self.weights.get(feature, 0.0) for feature in option.features))


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights that come with the package.

    Raises:
        ModelError: the file is missing or broken.
    """
    try:
        path = files("depesche.actors").joinpath("antecedents.json")
        return Weights(json.loads(path.read_text("utf-8"))["weights"])
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(
            "the weights of antecedents are missing", "actors/antecedents.json", "Reinstall depesche."
        ) from error
