"""The scorer of claims: the truth scores 1 against itself, spoiled readings less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from depesche.errors import BadFile, NotFound
from depesche.evaluation.assignment import best_matching
from depesche.evaluation.claims import score
from depesche.evaluation.truth import load_truth
from depesche.records import Actor, ActorKind, Claim, ClaimStatus, Mention, Origin, Relation, Response, Statement


@dataclass
class Perfect:
    """A reading that is the truth."""

    statements: list[Statement]
    actors: list[Actor]
    claims: list[Claim]
    copies: dict[str, str | None]


def perfect(folder: Path) -> Perfect:
    """The truth as a reading; labels serve as actor ids."""
    truth = load_truth(folder)
    true = {statement.id: statement for statement in truth.statements}
    statements = [
        replace(one, speaker=Mention(actor=true[one.id].speaker), via=true[one.id].via)
        for read in truth.read_documents()
        for one in read.statements
    ]
    labels = {label for one in truth.statements for label in (one.speaker, *one.via) if label}
    claims = [
        Claim(
            claim.id,
            claim.gist,
            claim.statements,
            tuple(Response(key, Relation(relation)) for key, relation in claim.responses),
            tuple(Origin(f"{claim.id}{number}", None, ids, "") for number, ids in enumerate(claim.origins)),
            ClaimStatus(claim.status),
        )
        for claim in truth.claims
    ]
    copies: dict[str, str | None] = {}
    for group in truth.copies:
        first, *others = sorted(group)
        copies |= {truth.documents[key].id: truth.documents[first].id for key in others}
    return Perfect(statements, [Actor(label, label, ActorKind.PERSON) for label in labels], claims, copies)


def test_the_truth_scores_one(examples: Path) -> None:
    """All figures of the truth against itself are 1."""
    folder = examples / "cuba-1962"
    figures = score(load_truth(folder), perfect(folder))
    assert {key: value for key, value in figures.items() if key != "statements" and value < 0.999} == {}


def test_merging_and_splitting_cost(examples: Path) -> None:
    """One actor for all, or an actor for each statement, scores badly; so do one claim for all and singletons."""
    folder = examples / "cuba-1962"
    truth, reading = load_truth(folder), perfect(folder)
    one = [replace(item, speaker=Mention(actor="x")) for item in reading.statements]
    each = [replace(item, speaker=Mention(actor=item.id)) for item in reading.statements]
    assert score(truth, replace(reading, statements=one))["speakers"] < 0.2
    assert score(truth, replace(reading, statements=each))["speakers"] < 0.4
    all_in_one = [Claim("c", "", tuple(item.id for item in reading.statements))]
    singles = [Claim(item.id, "", (item.id,)) for item in reading.statements]
    assert score(truth, replace(reading, claims=all_in_one))["claims"] < 0.2
    assert score(truth, replace(reading, claims=singles))["claims"] < 0.6


def test_matching_is_optimal() -> None:
    """The best sum is found where greedy choice is not."""
    weights = {("a", "x"): 3.0, ("a", "y"): 2.0, ("b", "x"): 2.9}
    assert best_matching(weights) == {"a": "y", "b": "x"}
    assert best_matching({}) == {}


def test_bad_folders_are_told(tmp_path: Path) -> None:
    """A missing or broken truth raises an error that names it."""
    with pytest.raises(NotFound):
        load_truth(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "truth.json").write_text("{not json", "utf-8")
    with pytest.raises(BadFile):
        load_truth(tmp_path)
    (tmp_path / "truth.json").write_text('{"statements": [{"id": 1}]}', "utf-8")
    with pytest.raises(BadFile):
        load_truth(tmp_path)
