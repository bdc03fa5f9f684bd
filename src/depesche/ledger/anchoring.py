"""The anchors of things in the ledger: what a decision is stored with, and what it is found again among."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from depesche.ledger import codec, readings, schema, tables
from depesche.ledger.anchors import ANCHORS, Anchor, anchors_of, resolve_targets
from depesche.ledger.documents import chunks
from depesche.records import Actor, Claim, Contact, Decision, Evidence, Position, Proposal, Statement, Verb

MOST_SPANS = 50
"""Spans that an anchor keeps: a claim with a thousand statements is found again by fifty as well."""


def records(connection: Connection, record: str, ids: Iterable[str]) -> dict[str, Any]:
    """Records of a kind by id, as read."""
    if record == "statement":
        return readings.statements(connection, ids)
    return tables.by_id(connection, tables.LAYOUTS[record], ids) if record in tables.LAYOUTS else {}


def anchors(connection: Connection, things: Iterable[Any]) -> dict[str, Anchor]:
    """The anchor of each thing."""
    found = {}
    for thing in things:
        evidence, label = _anchor(connection, thing)
        found[thing.id] = Anchor(tuple(evidence)[:MOST_SPANS], label)
    return found


def _anchor(connection: Connection, thing: Any) -> tuple[Sequence[Evidence], str]:
    if isinstance(thing, Statement):
        return _content(thing), thing.act.value
    if isinstance(thing, Actor):
        return thing.evidence or _spoken(connection, thing.id), thing.name
    if isinstance(thing, Claim):
        return _said(connection, thing.statements), thing.gist
    if isinstance(thing, Position):
        documents = readings.statements(connection, [one.statement for one in thing.evidence])
        spans = [
            Evidence(documents[one.statement].document, one.start, one.end)
            for one in thing.evidence
            if one.statement in documents
        ]
        return spans, f"{thing.issue} {thing.outcome}"
    if isinstance(thing, Proposal):
        terms = [Evidence(term.document, term.start, term.end) for term in thing.terms]
        return terms or _said(connection, thing.evidence), ""
    if isinstance(thing, Contact):
        return thing.evidence, thing.format.value
    return (), ""


def _content(statement: Statement) -> list[Evidence]:
    return [Evidence(statement.document, start, end) for start, end in statement.content]


def _said(connection: Connection, ids: Sequence[str]) -> list[Evidence]:
    found = readings.statements(connection, ids[:MOST_SPANS])
    return [one for statement in found.values() for one in _content(statement)]


def _spoken(connection: Connection, actor: str) -> list[Evidence]:
    """Where an actor without evidence of its own is named as a speaker."""
    table = schema.statement
    query = (
        select(table.c.document, table.c.speaker_spans)
        .where(table.c.speaker == actor)
        .order_by(table.c.document, table.c.start)
        .limit(MOST_SPANS)
    )
    return [
        Evidence(document, span.start, span.end)
        for document, spans in connection.execute(query)
        for span in codec.unpack_spans((spans or "").removesuffix("~"))
    ]


def named(decision: Decision) -> list[tuple[str, str]]:
    """The things that a decision names, as record and id."""
    if decision.verb is Verb.ADD:
        return []
    if decision.record == "response":
        claim, _, statement = decision.target.partition("/")
        return [("claim", claim), ("statement", statement)]
    parts = [str(id_) for id_ in decision.change.get("ids", ())]
    if decision.verb is Verb.MERGE:
        return [(decision.record, id_) for id_ in (decision.target, *parts)]
    if decision.verb is Verb.SPLIT:
        return [(decision.record, decision.target), *(("statement", id_) for id_ in parts)]
    return [(decision.record, decision.target)]


def resolved(connection: Connection, decisions: Sequence[Decision], unmade: Iterable[str] = ()) -> tuple[Decision, ...]:
    """Living decisions with the ids that their things have today; those whose thing is gone are left out.

    Args:
        connection: to the database.
        decisions: those that stand.
        unmade: ids of things that decisions made which do not stand any more.
    """
    wanted: dict[str, dict[str, Anchor]] = {}
    for decision in decisions:
        kept = anchors_of(decision)
        for record, id_ in named(decision):
            wanted.setdefault(record, {}).setdefault(id_, kept.get(id_, Anchor()))
    candidates: dict[str, dict[str, Anchor]] = {}
    for record, things in wanted.items():
        there = _there(connection, record, things)
        candidates[record] = dict.fromkeys(there, Anchor())
        lost = {id_: anchor for id_, anchor in things.items() if id_ not in there}
        if lost:
            candidates[record] |= _around(connection, record, lost.values())
    return resolve_targets(decisions, candidates, unmade).found


def _there(connection: Connection, record: str, ids: Iterable[str]) -> set[str]:
    table = schema.metadata.tables[record] if record in (*tables.LAYOUTS, "statement") else None
    found: set[str] = set()
    if table is not None:
        for chunk in chunks(ids):
            found.update(connection.execute(select(table.c.id).where(table.c.id.in_(chunk))).scalars())
    return found


def _around(connection: Connection, record: str, lost: Iterable[Anchor]) -> dict[str, Anchor]:
    """All things of a kind that rest on the documents in which the lost ones were."""
    given = list(lost)
    documents = sorted({one.document for anchor in given for one in anchor.evidence})
    ids: set[str] = set()
    for chunk in chunks(documents):
        ids.update(_resting_on(connection, record, chunk))
    if record == "actor":
        names = [anchor.label for anchor in given if anchor.label]
        for chunk in chunks(names):
            query = select(schema.actor.c.id).where(schema.actor.c.name.in_(chunk))
            ids.update(connection.execute(query).scalars())
    return anchors(connection, records(connection, record, sorted(ids)).values())


def _resting_on(connection: Connection, record: str, documents: list[str]) -> set[str]:
    statement = schema.statement
    here = select(statement.c.id).where(statement.c.document.in_(documents))
    if record == "actor":
        query = select(statement.c.speaker, statement.c.addressee).where(statement.c.document.in_(documents))
        return {id_ for pair in connection.execute(query) for id_ in pair if id_ is not None}
    terms, spans = schema.proposal_term, schema.contact_evidence
    queries = {
        "statement": here,
        "claim": select(schema.claim_statement.c.claim).where(schema.claim_statement.c.statement.in_(here)),
        "position": select(schema.position_evidence.c.position).where(schema.position_evidence.c.statement.in_(here)),
        "proposal": select(terms.c.proposal).where(terms.c.document.in_(documents)),
        "contact": select(spans.c.contact).where(spans.c.document.in_(documents)),
    }
    return set(connection.execute(queries[record]).scalars())


def anchored(connection: Connection, decision: Decision) -> Decision:
    """The decision with the anchors of all things that it names and that are there."""
    kept: dict[str, Anchor] = {}
    for record, id_ in named(decision):
        kept |= anchors(connection, records(connection, record, [id_]).values())
    if not kept:
        return decision
    change = {
        **decision.change,
        ANCHORS: {
            id_: {"evidence": [list(one) for one in anchor.evidence], "label": anchor.label}
            for id_, anchor in kept.items()
        },
    }
    own = kept.get(decision.target.partition("/")[0], Anchor()).evidence
    return Decision(
        decision.id, decision.verb, decision.record, decision.target, decision.author, decision.made_at, change,
        own or decision.evidence,
    )  # fmt: skip
