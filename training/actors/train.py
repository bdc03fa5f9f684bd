"""Learn how a statement reached the text: weights of the routes' features, from the truth of the corpora.

    OMP_NUM_THREADS=1 python -m training.actors.train [--cross] [--strength X]

Each corpus is walked with its truth's chains; what the text allows at each statement, with the features of
`depesche.actors.chains`, and which of it is right, become the rows of a conditional logit with an L2 penalty. With
`--cross` every corpus is left out once and read with the weights of the others; without it the weights are written to
`src/depesche/actors/routes.json`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import depesche.actors
from depesche.actors.chains import Chains, Judge
from depesche.actors.discourse import Cast
from depesche.actors.registry import Known, Registry
from depesche.actors.routes import Route, Scores
from depesche.actors.targets import Setting, outlet, plain_words
from depesche.claims.alone import MemoryView
from depesche.evaluation.assignment import best_matching
from depesche.evaluation.claims import align
from depesche.evaluation.truth import TrueStatement, Truth
from depesche.records import ReadDocument, Statement
from depesche.stages import MemoryIndex
from training.claims.corpora import all_folders, load

OUT = Path(depesche.actors.__file__).parent / "routes.json"
STRENGTH = 1.0  # of the L2 penalty; by leaving one corpus out
RARE = 4  # statements in which a feature must occur
GENERIC_WORDS = frozenset(["unnamed", "der", "die", "des", "aus", "von", "mit", "zwei"])


@dataclass
class Case:
    """The routes of one statement and which of them are right."""

    corpus: str
    statement: str
    features: list[tuple[str, ...]]
    right: list[bool]
    linked: bool


@dataclass
class Teacher:
    """A judge that takes the right route where there is one, and keeps the cases."""

    corpus: str
    true: dict[str, TrueStatement]
    labels: dict[str, str]
    cases: list[Case] = field(default_factory=list)

    def choose(self, statement: Statement, routes: Sequence[Route]) -> Route:
        """See `Judge.choose`."""
        truth = self.true.get(statement.id)
        if truth is None:
            return routes[0]
        right = [self._is_right(route, truth) for route in routes]
        self.cases.append(
            Case(self.corpus, statement.id, [route.features for route in routes], right, bool(truth.via))
        )
        return routes[right.index(True)] if any(right) else routes[0]

    def _is_right(self, route: Route, truth: TrueStatement) -> bool:
        return len(route.links) == len(truth.via) and all(
            self._same(link, label) for link, label in zip(route.links, truth.via, strict=True)
        )

    def _same(self, link: Known, label: str) -> bool:
        if link.id in self.labels:
            return self.labels[link.id] == label
        names = {plain_words(name) for name in (link.name, *link.names)}
        if plain_words(label) in names:
            return True
        if label.startswith("unnamed:") != (link.kind in ("unnamed", "organisation")):
            return False
        words = set(plain_words(label.split("(")[0]).split()) - GENERIC_WORDS
        theirs = {word for name in names for word in name.split("(")[0].split()} - GENERIC_WORDS
        return any(one[:5] == two[:5] for one in words for two in theirs if min(len(one), len(two)) > 3)


def walk(given: Sequence[ReadDocument], judge: Judge | None) -> MemoryView:
    """Resolve a corpus with a judge of its own."""
    view, index = MemoryView(), MemoryIndex()
    view.store(given)
    for start in range(0, len(given), 20):
        view.apply(depesche.actors.resolve(given[start : start + 20], view, index, judge))
    return view


def labels_of(truth: Truth, view: MemoryView) -> dict[str, str]:
    """Actors matched to the truth's speakers."""
    true = {statement.id: statement for statement in truth.statements}
    weights: Counter[tuple[str, str]] = Counter()
    for key, statement in align(truth, view.everything().statements).items():
        speaker = true[key].speaker
        if statement.speaker.actor and speaker:
            weights[statement.speaker.actor, speaker] += 1
    return dict(best_matching(weights))


def collect(folder: Path, reading: str) -> tuple[Truth, list[ReadDocument], list[Case]]:
    """The cases of one corpus."""
    truth, given = load(folder, reading)
    first = walk(given, NoChain())
    found = align(truth, [one for read in given for one in read.statements])
    true = {statement.id: statement for statement in truth.statements}
    teacher = Teacher(f"{truth.name} {reading}", {own.id: true[key] for key, own in found.items()}, labels_of(truth, first))
    walk(given, teacher)
    return truth, given, teacher.cases


class NoChain:
    """A judge that believes in no chain."""

    def choose(self, statement: Statement, routes: Sequence[Route]) -> Route:
        """See `Judge.choose`."""
        return routes[0]


def fit(cases: Sequence[Case], strength: float) -> Scores:
    """Weights that make the right routes likely."""
    usable = [case for case in cases if any(case.right)]
    counts = Counter(feature for case in usable for feature in {one for row in case.features for one in row})
    names = sorted(name for name, count in counts.items() if count >= RARE)
    column = {name: number for number, name in enumerate(names)}
    rows, columns, group, right = [], [], [], []
    row = 0
    for number, case in enumerate(usable):
        for features, is_right in zip(case.features, case.right, strict=True):
            found = {column[one] for one in features if one in column}
            rows.extend([row] * len(found))
            columns.extend(found)
            group.append(number)
            right.append(is_right)
            row += 1
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(names)))
    groups, mask = np.array(group), np.array(right)
    count = len(usable)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        top = np.full(count, -np.inf)
        np.maximum.at(top, groups, scores)
        exp = np.exp(scores - top[groups])
        total = np.bincount(groups, exp, count)
        good = np.bincount(groups, exp * mask, count) + 1e-300
        value = float(np.sum(np.log(total) - np.log(good))) + 0.5 * strength * float(weights @ weights)
        slope = exp / total[groups] - exp * mask / good[groups]
        return value, matrix.T @ slope + strength * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Scores({name: round(float(weight), 4) for name, weight in zip(names, found.x, strict=True) if abs(weight) > 0.01})


class Reader:
    """A judge with given weights."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores

    def choose(self, statement: Statement, routes: Sequence[Route]) -> Route:
        """See `Judge.choose`."""
        return self.scores.best(routes)
