"""The ways by which a statement may have reached the text, and how likely each is.

A route is a chain of actors, nearest to the article first: none, the chain of a statement before, somebody who speaks
or is named as teller near by, or two of these one after the other. Routes are scored by a log-linear model over named
features (a conditional logit over the routes of one statement, McFadden 1974), learned in `training/actors`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from depesche.actors.registry import Known
from depesche.actors.tellers import Teller
from depesche.errors import ModelError


@dataclass(frozen=True, slots=True)
class Route:
    """A possible chain with what speaks for it.

    Args:
        links: the chain, nearest to the article first.
        features: names of binary features.
        tellers: where the text names the links, for those that are new.
    """

    links: tuple[Known, ...]
    features: tuple[str, ...]
    tellers: tuple[Teller, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """Weights of features by name."""

    weights: Mapping[str, float]

    def of(self, route: Route) -> float:
        """A route's score, a logarithm of odds."""
        return sum(self.weights.get(feature, 0.0) for feature in route.features)

    def best(self, routes: Sequence[Route]) -> Route:
        """The likeliest chain: the scores of routes with the same links are added up."""
        totals: dict[tuple[str, ...], float] = {}
        best: dict[tuple[str, ...], tuple[float, Route]] = {}
        for route in routes:
            key = tuple(link.id for link in route.links)
            score = self.of(route)
            totals[key] = totals.get(key, 0.0) + math.exp(min(score, 60.0))
            if key not in best or best[key][0] < score:
                best[key] = (score, route)
        return best[max(totals, key=lambda key: (totals[key], key))][1]


@lru_cache(maxsize=1)
def shipped() -> Scores:
    """The weights that come with the package.

    Raises:
        ModelError: the file is missing or broken.
    """
    try:
        return Scores(json.loads(files("depesche.actors").joinpath("routes.json").read_text("utf-8"))["weights"])
    except (OSError, KeyError, ValueError) as error:
        raise ModelError("the weights of chains are missing", "actors/routes.json", "Reinstall depesche.") from error
