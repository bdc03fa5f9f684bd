"""Dossiers of other versions."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

from depesche.errors import DossierNewer, DossierReadOnly
from depesche.ledger import Ledger, migrations, open_ledger, schema

from .making import CLAIMS, document
from .test_decisions import ids

OLD = Path(__file__).parent / "data" / "version-1.depesche.gz"


@pytest.fixture
def old(file: Path) -> Path:
    """A dossier made by version 1 of the schema, with something of every kind in it."""
    file.write_bytes(gzip.decompress(OLD.read_bytes()))
    return file


def names(path: Path) -> set[tuple[str, str, str]]:
    """Everything in a database and the words that made it."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    connection.close()
    return {(kind, name, " ".join(sql.replace("( ", "(").split())) for kind, name, sql in rows}


def shape(path: Path) -> dict[str, object]:
    """Tables with their columns, indexes and views, however they were written."""
    connection = sqlite3.connect(path)
    found: dict[str, object] = {}
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
        quoted = name.replace('"', '""')
        if kind == "table":
            found[name] = connection.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
        elif kind == "index":
            found[name] = connection.execute(f'PRAGMA index_xinfo("{quoted}")').fetchall()
        else:
            found[name] = sql
    connection.close()
    return found


def test_an_old_dossier_becomes_as_a_new_one(old: Path, tmp_path: Path) -> None:
    """Opening brings it to today's schema, step by step, and nothing in it is lost."""
    with open_ledger(old) as ledger:
        assert ledger.count("document") == 2
        assert ids(ledger.iter_claims()) == ["c2", "c3"]
        assert ids(ledger.iter_claims(decided=False)) == ["c1", "c2", "c3"]
        assert ledger.index(CLAIMS).get(["i"]) == {"i": b"v"}
        assert ledger.search("Worte").total == 2
        ledger.add_documents([document("d3", "Waffenruhe")])
        assert ledger.search("Waffenruhe").total == 1
    open_ledger(tmp_path / "new.depesche").close()
    assert shape(old) == shape(tmp_path / "new.depesche")
    rows = sqlite3.connect(old).execute("SELECT number FROM migration ORDER BY number").fetchall()
    assert rows == [(number,) for number in range(1, schema.VERSION + 1)]


def test_an_old_dossier_is_not_changed_by_reading(old: Path) -> None:
    """Opened to read only it is left as it is, and says what to do."""
    before = old.read_bytes()
    with pytest.raises(DossierReadOnly, match="older"):
        open_ledger(old, read_only=True)
    assert old.read_bytes() == before


def test_a_step_that_fails_leaves_the_dossier_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record of a migration and what it does are one transaction."""

    def broken(connection: object) -> None:
        raise RuntimeError

    before = names(old)
    monkeypatch.setitem(migrations.STEPS, schema.VERSION, broken)
    with pytest.raises(RuntimeError):
        open_ledger(old)
    assert names(old) == before
    monkeypatch.undo()
    with open_ledger(old) as ledger:
        assert ledger.count("document") == 2


def test_a_newer_dossier_is_left_alone(location: str) -> None:
    """One written by a later version says so and names the way out."""
    open_ledger(location).close()
    with open_ledger(location) as ledger, ledger._writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA user_version = 99")
        else:
            connection.exec_driver_sql("INSERT INTO migration VALUES (99, 'later', '2040')")
    with pytest.raises(DossierNewer, match="Update Depesche"):
        open_ledger(location)


def test_every_migration_is_recorded(ledger: Ledger) -> None:
    """A new dossier counts all migrations as done, and each has a name."""
    assert sorted(migrations.NAMES) == list(range(1, schema.VERSION + 1))
    assert sorted(migrations.STEPS) == list(range(2, schema.VERSION + 1))
    with ledger._reading() as connection:
        done = connection.execute(schema.migration.select()).all()
        assert [row.number for row in done] == sorted(migrations.NAMES)
        assert set(schema.metadata.tables) <= set(inspect(connection).get_table_names())


def _make_stems(connection: Connection) -> None:
    """The tables that version 3 did away with, in place of its own."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE word_parts")
    connection.exec_driver_sql("DROP TABLE word")
    connection.exec_driver_sql("CREATE TABLE stem (number BIGINT PRIMARY KEY, stem TEXT NOT NULL UNIQUE)")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("CREATE VIRTUAL TABLE stem_parts USING fts5(stem, content='stem')")


def test_old_postgres_dossiers_migrate_too(location: str) -> None:
    """The same steps run on both databases."""
    with open_ledger(location) as ledger:
        ledger.add_documents([document("d1", "Waffenruhe")])
    with open_ledger(location) as ledger, ledger._writing() as connection:
        _make_stems(connection)
        connection.exec_driver_sql("DROP INDEX document_by_language")
        connection.exec_driver_sql("DROP INDEX statement_by_addressee")
        connection.exec_driver_sql("ALTER TABLE statement DROP COLUMN acts")
        connection.exec_driver_sql("DELETE FROM migration WHERE number > 1")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA user_version = 1")
    with open_ledger(location) as ledger, ledger._reading() as connection:
        assert ledger.search("ruhe").total == 1
        assert "document_by_language" in {one["name"] for one in inspect(connection).get_indexes("document")}
