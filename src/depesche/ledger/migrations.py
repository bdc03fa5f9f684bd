"""From an empty database to a dossier, and from an older dossier to today's.

A new dossier is made from `depesche.ledger.schema` at once. An older one goes through the numbered steps that it
lacks; each step is recorded in ``migration`` by the transaction that performs it, so a step is done or not done.
A test holds both ways to the same schema.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, func, inspect, select, text

from depesche.errors import DossierNewer, NotADossier
from depesche.ledger import fulltext, schema, views, words

Step = Callable[[Connection], None]


def _find_by_language_and_addressee(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX document_by_language ON document (language)")
    connection.exec_driver_sql("CREATE INDEX statement_by_addressee ON statement (addressee)")


def _list_words_instead_of_stems(connection: Connection) -> None:
    """Stems can be too short to look for them inside words ("Raketen", stem "rak", in "Irak"): list whole words."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE stem_parts")
        connection.exec_driver_sql("DROP TABLE stem")
        connection.exec_driver_sql(
            "CREATE TABLE word (number INTEGER NOT NULL, word TEXT NOT NULL, PRIMARY KEY (number), UNIQUE (word))"
            " STRICT"
        )
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE word_parts USING fts5(word, content='word', content_rowid='number',"
            " tokenize='trigram', detail='none', columnsize=0)"
        )
    else:
        connection.exec_driver_sql("DROP TABLE stem")
        connection.exec_driver_sql(
            'CREATE TABLE word (number BIGINT NOT NULL, word TEXT COLLATE "C" NOT NULL, PRIMARY KEY (number),'
            " UNIQUE (word))"
        )
        connection.exec_driver_sql("CREATE SEQUENCE word_number OWNED BY word.number")
        fulltext.index_parts(connection)
    last = 0
    texts = text(
        "SELECT d.number, d.title, t.text FROM document d JOIN document_text t ON t.number = d.number"
        " WHERE d.number > :last ORDER BY d.number LIMIT 500"
    )
    while rows := connection.execute(texts, {"last": last}).all():
        found = {word for row in rows for part in (row.title or "", row.text) for word in words.words_of(part)}
        fulltext.add_words(connection, found)
        last = rows[-1].number


def _keep_what_else_an_act_may_be(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE statement ADD COLUMN acts TEXT")


NAMES: dict[int, str] = {
    1: "first schema",
    2: "find documents by language and statements by addressee",
    3: "list words instead of stems",
    4: "keep what else a statement's act may be",
}
"""What each migration is called in the table ``migration``."""

STEPS: dict[int, Step] = {
    2: _find_by_language_and_addressee,
    3: _list_words_instead_of_stems,
    4: _keep_what_else_an_act_may_be,
}
"""How an older dossier gets to each number after 1. A step is frozen once released: it never uses today's schema."""


def version_of(connection: Connection, where: str) -> int:
    """The dossier's version; 0 where the database is empty.

    Raises:
        NotADossier: a database, but not one of ours.
        DossierNewer: a later version of Depesche wrote it.
    """
    version = (
        _sqlite_version(connection, where) if connection.dialect.name == "sqlite" else _postgres_version(connection)
    )
    if version > schema.VERSION:
        raise DossierNewer(
            f"written by a later version of Depesche (schema {version}, this one knows {schema.VERSION})",
            where,
            "Update Depesche: pip install --upgrade depesche.",
        )
    return version


def _sqlite_version(connection: Connection, where: str) -> int:
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if application == schema.APPLICATION_ID:
        return version
    if application == 0 and version == 0 and not inspect(connection).get_table_names():
        return 0
    raise NotADossier("an SQLite database, but of another program", where, "Name another file.")


def _postgres_version(connection: Connection) -> int:
    if connection.execute(text("SELECT to_regclass('migration')")).scalar_one() is None:
        return 0
    return int(connection.execute(select(func.coalesce(func.max(schema.migration.c.number), 0))).scalar_one())


def bring_up(connection: Connection, version: int) -> None:
    """Bring a dossier of that version to today's, within the caller's transaction.

    The caller holds the write lock and has looked up the version under it, so that two programs that open a new
    dossier at once make it once.
    """
    sqlite = connection.dialect.name == "sqlite"
    if version == 0:
        if not sqlite:
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS " + _schema_name(connection)))
        schema.metadata.create_all(connection, checkfirst=False)
        fulltext.create(connection)
        done = list(range(1, schema.VERSION + 1))
    else:
        views.drop(connection)
        done = list(range(version + 1, schema.VERSION + 1))
        for number in done:
            STEPS[number](connection)
    views.create(connection)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [{"number": number, "name": NAMES[number], "performed_at": now} for number in done]
    connection.execute(schema.migration.insert(), rows)
    if sqlite:
        connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")


def _schema_name(connection: Connection) -> str:
    path = str(connection.execute(text("SHOW search_path")).scalar_one())
    return connection.dialect.identifier_preparer.quote(path.split(",")[0].strip().strip('"'))
