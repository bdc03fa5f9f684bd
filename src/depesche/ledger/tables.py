"""How each kind of record lies in its tables: the main one, its parts, and the two functions between them."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Table, delete, insert

from depesche.ledger import keyed, rows, schema
from depesche.ledger.documents import chunks
from depesche.ledger.keyed import Question
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
    asked = list(dict.fromkeys(ids))
    found: dict[str, R] = {}
    for chunk in chunks(asked):
        question, make = _asking(layout.table)
        given = [make(row) for row in keyed.find(connection, question, chunk)]
        found.update((record.id, record) for record in assemble(connection, layout, given))
    return {id_: found[id_] for id_ in asked if id_ in found}


@lru_cache(maxsize=32)
def _asking(table: Table) -> tuple[Question, Callable[[Iterable[Any]], rows.Row]]:
    """How whole rows of a table are asked for by its first column, in the order of its primary key; and their form."""
    names = tuple(table.c.keys())
    question = Question(table.name, names, names[0], order=tuple(table.primary_key.columns.keys()))
    make: Any = namedtuple
    return question, make(f"{table.name}_row", names)._make


def assemble(connection: Connection, layout: Layout[R], given: Sequence[rows.Row]) -> Iterator[R]:
    """The records of some rows of the main table (`CHUNK` at most), in their order, with their parts looked up."""
    ids = [row.id for row in given]
    owned: dict[str, dict[str, list[rows.Row]]] = {id_: {table.name: [] for table in layout.parts} for id_ in ids}
    for table in layout.parts:
        question, make = _asking(table)
        for part in keyed.find(connection, question, ids):
            owned[part[0]][table.name].append(make(part))
    for row in given:
        yield layout.of(row, owned[row.id])
