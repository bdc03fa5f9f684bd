"""The index of words: for each document its stems in order, and the list of all words, searchable by their parts.

SQLite: ``document_stems`` is an FTS5 table without content (the text is not stored twice; documents never change, so
nothing has to be deleted from it), ``word_parts`` an FTS5 trigram table over ``word``. Postgres: ``document_stems``
holds a ``tsvector`` made from the same stems, and ``word`` gets a trigram index where the extension pg_trgm is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, column, func, select, table, text

from depesche.ledger import schema, words

MOST_WORDS = 400
"""Words that one searched part or beginning may stand for; the shortest (closest) first. Bounds the query."""

_SQLITE = (
    "CREATE VIRTUAL TABLE document_stems USING fts5(title, text, content='', tokenize='unicode61')",
    "INSERT INTO document_stems(document_stems, rank) VALUES ('automerge', 8)",
    """CREATE VIRTUAL TABLE word_parts USING fts5(word, content='word', content_rowid='number',
    tokenize='trigram', detail='none', columnsize=0)""",
)
_POSTGRES = (
    "CREATE SEQUENCE word_number OWNED BY word.number",
    """CREATE TABLE document_stems (number BIGINT PRIMARY KEY REFERENCES document(number) ON DELETE CASCADE,
    stems TSVECTOR NOT NULL)""",
    "CREATE INDEX document_stems_by_stem ON document_stems USING gin(stems)",
)


def create(connection: Connection) -> None:
    """Make the tables of the index."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
        return
    for statement in _POSTGRES:
        connection.exec_driver_sql(statement)
    index_parts(connection)


def index_parts(connection: Connection) -> None:
    """Postgres: index the parts of words where pg_trgm may be used; without it the list is read through."""
    there = connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").first()
    if there is None:
        nested = connection.begin_nested()
        try:
            connection.exec_driver_sql("CREATE EXTENSION pg_trgm WITH SCHEMA public")
            nested.commit()
        except Exception:
            nested.rollback()
            return
    connection.exec_driver_sql("CREATE INDEX word_by_part ON word USING gin (word gin_trgm_ops)")


def add(connection: Connection, rows: Iterable[tuple[int, str | None, str, str | None]]) -> None:
    """Index documents.

    Args:
        connection: a writing one.
        rows: number, title, text and language of each.
    """
    entries: list[tuple[int, list[str], list[str]]] = []
    seen: set[str] = set()
    for number, title, content, language in rows:
        algorithm = words.algorithm_of(language)
        titled, texted = words.words_of(title or ""), words.words_of(content)
        seen.update(titled, texted)
        stems = [[words.stem(word, algorithm) for word in part] for part in (titled, texted)]
        entries.append((number, stems[0], stems[1]))
    if not entries:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO document_stems(rowid, title, text) VALUES (?, ?, ?)",
            [(number, " ".join(titled), " ".join(texted)) for number, titled, texted in entries],
        )
    else:
        _add_vectors(connection, entries)
    add_words(connection, seen)


def add_words(connection: Connection, found: Iterable[str]) -> None:
    """Add words to the list of all words."""
    listed = sorted({words.folded(word) for word in found})
    if not listed:
        return
    if connection.dialect.name == "sqlite":
        before = connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM word").scalar_one()
        connection.exec_driver_sql("INSERT INTO word(word) VALUES (?) ON CONFLICT DO NOTHING", [(w,) for w in listed])
        connection.exec_driver_sql(
            "INSERT INTO word_parts(rowid, word) SELECT number, word FROM word WHERE number > ?", (before,)
        )
        return
    connection.execute(
        text(
            "INSERT INTO word(number, word) SELECT nextval('word_number'), w FROM unnest(CAST(:words AS text[])) w"
            " ON CONFLICT DO NOTHING"
        ),
        {"words": listed},
    )


def _add_vectors(connection: Connection, entries: list[tuple[int, list[str], list[str]]]) -> None:
    """Postgres: a vector of stems with positions; the title stands first, with weight A."""
    connection.execute(
        text("INSERT INTO document_stems(number, stems) VALUES (:number, CAST(:stems AS tsvector))"),
        [{"number": number, "stems": _vector(titled, texted)} for number, titled, texted in entries],
    )


def _vector(titled: list[str], texted: list[str]) -> str:
    """A tsvector literal. Positions end at 16,383 (Postgres's limit); a gap keeps phrases from crossing the title."""
    places: dict[str, list[str]] = {}
    for place, stem in enumerate(titled, 1):
        places.setdefault(stem, []).append(f"{place}A")
    for place, stem in enumerate(texted, len(titled) + 2):
        places.setdefault(stem, []).append(str(min(place, 16_383)))
    return " ".join(f"'{stem}':{','.join(found[:255])}" for stem, found in places.items())


def containing(connection: Connection, part: str) -> list[str]:
    """Words that contain the part (three letters or more), the shortest first, `MOST_WORDS` at most.

    A part holds no wildcard of LIKE, for neither % nor _ is a letter. SQLite looks it up by its trigrams.
    """
    listed = table("word_parts" if connection.dialect.name == "sqlite" else "word", column("word"))
    return _shortest(connection, listed.c.word, listed.c.word.like(f"%{part}%"))


def beginning(connection: Connection, prefix: str) -> list[str]:
    """Words that begin so, the shortest first, `MOST_WORDS` at most."""
    listed = schema.word.c.word
    return _shortest(connection, listed, and_(listed >= prefix, listed < prefix + "\U0010ffff"))


def _shortest(connection: Connection, listed: Any, condition: ColumnElement[bool]) -> list[str]:
    query = select(listed).where(condition).order_by(func.length(listed), listed).limit(MOST_WORDS)
    return list(connection.execute(query).scalars())
