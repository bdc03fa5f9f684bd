"""Small records for the ledger's tests."""

from __future__ import annotations

from typing import Any

from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Claim,
    Contact,
    ContactFormat,
    ContactStatus,
    Decision,
    Document,
    Evidence,
    EvidenceSpan,
    Kind,
    Mention,
    Origin,
    Position,
    Proposal,
    ProposalStatus,
    Relation,
    Response,
    Span,
    Statement,
    Strength,
    Term,
    Verb,
    When,
)
from depesche.stages import Stage

LANGUAGE = Stage("language", "1", (), ())
ATTRIBUTION = Stage("attribution", "1", (), ())
ACTORS = Stage("actors", "1", (), ())
CLAIMS = Stage("claims", "1", (), ())


def document(id_: str, text: str = "Ein Text.", **more: Any) -> tuple[Document, bytes]:
    """A document and its bytes."""
    return Document(id_, text, **{"language": "de", **more}), text.encode("utf-8", "replace")


def statement(id_: str, document_id: str, start: int, end: int, speaker: str | None = None, **more: Any) -> Statement:
    """A statement with one span."""
    values = {"kind": Kind.INDIRECT, "act": Act.ASSERT, **more}
    return Statement(id_, document_id, content=(Span(start, end),), speaker=Mention((), speaker), **values)


def actor(id_: str, name: str, party: str | None = None, **more: Any) -> Actor:
    """A person, or a state where it has no party."""
    return Actor(id_, name, ActorKind.PERSON if party else ActorKind.STATE, party, (name,), **more)


def claim(id_: str, *statements: str, denied_by: tuple[str, ...] = (), **more: Any) -> Claim:
    """A claim with one origin a statement."""
    return Claim(
        id_,
        f"claim {id_}",
        statements,
        tuple(Response(one, Relation.DENIES, 0.5) for one in denied_by),
        tuple(Origin(f"o{one}", None, (one,), "alone") for one in statements),
        **more,
    )


def position(id_: str, party: str, *evidence: tuple[str, int, int], **more: Any) -> Position:
    """A demand about inspections."""
    values = {"issue": "inspections", "outcome": "on_site", "strength": Strength.DEMAND, **more}
    return Position(id_, party, evidence=tuple(EvidenceSpan(*one) for one in evidence), **values)


def proposal(id_: str, by: str, to: str, *evidence: str, document_id: str = "d1") -> Proposal:
    """A proposal of one term."""
    term = Term("inspections", "on_site", document_id, 0, 5, by)
    return Proposal(id_, (by,), (to,), ProposalStatus.MADE, (term,), evidence)


def contact(id_: str, one: str, other: str, day: str | None = None, document_id: str = "d1") -> Contact:
    """A phone call."""
    return Contact(
        id_,
        ((one,), (other,)),
        ContactFormat.PHONE,
        When(day, day),
        ContactStatus.CONFIRMED,
        (Evidence(document_id, 0, 5),),
    )


def decision(verb: Verb, record: str, target: str, **change: Any) -> Decision:
    """A decision not yet made."""
    return Decision("", verb, record, target, "anna", "", change)
