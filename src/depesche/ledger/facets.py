"""Counts and pages for lists: what a reader narrows a dossier of 100,000 dispatches down by.

Single queries that an index serves; what no index serves is counted in `depesche.ledger.columns`.

All of it speaks of the readings as they are stored, unless it says otherwise; decisions and beliefs are laid over by
the caller (`depesche.application.pages`), who takes `stamp` to know when what it remembers is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from depesche.ledger import connection as opening
from depesche.ledger import decided, schema
from depesche.ledger import filters as conditions
from depesche.ledger.documents import chunks
from depesche.ledger.filters import Filters
from depesche.ledger.ledger import Ledger


def stamp(ledger: Ledger) -> str:
    """Changes whenever a commit of anybody, in this process or another one, can be seen; costs microseconds.

    SQLite: its own `data_version`. The size and time of its files will not do: a commit is written to the log before
    readers see it, with the time that the disk takes in between, and what they counted then would pass for new.
    Postgres: the highest numbers.

    Raises:
        DossierDamaged, NoDossier, DossierReadOnly: the dossier is not what it was when it was opened.
    """
    if not opening.is_url(ledger.location):
        return ledger.data_version()
    with ledger._reading() as connection:
        row = connection.execute(
            select(
                select(func.max(schema.document.c.number)).scalar_subquery(),
                select(func.max(schema.decision.c.number)).scalar_subquery(),
                select(func.count()).select_from(schema.reading).scalar_subquery(),
            )
        ).one()
    return "-".join(map(str, row))


def document_count(ledger: Ledger) -> int:
    """How many documents there are."""
    with ledger._reading() as connection:
        return int(connection.execute(select(func.count()).select_from(schema.document)).scalar_one())


def day_counts(ledger: Ledger, **given: Any) -> list[tuple[str, int]]:
    """Documents by day of publication (ISO day, how many), the undated left out."""
    document = schema.document
    day = func.substr(document.c.order_day, 1, 10)
    query = (
        select(day, func.count())
        .where(document.c.order_day != "", *conditions.documents(Filters.of(given)))
        .group_by(day)
        .order_by(day)
    )
    with ledger._reading() as connection:
        return [(str(value), int(count)) for value, count in connection.execute(query)]


def outlet_days(ledger: Ledger) -> list[tuple[str, str, int]]:
    """Documents by outlet and day ("" where unknown), the unknown outlet left out."""
    document = schema.document
    day = func.substr(document.c.order_day, 1, 10)
    query = (
        select(document.c.outlet, day, func.count())
        .where(document.c.outlet.is_not(None))
        .group_by(document.c.outlet, day)
    )
    with ledger._reading() as connection:
        return [(str(outlet), str(of), int(count)) for outlet, of, count in connection.execute(query)]


def document_page(ledger: Ledger, limit: int, offset: int = 0, **given: Any) -> tuple[int, list[str]]:
    """How many documents pass the filters, and the ids of a page of them, the newest first."""
    document = schema.document
    where = conditions.documents(Filters.of(given))
    page = (
        select(document.c.id)
        .where(*where)
        .order_by(document.c.order_day.desc(), document.c.id)
        .limit(limit)
        .offset(offset)
    )
    with ledger._reading() as connection:
        total = int(connection.execute(select(func.count()).select_from(document).where(*where)).scalar_one())
        return total, list(connection.execute(page).scalars())


def neighbours(ledger: Ledger, identity: str) -> tuple[str | None, str | None]:
    """The documents before and after one in the order of days; None at either end."""
    document = schema.document
    with ledger._reading() as connection:
        day = connection.execute(select(document.c.order_day).where(document.c.id == identity)).scalar()
        if day is None:
            return None, None
        before = or_(document.c.order_day < day, and_(document.c.order_day == day, document.c.id < identity))
        after = or_(document.c.order_day > day, and_(document.c.order_day == day, document.c.id > identity))
        found: list[str | None] = []
        for where, descending in ((before, True), (after, False)):
            order = (document.c.order_day, document.c.id)
            query = select(document.c.id).where(where).limit(1)
            query = query.order_by(*(column.desc() for column in order) if descending else order)
            found.append(connection.execute(query).scalar())
    return found[0], found[1]


def copies(ledger: Ledger, identity: str) -> list[str]:
    """The documents that are copies of the same report as this one, the original first; itself is left out."""
    document = schema.document
    with ledger._reading() as connection:
        original = (
            connection.execute(select(document.c.copies_of).where(document.c.id == identity)).scalar() or identity
        )
        query = (
            select(document.c.id)
            .where(or_(document.c.copies_of == original, document.c.id == original))
            .order_by(document.c.copies_of.is_not(None), document.c.order_day, document.c.id)
        )
        return [one for one in connection.execute(query).scalars() if one != identity]


def statement_counts(ledger: Ledger, documents: Sequence[str]) -> dict[str, int]:
    """How many statements each of the documents has."""
    statement = schema.statement
    query = (
        select(statement.c.document, func.count())
        .where(statement.c.document.in_(documents))
        .group_by(statement.c.document)
    )
    with ledger._reading() as connection:
        return {document: int(count) for document, count in connection.execute(query)}


def least_certain(ledger: Ledger, record: str, limit: int) -> tuple[int, list[str]]:
    """How many records of a kind are less than certain, and the ids of the least certain of them."""
    table = schema.metadata.tables[record]
    doubtful = table.c.confidence < 1
    query = select(table.c.id).where(doubtful).order_by(table.c.confidence, table.c.id).limit(limit)
    with ledger._reading() as connection:
        total = int(connection.execute(select(func.count()).select_from(table).where(doubtful)).scalar_one())
        return total, list(connection.execute(query).scalars())


def doubts(ledger: Ledger, record: str) -> dict[str, float]:
    """By id the confidence of the records of a kind that are less than certain; of responses by their claim's id the
    least.
    """
    table = schema.metadata.tables[record]
    key = table.c.claim if record == "response" else table.c.id
    query = select(key, func.min(table.c.confidence)).where(table.c.confidence < 1).group_by(key)
    with ledger._reading() as connection:
        return {one: float(least) for one, least in connection.execute(query)}


def statement_days(ledger: Ledger, ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """By statement id its document, the document's day ("" where unknown) and outlet ("")."""
    document, statement = schema.document, schema.statement
    query = select(statement.c.id, document.c.id, document.c.order_day, document.c.outlet).join(
        document, document.c.id == statement.c.document
    )
    found: dict[str, tuple[str, str, str]] = {}
    with ledger._reading() as connection:
        for chunk in chunks(sorted(set(ids))):
            for one, of, day, outlet in connection.execute(query.where(statement.c.id.in_(chunk))):
                found[one] = (of, day[:10], outlet or "")
    return found


def document_days(ledger: Ledger, ids: Iterable[str]) -> dict[str, str]:
    """By document id its day, "" where unknown."""
    document = schema.document
    found: dict[str, str] = {}
    with ledger._reading() as connection:
        for chunk in chunks(sorted(set(ids))):
            query = select(document.c.id, document.c.order_day).where(document.c.id.in_(chunk))
            found.update((one, day[:10]) for one, day in connection.execute(query))
    return found


def statements_by(ledger: Ledger, speakers: Sequence[str], limit: int, offset: int, until: str | None) -> list[str]:
    """The ids of a page of what the speakers say, the latest first; decisions are laid over.

    Args:
        ledger: the dossier.
        speakers: actors, and those merged into them.
        limit: statements on this page.
        offset: those before it.
        until: the last day that counts.
    """
    document, statement = schema.document, schema.statement
    order = (document.c.order_day.desc(), document.c.id, statement.c.id)
    query = select(statement.c.id, document.c.order_day, document.c.id).join(
        document, document.c.id == statement.c.document
    )
    if until is not None:
        query = query.where(document.c.order_day <= f"{until}~", document.c.order_day != "")
    with ledger._reading() as connection:
        things, touched = decided.touching(connection, "statement", decided.overlay(connection))
        read = query.where(statement.c.speaker.in_(speakers)).order_by(*order).limit(offset + limit + len(touched))
        rows = [tuple(row) for row in connection.execute(read) if row[0] not in touched]
        homes = {said.document for said in things if said.speaker.actor in speakers}
        days = _days(connection, homes, until)
        rows += [(said.id, days[said.document], said.document) for said in things
                 if said.speaker.actor in speakers and said.document in days]  # fmt: skip
    rows.sort(key=lambda row: (row[2], row[0]))
    rows.sort(key=lambda row: row[1], reverse=True)
    return [row[0] for row in rows[offset : offset + limit]]


def _days(connection: Connection, ids: Iterable[str], until: str | None) -> dict[str, str]:
    """By document id what it is sorted by; those after a day and, where one is given, those without are left out."""
    document, found = schema.document, {}
    for chunk in chunks(sorted(ids)):
        query = select(document.c.id, document.c.order_day).where(document.c.id.in_(chunk))
        found.update({id_: day for id_, day in connection.execute(query) if not until or "" < day <= f"{until}~"})
    return found


def actor_rows(ledger: Ledger) -> list[tuple[str, str, str, str | None]]:
    """Every actor as (id, name, kind, party), by name; decisions are laid over."""
    actor = schema.actor
    query = select(actor.c.id, actor.c.name, actor.c.kind, actor.c.party)
    with ledger._reading() as connection:
        laid = decided.overlay(connection)
        things, touched = decided.touching(connection, "actor", laid)
        party = laid.references.actors
        rows = [(id_, name, kind, party.get(of, of) if of else of) for id_, name, kind, of in connection.execute(query)
                if id_ not in touched]  # fmt: skip
    rows += [(one.id, one.name, one.kind.value, one.party) for one in things]
    return sorted(rows, key=lambda row: (row[1], row[0]))
