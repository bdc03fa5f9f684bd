"""Train the two scores of the claim stage on truth folders: same claim? and: does this answer that?

    python training/claims/train.py FOLDER... [--hold-out FOLDER] [--write]

Pairs of statements and (answer, statement) pairs are labelled from the truth; logistic regression with L2, by Newton's
method in numpy. Needs no PyTorch. Prints, with --hold-out, the log loss on a folder that was not trained on.
"""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np

from depesche.actors import resolve
from depesche.claims import answers, pairs
from depesche.claims.alone import MemoryView
from depesche.claims.propositions import Proposition, propositions
from depesche.evaluation.truth import Truth, load_truth
from depesche.stages import MemoryIndex

# Weight of a pair in which a statement belongs to no claim of the truth: there are twenty times as many, and whether
# such a statement would make a claim with another is not told.
OUTSIDE = 0.03
PENALTY = 1.0  # L2 on standardised features
MODELS = Path(__file__).parents[2] / "src/depesche/claims/models.json"


def prepare(folder: Path) -> tuple[Truth, list[Proposition]]:
    """A truth's statements as propositions, actors resolved."""
    truth = load_truth(folder)
    documents = truth.read_documents()
    view = MemoryView()
    view.store(documents)
    view.apply(resolve(documents, view, MemoryIndex()))
    items = []
    reads = view.read_documents([read.document.id for read in documents])
    for read in documents:
        read = reads[read.document.id]
        names = {
            key: actor.name for key, actor in view.actors({s.speaker.actor or "" for s in read.statements}).items()
        }
        items.extend(propositions(read, names))
    return truth, items


def claim_pairs(truth: Truth, items: list[Proposition]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and weights of pairs of statements that are no answers."""
    claims: dict[str, set[str]] = {}
    for claim in truth.claims:
        for statement in claim.statements:
            claims.setdefault(statement, set()).add(claim.id)
    rows, labels, weights = [], [], []
    for left, right in combinations([item for item in items if item.act not in ("deny", "decline")], 2):
        row = pairs.features(left, right)
        if row[0] < 0.1 and row[4] < 0.2 and not row[6]:
            continue
        rows.append(row)
        labels.append(bool(claims.get(left.id, set()) & claims.get(right.id, set())))
        weights.append(1.0 if left.id in claims and right.id in claims else OUTSIDE)
    return np.array(rows), np.array(labels, float), np.array(weights)


def answer_pairs(truth: Truth, items: list[Proposition]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and weights of pairs of an answer and a statement of some claim."""
    claims: dict[str, set[str]] = {}
    for claim in truth.claims:
        for statement in claim.statements:
            claims.setdefault(statement, set()).add(claim.id)
    tied: dict[str, set[str]] = {}
    for claim in truth.claims:
        for statement, _ in claim.responses:
            tied.setdefault(statement, set()).add(claim.id)
    rows, labels, weights = [], [], []
    documents: dict[str, list[Proposition]] = {}
    for item in items:
        documents.setdefault(item.document, []).append(item)
    for answer in items:
        if answer.act not in answers.ANSWERING:
            continue
        nearest = answers.nearest_assertion(answer, documents[answer.document])
        for item in items:
            if item.id == answer.id or item.act in ("deny", "decline") or item.day > answer.day + 1:
                continue
            row = answers.features(answer, item, item.id == nearest)
            if row[0] < 0.05 and row[4] < 0.15 and not row[6]:
                continue
            rows.append(row)
            labels.append(bool(tied.get(answer.id, set()) & claims.get(item.id, set())))
            weights.append(1.0 if item.id in claims and answer.id in tied else 0.2)
    return np.array(rows), np.array(labels, float), np.array(weights)


def fit(rows: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Weighted logistic regression by Newton's method; weights for raw features, bias."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    scaled = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    solution = np.zeros(scaled.shape[1])
    ridge = np.full(scaled.shape[1], PENALTY)
    ridge[-1] = 0
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ solution, -30, 30)))
        gradient = scaled.T @ (weights * (chance - labels)) + ridge * solution
        curve = (scaled * (weights * chance * (1 - chance))[:, None]).T @ scaled + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curve, gradient)
        solution -= step
        if np.abs(step).max() < 1e-6:
            break
    raw = solution[:-1] / spread
    return raw, float(solution[-1] - (raw * mean).sum())


def train(prepared: list[tuple[Truth, list[Proposition]]]) -> dict[str, object]:
    """Both models."""
    found: dict[str, object] = {}
    for name, maker, features in (
        ("same_claim", claim_pairs, pairs.FEATURES),
        ("answers", answer_pairs, answers.FEATURES),
    ):
        parts = [maker(truth, items) for truth, items in prepared]
        rows, labels, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
        solution, bias = fit(rows, labels, weights)
        print(f"{name}: {len(rows)} pairs, {int(labels.sum())} positive")
        found[name] = {
            "features": list(features),
            "weights": [round(float(value), 5) for value in solution],
            "bias": round(bias, 5),
            "trained_on": [truth.name for truth, _ in prepared],
        }
    return found


if __name__ == "__main__":
    models = train([prepare(Path(folder)) for folder in sys.argv[1:] if not folder.startswith("--")])
    if "--write" in sys.argv:
        MODELS.write_text(json.dumps(models, indent=1) + "\n", "utf-8")
        print(f"written to {MODELS}")
