"""Trains the positions stage's linear models on truth folders and measures each on the folder left out.

    python training/positions.py ../shared/dispatches/cuba-1962 ../shared/dispatches/oslo-1993 --write

Gold statements, codebooks made of the truth's issue names alone, numpy only, some 20 seconds a fold on one core.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depesche.evaluation.positions import gold_direction
from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping, party_labels
from depesche.evaluation.truth import Truth, load_truth
from depesche.positions.cast import Cast
from depesche.positions.codebook_file import codebook_of
from depesche.positions.contacts import candidates
from depesche.positions.expand import expand
from depesche.positions.features import Seen, look, pair_names, statement_names
from depesche.positions.mentions import Mentions
from depesche.positions.models import DIRECTIONS, STRENGTHS, Models, evidence_features, stance_features
from depesche.positions.passages import Passages

Array = NDArray[np.float64]
TARGET = Path(__file__).parent.parent / "src/depesche/positions/model/positions.json"
ISSUE_L2, EVIDENCE_L2, STANCE_L2 = 1.0, 60.0, 1.0  # chosen by leaving one of cuba-1962 and oslo-1993 out
CONTACT_L2, CONTACT_THRESHOLD = 2.0, 0.4
THRESHOLD = 0.22  # evidence probability; chosen with them


@dataclass
class Case:
    """One truth folder's statements with features and labels."""

    name: str
    seen: list[Seen] = field(default_factory=list)
    labels: list[Array] = field(default_factory=list)  # (issues,), 1 where the statement proves a position
    stance: list[tuple[Array, str, str]] = field(default_factory=list)
    contacts: list[tuple[Array, float]] = field(default_factory=list)


def load(folder: Path) -> Case:
    """Read a folder."""
    truth = load_truth(folder)
    dossier = GoldDossier(truth)
    codebook = expand(codebook_of(codebook_mapping(truth), folder.name))
    cast = Cast(codebook, dossier.all_actors())
    gold: dict[tuple[str, str], list[dict[str, str]]] = {}
    for position in truth.raw["positions"]:
        for statement in position["evidence"]:
            gold.setdefault((statement, position["issue"]), []).append(position)
    acts = {statement.id: statement.act for statement in truth.statements}
    case = Case(folder.name)
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


def adam(gradient, start: Array, steps: int = 400, rate: float = 0.05) -> Array:  # type: ignore[no-untyped-def]
    """Minimise by Adam (Kingma & Ba 2015), full batch."""
    weights, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, steps + 1):
        slope = gradient(weights)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope * slope
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def fit_issue(cases: Sequence[Case]) -> tuple[Array, Array, Array]:
    """The conditional logit over issues, from statements that prove a position on one of them."""
    everything = np.vstack([seen.pairs for case in cases for seen in case.seen])
    mean, deviation = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    groups = [
        ((seen.pairs - mean) / deviation, labels / labels.sum())
        for case in cases
        for seen, labels in zip(case.seen, case.labels, strict=True)
        if labels.any()
    ]

    def gradient(weights: Array) -> Array:
        slope = ISSUE_L2 * weights
        for features, wanted in groups:
            scores = features @ weights
            powers = np.exp(scores - scores.max())
            slope = slope - features.T @ (wanted - powers / powers.sum())
        return slope

    return mean, deviation, adam(gradient, np.zeros(everything.shape[1]))


def fit_evidence(cases: Sequence[Case], issue: tuple[Array, Array, Array]) -> tuple[Array, Array, Array, float]:
    """The logistic regression over (statement, issue); issue shares come from other cases' models where possible."""
    rows, labels = [], []
    for case in cases:
        others = [other for other in cases if other is not case]
        own = Models(fit_issue(others) if others else issue, *_EMPTY)
        for seen, wanted in zip(case.seen, case.labels, strict=True):
            rows.append(evidence_features(seen, *own.issue_shares(seen)))
            labels.append(wanted)
    features, target = np.vstack(rows), np.concatenate(labels)
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-6
    scaled = np.hstack([(features - mean) / deviation, np.ones((len(features), 1))])
    penalty = np.full(scaled.shape[1], EVIDENCE_L2)
    penalty[-1] = 0.0

    def gradient(weights: Array) -> Array:
        return np.asarray(scaled.T @ (1 / (1 + np.exp(-(scaled @ weights))) - target) + penalty * weights)

    weights = adam(gradient, np.zeros(scaled.shape[1]))
    return mean, deviation, weights[:-1], float(weights[-1])


def fit_stance(cases: Sequence[Case], which: int, classes: Sequence[str]) -> tuple[Array, Array]:
    """A multinomial logistic regression over what the speaker does."""
    examples = [item for case in cases for item in case.stance]
    features = np.array([np.append(stance_features(own), 1.0) for own, _, _ in examples])
    target = np.array([[float(item[which] == name) for name in classes] for item in examples])

    def gradient(flat: Array) -> Array:
        weights = flat.reshape(len(classes), -1)
        scores = features @ weights.T
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        slope = (powers / powers.sum(axis=1, keepdims=True) - target).T @ features
        slope[:, :-1] += STANCE_L2 * weights[:, :-1]
        return slope.ravel()

    weights = adam(gradient, np.zeros(len(classes) * features.shape[1])).reshape(len(classes), -1)
    return weights[:, :-1], weights[:, -1]


def fit_contact(cases: Sequence[Case]) -> tuple[Array, float]:
    """The logistic regression over sentences that may tell of a contact."""
    examples = [item for case in cases for item in case.contacts]
    features = np.array([np.append(values, 1.0) for values, _ in examples])
    target = np.array([label for _, label in examples])
    penalty = np.full(features.shape[1], CONTACT_L2)
    penalty[-1] = 0.0

    def gradient(weights: Array) -> Array:
        return np.asarray(features.T @ (1 / (1 + np.exp(-(features @ weights))) - target) + penalty * weights)

    weights = adam(gradient, np.zeros(features.shape[1]))
    return weights[:-1], float(weights[-1])


_NONE = (np.zeros(1), np.zeros(1))
_EMPTY = ((*([np.zeros(1)] * 3), 0.0), _NONE, _NONE, THRESHOLD)


def fit(cases: Sequence[Case]) -> Models:
    """All models."""
    issue = fit_issue(cases)
    return Models(
        issue,
        fit_evidence(cases, issue),
        fit_stance(cases, 1, STRENGTHS),
        fit_stance(cases, 2, DIRECTIONS),
        THRESHOLD,
        fit_contact(cases),
        CONTACT_THRESHOLD,
    )


def measure(models: Models, case: Case) -> dict[str, float]:
    """Figures on one case: issue accuracy, evidence F1 over (statement, issue), strength and direction accuracy."""
    right = found = wanted = top = positives = 0
    for seen, labels in zip(case.seen, case.labels, strict=True):
        chosen = models.evidence_probability(seen) >= models.threshold
        right += int((chosen & (labels > 0)).sum())
        found += int(chosen.sum())
        wanted += int(labels.sum())
        if labels.any():
            positives += 1
            top += int(labels[int(np.argmax(models.issue_shares(seen)[0]))] > 0)
    strength = [STRENGTHS[int(np.argmax(models.strengths(own)))] == name for own, name, _ in case.stance]
    direction = [DIRECTIONS[int(np.argmax(models.directions(own)))] == name for own, _, name in case.stance]
    told = [
        (models.contact_probability(values) >= models.contact_threshold, label > 0) for values, label in case.contacts
    ]
    hits = sum(said and true for said, true in told)
    return {
        "contact_f1": 2 * hits / max(1, sum(said for said, _ in told) + sum(true for _, true in told)),
        "contacts": len(told),
        "contacts_true": sum(true for _, true in told),
        "issue": top / positives,
        "evidence_f1": 2 * right / max(1, found + wanted),
        "strength": float(np.mean(strength)),
        "direction": float(np.mean(direction)),
    }


def dump(models: Models, trained_on: Sequence[str]) -> str:
    """The models as JSON, numbers to six digits."""

    def flat(array: Array) -> list[object]:
        return np.round(array, 6).tolist()

    return json.dumps(
        {
            "trained_on": list(trained_on),
            "statement_features": statement_names(),
            "pair_features": pair_names(),
            "issue": dict(zip(("mean", "deviation", "weights"), map(flat, models.issue), strict=True)),
            "evidence": {
                **dict(zip(("mean", "deviation", "weights"), map(flat, models.evidence[:3]), strict=True)),
                "bias": round(models.evidence[3], 6),
            },
            "strength": dict(zip(("weights", "bias"), map(flat, models.strength), strict=True)),
            "direction": dict(zip(("weights", "bias"), map(flat, models.direction), strict=True)),
            "threshold": models.threshold,
            "contact": {
                "weights": flat(models.contact[0]),
                "bias": round(models.contact[1], 6),
                "threshold": models.contact_threshold,
            },
        }
    )


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=re.sub(r"\s+", " ", __doc__ or ""))
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--check", nargs="*", type=Path, default=[], help="folders to measure on, never trained on")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    cases = [load(folder) for folder in options.folders]
    for case in cases if len(cases) > 1 else []:
        print("left out:", case.name, measure(fit([other for other in cases if other is not case]), case))
    models = fit(cases)
    for folder in options.check:
        print("check:", folder.name, measure(models, load(folder)))
    if options.write:
        options.target.write_text(dump(models, [case.name for case in cases]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
