"""Learn how a statement reached the text: weights of the routes' features, from the truth of the corpora.

    OMP_NUM_THREADS=1 python -m training.actors.train [--cross | --parts]

Each corpus is walked with its truth's chains; what the text allows at each statement, with the features of
`depesche.actors.chains`, and which of it is right, become the rows of a conditional logit with an L2 penalty. Without
an option the weights are written to `src/depesche/actors/routes.json`. With `--cross` every corpus is left out once and
read with the weights of the others; with `--parts` (a minute) it is told how many chains are exact in five parts of the
corpora, the true statements and the right chains before each of them given.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import depesche.actors
from depesche.actors.chains import Judge
from depesche.actors.registry import Known
from depesche.actors.routes import Route, Scores
from depesche.actors.targets import plain_words
from depesche.claims.alone import MemoryView
from depesche.evaluation.assignment import best_matching
from depesche.evaluation.claims import align, score
from depesche.evaluation.truth import TrueStatement, Truth
from depesche.records import ReadDocument, Statement
from depesche.stages import MemoryIndex
from training.claims.corpora import all_folders, is_shared, load

OUT = Path(depesche.actors.__file__).parent / "routes.json"
# Of the L2 penalty. In five parts of 33 corpora 1 tells 0.458 of the chains exactly (the true ones before it given), 2
# 0.446, 0.6 0.453, 4 0.428; without the notes of how a teller stands to the speaker 2 tells 0.441.
STRENGTH = 1.0
PARTS = 5  # of the corpora, for `--parts`
RARE = 6  # statements in which a feature must occur
SMALL = 0.02  # weights below it are left out of the file; what that costs was not measured
SHOWN = ("speakers_named", "speakers_unnamed", "via", "via_where_any")
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
        self.cases.append(Case(self.corpus, statement.id, [route.features for route in routes], right, bool(truth.via)))
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
    """A corpus in one reading ("gold" or "read"), with its cases."""
    truth, given = load(folder, reading)
    first = walk(given, NoChain())
    found = align(truth, [one for read in given for one in read.statements])
    true = {statement.id: statement for statement in truth.statements}
    teacher = Teacher(truth.name, {own.id: true[key] for key, own in found.items()}, labels_of(truth, first))
    walk(given, teacher)
    return truth, given, teacher.cases


class NoChain:
    """A judge that believes in no chain."""

    def choose(self, statement: Statement, routes: Sequence[Route]) -> Route:
        """See `Judge.choose`."""
        return routes[0]


@dataclass(frozen=True)
class Table:
    """The cases as one sparse matrix: a row a route, a column a feature.

    Args:
        matrix: 0 and 1.
        names: of the columns.
        group: the number of each row's case.
        right: whether a row's route is right.
        corpus: each case's corpus.
    """

    matrix: csr_matrix
    names: list[str]
    group: np.ndarray
    right: np.ndarray
    corpus: np.ndarray


def table(cases: Sequence[Case]) -> Table:
    """All cases that have a right route; features that are rare in them are left out."""
    usable = [case for case in cases if any(case.right)]
    counts = Counter(feature for case in usable for feature in {one for row in case.features for one in row})
    column = {name: number for number, name in enumerate(sorted(one for one in counts if counts[one] >= RARE))}
    rows = [sorted({column[one] for one in features if one in column}) for case in usable for features in case.features]
    ends = np.cumsum([0, *map(len, rows)])
    found = np.array([one for row in rows for one in row], dtype=np.int32)
    return Table(
        csr_matrix((np.ones(len(found)), found, ends), shape=(len(rows), len(column))),
        list(column),
        np.array([number for number, case in enumerate(usable) for _ in case.right]),
        np.array([one for case in usable for one in case.right]),
        np.array([case.corpus for case in usable]),
    )


def fit(given: Table, without: str | Collection[str] = (), strength: float = STRENGTH) -> Scores:
    """Weights that make the right routes likely.

    Args:
        given: the cases.
        without: a corpus to leave out, or several.
        strength: of the L2 penalty.
    """
    out = {without} if isinstance(without, str) else set(without)
    kept = np.isin(given.group, np.flatnonzero(~np.isin(given.corpus, list(out))))
    matrix, right = given.matrix[kept], given.right[kept]
    _, group = np.unique(given.group[kept], return_inverse=True)
    count = int(group.max()) + 1
    first = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1])
    turned = matrix.T.tocsr()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, first)[group])
        total = np.bincount(group, odds, count)
        good = np.bincount(group, odds * right, count) + 1e-300
        value = float(np.sum(np.log(total) - np.log(good))) + 0.5 * strength * float(weights @ weights)
        return value, turned @ (odds / total[group] - odds * right / good[group]) + strength * weights

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    weights = zip(given.names, found.x, strict=True)
    return Scores({name: round(float(weight), 3) for name, weight in weights if abs(weight) > SMALL})


def show_parts(cases: Sequence[Case]) -> None:
    """Print how many chains are exact: each part's routes chosen by weights of the others."""
    laid, names = table(cases), sorted({case.corpus for case in cases})
    right: dict[bool, list[bool]] = {True: [], False: []}
    for part in range(PARTS):
        out = set(names[part::PARTS])
        weights = fit(laid, without=out).weights
        for case in cases:
            if case.corpus in out:
                scores = [sum(weights.get(one, 0.0) for one in features) for features in case.features]
                right[case.linked].append(case.right[int(np.argmax(scores))])
    possible = np.mean([any(case.right) for case in cases if case.linked])
    for linked, name in ((True, "with a chain"), (False, "without")):
        print(f"{name:14}{len(right[linked]):6} statements, exact {np.mean(right[linked]):.3f}")
    print(f"the right chain is among the routes of {possible:.3f} of those with a chain")


class Reader:
    """A judge with given weights."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores

    def choose(self, statement: Statement, routes: Sequence[Route]) -> Route:
        """See `Judge.choose`."""
        return self.scores.best(routes)


def show(name: str, truth: Truth, given: Sequence[ReadDocument], scores: Scores) -> None:
    """Print a corpus's figures under given weights."""
    figures = score(truth, walk(given, Reader(scores)).everything())
    print(f"{name:24}" + " ".join(f"{figures[one]:8.3f}" for one in SHOWN), flush=True)


def main(arguments: list[str]) -> None:
    """Train, or with ``--cross`` measure."""
    corpora = [
        (reading, *collect(folder, reading))
        for folder in all_folders()
        for reading in ("gold", "read")
        if reading == "gold" or (is_shared(folder) and "--parts" not in arguments)
    ]
    if "--parts" in arguments:
        show_parts([case for *_, found in corpora for case in found])
        return
    cases = table([case for *_, found in corpora for case in found])
    if "--cross" not in arguments:
        weights = dict(sorted(fit(cases).weights.items()))
        OUT.write_text(json.dumps({"weights": weights}, ensure_ascii=False, indent=0) + "\n", "utf-8")
        print(f"{len(weights)} weights from {len(cases.corpus)} statements", file=sys.stderr, flush=True)
        return
    print(f"{'left out':24}" + " ".join(f"{one:>8.8}" for one in SHOWN), flush=True)
    for name in sorted(set(cases.corpus)):
        scores = fit(cases, without=name)
        for reading, truth, given, _ in corpora:
            if truth.name == name:
                show(f"{name} {reading}", truth, given, scores)


if __name__ == "__main__":
    main(sys.argv[1:])
