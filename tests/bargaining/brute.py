"""What the exact analysis is held against: every package looked at, in numpy. For small models only."""

from __future__ import annotations

import random
from itertools import product

import numpy as np

from depesche.bargaining import Dependency, Ground, Issue, Model, RedLine


def random_model(
    seed: int,
    *,
    issues: int = 8,
    outcomes: int = 4,
    lines: int = 40,
    rules: int = 12,
    parties: int = 6,
    reports: int = 0,
    fixed: bool = False,
) -> Model:
    """A model at random; sizes are upper limits unless ``fixed``."""
    rng = random.Random(seed)
    count = (lambda least, most: most) if fixed else rng.randint
    matters = tuple(Issue(f"i{k}", tuple(f"o{j}" for j in range(count(2, outcomes)))) for k in range(count(1, issues)))
    names = tuple(f"p{k}" for k in range(parties))
    red_lines = []
    for k in range(count(0, lines)):
        issue = rng.choice(matters)
        ruled_out = tuple(rng.sample(issue.outcomes, rng.randint(1, max(1, len(issue.outcomes) // 2))))
        cost = rng.choice([None, None, None, 1, 2.5, 7])
        grounds = tuple(Ground(f"d{rng.randrange(reports)}") for _ in range(rng.randint(0, 3))) if reports else ()
        strength = rng.choice(["red_line", "demand", "preference"])
        red_lines.append(RedLine(f"r{k}", rng.choice(names), issue.id, ruled_out, strength, cost, grounds))
    dependencies = []
    for _ in range(count(0, rules) if len(matters) > 1 else 0):
        some = rng.sample(matters, min(len(matters), rng.choice([2, 2, 2, 3])))
        *given, last = ((issue.id, tuple(rng.sample(issue.outcomes, 1))) for issue in some)
        if rng.random() < 0.3:
            dependencies.append(Dependency(dict(given), then=dict([last])))
        else:
            dependencies.append(Dependency(dict(given), never=dict([last])))
    return Model(matters, names, tuple(red_lines), tuple(dependencies))


class Brute:
    """All packages of a model, which of them the dependencies allow, and which red lines each violates."""

    def __init__(self, model: Model) -> None:
        self.model = model
        sizes = [range(len(issue.outcomes)) for issue in model.issues]
        grid = np.array(list(product(*sizes)), dtype=np.int8)
        column = {issue.id: grid[:, k] for k, issue in enumerate(model.issues)}
        number = {issue.id: {o: k for k, o in enumerate(issue.outcomes)} for issue in model.issues}

        def holds(terms: dict[str, tuple[str, ...]], issue: str) -> np.ndarray:
            return np.isin(column[issue], [number[issue][outcome] for outcome in terms[issue]])

        allowed = np.ones(len(grid), dtype=bool)
        for rule in model.dependencies:
            given = np.ones(len(grid), dtype=bool)
            for issue in rule.given:
                given &= holds(rule.given, issue)
            for issue in rule.then:
                allowed &= ~given | holds(rule.then, issue)
            for issue in rule.never:
                allowed &= ~(given & holds(rule.never, issue))
        self.lines = sorted(line.id for line in model.red_lines)
        violated = np.zeros(len(grid), dtype=np.uint64)
        for bit, name in enumerate(self.lines):
            line = model.line(name)
            crossed = np.isin(column[line.issue], [number[line.issue][outcome] for outcome in line.rules_out])
            violated |= crossed.astype(np.uint64) << np.uint64(bit)
        self.grid = grid[allowed]
        self.violated = violated[allowed]

    @property
    def deals(self) -> int:
        """How many packages violate nothing."""
        return int((self.violated == 0).sum())

    def openings(self) -> set[frozenset[str]]:
        """The minimal violations."""
        return {self._names(mask) for mask in self._openings()} - {frozenset()}

    def _openings(self) -> list[int]:
        left = np.unique(self.violated)
        left = left[
            np.argsort(
                np.bitwise_count(left) if hasattr(np, "bitwise_count") else [int(x).bit_count() for x in left],
                kind="stable",
            )
        ]
        found = []
        while len(left):
            smallest = left[0]
            found.append(int(smallest))
            left = left[(left & smallest) != smallest]
        return found

    def blockers(self) -> set[frozenset[str]]:
        """The minimal sets that hit every opening, by Berge's multiplication."""
        openings = self._openings()
        if not openings or 0 in openings:
            return set()
        hitting = [0]
        for opening in sorted(openings, key=int.bit_count):
            hit = [mask for mask in hitting if mask & opening]
            longer = {
                mask | 1 << bit for mask in hitting if not mask & opening for bit in range(64) if opening >> bit & 1
            }
            hitting = hit + [mask for mask in longer if not any(other & mask == other for other in hit)]
        return {self._names(mask) for mask in hitting}

    def _names(self, mask: int) -> frozenset[str]:
        return frozenset(name for bit, name in enumerate(self.lines) if mask >> bit & 1)
