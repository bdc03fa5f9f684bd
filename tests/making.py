"""Records of every kind for tests and benchmarks, in which only what matters has to be named; and a dossier of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from depesche.application.codebooks import in_use
from depesche.application.stages import Plan, plan
from depesche.ledger import Ledger
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Analysis,
    Claim,
    Contact,
    ContactFormat,
    ContactStatus,
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
    When,
)
from depesche.stages import Changes


def document(id_: str, text: str = "Ein Text.", **more: Any) -> Document:
    """A German document."""
    return Document(id_, text, **{"language": "de", **more})


def statement(
    id_: str, document_id: str, start: int, end: int, speaker: str | None = None, *at: tuple[int, int], **more: Any
) -> Statement:
    """An indirect assertion with one span; ``at`` is where the speaker is named."""
    values = {"kind": Kind.INDIRECT, "act": Act.ASSERT, **more}
    mention = Mention(tuple(Span(*one) for one in at), speaker)
    return Statement(id_, document_id, content=(Span(start, end),), speaker=mention, **values)


def actor(id_: str, name: str, party: str | None = None, kind: ActorKind | None = None, **more: Any) -> Actor:
    """A person, or a state where it has no party and is no other kind."""
    return Actor(id_, name, kind or (ActorKind.PERSON if party else ActorKind.STATE), party, **more)


def answer(statement_id: str, relation: Relation = Relation.DENIES, confidence: float = 0.8, **more: Any) -> Response:
    """A denial."""
    return Response(statement_id, relation, confidence, **more)


def claim(
    id_: str,
    gist: str,
    statements: Sequence[str],
    answers: Sequence[Response] = (),
    origins: Sequence[Origin] | None = None,
    **more: Any,
) -> Claim:
    """A claim, with one origin a statement unless told otherwise; ``day`` is its first and last."""
    day = more.pop("day", None)
    alone = [Origin(f"o{one}", None, (one,), "single statement") for one in statements]
    values = {"first": day, "last": day, **more}
    return Claim(id_, gist, tuple(statements), tuple(answers), tuple(alone if origins is None else origins), **values)


def position(
    id_: str, party: str, issue: str, outcome: str, evidence: Iterable[tuple[str, int, int]], **more: Any
) -> Position:
    """A demand."""
    values = {"strength": Strength.DEMAND, **more}
    return Position(id_, party, issue, outcome, evidence=tuple(EvidenceSpan(*one) for one in evidence), **values)


def proposal(id_: str, by: str, to: str, terms: Iterable[Term], evidence: Iterable[str] = (), **more: Any) -> Proposal:
    """A proposal that was made."""
    values = {"status": ProposalStatus.MADE, **more}
    return Proposal(id_, (by,), (to,), terms=tuple(terms), evidence=tuple(evidence), **values)


def contact(
    id_: str,
    sides: Iterable[Sequence[str]],
    evidence: tuple[str, int, int],
    days: tuple[str | None, str | None] = (None, None),
    words: str = "",
    **more: Any,
) -> Contact:
    """A confirmed phone call."""
    values = {"format": ContactFormat.PHONE, "status": ContactStatus.CONFIRMED, **more}
    return Contact(
        id_, tuple(tuple(side) for side in sides), when=When(*days, words), evidence=(Evidence(*evidence),), **values
    )


def stages_of(ledger: Ledger) -> Plan:
    """Today's stages, so that nothing of a made dossier counts as unread."""
    return plan(in_use(ledger))


def keep(
    ledger: Ledger,
    documents: Sequence[Document],
    statements: Mapping[str, Sequence[Statement]],
    *,
    actors: Sequence[Actor] = (),
    copies: Mapping[str, str | None] | None = None,
    claims: Sequence[Claim] = (),
    positions: Sequence[Position] = (),
    proposals: Sequence[Proposal] = (),
    contacts: Sequence[Contact] = (),
    analysed: bool = True,
) -> None:
    """Store documents with what the stages are to have found in them, in one transaction.

    Args:
        ledger: where to.
        documents: new ones.
        statements: theirs, by document.
        actors, copies, claims, positions, proposals, contacts: what the dossier-wide stages found.
        analysed: store an empty analysis of each, so that the language stage counts as done.
    """
    stages = stages_of(ledger)
    ids = [one.id for one in documents]
    changes = (
        Changes(actors=list(actors), copies=dict(copies or {})),
        Changes(claims=list(claims)),
        Changes(positions=list(positions), proposals=list(proposals), contacts=list(contacts)),
    )
    with ledger.transaction():
        ledger.add_documents([(one, one.text.encode()) for one in documents])
        if analysed:
            ledger.store_language(stages.language, [Analysis(one, "de") for one in ids])
        ledger.store_attribution(stages.attribution, {one: list(statements.get(one, ())) for one in ids})
        for wide, found in zip(stages.wide, changes, strict=True):
            ledger.store_changes(wide.stage, ids, found)
