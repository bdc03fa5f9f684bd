"""Records as flat rows, for formats that know only tables (CSV, Parquet).

Lists are written as JSON inside their cell, so that nothing is lost and every tool can take them apart again; beside
the offsets stand the quoted words, because a table is read by people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from depesche.errors import UnknownName
from depesche.exchange.contract import Json, as_json
from depesche.exchange.source import ExportSource
from depesche.exchange.streams import with_statements
from depesche.records import Document, Statement, quoted

COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": (
        "id", "path", "url", "outlet", "author", "title", "published", "language", "text", "junk", "copies_of",
        "agencies", "place", "source_id", "format",
    ),
    "actors": ("id", "name", "kind", "party", "names", "same_as", "outlet", "memberships", "confidence"),
    "statements": (
        "id", "document", "outlet", "published", "speaker", "speaker_words", "act", "kind", "content_words",
        "cue_words", "via", "hedges", "negated", "medium", "addressee", "parent", "continues", "confidence", "content",
        "speaker_spans", "cue", "frame",
    ),
    "claims": (
        "id", "gist", "status", "independent_origins", "credibility", "first", "last", "statements", "responses",
        "origins", "confidence",
    ),
    "positions": (
        "id", "party", "issue", "outcome", "refuses", "strength", "from", "until", "asserted_by", "self_declared",
        "rejected_by_party", "condition", "evidence", "confidence",
    ),
    "proposals": ("id", "from", "to", "status", "condition", "terms", "evidence", "confidence"),
    "contacts": ("id", "parties", "format", "when", "status", "place", "reported_by", "evidence", "confidence"),
    "issues": ("id", "name", "outcomes"),
}  # fmt: skip


def table_names() -> tuple[str, ...]:
    """The tables there are."""
    return tuple(COLUMNS)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _statement_row(statement: Statement, document: Document, names: dict[str, str]) -> Json:
    text = document.text
    row = as_json(statement)
    addressee = statement.addressee
    row |= {
        "outlet": document.outlet,
        "published": document.published,
        "speaker": names.get(statement.speaker.actor or "", statement.speaker.actor),
        "speaker_words": quoted(text, statement.speaker.spans),
        "speaker_spans": row["speaker"]["spans"],
        "content_words": quoted(text, statement.content),
        "cue_words": quoted(text, statement.cue),
        "via": [names.get(actor, actor) for actor in statement.via],
        "addressee": quoted(text, addressee.spans) if addressee else None,
    }
    return row


def _statement_rows(source: ExportSource) -> Iterator[Json]:
    names = {actor.id: actor.name for actor in source.actors()}
    for document, statements in with_statements(source):
        for statement in statements:
            yield _statement_row(statement, document, names)


def rows(source: ExportSource, table: str) -> Iterator[dict[str, Any]]:
    """The rows of one table, with exactly its `COLUMNS`.

    Raises:
        UnknownName: there is no such table.
    """
    if table not in COLUMNS:
        raise UnknownName("there is no such table", table, f"Tables are: {', '.join(COLUMNS)}.")
    records: Iterable[Json]
    if table == "statements":
        records = _statement_rows(source)
    else:
        records = (as_json(record) for record in getattr(source, table)())
    for record in records:
        yield {column: _cell(record.get(column)) for column in COLUMNS[table]}
