"""The index of words: for each document its stems in order, and the list of all stems, searchable by their parts.

SQLite: ``document_stems`` is an FTS5 table without content (the text is not stored twice; documents never change, so
nothing has to be deleted from it), ``stem_parts`` an FTS5 trigram table over ``stem``. Postgres: ``document_stems``
holds a ``tsvector`` made from the same stems, and ``stem`` gets a trigram index where the extension pg_trgm is there.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, column, func, select, table, text

from depesche.ledger import schema, words

MOST_STEMS = 400
"""Stems that one searched word may stand for; the shortest (closest) first. Bounds the query."""

_SQLITE = (
    "CREATE VIRTUAL TABLE document_stems USING fts5(title, text, content='', tokenize='unicode61')",
    "INSERT INTO document_stems(document_stems, rank) VALUES ('automerge', 8)",
    """CREATE VIRTUAL TABLE stem_parts USING fts5(stem, content='stem', content_rowid='number',
    tokenize='trigram', detail='none', columnsize=0)""",
)
_POSTGRES = (
    "CREATE SEQUENCE stem_number OWNED BY stem.number",
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
    _trigram_index(connection)


def _trigram_index(connection: Connection) -> None:
    """Postgres: index the parts of stems where pg_trgm may be used; without it the list is read through."""
    there = connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").first()
    if there is None:
        nested = connection.begin_nested()
        try:
            connection.exec_driver_sql("CREATE EXTENSION pg_trgm WITH SCHEMA public")
            nested.commit()
        except Exception:
            nested.rollback()
            return
    connection.exec_driver_sql("CREATE INDEX stem_by_part ON stem USING gin (stem gin_trgm_ops)")


def add(connection: Connection, rows: Iterable[tuple[int, str | None, str, str | None]]) -> None:
    """Index documents.

    Args:
        connection: a writing one.
        rows: number, title, text and language of each.
    """
    entries = []
    seen: dict[str, None] = {}
    for number, title, content, language in rows:
        algorithm = words.algorithm_of(language)
        titled, texted = words.stems(title or "", algorithm), words.stems(content, algorithm)
        seen.update(dict.fromkeys(titled))
        seen.update(dict.fromkeys(texted))
        entries.append((number, titled, texted))
    if not entries:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO document_stems(rowid, title, text) VALUES (?, ?, ?)",
            [(number, " ".join(titled), " ".join(texted)) for number, titled, texted in entries],
        )
    else:
        _add_vectors(connection, entries)
    if seen:
        _add_stems(connection, list(seen))


def _add_stems(connection: Connection, stems: list[str]) -> None:
    if connection.dialect.name == "sqlite":
        before = connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM stem").scalar_one()
        connection.exec_driver_sql("INSERT INTO stem(stem) VALUES (?) ON CONFLICT DO NOTHING", [(s,) for s in stems])
        connection.exec_driver_sql(
            "INSERT INTO stem_parts(rowid, stem) SELECT number, stem FROM stem WHERE number > ?", (before,)
        )
        return
    connection.execute(
        text(
            "INSERT INTO stem(number, stem) SELECT nextval('stem_number'), s FROM unnest(CAST(:stems AS text[])) s"
            " ON CONFLICT DO NOTHING"
        ),
        {"stems": sorted(stems)},
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


def alternatives(connection: Connection, part: str) -> list[str]:
    """All stems that contain the part (three letters or more), the shortest first, `MOST_STEMS` at most.

    A part holds no wildcard of LIKE, for neither % nor _ is a letter. SQLite looks it up by its trigrams.
    """
    listed = table("stem_parts" if connection.dialect.name == "sqlite" else "stem", column("stem"))
    query = (
        select(listed.c.stem)
        .where(listed.c.stem.like(f"%{part}%"))
        .order_by(func.length(listed.c.stem), listed.c.stem)
        .limit(MOST_STEMS)
    )
    return list(connection.execute(query).scalars())


def begins_any(connection: Connection, prefix: str) -> bool:
    """Whether any stem begins so."""
    listed = schema.stem.c.stem
    query = select(listed).where(listed >= prefix, listed < prefix + "\U0010ffff").limit(1)
    return connection.execute(query).first() is not None
