"""Train the two scores of the claim stage on truth folders: same claim? and: does this answer that?

    OMP_NUM_THREADS=1 python training/claims/train.py FOLDER... [--to FILE]

Pairs of statements and (answer, statement) pairs are labelled from the truth. Gradient-boosted trees (scikit-learn's
HistGradientBoostingClassifier), written as JSON for `depesche.claims.model`. Takes about a minute of one core.
"""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from depesche.actors import resolve
from depesche.claims import answers, pairs
from depesche.claims.alone import MemoryView
from depesche.claims.propositions import Proposition, propositions
from depesche.evaluation.truth import Truth, load_truth
from depesche.stages import MemoryIndex

# Weights of pairs in which a statement belongs to no claim of the truth (or answers none): they are twenty times as
# many, and whether such a statement would make a claim with another is not told. Set by leaving one folder out.
OUTSIDE, UNTIED, HALF_TIED = 0.05, 0.1, 0.5
MODELS = Path(__file__).parents[2] / "src/depesche/claims/models.json"
Table = tuple[np.ndarray, np.ndarray, np.ndarray]


def prepare(folder: Path) -> tuple[Truth, list[Proposition]]:
    """A truth's statements as propositions, actors resolved."""
    truth = load_truth(folder)
    documents = truth.read_documents()
    view = MemoryView()
    view.store(documents)
    view.apply(resolve(documents, view, MemoryIndex()))
    items = []
    for read in view.read_documents([read.document.id for read in documents]).values():
        items.extend(propositions(read, view.actors({one.speaker.actor or "" for one in read.statements})))
    return truth, items


def _members(truth: Truth) -> dict[str, set[str]]:
    claims: dict[str, set[str]] = {}
    for claim in truth.claims:
        for statement in claim.statements:
            claims.setdefault(statement, set()).add(claim.id)
    return claims


def claim_pairs(truth: Truth, items: list[Proposition]) -> Table:
    """Features, labels and weights of pairs of statements that are no answers."""
    claims = _members(truth)
    rows, labels, weights = [], [], []
    for left, right in combinations([item for item in items if item.act not in ("deny", "decline")], 2):
        far = left.vector @ right.vector < 0.1 and left.document != right.document
        if far and not set(left.stems) & set(right.stems):
            continue
        rows.append(pairs.features(left, right))
        labels.append(bool(claims.get(left.id, set()) & claims.get(right.id, set())))
        weights.append(1.0 if left.id in claims and right.id in claims else OUTSIDE)
    return np.array(rows), np.array(labels), np.array(weights)


def answer_pairs(truth: Truth, items: list[Proposition]) -> Table:
    """Features, labels and weights of pairs of an answer and a statement."""
    claims = _members(truth)
    tied: dict[str, set[str]] = {}
    for claim in truth.claims:
        for statement, _ in claim.responses:
            tied.setdefault(statement, set()).add(claim.id)
    documents: dict[str, list[Proposition]] = {}
    for item in items:
        documents.setdefault(item.document, []).append(item)
    rows, labels, weights = [], [], []
    for answer in items:
        if answer.act not in answers.ANSWERING:
            continue
        nearest = answers.nearest_assertion(answer, documents[answer.document])
        for item in items:
            if item.id == answer.id or item.act in ("deny", "decline") or item.day > answer.day + 3:
                continue
            far = answer.vector @ item.vector < 0.05 and answer.document != item.document
            if far and not set(answer.context) & set(item.stems):
                continue
            rows.append(answers.features(answer, item, item.id == nearest))
            labels.append(bool(tied.get(answer.id, set()) & claims.get(item.id, set())))
            inside = 1.0 if item.id in claims else HALF_TIED
            weights.append(inside if answer.id in tied else UNTIED)
    return np.array(rows), np.array(labels), np.array(weights)


def fit(rows: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> HistGradientBoostingClassifier:
    """Boosted trees; settings from leaving one folder out."""
    model = HistGradientBoostingClassifier(
        max_depth=3, max_iter=90, learning_rate=0.08, min_samples_leaf=20, l2_regularization=3, random_state=0
    )
    keep = labels | (weights >= HALF_TIED) | (np.random.default_rng(0).random(len(labels)) < 0.35)
    scaled = np.where((weights < HALF_TIED) & ~labels, weights / 0.35, weights)
    return model.fit(rows[keep], labels[keep], sample_weight=scaled[keep])


def export(
    model: HistGradientBoostingClassifier, features: tuple[str, ...], trained_on: list[str]
) -> dict[str, object]:
    """The model as `depesche.claims.model.build` reads it."""
    trees = []
    for (tree,) in model._predictors:
        nodes = tree.nodes
        own = np.arange(len(nodes))
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            {
                "feature": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
                "threshold": [round(float(value), 5) for value in np.where(leaf, 0, nodes["num_threshold"])],
                "left": np.where(leaf, own, nodes["left"]).tolist(),
                "right": np.where(leaf, own, nodes["right"]).tolist(),
                "value": [round(float(value), 6) for value in nodes["value"]],
            }
        )
    bias = float(np.ravel(model._baseline_prediction)[0])
    return {"features": list(features), "trained_on": trained_on, "depth": 3, "bias": bias, "trees": trees}


def train(prepared: list[tuple[Truth, list[Proposition]]]) -> dict[str, object]:
    """Both models in their JSON form."""
    found: dict[str, object] = {}
    makers = (("same_claim", claim_pairs, pairs.FEATURES), ("answers", answer_pairs, answers.FEATURES))
    for name, maker, features in makers:
        parts = [maker(truth, items) for truth, items in prepared]
        rows, labels, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
        print(f"{name}: {len(rows)} pairs, {int(labels.sum())} positive", file=sys.stderr)
        found[name] = export(fit(rows, labels, weights), features, [truth.name for truth, _ in prepared])
    return found


if __name__ == "__main__":
    arguments = sys.argv[1:]
    target = Path(arguments.pop(arguments.index("--to") + 1)) if "--to" in arguments else MODELS
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    target.write_text(json.dumps(train([prepare(folder) for folder in folders])) + "\n", "utf-8")
    print(f"written to {target}", file=sys.stderr)
