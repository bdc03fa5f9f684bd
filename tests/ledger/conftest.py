"""Fixtures for the ledger: every test that asks for ``location`` runs on SQLite and on a real Postgres server."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.ledger import Ledger, open_ledger, schema
from depesche.ledger import connection as opening


def _server_programs() -> Path | None:
    """The folder with initdb and postgres of the newest installed server; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found += [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    whole = [one for one in found if all((one / name).exists() for name in ("initdb", "postgres", "pg_isready"))]
    return whole[0] if whole else None


def _unprivileged() -> str | None:
    """Whom to run the server as: Postgres refuses root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a throwaway Postgres server that listens on a socket in a temporary folder only."""
    pytest.importorskip("psycopg")
    programs = _server_programs()
    if programs is None:
        pytest.skip("Postgres is not installed")
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="depesche-pg-", dir="/tmp"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "depesche", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"],
            user=user, cwd=folder, capture_output=True, timeout=120,
        )  # fmt: skip
        if made.returncode:
            pytest.skip(f"initdb does not work here: {made.stderr.decode()[-200:]}")
        settings = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *settings], user=user, cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            ready = [programs / "pg_isready", "-h", folder, "-t", "30"]
            for _ in range(300):
                if subprocess.run(ready, capture_output=True, timeout=60).returncode == 0:
                    break
            yield f"postgresql://depesche@/postgres?host={folder}"
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new dossier can be made, in each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "dossier.depesche")
    return f"{request.getfixturevalue('postgres')}&schema=d{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def shared_schema(postgres: str) -> str:
    """One Postgres dossier for all tests that start with an empty one: making its tables takes longest."""
    return f"{postgres}&schema=shared"


@pytest.fixture(params=["sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty dossier in each kind of database."""
    if request.param == "sqlite":
        with open_ledger(tmp_path / "dossier.depesche") as opened:
            yield opened
        return
    with open_ledger(request.getfixturevalue("shared_schema")) as opened:
        with opened._writing() as connection:
            for table in reversed(schema.metadata.sorted_tables):
                if table.name != "migration":
                    connection.execute(table.delete())
        yield opened


@pytest.fixture(autouse=True, scope="session")
def quick() -> Iterator[None]:
    """No waiting for the disk: what is tested here does not depend on it (other programs in tests wait as usual)."""
    patch = pytest.MonkeyPatch()
    patch.setattr(opening, "SYNCHRONOUS", "OFF")
    yield
    patch.undo()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a new SQLite dossier."""
    return tmp_path / "dossier.depesche"
