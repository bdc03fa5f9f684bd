"""Reading and storing: idempotent, resumable, and safe against every way of being stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import depesche
from depesche.errors import DossierReadOnly, NoDossier
from tests.application.conftest import Run, write_dispatches

READ = [sys.executable, "-m", "depesche", "read", "--store-only", "--jobs", "1"]


def test_reading_again_does_no_work_twice(tmp_path: Path) -> None:
    """The second reading of the same folder stores nothing and recognises every file without opening it."""
    folder = write_dispatches(tmp_path / "in", 50)
    with depesche.open(tmp_path / "a.depesche") as dossier:
        first = dossier.read(folder, models=False)
        for path in folder.iterdir():
            path.chmod(0o000)
        again = dossier.read(folder, models=False)
    assert (len(first.new), first.known) == (50, 0)
    assert (len(again.new), again.known, again.errors) == (0, 50, [])


def test_a_changed_file_is_read_again_and_its_old_text_kept(tmp_path: Path) -> None:
    """A file with new content is a new document; the old one stays, because documents are immutable."""
    folder = write_dispatches(tmp_path / "in", 3)
    with depesche.open(tmp_path / "a.depesche") as dossier:
        dossier.read(folder, models=False)
        (folder / "00001.txt").write_text("Etwas ganz anderes steht jetzt hier.", encoding="utf-8")
        again = dossier.read(folder, models=False)
        assert (len(again.new), again.known) == (1, 2)
        assert dossier.overview().counts["document"] == 4


def test_the_same_bytes_under_two_names_are_one_document(tmp_path: Path) -> None:
    """Documents are known by their content, not by their path."""
    folder = write_dispatches(tmp_path / "in", 1)
    (folder / "copy.txt").write_bytes((folder / "00000.txt").read_bytes())
    with depesche.open(tmp_path / "a.depesche") as dossier:
        report = dossier.read(folder, models=False)
    assert len(report.new) == 1
    assert report.known == 0 or report.known == 1


def test_bad_inputs_are_named_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    """Exit status 1, each bad input on standard error with its reason, no traceback, the good ones in."""
    folder = write_dispatches(tmp_path / "in", 3)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    done = run("read", folder, tmp_path / "missing.txt", "--store-only")
    assert done.returncode == 1
    assert "empty.txt" in done.stderr
    assert "binary.txt" in done.stderr
    assert "missing.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert "3 new" in done.stdout


def test_a_document_that_is_in_with_a_remark_counts_as_read(run: Run, tmp_path: Path) -> None:
    """A NUL that was replaced is said, but not as something that could not be read; the next run skips the file."""
    (tmp_path / "odd.txt").write_bytes("GENF (dpa) – Ein Sprecher sagte, es gebe\0 nichts Neues.\n".encode())
    done = run("read", "odd.txt", "--store-only", "--jobs", "1")
    assert done.returncode == 0
    assert "1 with remarks" in done.stdout
    assert "could not be read" not in done.stdout
    assert "odd.txt" in done.stderr
    again = run("read", "odd.txt", "--store-only", "--jobs", "1", "--json")
    assert json.loads(again.stdout) | {"seconds": 0} == {
        "new": [], "known": 1, "analysed": 0, "statements": 0, "errors": [], "remarks": [], "seconds": 0,
    }  # fmt: skip


def test_a_broken_archive_still_could_not_be_read(tmp_path: Path) -> None:
    """An error about the archive is no remark about a document from it."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.txt", "GENF (dpa) – Ein Sprecher sagte, es gebe nichts Neues.\n")
        archive.writestr("2.pdf", "%PDF-1.7 broken")
    with depesche.open(tmp_path / "a.depesche") as dossier:
        report = dossier.read(tmp_path / "a.zip", models=False)
    assert len(report.new) == 1
    assert [str(error.where).rpartition("/")[2] for error in report.errors] == ["2.pdf"]
    assert report.remarks == []


def test_read_without_input_finishes_what_is_left(run: Run, tmp_path: Path) -> None:
    """What was only stored is read by the next run, named or not; `status` says so."""
    write_dispatches(tmp_path / "in", 2)
    assert run("read", "in", "--store-only", "--jobs", "1").returncode == 0
    assert "run `depesche read`" in " ".join(run("status").stdout.split())
    done = run("read", "--jobs", "1", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["analysed"] == 2
    assert json.loads(run("status", "--json").stdout)["pending"] == {}


def test_uploads_go_by_the_names_they_were_sent_with(tmp_path: Path) -> None:
    """No document keeps the place of a folder that will be gone; members of archives keep theirs inside."""
    folder = tmp_path / "upload"
    for number, name in enumerate(("gut.txt", "gut.txt", "alle.zip")):
        place = folder / f"{number:04}"
        place.mkdir(parents=True)
        text = f"GENF (dpa) – Ein Sprecher sagte am {number}. Mai, es gebe nichts Neues.\n"
        if name.endswith(".zip"):
            with zipfile.ZipFile(place / name, "w") as archive:
                archive.writestr("innen/eins.txt", text)
        else:
            (place / name).write_text(text, encoding="utf-8")
    with depesche.open(tmp_path / "a.depesche") as dossier:
        report = dossier.read(folder, models=False, uploads=folder)
        assert len(report.new) == 3
        places = sorted(document.path or "" for document in dossier.documents())
        assert places == ["alle.zip!/innen/eins.txt", "gut.txt", "gut.txt"]
        assert dossier.ledger.known_sources([folder / "0000" / "gut.txt"]) == {}


def test_killed_at_random_moments_nothing_is_lost_or_half_there(tmp_path: Path) -> None:
    """After each of 20 SIGKILLs the file is sound and holds only whole documents; the last run completes."""
    folder = write_dispatches(tmp_path / "in", 1500)
    dossier = tmp_path / "0.depesche"
    chance = random.Random(1962)
    before = kills = 0
    for attempt in range(100):
        if before == 1500:  # all in: begin anew
            before, dossier = 0, tmp_path / f"{attempt}.depesche"
        process = subprocess.Popen(
            [*READ, str(folder), "--dossier", str(dossier)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.2, 1.0))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        if dossier.exists():
            before = _sound(dossier, at_least=before)
        if kills == 20:
            break
    assert kills == 20
    subprocess.run([*READ, str(folder), "--dossier", str(dossier)], check=True, capture_output=True)
    assert _sound(dossier, at_least=before) == 1500


def _sound(path: Path, at_least: int) -> int:
    """How many documents there are, after checking that all are whole and none that was there is gone."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'document'").fetchall():
            return 0
    with depesche.open(path, read_only=True) as dossier:
        documents = list(dossier.documents())
        assert all(dossier.raw(document.id).decode() == document.text for document in documents)
        assert dossier.search("Waffenruhe").total == len(documents)
    assert len(documents) >= at_least
    return len(documents)


def test_two_reads_at_once_both_finish(tmp_path: Path) -> None:
    """Two processes read two folders into one dossier at the same time."""
    one, two = write_dispatches(tmp_path / "one", 400), write_dispatches(tmp_path / "two", 400, first=400)
    dossier = str(tmp_path / "a.depesche")
    running = [
        subprocess.Popen([*READ, str(folder), "--dossier", dossier], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for folder in (one, two)
    ]
    errors = [process.communicate(timeout=100)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], errors
    with depesche.open(dossier) as opened:
        assert opened.overview().counts["document"] == 800


def test_a_reader_never_waits_for_a_writer(tmp_path: Path) -> None:
    """While a transaction is open for writing, looking at the dossier takes well under two seconds."""
    folder = write_dispatches(tmp_path / "in", 20)
    path = tmp_path / "a.depesche"
    with depesche.open(path) as writer:
        writer.read(folder, models=False)
        with writer.ledger.transaction(), depesche.open(path, read_only=True) as reader:
            began = time.monotonic()
            assert reader.overview().counts["document"] == 20
            assert reader.search("Waffenruhe").total == 20
            assert time.monotonic() - began < 2


def test_a_dossier_that_cannot_be_written_gives_one_clear_sentence(run: Run, tmp_path: Path) -> None:
    """A read-only dossier is left as it was, and the message says what to do."""
    folder = write_dispatches(tmp_path / "in", 3)
    path = tmp_path / "a.depesche"
    with depesche.open(path) as dossier:
        dossier.read(folder, models=False)
    with depesche.open(path, read_only=True) as dossier, pytest.raises(DossierReadOnly):
        dossier.read(write_dispatches(tmp_path / "more", 2, first=5), models=False)
    with depesche.open(path) as dossier:
        assert dossier.overview().counts["document"] == 3


@pytest.mark.skipif(os.name != "posix", reason="uses /dev/full")
def test_a_full_disk_gives_one_clear_sentence(run: Run, tmp_path: Path) -> None:
    """Export to a full disk: one line, exit status 1, no traceback."""
    folder = write_dispatches(tmp_path / "in", 3)
    run("read", folder, "--store-only")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "depesche", "export", "jsonl"],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_dossier_is_named_with_the_command_that_makes_one(tmp_path: Path) -> None:
    """Looking does not make a dossier."""
    with pytest.raises(NoDossier, match="depesche read"):
        depesche.open(tmp_path / "none.depesche", create=False)
    assert not (tmp_path / "none.depesche").exists()
