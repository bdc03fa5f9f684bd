"""Going through all records of a kind as they were read, in an order that never changes, with flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from depesche.errors import UnknownName
from depesche.ledger import filters as conditions
from depesche.ledger import readings, rows, schema, tables
from depesche.ledger.documents import CHUNK, chunks
from depesche.ledger.filters import Filters
from depesche.records import Actor, Claim, Contact, Document, Position, Statement

_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "actor": (schema.actor.c.name, schema.actor.c.id),
    "claim": (func.coalesce(schema.claim.c.first, ""), schema.claim.c.id),
    "position": (
        schema.position.c.issue,
        schema.position.c.party,
        func.coalesce(schema.position.c.since, ""),
        schema.position.c.id,
    ),
    "proposal": (schema.proposal.c.id,),
    "contact": (func.coalesce(schema.contact.c.when_start, ""), schema.contact.c.id),
}
"""What each kind of record is sorted by; `key` says the same. Documents: day and id; statements: document and place."""

_WHERE = {
    "document": conditions.documents,
    "statement": conditions.statements,
    "actor": conditions.actors,
    "claim": conditions.claims,
    "position": conditions.positions,
    "proposal": conditions.proposals,
    "contact": conditions.contacts,
}


def key(thing: Any) -> tuple[Any, ...]:
    """The sort key of an actor, claim, position, proposal or contact."""
    if isinstance(thing, Actor):
        return (thing.name, thing.id)
    if isinstance(thing, Claim):
        return (thing.first or "", thing.id)
    if isinstance(thing, Position):
        return (thing.issue, thing.party, thing.since or "", thing.id)
    if isinstance(thing, Contact):
        return (thing.when.start or "", thing.id)
    return (thing.id,)


def _table(record: str) -> Table:
    if record not in _WHERE:
        raise UnknownName("no such record", record, f"There are: {', '.join(_WHERE)}.")
    return schema.metadata.tables[record]


def _narrowed(query: Select[Any], record: str, filters: Filters) -> Iterator[Select[Any]]:
    """The query with its conditions; several, where many ids are asked for."""
    query = query.where(*_WHERE[record](filters))
    if filters.ids is None:
        yield query
        return
    for chunk in chunks(sorted(filters.ids)):
        yield query.where(_table(record).c.id.in_(chunk))


def _streamed(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    return iter(connection.execution_options(yield_per=CHUNK).execute(query))


def documents(connection: Connection, filters: Filters, *, with_text: bool) -> Iterator[Document]:
    """Documents by day and id; without text, ``text`` is empty."""
    document, content = schema.document, schema.document_text
    query = select(document).order_by(document.c.order_day, document.c.id)
    if with_text:
        query = query.add_columns(content.c.text).join(content, content.c.number == document.c.number)
    for narrowed in _narrowed(query, "document", filters):
        for row in _streamed(connection, narrowed):
            yield rows.document_of(row, row.text if with_text else "")


def keyed(connection: Connection, record: str, filters: Filters) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Records of a kind with their sort keys, in order (within each `CHUNK` of ids, where ids are asked for)."""
    if record == "statement":
        yield from _statements(connection, filters)
        return
    layout = tables.LAYOUTS[record]
    query = select(layout.table).order_by(*_ORDERS[record])
    for narrowed in _narrowed(query, record, filters):
        for chunk in chunks(_streamed(connection, narrowed)):
            for thing in tables.assemble(connection, layout, chunk):
                yield key(thing), thing


def _statements(connection: Connection, filters: Filters) -> Iterator[tuple[tuple[Any, ...], Statement]]:
    """Few statements are sorted by the database; all of a time or outlet are gone through document by document.

    Sorting a million of them would take seconds before the first one comes.
    """
    document, statement = schema.document, schema.statement
    if filters.ids is None and not (filters.document or filters.actor or filters.party or filters.issue):
        yield from _statements_by_document(connection, filters)
        return
    query = (
        select(statement, document.c.order_day)
        .join(document, document.c.id == statement.c.document)
        .order_by(document.c.order_day, document.c.id, *readings.TEXT_ORDER)
    )
    for narrowed in _narrowed(query, "statement", filters):
        for row in _streamed(connection, narrowed):
            thing = rows.statement_of(row)
            yield (row.order_day, thing.document, *readings.text_order(thing)), thing


def _statements_by_document(connection: Connection, filters: Filters) -> Iterator[tuple[tuple[Any, ...], Statement]]:
    document = schema.document
    query = (
        select(document.c.id, document.c.order_day)
        .where(*conditions.documents(filters))
        .order_by(document.c.order_day, document.c.id)
    )
    for chunk in chunks(_streamed(connection, query), 100):
        found = readings.statements_of(connection, [row.id for row in chunk])
        for row in chunk:
            for thing in found[row.id]:
                yield (row.order_day, row.id, *readings.text_order(thing)), thing


def count(connection: Connection, record: str, filters: Filters) -> int:
    """How many records of that name pass the filters, decisions left aside."""
    table = _table(record)
    query: Select[Any] = select(func.count()).select_from(table)
    if record == "statement" and filters != Filters(ids=filters.ids):
        query = query.join(schema.document, schema.document.c.id == table.c.document)
    return sum(int(connection.execute(narrowed).scalar_one()) for narrowed in _narrowed(query, record, filters))
