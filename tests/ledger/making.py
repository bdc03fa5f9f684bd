"""Small records for the ledger's tests."""

from __future__ import annotations

from typing import Any

from depesche.records import Actor, Claim, Contact, Decision, Document, Position, Proposal, Statement, Term, Verb
from depesche.stages import Stage
from tests import making

LANGUAGE = Stage("language", "1", (), ())
ATTRIBUTION = Stage("attribution", "1", (), ())
ACTORS = Stage("actors", "1", (), ())
CLAIMS = Stage("claims", "1", (), ())


def document(id_: str, text: str = "Ein Text.", **more: Any) -> tuple[Document, bytes]:
    """A document and its bytes."""
    return making.document(id_, text, **more), text.encode("utf-8", "replace")


def statement(id_: str, document_id: str, start: int, end: int, speaker: str | None = None, **more: Any) -> Statement:
    """A statement with one span."""
    return making.statement(id_, document_id, start, end, speaker, **more)


def actor(id_: str, name: str, party: str | None = None, **more: Any) -> Actor:
    """A person, or a state where it has no party."""
    return making.actor(id_, name, party, names=(name,), **more)


def claim(id_: str, *statements: str, denied_by: tuple[str, ...] = (), **more: Any) -> Claim:
    """A claim with one origin a statement."""
    answers = [making.answer(one, confidence=0.5) for one in denied_by]
    return making.claim(id_, f"claim {id_}", statements, answers, **more)


def position(id_: str, party: str, *evidence: tuple[str, int, int], **more: Any) -> Position:
    """A demand about inspections."""
    values = {"issue": "inspections", "outcome": "on_site", **more}
    return making.position(id_, party, evidence=evidence, **values)


def proposal(id_: str, by: str, to: str, *evidence: str, document_id: str = "d1") -> Proposal:
    """A proposal of one term."""
    return making.proposal(id_, by, to, [Term("inspections", "on_site", document_id, 0, 5, by)], evidence)


def contact(id_: str, one: str, other: str, day: str | None = None, document_id: str = "d1") -> Contact:
    """A phone call."""
    return making.contact(id_, ((one,), (other,)), (document_id, 0, 5), (day, day))


def decision(verb: Verb, record: str, target: str, **change: Any) -> Decision:
    """A decision not yet made."""
    return Decision("", verb, record, target, "anna", "", change)
