"""Claims, answers, origins and status over cuba-1962 and small cases."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from depesche.claims import STAGE
from depesche.claims.alone import Reading, run
from depesche.claims.pairs import near, overlap
from depesche.claims.sources import source_table
from depesche.claims.status import credibility_of
from depesche.claims.words import rarity, stem
from depesche.evaluation.claims import align, score
from depesche.evaluation.truth import Truth, load_truth
from depesche.records import ClaimStatus, Origin, Relation


@pytest.fixture(scope="module")
def truth(examples: Path) -> Truth:
    """The example dossier's truth."""
    return load_truth(examples / "cuba-1962")


@pytest.fixture(scope="module")
def reading(truth: Truth) -> Reading:
    """Its reading on gold statements, ten documents at a time."""
    return run(truth.read_documents(), step=10)


# Measured on this truth with the shipped models, which were trained on it among others: floors, no measures.
FLOORS = {"claims": 0.72, "claims_precision": 0.78, "responses": 0.27, "origins_within_one": 0.92, "status": 0.36}
MEASURED_ON = "39c75bdbc6ac620e16edd28794cc7731e3cb0ad368b18fe1548691fdca73507c"  # SHA-256 of its truth.json


def test_floors_on_gold_statements(examples: Path, truth: Truth, reading: Reading) -> None:
    """The figures for the example dossier do not fall."""
    digest = hashlib.sha256((examples / "cuba-1962" / "truth.json").read_bytes()).hexdigest()
    assert digest == MEASURED_ON, "measure the floors anew: the truth has changed"
    figures = score(truth, reading)
    assert {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor} == {}


def test_claims_on_several_origins_are_told_from_those_on_one(truth: Truth, reading: Reading) -> None:
    """To say of every claim that it rests on one origin would be right for half of them, and tell nobody anything."""
    several = [claim for claim in reading.claims if claim.independent_origins > 1]
    true = {frozenset(claim.statements) for claim in truth.claims if len(claim.origins) > 1}
    found = align(truth, reading.statements)
    named = {own.id: key for key, own in found.items()}
    hit = {one for one in true for claim in several if one & {named.get(item) for item in claim.statements}}
    assert len(hit) >= 0.2 * len(true)
    assert len(several) < len(reading.claims) / 5


def test_members_and_answers_never_overlap(reading: Reading) -> None:
    """A statement is not both part of a claim and an answer to it, and every statement of a claim has one origin."""
    for claim in reading.claims:
        assert not set(claim.statements) & {response.statement for response in claim.responses}
        resting = [one for origin in claim.origins for one in origin.statements]
        assert sorted(resting) == sorted(claim.statements)
        assert 1 <= claim.credibility <= 6


def test_refusals_decline_and_denials_deny(truth: Truth, reading: Reading) -> None:
    """The relation follows from the act."""
    acts = {statement.id: statement.act for statement in truth.statements}
    for claim in reading.claims:
        for response in claim.responses:
            if acts[response.statement] == "decline":
                assert response.relation == Relation.DECLINES
            if acts[response.statement] == "confirm":
                assert response.relation == Relation.CONFIRMS


def test_step_by_step_is_nearly_all_at_once(truth: Truth) -> None:
    """Taking documents in one by one gives the claims that one batch gives (the same order)."""
    documents = truth.read_documents()[:8]
    one = {frozenset(claim.statements) for claim in run(documents, step=1).claims}
    two = {frozenset(claim.statements) for claim in run(documents).claims}
    assert len(one & two) >= 0.9 * len(two)


def test_the_table_of_sources_counts_every_statement_with_a_speaker(reading: Reading) -> None:
    """Rows come most quoted first; first hand and through others add up; nobody contradicts himself."""
    table = source_table(reading.statements, reading.claims)
    assert sum(row.statements for row in table) == sum(1 for one in reading.statements if one.speaker.actor)
    assert [row.statements for row in table] == sorted((row.statements for row in table), reverse=True)
    assert all(row.first_hand <= row.statements and row.contradicted <= row.claims for row in table)


def test_admiralty_one_needs_a_second_origin() -> None:
    """A confirmed claim with one origin is at best "probably true"; without a speaker nothing can be judged."""
    one = Origin("o1", None, ("s",), "")
    assert credibility_of(ClaimStatus.CONFIRMED, [one], []) == 6
    assert STAGE.name == "claims"


def test_words_and_overlap() -> None:
    """Inflection falls away, compounds are near, and unknown words are the rarest."""
    assert stem("Raketen") == stem("Rakete")
    assert near("raketenbas", "raketenstell")
    assert overlap({"a": 1.0}, {"a": 1.0}) == 1.0
    assert rarity("und") < rarity("Rakete") < rarity("Xyzzyq")
    assert np.isfinite(rarity(""))
