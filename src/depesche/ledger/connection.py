"""Opening a database, and saying in one sentence what is wrong with one. No exception of a database leaves here.

SQLite runs in WAL mode: a reader sees the last commit and never waits for a writer. A writer takes the lock when it
begins (BEGIN IMMEDIATE), so two writers queue instead of failing half-way, for `BUSY_SECONDS` at most.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from depesche.errors import (
    BadExpression,
    DepescheError,
    DiskFull,
    DossierDamaged,
    DossierError,
    DossierLocked,
    DossierReadOnly,
    NoDossier,
    NotADossier,
    UnknownName,
)

BUSY_SECONDS = 60
"""How long a writer waits for another one (s): many times the longest transaction of `read` (about 1 s)."""

CACHE_KIB = 64 * 1024
"""Page cache of one SQLite connection (KiB): holds the inner pages of the id indexes of a million statements, so that
storing stays as fast at 100,000 documents as at 10,000, and bounds the memory."""

SYNCHRONOUS = "FULL"
"""A commit is on the disk when it returns, so that not even a power cut loses a decision."""

PAGE = 8192
"""Bytes of a page of a new file: three dispatches of 300 words fit one, where only one fits SQLite's usual 4096 (files
are 10 % smaller so, measured by benchmarks/ledger.py, at the same speed)."""

WRITING = "depesche_writing"
"""Execution option of a connection that is going to write."""

MAGIC = b"SQLite format 3\0"


def is_url(location: str | Path) -> bool:
    """Whether the location names a Postgres database rather than a file."""
    return isinstance(location, str) and location.startswith(("postgresql:", "postgresql+", "postgres:"))


def shown(location: str | Path) -> str:
    """The location as it may be shown: without a password."""
    if not is_url(location):
        return str(location)
    try:
        return make_url(str(location)).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "postgresql:..."


def sqlite_engine(path: Path, *, read_only: bool) -> Engine:
    """An engine on a file.

    Args:
        path: the file.
        read_only: opens it so that nothing, not even a side file, has to be written.
    """
    mode = "ro" if read_only else "rwc"
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    if read_only and not _side_file(path, "-wal").exists():
        address += "" if writable(path) else "&immutable=1"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=8, max_overflow=64)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        cursor.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def postgres_engine(location: str, *, read_only: bool) -> Engine:
    """An engine on a Postgres database. ``?schema=NAME`` names the dossier's schema (default: ``dossier``)."""
    try:
        url = make_url(location)
        schema = str(url.query.get("schema", "dossier"))
        url = url.difference_update_query(["schema"]).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise BadExpression("not a Postgres address", shown(location), "Write postgresql://user@host/name.") from error
    if not schema.replace("_", "a").isalnum() or not schema.isascii():
        raise BadExpression("not a schema name", schema, "Use letters, digits and underscores.")
    write_lock = f"SELECT pg_advisory_xact_lock(hashtext('depesche {schema}'))"
    options = f"-csearch_path={schema},public -cstatement_timeout=0 -clock_timeout={BUSY_SECONDS}s"
    if read_only:
        options += " -cdefault_transaction_read_only=on"
    try:
        engine = create_engine(
            url, connect_args={"options": options, "connect_timeout": 10}, pool_size=8, max_overflow=64
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise DossierError(
            "Postgres needs one more package", shown(location), "Install it: pip install 'depesche[postgres]'."
        ) from error

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITING):
            connection.exec_driver_sql(write_lock)  # one writer a schema, as with SQLite; gone with the transaction

    return engine


def check_file(path: Path, *, create: bool) -> bool:
    """Whether there is a dossier file to open; False where a new one is to be made.

    Raises:
        NoDossier: nothing is there and none is to be made, or its folder is missing.
        NotADossier: a folder, a special file, or a file of another kind.
        DossierReadOnly: no permission to read it.
    """
    try:
        if path.is_dir():
            raise NotADossier("a folder, not a dossier", str(path), "Name a file in it, such as dossier.depesche.")
        if not path.exists():
            if not create:
                raise NoDossier("there is no dossier here", str(path), "Make one with: depesche read PATH.")
            if not path.parent.is_dir():
                raise NoDossier("its folder does not exist", str(path), "Make the folder first.")
            return False
        if not path.is_file():
            raise NotADossier("not a file", str(path), "Name a file, such as dossier.depesche.")
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except PermissionError as error:
        raise DossierReadOnly("no permission to read it", str(path), "Change its permissions.") from error
    except OSError as error:
        raise NotADossier(error.strerror or "cannot be opened", str(path), "Name another file.") from error
    if head and head != MAGIC:
        raise NotADossier("not a dossier but another kind of file", str(path), "Name another file.")
    return bool(head) or _side_file(path, "-wal").exists()


def _side_file(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def writable(path: Path) -> bool:
    """Whether the file may be written to and side files be made in its folder."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


class Watch:
    """A connection of its own to an SQLite file that only asks which commit readers see. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: PoolProxiedConnection | None = None
        self._opened = 0

    def version(self) -> str:
        """Another one whenever a commit has become visible (https://sqlite.org/pragma.html#pragma_data_version).

        SQLite counts for each connection apart, so that a connection opened anew begins a new row.
        """
        with self._lock:
            if self._connection is None:
                self._connection = self._engine.raw_connection()
                self._connection.detach()  # its place in the pool is for readers
                self._opened += 1
            cursor = self._connection.cursor()
            try:
                cursor.execute("PRAGMA data_version")
                (version,) = cursor.fetchall()[0]
                return f"{self._opened}.{version}"
            finally:
                cursor.close()

    def close(self) -> None:
        """Let go of the file; asked again, it opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def reader(engine: Engine) -> Connection:
    """A connection that sees one state for as long as it is held (SQLite's readers always do)."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def prepare_new(engine: Engine) -> None:
    """Before the first write to a file: turn on WAL (kept in the file from then on)."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA page_size = {PAGE}")
            cursor.execute("PRAGMA journal_mode = WAL")
        finally:
            raw.close()


def remove_empty(path: Path) -> None:
    """Take away the empty file that is left where a new dossier could not be made."""
    try:
        if path.stat().st_size == 0:
            for one in (path, _side_file(path, "-wal"), _side_file(path, "-shm"), _side_file(path, "-journal")):
                one.unlink(missing_ok=True)
    except OSError:
        pass  # it is told anyway why there is no dossier


def refuse_to_make(version: int, where: str) -> NoReturn:
    """Say why an empty or older dossier cannot be opened this way."""
    if version == 0:
        raise NoDossier("there is no dossier here", where, "Make one with: depesche read PATH.")
    raise DossierReadOnly("an older dossier that has to be brought up to date", where, "Open it once to write.")


def check(connection: Connection, where: str) -> None:
    """SQLite's own check of pages, indexes and references (Postgres checks its pages as it reads them).

    Raises:
        DossierDamaged: it found something.
    """
    if connection.dialect.name != "sqlite":
        return
    for pragma in ("integrity_check(1)", "foreign_key_check"):
        for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                raise DossierDamaged(f"the file is damaged ({' '.join(str(row[0]).split())})", where, _BACKUP)


@contextmanager
def translated(location: str | Path) -> Iterator[None]:
    """Turn whatever a database raises inside into one of ours, with what to do next."""
    try:
        yield
    except DepescheError:
        raise
    except DBAPIError as error:
        raise _explained(error.orig or error, shown(location)) from error
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise _explained(error, shown(location)) from error


_BACKUP = "Restore it from a backup, or read the dispatches again into a new dossier."
_SQLITE: dict[str, tuple[type[DossierError], str, str]] = {
    "SQLITE_NOTADB": (NotADossier, "not a dossier but another kind of file", "Name another file."),
    "SQLITE_CORRUPT": (DossierDamaged, "the file is damaged", _BACKUP),
    "SQLITE_READONLY": (DossierReadOnly, "the dossier cannot be written to", "Change its permissions or copy it."),
    "SQLITE_PERM": (DossierReadOnly, "no permission", "Change its permissions or copy it."),
    "SQLITE_BUSY": (DossierLocked, "another program is writing to it", "Try again when that has finished."),
    "SQLITE_LOCKED": (DossierLocked, "another program holds it", "Try again when that has finished."),
    "SQLITE_FULL": (DiskFull, "no space is left on the disk; the dossier is as it was", "Make room and run it again."),
    "SQLITE_CANTOPEN": (DossierReadOnly, "the file cannot be opened", "Check it and its folder's permissions."),
    "SQLITE_TOOBIG": (DossierError, "a text or file is too large to be stored", "Split it."),
}
_POSTGRES: dict[str, tuple[type[DossierError], str, str]] = {
    "25006": (DossierReadOnly, "the dossier cannot be written to", "Connect as a user who may write."),
    "42501": (DossierReadOnly, "no permission", "Connect as a user who may write."),
    "53100": (DiskFull, "no space is left on the server; the dossier is as it was", "Make room and run it again."),
    "55P03": (DossierLocked, "another program is writing to it", "Try again when that has finished."),
    "40P01": (DossierLocked, "another program is writing to it", "Run it again."),
    "XX001": (DossierDamaged, "the database is damaged", _BACKUP),
    "XX002": (DossierDamaged, "the database is damaged", _BACKUP),
    "3D000": (NoDossier, "there is no such database", "Make it with: createdb NAME."),
}


def _explained(error: BaseException, where: str) -> DepescheError:
    if isinstance(error, sqlite3.IntegrityError) or getattr(error, "sqlstate", None) in ("23503", "23505"):
        return UnknownName("refers to something that is not in the dossier, or is there twice", where, str(error))
    name = getattr(error, "sqlite_errorname", "") or ""
    state = getattr(error, "sqlstate", None)
    for code, (kind, what, hint) in _SQLITE.items():
        if name.startswith(code):
            return kind(what, where, hint)
    if name.startswith("SQLITE_IOERR"):
        return DiskFull("the disk could not be written or read", where, "Check the disk and run it again.")
    if state in _POSTGRES:
        kind, what, hint = _POSTGRES[state]
        return kind(what, where, hint)
    if type(error).__module__.startswith("psycopg") and type(error).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
    ):
        return NoDossier("the server cannot be reached", where, "Check the address and that the server is running.")
    return DossierError(f"the database reports: {' '.join(str(error).split())}", where, "Please report this.")
