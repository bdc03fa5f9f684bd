"""The stage as a whole, on gold statements: incremental like from scratch, idempotent, within its floors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from depesche.evaluation.positions import Found, evaluate
from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping
from depesche.evaluation.truth import load_truth
from depesche.positions import Codebook, derive
from depesche.positions.codebook_file import codebook_of
from depesche.records import Contact, Position, Proposal
from depesche.stages import Changes, MemoryIndex

FLOORS = {  # cuba-1962 with gold statements and issue names alone; the models were trained on it
    "cells_f1": 0.70, "positions_f1": 0.60, "direction": 0.80, "strength": 0.62, "self_declared": 0.95,
    "rejected_f1": 0.33, "terms_f1": 0.74, "terms_grouped": 0.70, "proposal_status": 0.72, "contacts_f1": 0.34,
    "contacts_found_f1": 0.47, "contact_format": 0.75,
}  # fmt: skip
MEASURED_ON = "39c75bdbc6ac620e16edd28794cc7731e3cb0ad368b18fe1548691fdca73507c"  # SHA-256 of truth.json


def load(examples: Path) -> tuple[GoldDossier, Codebook]:
    """The example dossier with its gold statements."""
    truth = load_truth(examples / "cuba-1962")
    return GoldDossier(truth), codebook_of(codebook_mapping(truth), "cuba")


class Kept:
    """What the application would have stored after several batches."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {"position": {}, "proposal": {}, "contact": {}}

    def take(self, changes: Changes) -> None:
        """Store the changes."""
        for name, ids in changes.dropped.items():
            for old in ids:
                self.records[name].pop(old, None)
        for name, items in (
            ("position", changes.positions),
            ("proposal", changes.proposals),
            ("contact", changes.contacts),
        ):
            self.records[name].update({item.id: item for item in items})


def one_by_one(dossier: GoldDossier, codebook: Codebook, order: Iterable[int]) -> Kept:
    """Derive document by document."""
    index, kept = MemoryIndex(), Kept()
    for number in order:
        kept.take(derive([dossier.batch[number]], dossier, index, codebook))
    return kept


@pytest.fixture(scope="module")
def whole(examples: Path) -> tuple[GoldDossier, Codebook, Changes]:
    """Everything in one batch."""
    dossier, codebook = load(examples)
    return dossier, codebook, derive(dossier.batch, dossier, MemoryIndex(), codebook)


def test_incremental_is_like_from_scratch(whole: tuple[GoldDossier, Codebook, Changes]) -> None:
    """Positions are the same whether documents come at once, one by one, or in another order; contacts nearly.

    The order effect: a name that only a later document teaches is not found in an earlier one.
    """
    dossier, codebook, changes = whole
    count = len(dossier.batch)
    forward = one_by_one(dossier, codebook, range(count))
    backward = one_by_one(dossier, codebook, reversed(range(count)))
    for kept in (forward, backward):
        assert kept.records["position"].keys() == {item.id for item in changes.positions}
        contacts = {item.id for item in changes.contacts}
        assert len(kept.records["contact"].keys() ^ contacts) <= 0.1 * len(contacts) + 1
    assert forward.records["position"] == {item.id: item for item in changes.positions}


def test_reading_again_changes_nothing(whole: tuple[GoldDossier, Codebook, Changes]) -> None:
    """A document that is read again replaces what it said before."""
    dossier, codebook, changes = whole
    index, kept = MemoryIndex(), Kept()
    kept.take(derive(dossier.batch, dossier, index, codebook))
    kept.take(derive([dossier.batch[7]], dossier, index, codebook))
    assert kept.records["position"].keys() == {item.id for item in changes.positions}
    assert kept.records["contact"].keys() == {item.id for item in changes.contacts}


def test_everything_has_evidence(whole: tuple[GoldDossier, Codebook, Changes]) -> None:
    """Each position, term and contact points at words of a stored text."""
    dossier, codebook, changes = whole
    texts = {read.document.id: read.document.text for read in dossier.batch}
    statements = {item.id: item for read in dossier.batch for item in read.statements}
    assert changes.positions
    assert changes.proposals
    assert changes.contacts
    for position in changes.positions:
        assert isinstance(position, Position)
        assert position.issue in codebook.by_id
        assert position.evidence
        assert all(0 <= s.start < s.end <= len(texts[statements[s.statement].document]) for s in position.evidence)
    for proposal in changes.proposals:
        assert isinstance(proposal, Proposal)
        assert all(0 <= term.start < term.end <= len(texts[term.document]) for term in proposal.terms)
    for contact in changes.contacts:
        assert isinstance(contact, Contact)
        assert len(contact.parties) > 1
        assert all(0 <= item.start < item.end <= len(texts[item.document]) for item in contact.evidence)


def test_floors(examples: Path) -> None:
    """The figures on the example dossier do not fall below what they were."""
    truth = (examples / "cuba-1962" / "truth.json").read_bytes()
    assert hashlib.sha256(truth).hexdigest() == MEASURED_ON, "measure anew on the changed truth"

    def from_gold(dossier: GoldDossier, mapping: Any) -> Found:
        changes = derive(dossier.batch, dossier, MemoryIndex(), codebook_of(dict(mapping), "truth"))
        statements = {item.id: item for read in dossier.batch for item in read.statements}
        return Found(changes.positions, changes.proposals, changes.contacts, statements, dossier.all_actors())

    figures = evaluate(examples / "cuba-1962", from_gold)
    low = {name: (figures[name], floor) for name, floor in FLOORS.items() if figures[name] < floor}
    assert not low, low


def test_an_empty_batch(whole: tuple[GoldDossier, Codebook, Changes]) -> None:
    """Nothing in, nothing out."""
    dossier, codebook, _ = whole
    assert derive([], dossier, MemoryIndex(), codebook) == Changes()
