"""Kills, full disks, read-only places, several programs at once, and files that are no dossiers."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

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
)
from depesche.ledger import Ledger, open_ledger, schema
from depesche.ledger import connection as opening
from depesche.records import Verb

from .making import ATTRIBUTION, LANGUAGE, decision, document, statement

WRITER = """
import sys
from depesche.ledger import SourceState, open_ledger
from depesche.records import Act, Decision, Document, Kind, Span, Statement, Verb
from depesche.stages import Changes, Stage

stage = Stage("attribution", "1", (), ())
name, start = sys.argv[2], int(sys.argv[3])
with open_ledger(sys.argv[1]) as ledger:
    for batch in range(start, start + int(sys.argv[4])):
        ids = [f"d{name}-{batch}-{n}" for n in range(20)]
        texts = [f"Waffenruhe {id_} " + "Wort " * 300 for id_ in ids]
        states = {f"/{id_}": SourceState(1, 1, (id_,)) for id_ in ids}
        ledger.add_documents([(Document(i, t), b"raw " + t.encode()) for i, t in zip(ids, texts)], states)
        print("stored", batch, flush=True)
        said = {i: [Statement("s" + i, i, Kind.DIRECT, Act.DENY, (Span(0, 9),))] for i in ids}
        ledger.store_attribution(stage, said)
        print("read", batch, flush=True)
        kept = ledger.decide(Decision("", Verb.REJECT, "statement", f"s{ids[0]}", name, ""))
        print("decided", kept.id, flush=True)
print("done", flush=True)
"""


def writer(path: Path | str, name: str, start: int, batches: int) -> subprocess.Popen[str]:
    """Another program that writes batches of twenty documents with statements and decisions."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(start), str(batches)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def whole(path: Path) -> None:
    """Fails unless the file passes SQLite's own checks and no document is half there."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        count = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("document", "document_text", "raw", "source", "reading", "statement")
        }
        assert len({count[table] for table in ("document", "document_text", "raw", "source")}) == 1
        assert count["reading"] == count["statement"]
        found = connection.execute("SELECT count(*) FROM document_stems WHERE document_stems MATCH 'waffenruh'")
        assert found.fetchone()[0] == count["document"]
        connection.execute("INSERT INTO word_parts(word_parts) VALUES ('integrity-check')")
        connection.execute("INSERT INTO document_stems(document_stems) VALUES ('integrity-check')")


@pytest.mark.slow
def test_killed_at_any_moment_nothing_finished_is_lost(file: Path) -> None:
    """Twenty-five SIGKILLs at random moments: what was reported as stored is there, whole, and writing goes on."""
    chance = random.Random(1962)
    stored: set[str] = set()
    read: set[str] = set()
    decided: set[str] = set()
    for kill in range(25):
        program = writer(file, f"k{kill}", 0, 1000)
        assert program.stdout is not None
        first = program.stdout.readline()  # imports are over; now it writes
        time.sleep(chance.random() * 0.15)
        program.send_signal(signal.SIGKILL)
        lines = (first + program.communicate(timeout=30)[0]).splitlines()
        assert program.returncode == -signal.SIGKILL
        for line in lines:
            word, _, value = line.partition(" ")
            if word == "decided":
                decided.add(value)
            elif word in ("stored", "read") and value.isdigit() and line.endswith(value):
                {"stored": stored, "read": read}[word].update(f"dk{kill}-{value}-{n}" for n in range(20))
    assert len(stored) > 200
    with open_ledger(file) as ledger:
        assert stored <= set(ledger.documents(stored))
        assert all(ledger.raw(id_).startswith(b"raw Waffenruhe") for id_ in sorted(stored)[:50])
        assert not read & set(ledger.pending(ATTRIBUTION))
        assert decided <= {one.id for one in ledger.decisions(living=False)}
        assert ledger.count("document") % 20 == 0
        assert ledger.add_documents([document("dlast", "Waffenruhe")], {"/last": _state()}) == ["dlast"]
    whole(file)


def _state() -> object:
    from depesche.ledger import SourceState

    return SourceState(1, 1, ("dlast",))


def test_two_writers_at_once_both_finish(location: str) -> None:
    """Two programs make and fill one dossier at the same time: neither fails, it is made once, nothing is lost."""
    programs = [writer(location, name, 0, 12) for name in ("a", "b")]
    for program in programs:
        out, err = program.communicate(timeout=120)
        assert program.returncode == 0, err
        assert out.endswith("done\n")
    with open_ledger(location) as ledger:
        assert ledger.count("document") == 480
        assert ledger.count("statement", decided=False) == 480
        assert ledger.search("Waffenruhe").total == 480
        assert len(ledger.decisions()) == 24


def test_a_reader_never_waits_for_a_writer(location: str) -> None:
    """While a long transaction is open, others read the last state at once."""
    with open_ledger(location) as ledger, open_ledger(location) as other:
        ledger.add_documents([document("d1", "Waffenruhe", published="2020")])
        with ledger.transaction():
            ledger.add_documents([document(f"dx{n}", "Waffenruhe", published="2021") for n in range(300)])
            start = time.monotonic()
            assert other.count("document") == 1
            assert other.overview([LANGUAGE]).pending == {"language": 1}
            assert other.search("Waffenruhe").total == 1
            assert len(list(other.iter_documents())) == 1
            assert time.monotonic() - start < 2
        assert other.count("document") == 301


def test_a_reader_keeps_its_state_while_others_write(ledger: Ledger) -> None:
    """What one goes through does not change under one's hands, and one may write meanwhile."""
    ledger.add_documents([document(f"d{n:04d}") for n in range(1200)])
    seen = 0
    for place, _ in enumerate(ledger.iter_documents()):
        seen += 1
        if place == 10:
            ledger.add_documents([document(f"e{n:04d}") for n in range(50)])
    assert seen == 1200
    assert ledger.count("document") == 1250


def test_a_writer_that_waits_too_long_says_so(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dossier that another program keeps writing to is reported as locked."""
    with open_ledger(location) as holder:
        monkeypatch.setattr(opening, "BUSY_SECONDS", 1)
        with open_ledger(location) as other:
            with holder.transaction(), pytest.raises(DossierLocked, match="another program"):
                other.add_documents([document("d1")])
            assert other.add_documents([document("d1")]) == ["d1"]


def test_threads_share_a_ledger(ledger: Ledger) -> None:
    """Many threads read and write through one ledger; a transaction belongs to its thread alone."""
    errors: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for batch in range(5):
                with ledger.transaction():
                    ledger.add_documents([document(f"d{name}-{batch}-{n}", "Waffenruhe") for n in range(10)])
                    assert len(ledger.documents([f"d{name}-{batch}-{n}" for n in range(10)])) == 10
                assert ledger.search("Waffenruhe").total >= 10
                assert sum(1 for _ in ledger.iter_documents()) >= 10
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert ledger.count("document") == 300


# --- no room, no permission -----------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_dossier_as_it_was(file: Path) -> None:
    """One sentence says that the disk is full; what was in stays, what came in that call does not."""
    with open_ledger(file) as ledger:
        ledger.add_documents([document("d1", "Waffenruhe", published="2020")], {"/a": _state_of("d1")})
        ledger.store_attribution(ATTRIBUTION, {"d1": [statement("s1", "d1", 0, 5)]})
        with ledger._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(DiskFull, match="no space is left") as caught:
            ledger.add_documents([(document(f"e{n}", random.Random(n).randbytes(9000).hex())) for n in range(50)])
        assert str(file) in str(caught.value)
        assert ledger.count("document") == 1
        assert ledger.search("Waffenruhe").total == 1
    with open_ledger(file) as ledger:
        assert ledger.add_documents([document("d2", "Waffenruhe")], {"/b": _state_of("d2")}) == ["d2"]
        ledger.store_attribution(ATTRIBUTION, {"d2": [statement("s2", "d2", 0, 5)]})
    whole(file)


def _state_of(id_: str) -> object:
    from depesche.ledger import SourceState

    return SourceState(1, 1, (id_,))


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte; skips where none can be mounted."""
    place = tmp_path / "tiny"
    place.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small file system")
    command = [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, timeout=30).returncode:
        pytest.skip("no small file system can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True, timeout=30)


def test_a_really_full_disk(tiny_disk: Path) -> None:
    """The same on a file system that is really full."""
    path = tiny_disk / "x.depesche"
    with open_ledger(path) as ledger:
        ledger.add_documents([document("d1", "Waffenruhe")], {"/a": _state_of("d1")})

        def fill() -> None:
            for batch in range(100):
                texts = {f"e{batch}-{n}": random.Random(batch * 50 + n).randbytes(3000).hex() for n in range(50)}
                ledger.add_documents([document(id_, f"Waffenruhe {text}") for id_, text in texts.items()])

        with pytest.raises(DiskFull):
            fill()
        found = ledger.search("Waffenruhe").total
        assert found == ledger.count("document")
        assert found % 50 == 1
    with pytest.raises(DiskFull):
        open_ledger(_filled(tiny_disk) / "y.depesche").close()
    assert not (tiny_disk / "y.depesche").exists()
    (tiny_disk / "filler").unlink()
    with open_ledger(path) as ledger:
        assert ledger.count("document") == found


def _filled(place: Path) -> Path:
    """The place with no byte left."""
    try:
        with (place / "filler").open("wb") as file:
            while file.write(b"x" * 4096):
                file.flush()
    except OSError:
        pass
    return place


def test_a_dossier_opened_to_read_only_is_not_written_to(location: str) -> None:
    """Reading works, writing says that it does not."""
    with open_ledger(location) as ledger:
        ledger.add_documents([document("d1", "Waffenruhe")])
    with open_ledger(location, read_only=True) as ledger:
        assert ledger.search("Waffenruhe").total == 1
        with pytest.raises(DossierReadOnly):
            ledger.add_documents([document("d2")])
        with pytest.raises(DossierReadOnly), ledger.transaction():
            pass


def _as_nobody(path: Path) -> str:
    """What somebody without permission to write gets; in a fork, since another user may not start this Python."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        said = []
        try:
            os.setgid(65534)
            os.setuid(65534)
            for options in ({}, {"read_only": True}):
                with open_ledger(path, **options) as ledger:  # type: ignore[arg-type]
                    said.append(str(ledger.search("Waffenruhe").total))
                    try:
                        ledger.add_documents([document("d2")])
                    except DossierReadOnly as error:
                        said.append(str(error))
        except BaseException as error:
            said.append(repr(error))
        finally:
            os.write(theirs, "\n".join(said).encode())
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told


def test_a_file_and_folder_without_permission_to_write(file: Path) -> None:
    """A user who may only read can read; writing gives one clear sentence and changes nothing."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    folder = Path(tempfile.mkdtemp(prefix="depesche-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        path = folder / "x.depesche"
        with open_ledger(path) as ledger:
            ledger.add_documents([document("d1", "Waffenruhe")])
            ledger.search("Waffenruhe")
        path.chmod(0o444)
        before = path.read_bytes()
        lines = _as_nobody(path).splitlines()
        assert len(lines) == 4, lines
        assert lines[0] == lines[2] == "1"
        assert all(line.startswith(f"[D304] {path}:") for line in (lines[1], lines[3]))
        assert path.read_bytes() == before
        assert [one.name for one in folder.iterdir()] == ["x.depesche"]
    finally:
        shutil.rmtree(folder)


# --- other files ----------------------------------------------------------------------------------------------------


def _text(path: Path) -> None:
    path.write_text("Keine Datenbank. " * 1000)


def _folder(path: Path) -> None:
    path.mkdir()


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customer (name TEXT)")
        connection.commit()


def _other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 252006673")
        connection.execute("CREATE TABLE event (cid TEXT)")
        connection.commit()


def _header_alone(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def _fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (_text, NotADossier),
        (_folder, NotADossier),
        (_foreign, NotADossier),
        (_other_application, NotADossier),
        (_header_alone, NotADossier),
        (_fifo, NotADossier),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_dossier(file: Path, make: object, error: type[DepescheError], read_only: bool) -> None:
    """Each is named with the reason and a next step, and left as it was."""
    make(file)  # type: ignore[operator]
    before = file.read_bytes() if file.is_file() else None
    with pytest.raises(error) as caught:
        open_ledger(file, read_only=read_only)
    assert str(file) in str(caught.value)
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert before is None or file.read_bytes() == before


def test_nothing_there(tmp_path: Path) -> None:
    """Without permission to make one, and without its folder, it says that there is none."""
    for path, options in (
        (tmp_path / "x.depesche", {"create": False}),
        (tmp_path / "x.depesche", {"read_only": True}),
        (tmp_path / "none" / "x.depesche", {}),
    ):
        with pytest.raises(NoDossier):
            open_ledger(path, **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_dossier(file: Path) -> None:
    """As `touch` makes it; but not where it must not be written to."""
    file.touch()
    with pytest.raises(NoDossier):
        open_ledger(file, create=False)
    with open_ledger(file) as ledger:
        assert ledger.count("document") == 0


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_truncated_file(file: Path, share: float) -> None:
    """However it shows, it is one of our errors, with the advice to restore it, and never a wrong answer."""
    with open_ledger(file) as ledger:
        ledger.add_documents([document(f"d{n}", f"Waffenruhe {n} " + "Wort " * 300) for n in range(300)])
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])

    def use() -> None:
        with open_ledger(file) as ledger:
            assert len(list(ledger.iter_documents())) == 300
            assert ledger.search("Waffenruhe").hits
            ledger.check()

    with pytest.raises((DossierDamaged, NotADossier)) as caught:
        use()
    assert caught.value.hint


def test_checking_a_whole_dossier(ledger: Ledger) -> None:
    """A dossier in order passes its check."""
    ledger.add_documents([document("d1", "Waffenruhe")])
    ledger.check()


def test_a_scribbled_file(file: Path) -> None:
    """Overwritten pages are found out as damage, by use or by the check."""
    with open_ledger(file) as ledger:
        ledger.add_documents([document(f"d{n}", f"Waffenruhe {n} " + "Wort " * 300) for n in range(300)])
    content = bytearray(file.read_bytes())
    for place in range(8192, len(content), 16384):
        content[place : place + 512] = os.urandom(512)
    file.write_bytes(content)
    with pytest.raises(DossierError), open_ledger(file) as ledger:
        ledger.check()


def test_a_server_that_is_not_there() -> None:
    """An address without a server, and one that is no address, are told without the password."""
    with pytest.raises(NoDossier) as caught:
        open_ledger("postgresql://anna:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
    with pytest.raises(BadExpression):
        open_ledger("postgresql://h/d?schema=a;b")


def test_a_missing_database(postgres: str) -> None:
    """A server without that database says so."""
    with pytest.raises(NoDossier):
        open_ledger(postgres.replace("/postgres?", "/nowhere?"))


def test_the_file_says_what_it_is(file: Path) -> None:
    """Application id, version, WAL, strict tables: readable by any SQLite tool."""
    with open_ledger(file) as ledger:
        ledger.decide(decision(Verb.REJECT, "claim", "c1"))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        tables = connection.execute("PRAGMA table_list").fetchall()
    strict = {row[1]: row[5] for row in tables if row[2] == "table" and not row[1].startswith("sqlite_")}
    assert all(strict[name] for name in schema.metadata.tables)
