"""Features and labels of truth folders, and the fits of the stage's models on any of them.

Everything is a penalised linear model, fitted by L-BFGS (scipy); features are made once for each folder, so that
leaving each folder out in turn costs only fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from depesche.evaluation.positions import gold_direction
from depesche.evaluation.positions_gold import party_labels
from depesche.evaluation.truth import Truth
from depesche.positions.cast import Cast
from depesche.positions.contacts import candidates
from depesche.positions.features import Seen, look
from depesche.positions.mentions import Mentions
from depesche.positions.models import DIRECTIONS, STRENGTHS, Models, evidence_features, stance_features
from depesche.positions.passages import Passages
from training.positions.corpora import Corpus

Array = NDArray[np.float64]
Scaled = tuple[Array, Array, Array]  # mean, deviation, weights
ISSUE_L2, EVIDENCE_L2, STANCE_L2, CONTACT_L2 = 1.0, 60.0, 1.0, 2.0
THRESHOLDS = np.arange(0.10, 0.61, 0.02)  # among which thresholds are chosen


@dataclass
class Case:
    """One truth folder's statements with features and labels."""

    name: str
    seen: list[Seen] = field(default_factory=list)
    labels: list[Array] = field(default_factory=list)  # (issues,), 1 where the statement proves a position
    stance: list[tuple[Array, str, str]] = field(default_factory=list)
    contacts: list[tuple[Array, float]] = field(default_factory=list)


def case_of(corpus: Corpus) -> Case:
    """Look at a corpus."""
    truth, dossier, codebook = corpus.truth, corpus.dossier, corpus.codebook.grown
    cast = Cast(codebook, dossier.all_actors())
    gold: dict[tuple[str, str], list[dict[str, str]]] = {}
    for position in truth.raw["positions"]:
        for statement in position["evidence"]:
            gold.setdefault((statement, position["issue"]), []).append(position)
    acts = {statement.id: statement.act for statement in truth.statements}
    case = Case(corpus.name)
    mentions = Mentions(cast, cast.actors.values())
    meetings = _meetings(truth)
    for read in dossier.batch:
        partisan = [cast.party(statement.speaker.actor) is not None for statement in read.statements]
        passages = Passages(read, codebook)
        for candidate in candidates(passages, cast, mentions):
            key = read.document.source_id
            true = any(len(sides & set(candidate.parties)) >= 2 and key in where for sides, where in meetings)
            case.contacts.append((np.array(candidate.features), float(true)))
        for seen in look(passages, codebook, partisan):
            key = seen.statement.id
            case.seen.append(seen)
            case.labels.append(np.array([float((key, issue.id) in gold) for issue in codebook.issues]))
            for issue in codebook.issues:
                for position in gold.get((key, issue.id), ()):
                    case.stance.append((seen.own, position["strength"], gold_direction(position, acts)))
    return case


def _meetings(truth: Truth) -> list[tuple[set[str], set[str]]]:
    """The parties and documents of the true contacts."""
    labels = party_labels(truth)
    documents = {statement.id: statement.document for statement in truth.statements}
    return [
        (
            {labels.get(name, name) for name in item["parties"]},
            {documents[k] for k in item["evidence"] if k in documents},
        )
        for item in truth.raw["contacts"]
    ]


def _least(loss: Callable[[Array], tuple[float, Array]], start: Array) -> Array:
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x)


def logistic(features: Array, target: Array, l2: float, weight: Array | None = None) -> tuple[Array, float]:
    """A penalised logistic regression: weights and bias (which is not penalised)."""
    rows = np.hstack([features, np.ones((len(features), 1))])
    weight = np.ones(len(rows)) if weight is None else weight
    penalty = np.full(rows.shape[1], l2)
    penalty[-1] = 0.0

    def loss(w: Array) -> tuple[float, Array]:
        score = rows @ w
        value = weight @ (np.logaddexp(0.0, score) - target * score) + 0.5 * penalty @ (w * w)
        return float(value), rows.T @ (weight * (1 / (1 + np.exp(-score)) - target)) + penalty * w

    found = _least(loss, np.zeros(rows.shape[1]))
    return found[:-1], float(found[-1])


def multinomial(features: Array, target: Array, l2: float, weight: Array | None = None) -> tuple[Array, Array]:
    """A penalised multinomial logistic regression: weights (classes, n) and biases; target is one-hot."""
    rows = np.hstack([features, np.ones((len(features), 1))])
    weight = np.ones(len(rows)) if weight is None else weight
    shape = (target.shape[1], rows.shape[1])

    def loss(flat: Array) -> tuple[float, Array]:
        w = flat.reshape(shape)
        scores = rows @ w.T
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        slope = ((np.exp(logs) - target) * weight[:, None]).T @ rows
        slope[:, :-1] += l2 * w[:, :-1]
        value = -(weight[:, None] * target * logs).sum() + 0.5 * l2 * (w[:, :-1] ** 2).sum()
        return float(value), slope.ravel()

    found = _least(loss, np.zeros(shape[0] * shape[1])).reshape(shape)
    return found[:, :-1], found[:, -1]


def fit_issue(cases: Sequence[Case]) -> Scaled:
    """The conditional logit over issues, from statements that prove a position on one of them."""
    everything = np.vstack([seen.pairs for case in cases for seen in case.seen])
    mean, deviation = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    groups = [
        ((seen.pairs - mean) / deviation, labels / labels.sum())
        for case in cases
        for seen, labels in zip(case.seen, case.labels, strict=True)
        if labels.any()
    ]
    rows, wanted = np.vstack([rows for rows, _ in groups]), np.concatenate([shares for _, shares in groups])
    begins = np.cumsum([0, *(len(rows) for rows, _ in groups)])[:-1]
    sizes = np.array([len(rows) for rows, _ in groups])

    def loss(w: Array) -> tuple[float, Array]:
        scores = rows @ w
        scores -= np.repeat(np.maximum.reduceat(scores, begins), sizes)
        logs = scores - np.repeat(np.log(np.add.reduceat(np.exp(scores), begins)), sizes)
        return float(-wanted @ logs + 0.5 * ISSUE_L2 * w @ w), ISSUE_L2 * w - rows.T @ (wanted - np.exp(logs))

    return mean, deviation, _least(loss, np.zeros(rows.shape[1]))


class Trainer:
    """Fits all models on the corpora but one."""

    def __init__(self, corpora: Sequence[Corpus]) -> None:
        self.cases = {corpus.name: case_of(corpus) for corpus in corpora}
        self._issues: dict[frozenset[str], Scaled] = {}

    def models(self, without: str | None = None) -> Models:
        """All models, trained on every corpus but one."""
        names = frozenset(self.cases) - {without or ""}
        cases = [self.cases[name] for name in sorted(names)]
        return Models(
            issue=self._issue(names),
            evidence=self._evidence(names),
            strength=fit_stance(cases, 1, STRENGTHS),
            direction=fit_stance(cases, 2, DIRECTIONS),
            threshold=self._evidence_threshold(names),
            contact=fit_contact(cases),
            contact_threshold=_best_threshold(
                [self._contact_scores(names - {name}, self.cases[name]) for name in sorted(names)], 0.4
            ),
        )

    def _issue(self, names: frozenset[str]) -> Scaled:
        if names not in self._issues:
            self._issues[names] = fit_issue([self.cases[name] for name in sorted(names)])
        return self._issues[names]

    def _rows(self, name: str, names: frozenset[str]) -> Array:
        """The evidence model's features of a case; issue shares come from the other cases' model where possible."""
        others = (names - {name}) or names
        judge = Models(self._issue(others), *_EMPTY)
        return np.vstack([evidence_features(seen, *judge.issue_shares(seen)) for seen in self.cases[name].seen])

    def _evidence(self, names: frozenset[str]) -> tuple[Array, Array, Array, float]:
        features = np.vstack([self._rows(name, names) for name in sorted(names)])
        target = np.concatenate([labels for name in sorted(names) for labels in self.cases[name].labels])
        mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-6
        weights, bias = logistic((features - mean) / deviation, target, EVIDENCE_L2)
        return mean, deviation, weights, bias

    def _evidence_threshold(self, names: frozenset[str]) -> float:
        """The threshold of the best F1 over (statement, issue), each case scored by models of the others."""
        found = []
        for name in sorted(names):
            others = names - {name}
            if others:
                mean, deviation, weights, bias = self._evidence(others)
                scores = (self._rows(name, names) - mean) / deviation @ weights + bias
                found.append((1 / (1 + np.exp(-scores)), np.concatenate(self.cases[name].labels)))
        return _best_threshold(found, 0.22)

    def _contact_scores(self, names: frozenset[str], case: Case) -> tuple[Array, Array]:
        weights, bias = fit_contact([self.cases[name] for name in sorted(names)]) if names else (np.zeros(1), 0.0)
        rows = np.array([values for values, _ in case.contacts])
        target = np.array([label for _, label in case.contacts])
        return (1 / (1 + np.exp(-(rows @ weights + bias))) if names else target), target


def _best_threshold(found: Sequence[tuple[Array, Array]], default: float) -> float:
    """The threshold with the best mean F1 over several sets of probabilities and labels."""
    if not found:
        return default
    means = []
    for threshold in THRESHOLDS:
        values = []
        for scores, target in found:
            chosen = scores >= threshold
            right = float((chosen * target).sum())
            values.append(2 * right / max(1.0, float(chosen.sum() + target.sum())))
        means.append(float(np.mean(values)))
    return round(float(THRESHOLDS[int(np.argmax(means))]), 3)


def fit_stance(cases: Sequence[Case], which: int, classes: Sequence[str]) -> tuple[Array, Array]:
    """A multinomial logistic regression over what the speaker does."""
    examples = [item for case in cases for item in case.stance]
    features = np.array([stance_features(own) for own, _, _ in examples])
    target = np.array([[float(item[which] == name) for name in classes] for item in examples])
    return multinomial(features, target, STANCE_L2)


def fit_contact(cases: Sequence[Case]) -> tuple[Array, float]:
    """The logistic regression over sentences that may tell of a contact."""
    examples = [item for case in cases for item in case.contacts]
    return logistic(np.array([v for v, _ in examples]), np.array([label for _, label in examples]), CONTACT_L2)


_NONE = (np.zeros(1), np.zeros(1))
_EMPTY = ((*([np.zeros(1)] * 3), 0.0), _NONE, _NONE, 0.22)
