"""How each kind of record lies in its tables: the main one, its parts, and the two functions between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Table, delete, insert, select

from depesche.ledger import rows, schema
from depesche.ledger.documents import chunks
from depesche.records import Actor, Claim, Contact, Position, Proposal


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_Identified)


@dataclass(frozen=True, slots=True)
class Layout(Generic[R]):
    """Where a kind of record lies. The parts' first column names the record they belong to."""

    table: Table
    parts: tuple[Table, ...]
    to_rows: Callable[[R], rows.Rows]
    of: Callable[[rows.Row, dict[str, list[rows.Row]]], R]


ACTORS: Layout[Actor] = Layout(schema.actor, (schema.membership,), rows.actor_rows, rows.actor_of)
CLAIMS: Layout[Claim] = Layout(
    schema.claim, (schema.claim_statement, schema.response, schema.origin), rows.claim_rows, rows.claim_of
)
POSITIONS: Layout[Position] = Layout(schema.position, (schema.position_evidence,), rows.position_rows, rows.position_of)
PROPOSALS: Layout[Proposal] = Layout(
    schema.proposal, (schema.proposal_party, schema.proposal_term), rows.proposal_rows, rows.proposal_of
)
CONTACTS: Layout[Contact] = Layout(
    schema.contact, (schema.contact_party, schema.contact_evidence), rows.contact_rows, rows.contact_of
)
LAYOUTS: dict[str, Layout[Any]] = {
    "actor": ACTORS,
    "claim": CLAIMS,
    "position": POSITIONS,
    "proposal": PROPOSALS,
    "contact": CONTACTS,
}


def replace(connection: Connection, layout: Layout[R], records: Iterable[R]) -> None:
    """Write records; one with the same id is replaced as a whole."""
    latest = {record.id: record for record in records}
    remove(connection, layout, latest)
    for chunk in chunks(latest.values()):
        collected: dict[str, list[dict[str, Any]]] = {}
        for record in chunk:
            for name, given in layout.to_rows(record).items():
                collected.setdefault(name, []).extend(given)
        for table in (layout.table, *layout.parts):
            if collected.get(table.name):
                connection.execute(insert(table), collected[table.name])


def remove(connection: Connection, layout: Layout[Any], ids: Iterable[str]) -> None:
    """Delete records with their parts."""
    for chunk in chunks(ids):
        for table in layout.parts:
            connection.execute(delete(table).where(next(iter(table.c)).in_(chunk)))
        connection.execute(delete(layout.table).where(layout.table.c.id.in_(chunk)))


def by_id(connection: Connection, layout: Layout[R], ids: Iterable[str]) -> dict[str, R]:
    """Records by id, in the order asked for; unknown ids are left out."""
    found: dict[str, R] = {}
    asked = list(dict.fromkeys(ids))
    for chunk in chunks(asked):
        given = connection.execute(select(layout.table).where(layout.table.c.id.in_(chunk))).all()
        found.update((record.id, record) for record in assemble(connection, layout, given))
    return {id_: found[id_] for id_ in asked if id_ in found}


def assemble(connection: Connection, layout: Layout[R], given: Sequence[rows.Row]) -> Iterator[R]:
    """The records of some rows of the main table (`CHUNK` at most), in their order, with their parts looked up."""
    ids = [row.id for row in given]
    owned: dict[str, dict[str, list[rows.Row]]] = {id_: {table.name: [] for table in layout.parts} for id_ in ids}
    for table in layout.parts:
        owner = next(iter(table.c))
        query = select(table).where(owner.in_(ids)).order_by(*table.primary_key.columns)
        for part in connection.execute(query):
            owned[part[0]][table.name].append(part)
    for row in given:
        yield layout.of(row, owned[row.id])
