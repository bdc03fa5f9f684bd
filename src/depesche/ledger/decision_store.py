"""Decisions in their table: never deleted, ended by a later one.

Two living decisions never settle the same of one thing (a partial unique index on record, target and slot): a second
verdict ends the first. Taking a decision back adds a row that ends it, and brings back what it had ended.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from depesche.errors import UnknownName, UsageError
from depesche.ledger import anchoring, codec, record_fields, schema
from depesche.ledger.anchors import PART, added_id, made_id
from depesche.ledger.decisions import edited, stated
from depesche.records import Decision, Verb, stable_id

table = schema.decision


def slot(decision: Decision) -> str:
    """What a decision settles of its target: decisions on the same slot replace each other."""
    if decision.verb in (Verb.ACCEPT, Verb.REJECT):
        return "verdict"
    if decision.verb is Verb.EDIT:
        return "edit " + " ".join(sorted(decision.change))
    if decision.verb in (Verb.MERGE, Verb.SPLIT):
        return f"{decision.verb.value} " + " ".join(sorted(map(str, decision.change.get("ids", ()))))
    return decision.verb.value


def decide(connection: Connection, decision: Decision) -> Decision:
    """Store a decision with the anchors of its things; an empty id or time is filled in.

    Ends the living decision on the same slot, if any.

    Raises:
        UnknownName: an edit of a field that the record does not have.
        UsageError: a value that the field cannot hold.
    """
    check(decision)
    made_at = decision.made_at or datetime.now(UTC).isoformat(timespec="microseconds")
    number = int(connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one()) + 1
    id_ = decision.id or stable_id("e", number, decision.record, decision.target, decision.verb, made_at)
    decision = _making(replace(decision, id=id_, made_at=made_at, undoes=None, undone_by=None))
    stored = anchoring.anchored(connection, decision)
    connection.execute(
        update(table)
        .where(
            table.c.record == stored.record,
            table.c.target == stored.target,
            table.c.slot == slot(stored),
            table.c.undone_by.is_(None),
            table.c.undoes.is_(None),
        )
        .values(undone_by=id_)
    )
    connection.execute(insert(table), [_row(number, stored)])
    return stored


def _making(decision: Decision) -> Decision:
    """The decision with the id of what it makes. The same statements split off the same thing again make the same, so
    that what was decided about it takes effect again.
    """
    if decision.verb is Verb.ADD:
        return replace(decision, target=added_id(decision))
    if decision.verb is not Verb.SPLIT:
        return decision
    prefix = record_fields.PREFIXES.get(decision.record, "x")
    part = stable_id(prefix, "part", decision.target, *sorted(map(str, decision.change.get("ids", ()))))
    return replace(decision, change={PART: part, **decision.change})


def unmade(connection: Connection) -> set[str]:
    """The ids of things that splits and additions made which do not stand any more."""
    query = select(table).where(
        table.c.verb.in_((Verb.SPLIT.value, Verb.ADD.value)), table.c.undone_by.is_not(None), table.c.undoes.is_(None)
    )
    return {id_ for row in connection.execute(query) if (id_ := made_id(_decision(row))) is not None}


def mentioned(connection: Connection, record: str, id_: str) -> bool:
    """Whether a decision that stands is about a thing, or makes it, splits it or merges it into another."""
    spoken = or_(
        and_(table.c.record == record, table.c.target == id_),
        and_(table.c.record == "response", table.c.target.startswith(f"{id_}/", autoescape=True)),
        and_(
            table.c.verb.in_((Verb.SPLIT.value, Verb.MERGE.value, Verb.ADD.value)),
            or_(table.c.target == id_, table.c.change.contains(id_, autoescape=True)),
        ),
    )
    query = select(table.c.id).where(table.c.undone_by.is_(None), table.c.undoes.is_(None), spoken).limit(1)
    return connection.execute(query).first() is not None


def check(decision: Decision) -> None:
    """Refuse what could not be laid over readings later."""
    if decision.record not in record_fields.RECORDS:
        return  # the application's own, such as the choice of a codebook
    if decision.verb in (Verb.EDIT, Verb.RENAME):
        edited(decision)
    if decision.verb is Verb.ADD:
        record_fields.made(decision.record, added_id(decision), stated(decision))
    if decision.verb is Verb.SPLIT:
        edited(decision)


def undo(connection: Connection, decision_id: str, author: str) -> Decision:
    """Take a decision back. What it had ended is living again.

    Returns:
        The row that says so.

    Raises:
        UnknownName: there is no such decision.
        UsageError: it is not a living decision.
    """
    row = connection.execute(select(table).where(table.c.id == decision_id)).first()
    if row is None:
        raise UnknownName("no such decision", decision_id, "List them with: depesche decisions.")
    if row.undoes is not None or row.undone_by is not None:
        raise UsageError("this decision does not stand any more", decision_id, "Decide again instead.")
    number = int(connection.execute(select(func.max(table.c.number))).scalar_one()) + 1
    made_at = datetime.now(UTC).isoformat(timespec="microseconds")
    taken_back = replace(
        _decision(row), id=stable_id("e", number, "undo", decision_id, made_at), author=author, made_at=made_at,
        undoes=decision_id,
    )  # fmt: skip
    connection.execute(update(table).where(table.c.id == decision_id).values(undone_by=taken_back.id))
    connection.execute(update(table).where(table.c.undone_by == decision_id).values(undone_by=None))
    connection.execute(insert(table), [_row(number, taken_back)])
    return taken_back


def decisions(connection: Connection, record: str | None, target: str | None, *, living: bool) -> list[Decision]:
    """Decisions in the order in which they were made; all that ever were, or those that stand."""
    query = select(table).order_by(table.c.number)
    if record is not None:
        query = query.where(table.c.record == record)
    if target is not None:
        query = query.where(table.c.target == target)
    if living:
        query = query.where(table.c.undone_by.is_(None), table.c.undoes.is_(None))
    return [_decision(row) for row in connection.execute(query)]


def _row(number: int, decision: Decision) -> dict[str, Any]:
    return {
        "number": number,
        "id": decision.id,
        "verb": decision.verb.value,
        "record": decision.record,
        "target": decision.target,
        "slot": slot(decision),
        "author": codec.storable(decision.author),
        "made_at": decision.made_at,
        "change": codec.storable(json.dumps(decision.change, ensure_ascii=False, sort_keys=True)),
        "evidence": codec.pack_evidence(decision.evidence),
        "undoes": decision.undoes,
        "undone_by": decision.undone_by,
    }


def _decision(row: Any) -> Decision:
    return Decision(
        id=row.id,
        verb=Verb(row.verb),
        record=row.record,
        target=row.target,
        author=row.author,
        made_at=row.made_at,
        change=json.loads(row.change),
        evidence=codec.unpack_evidence(row.evidence),
        undoes=row.undoes,
        undone_by=row.undone_by,
    )
