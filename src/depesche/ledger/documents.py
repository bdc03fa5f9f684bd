"""Documents, their bytes and the files they came from: stored once, by content, and never changed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from depesche.errors import UnknownName
from depesche.ledger import codec, fulltext, rows, schema
from depesche.records import Document

T = TypeVar("T")

CHUNK = 500
"""Rows at a time: fit a query's variables with room (SQLite allows 32,766), few enough to keep memory flat."""

LEVEL = 6
"""zlib level of raw bytes. On JSON dispatches of 2 kB level 9 saves 1 % more and takes a third longer."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A file as it was when it was read: its size (bytes), its time (ns since 1970), and the documents in it."""

    size: int
    mtime_ns: int
    documents: tuple[str, ...] = ()


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of that size."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def upsert(connection: Connection, table: Any, given: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> None:
    """Insert rows; a row with the same keys is replaced."""
    if not given:
        return
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    changed = {name: statement.excluded[name] for name in given[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=changed), list(given))


def add_documents(
    connection: Connection, items: Iterable[tuple[Document, bytes]], sources: Mapping[Any, SourceState]
) -> list[str]:
    """Store documents that are not there yet, with their bytes and words; then the sources. Returns the new ids."""
    distinct: dict[str, tuple[Document, bytes]] = {}
    for document, content in items:
        distinct.setdefault(document.id, (document, content))
    known = _known(connection, distinct)
    new = [pair for id_, pair in distinct.items() if id_ not in known]
    number = int(connection.execute(select(func.coalesce(func.max(schema.document.c.number), 0))).scalar_one())
    numbered = [
        (number + step, replace(document, text=codec.storable(document.text)), content)
        for step, (document, content) in enumerate(new, 1)
    ]
    if numbered:
        connection.execute(
            insert(schema.document), [rows.document_row(place, document) for place, document, _ in numbered]
        )
        connection.execute(
            insert(schema.document_text), [{"number": place, "text": document.text} for place, document, _ in numbered]
        )
        connection.execute(
            insert(schema.raw),
            [{"number": place, **_packed(document.text, content)} for place, document, content in numbered],
        )
        fulltext.add(connection, [(place, doc.title, doc.text, doc.language) for place, doc, _ in numbered])
    record_sources(connection, sources)
    return [document.id for _, document, _ in numbered]


def _known(connection: Connection, ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(ids):
        found.update(connection.execute(select(schema.document.c.id).where(schema.document.c.id.in_(chunk))).scalars())
    return found


def _packed(text: str, content: bytes) -> dict[str, Any]:
    """Bytes as stored: nothing where the text's own UTF-8 is the same, else deflated where that is shorter."""
    if content == text.encode():
        return {"packing": "text", "content": None}
    deflated = zlib.compress(content, LEVEL)
    if len(deflated) < len(content):
        return {"packing": "zlib", "content": deflated}
    return {"packing": "plain", "content": content}


def raw(connection: Connection, document_id: str, where: str) -> bytes:
    """The bytes of a document as they were read.

    Raises:
        UnknownName: there is no such document.
    """
    row = connection.execute(
        select(schema.raw.c.packing, schema.raw.c.content, schema.document_text.c.text)
        .join_from(schema.document, schema.raw, schema.raw.c.number == schema.document.c.number)
        .join(schema.document_text, schema.document_text.c.number == schema.document.c.number)
        .where(schema.document.c.id == document_id)
    ).first()
    if row is None:
        raise UnknownName("no such document", document_id, f"List them with: depesche export jsonl --dossier {where}.")
    if row.packing == "text":
        return str(row.text).encode()
    content = bytes(row.content)
    return zlib.decompress(content) if row.packing == "zlib" else content


def documents(connection: Connection, ids: Iterable[str]) -> dict[str, Document]:
    """Documents by id, in the order asked for; unknown ids are left out."""
    found: dict[str, Document] = {}
    asked = list(dict.fromkeys(ids))
    query = select(schema.document, schema.document_text.c.text).join(
        schema.document_text, schema.document_text.c.number == schema.document.c.number
    )
    for chunk in chunks(asked):
        for row in connection.execute(query.where(schema.document.c.id.in_(chunk))):
            found[row.id] = rows.document_of(row, row.text)
    return {id_: found[id_] for id_ in asked if id_ in found}


def known_sources(connection: Connection, paths: Iterable[str | Path]) -> dict[Any, SourceState]:
    """What is known of the paths, under the very objects given; unknown ones are left out."""
    given = {str(path): path for path in paths}
    found: dict[Any, SourceState] = {}
    for chunk in chunks(given):
        for row in connection.execute(select(schema.source).where(schema.source.c.path.in_(chunk))):
            found[given[row.path]] = SourceState(row.size, row.mtime_ns, codec.unpack_list(row.documents))
    return found


def record_sources(connection: Connection, sources: Mapping[Any, SourceState]) -> None:
    """Remember files as read; a file known already takes its new state."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    given = [
        {
            "path": str(path),
            "size": state.size,
            "mtime_ns": state.mtime_ns,
            "documents": codec.pack_list(state.documents),
            "read_at": now,
        }
        for path, state in sources.items()
    ]
    upsert(connection, schema.source, given, ["path"])
