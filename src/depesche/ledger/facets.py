"""Counts and pages for lists: what a reader narrows a dossier of 100,000 dispatches down by.

Two kinds of answers. Pages and sums over documents, positions and speakers are single queries that an index serves.
Claims are counted by six things at once under any mixture of filters, which no index serves: their few columns are
read once into numpy arrays (`ClaimColumns`, some 60 bytes a claim) and counted there in milliseconds.

All of it speaks of the readings as they are stored; decisions and beliefs are laid over by the caller
(`depesche.application.pages`), who takes `stamp` to know when what it remembers is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, func, or_, select

from depesche.ledger import connection as opening
from depesche.ledger import filters as conditions
from depesche.ledger import schema
from depesche.ledger.documents import chunks
from depesche.ledger.filters import Filters
from depesche.ledger.ledger import Ledger

Codes = NDArray[np.int32]

NEVER = "9999"
"""Sorts behind every day."""


def stamp(ledger: Ledger) -> str:
    """Changes whenever anybody commits anything to the dossier, in this process or another one; costs microseconds.

    SQLite: the size and time of the file and of its write-ahead log. Postgres: the highest numbers.
    """
    if opening.is_url(ledger.location):
        with ledger._reading() as connection:
            row = connection.execute(
                select(
                    select(func.max(schema.document.c.number)).scalar_subquery(),
                    select(func.max(schema.decision.c.number)).scalar_subquery(),
                    select(func.count()).select_from(schema.reading).scalar_subquery(),
                )
            ).one()
        return "-".join(map(str, row))
    parts = []
    for suffix in ("", "-wal"):
        try:
            state = Path(f"{ledger.location}{suffix}").stat()
            parts.append(f"{state.st_size}.{state.st_mtime_ns}")
        except OSError:
            parts.append("0")
    return "-".join(parts)


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


def counted(ledger: Ledger, column: str, **given: Any) -> list[tuple[str, int]]:
    """Documents by a column ("outlet", "language"), most first; the unknown left out."""
    value = schema.document.c[column]
    query = (
        select(value, func.count())
        .where(value.is_not(None), *conditions.documents(Filters.of(given)))
        .group_by(value)
        .order_by(func.count().desc(), value)
    )
    with ledger._reading() as connection:
        return [(str(name), int(count)) for name, count in connection.execute(query)]


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


def speaker_counts(ledger: Ledger) -> dict[str, int]:
    """How many statements each actor makes."""
    speaker = schema.statement.c.speaker
    query = select(speaker, func.count()).where(speaker.is_not(None)).group_by(speaker)
    with ledger._reading() as connection:
        return {actor: int(count) for actor, count in connection.execute(query)}


def denied_counts(ledger: Ledger) -> dict[str, int]:
    """How many statements of each actor belong to a claim that somebody denies, wholly or in part."""
    carried, response, statement = schema.claim_statement, schema.response, schema.statement
    denied = select(response.c.claim).where(response.c.relation.in_(("denies", "partly_denies"))).distinct()
    query = (
        select(statement.c.speaker, func.count())
        .join(carried, carried.c.statement == statement.c.id)
        .where(carried.c.claim.in_(denied), statement.c.speaker.is_not(None))
        .group_by(statement.c.speaker)
    )
    with ledger._reading() as connection:
        return {actor: int(count) for actor, count in connection.execute(query)}


def least_certain(ledger: Ledger, record: str, limit: int) -> tuple[int, list[str]]:
    """How many records of a kind are less than certain, and the ids of the least certain of them."""
    table = schema.metadata.tables[record]
    doubtful = table.c.confidence < 1
    query = select(table.c.id).where(doubtful).order_by(table.c.confidence, table.c.id).limit(limit)
    with ledger._reading() as connection:
        total = int(connection.execute(select(func.count()).select_from(table).where(doubtful)).scalar_one())
        return total, list(connection.execute(query).scalars())


@dataclass(slots=True)
class ClaimColumns:
    """The claims of a dossier column by column; row ``n`` of each array speaks of claim ``ids[n]``.

    ``first``, ``last`` and ``denied`` (the first denial) are ISO days as bytes, empty or `NEVER` where unknown.
    ``pairs`` holds for each facet (outlet, speaker, issue) every (claim row, value code) once; ``values`` the values by
    code.
    """

    ids: NDArray[np.bytes_]
    status: NDArray[np.bytes_]
    first: NDArray[np.bytes_]
    last: NDArray[np.bytes_]
    denied: NDArray[np.bytes_]
    origins: Codes
    reports: Codes
    answers: Codes
    pairs: dict[str, tuple[Codes, Codes]] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)


def claim_columns(ledger: Ledger) -> ClaimColumns:
    """Read the columns: one pass over claims, the statements that carry them, and their responses."""
    with ledger._reading() as connection:
        return _columns(connection)


def _columns(connection: Connection) -> ClaimColumns:
    claim, carried, response = schema.claim, schema.claim_statement, schema.response
    rows = connection.execute(
        select(claim.c.id, claim.c.status, claim.c.first, claim.c.last, claim.c.independent_origins)
    ).all()
    place = {row[0]: number for number, row in enumerate(rows)}
    document, statement = schema.document, schema.statement
    told = connection.execute(
        select(carried.c.claim, document.c.outlet, statement.c.speaker)
        .join(statement, statement.c.id == carried.c.statement)
        .join(document, document.c.id == statement.c.document)
    ).all()
    answered = connection.execute(
        select(response.c.claim, response.c.relation, document.c.order_day)
        .join(statement, statement.c.id == response.c.statement)
        .join(document, document.c.id == statement.c.document)
    ).all()
    evidence, position = schema.position_evidence, schema.position
    issues = connection.execute(
        select(carried.c.claim, position.c.issue)
        .join(evidence, evidence.c.statement == carried.c.statement)
        .join(position, position.c.id == evidence.c.position)
    ).all()
    denied = [NEVER] * len(rows)
    for one, relation, day in answered:
        if relation in ("denies", "partly_denies"):
            denied[place[one]] = min(denied[place[one]], day[:10] or "0")
    size = len(rows)
    columns = ClaimColumns(
        ids=np.array([row[0] for row in rows], dtype=np.bytes_),
        status=np.array([row[1] for row in rows], dtype="S12"),
        first=np.array([row[2] or "" for row in rows], dtype="S10"),
        last=np.array([row[3] or "" for row in rows], dtype="S10"),
        denied=np.array(denied, dtype="S10"),
        origins=np.array([row[4] for row in rows], dtype=np.int32),
        reports=_times(size, (place[row[0]] for row in told)),
        answers=_times(size, (place[row[0]] for row in answered)),
    )
    add_pairs(columns, "outlet", ((place[row[0]], row[1]) for row in told))
    add_pairs(columns, "speaker", ((place[row[0]], row[2]) for row in told))
    add_pairs(columns, "issue", ((place[row[0]], row[1]) for row in issues))
    return columns


def _times(size: int, places: Iterable[int]) -> Codes:
    return np.bincount(np.fromiter(places, dtype=np.int64), minlength=size).astype(np.int32)


def add_pairs(columns: ClaimColumns, facet: str, found: Iterable[tuple[int, str | None]]) -> None:
    """Fill one facet from (claim row, value); None values are left out, repeated pairs kept once."""
    codes: dict[str, int] = {}
    rows, numbers = [], []
    for row, value in found:
        if value is not None:
            rows.append(row)
            numbers.append(codes.setdefault(value, len(codes)))
    whole = np.unique(np.array([rows, numbers], dtype=np.int32).reshape(2, -1), axis=1)
    columns.pairs[facet] = (whole[0].copy(), whole[1].copy())
    columns.values[facet] = list(codes)


def gists(ledger: Ledger) -> dict[bytes, str]:
    """Every claim's gist by its id."""
    claim = schema.claim
    with ledger._reading() as connection:
        return {one.encode(): gist for one, gist in connection.execute(select(claim.c.id, claim.c.gist))}


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


def parties(ledger: Ledger) -> dict[str, str]:
    """The party of every actor that belongs to one."""
    actor = schema.actor
    with ledger._reading() as connection:
        query = select(actor.c.id, actor.c.party).where(actor.c.party.is_not(None))
        return {row[0]: row[1] for row in connection.execute(query)}


def claim_count(ledger: Ledger) -> int:
    """How many claims there are."""
    with ledger._reading() as connection:
        return int(connection.execute(select(func.count()).select_from(schema.claim)).scalar_one())


def statements_by(ledger: Ledger, speakers: Sequence[str], limit: int, offset: int, until: str | None) -> list[str]:
    """The ids of a page of what the speakers say, the latest first."""
    document, statement = schema.document, schema.statement
    query = (
        select(statement.c.id)
        .join(document, document.c.id == statement.c.document)
        .where(statement.c.speaker.in_(speakers))
        .order_by(document.c.order_day.desc(), document.c.id, statement.c.id)
        .limit(limit)
        .offset(offset)
    )
    if until is not None:
        query = query.where(document.c.order_day <= f"{until}~", document.c.order_day != "")
    with ledger._reading() as connection:
        return list(connection.execute(query).scalars())


def actor_rows(ledger: Ledger) -> list[tuple[str, str, str, str | None]]:
    """Every actor as (id, name, kind, party), by name."""
    actor = schema.actor
    query = select(actor.c.id, actor.c.name, actor.c.kind, actor.c.party).order_by(actor.c.name, actor.c.id)
    with ledger._reading() as connection:
        return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]
