"""What the stages found, stored under the stage's version; a newer version's findings replace an older one's.

Superseded findings are deleted, not kept: they can be made again by the version that made them, and nothing that a
person decided hangs on them (a decision finds its thing by evidence). So every row is a living row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from depesche.ledger import codec, keyed, rows, schema, tables
from depesche.ledger.documents import chunks, upsert
from depesche.ledger.keyed import Question
from depesche.records import Analysis, Claim, Statement
from depesche.stages import Changes, Stage

TEXT_ORDER = (schema.statement.c.start, schema.statement.c.end.desc(), schema.statement.c.id)
"""The order of statements within a document: the earlier first, of two at one place the longer one."""


_CLAIMS_OF = tuple(
    Question(table, ("statement", "claim"), "statement", order=("statement", "claim"))
    for table in ("claim_statement", "response")
)


def text_order(statement: Statement) -> tuple[int, int, str]:
    """The same for a record."""
    return (statement.start, -statement.end, statement.id) if statement.content else (0, 0, statement.id)


def pending(connection: Connection, stage: Stage, limit: int | None) -> list[str]:
    """Documents without a reading of this stage at this version, the oldest published first."""
    document, reading = schema.document, schema.reading
    missing = pending_count(connection, stage)
    if not missing:
        return []
    read = exists().where(
        reading.c.document == document.c.id, reading.c.stage == stage.name, reading.c.version == stage.version
    )
    query = select(document.c.id).where(~read).order_by(document.c.order_day, document.c.id)
    if limit is None:
        # Most often the last few documents: from the newest on, they are found without looking at all.
        last = select(document.c.number).where(~read).order_by(document.c.number.desc()).limit(missing)
        query = query.where(document.c.number.in_(last))
    if limit is not None:
        query = query.limit(limit)
    return list(connection.execute(query).scalars())


def pending_count(connection: Connection, stage: Stage) -> int:
    """How many documents have no reading of this stage at this version."""
    reading = schema.reading
    total = int(connection.execute(select(func.count()).select_from(schema.document)).scalar_one())
    done = int(
        connection.execute(
            select(func.count())
            .select_from(reading)
            .where(reading.c.stage == stage.name, reading.c.version == stage.version)
        ).scalar_one()
    )
    return total - done


def untouched(connection: Connection, stage: Stage) -> bool:
    """Whether this stage has read no document at this version."""
    reading = schema.reading
    query = select(reading.c.document).where(reading.c.stage == stage.name, reading.c.version == stage.version)
    return connection.execute(query.limit(1)).first() is None


def unread(connection: Connection, stage: Stage, ids: Iterable[str]) -> set[str]:
    """Those of the documents that have no reading of this stage at this version."""
    reading = schema.reading
    asked = set(ids)
    read: set[str] = set()
    for chunk in chunks(asked):
        query = select(reading.c.document).where(
            reading.c.document.in_(chunk), reading.c.stage == stage.name, reading.c.version == stage.version
        )
        read.update(connection.execute(query).scalars())
    return asked - read


def mark(connection: Connection, stage: Stage, documents: Iterable[str]) -> None:
    """Record that the documents were read by this stage at this version."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    given = [
        {"document": id_, "stage": stage.name, "version": stage.version, "made_at": now}
        for id_ in dict.fromkeys(documents)
    ]
    upsert(connection, schema.reading, given, ["document", "stage"])


def store_language(connection: Connection, stage: Stage, analyses: Iterable[Analysis]) -> None:
    """Store analyses in place of older ones."""
    given = [
        {"document": one.document, "language": one.language, "content": codec.pack_analysis(one)} for one in analyses
    ]
    upsert(connection, schema.analysis, given, ["document"])
    mark(connection, stage, [str(row["document"]) for row in given])


def store_attribution(connection: Connection, stage: Stage, found: Mapping[str, Sequence[Statement]]) -> None:
    """Store each document's statements in place of all it had."""
    for chunk in chunks(found):
        connection.execute(delete(schema.statement).where(schema.statement.c.document.in_(chunk)))
        given = [rows.statement_row(statement) for id_ in chunk for statement in found[id_]]
        if given:
            connection.execute(insert(schema.statement), given)
    mark(connection, stage, found)


def store_changes(connection: Connection, stage: Stage, documents: Iterable[str], changes: Changes) -> None:
    """Store what a dossier-wide stage found on reading these documents."""
    for name, ids in changes.dropped.items():
        if name == "statement":
            for chunk in chunks(ids):
                connection.execute(delete(schema.statement).where(schema.statement.c.id.in_(chunk)))
        else:
            tables.remove(connection, tables.LAYOUTS[name], ids)
    tables.replace(connection, tables.ACTORS, changes.actors)
    _replace_statements(connection, changes.statements)
    _set_copies(connection, changes.copies)
    tables.replace(connection, tables.CLAIMS, changes.claims)
    tables.replace(connection, tables.POSITIONS, changes.positions)
    tables.replace(connection, tables.PROPOSALS, changes.proposals)
    tables.replace(connection, tables.CONTACTS, changes.contacts)
    mark(connection, stage, documents)


def _replace_statements(connection: Connection, statements: Sequence[Statement]) -> None:
    """Write statements that a later stage completed (who the speaker is)."""
    upsert(connection, schema.statement, [rows.statement_row(one) for one in statements], ["id"])


def _set_copies(connection: Connection, copies: Mapping[str, str | None]) -> None:
    for id_, original in copies.items():
        connection.execute(update(schema.document).where(schema.document.c.id == id_).values(copies_of=original))


def statements(connection: Connection, ids: Iterable[str]) -> dict[str, Statement]:
    """Statements by id, in the order asked for; unknown ids are left out."""
    asked = list(dict.fromkeys(ids))
    found: dict[str, Statement] = {}
    for chunk in chunks(asked):
        for row in connection.execute(select(schema.statement).where(schema.statement.c.id.in_(chunk))):
            found[row.id] = rows.statement_of(row)
    return {id_: found[id_] for id_ in asked if id_ in found}


def statements_of(connection: Connection, documents: Iterable[str]) -> dict[str, list[Statement]]:
    """The statements of each document in text order; every document asked for has a list."""
    table = schema.statement
    found: dict[str, list[Statement]] = {id_: [] for id_ in documents}
    for chunk in chunks(list(found)):
        query = select(table).where(table.c.document.in_(chunk)).order_by(table.c.document, *TEXT_ORDER)
        for row in connection.execute(query):
            found[row.document].append(rows.statement_of(row))
    return found


def analyses(connection: Connection, documents: Iterable[str]) -> dict[str, Analysis]:
    """The analysis of each document that has one."""
    table = schema.analysis
    found: dict[str, Analysis] = {}
    for chunk in chunks(documents):
        for row in connection.execute(select(table).where(table.c.document.in_(chunk))):
            found[row.document] = codec.unpack_analysis(row.document, row.language, bytes(row.content))
    return found


def claims(connection: Connection, ids: Iterable[str]) -> dict[str, Claim]:
    """Claims by id."""
    return tables.by_id(connection, tables.CLAIMS, ids)


def claims_of(connection: Connection, statements: Iterable[str]) -> dict[str, list[str]]:
    """The claims that each statement belongs or responds to; statements without any are left out."""
    found: dict[str, list[str]] = {}
    asked = list(dict.fromkeys(statements))
    for question in _CLAIMS_OF:
        for statement, claim in keyed.find(connection, question, asked):
            claims_found = found.setdefault(statement, [])
            if claim not in claims_found:
                claims_found.append(claim)
    return found


def reset(connection: Connection, stage: Stage) -> None:
    """Forget that a stage read anything."""
    connection.execute(delete(schema.reading).where(schema.reading.c.stage == stage.name))
