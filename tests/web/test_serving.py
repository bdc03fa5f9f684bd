"""`depesche serve` on what it cannot serve, and beside a running `read`: one sentence, nobody blocked."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from depesche.application import open_dossier
from tests.web.conftest import Server, run, stop


def serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command, which must end by itself."""
    command = [sys.executable, "-m", "depesche", "serve", *arguments]
    given = {name: value for name, value in os.environ.items() if not name.startswith("DEPESCHE")} | environment
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=given, check=False)


def complained(result: subprocess.CompletedProcess[str], code: str) -> bool:
    """One line with the code, no traceback, nothing on standard output."""
    lines = result.stderr.strip().splitlines()
    return len(lines) == 1 and f"[{code}]" in lines[0] and not result.stdout


def test_a_missing_dossier_is_one_sentence(tmp_path: Path) -> None:
    """No such file: said, and how to make one; none is made."""
    result = serve("--dossier", str(tmp_path / "none.depesche"))
    assert result.returncode == 1
    assert complained(result, "D307")
    assert not list(tmp_path.iterdir())


def test_another_kind_of_file_is_one_sentence(tmp_path: Path) -> None:
    """A file that is no dossier is left alone."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    assert complained(serve("--dossier", str(path)), "D301")
    assert path.read_text() == "Dear all"


def test_a_damaged_dossier_is_one_sentence(copied: Path) -> None:
    """The first pages overwritten, the magic number kept."""
    with copied.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    result = serve("--dossier", str(copied))
    assert result.returncode == 1
    assert complained(result, "D303") or complained(result, "D301")


def test_a_taken_port_is_one_sentence(gold_file: Path) -> None:
    """Another program listens there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = serve("--dossier", str(gold_file), "--port", str(taken.getsockname()[1]))
    assert result.returncode == 2
    assert "another program listens there" in result.stderr
    assert complained(result, "D100")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_an_open_address_without_a_password_is_refused(gold_file: Path, host: str) -> None:
    """It does not start; the password itself is never printed."""
    assert complained(serve("--dossier", str(gold_file), "--host", host), "D100")
    short = serve("--dossier", str(gold_file), "--host", host, DEPESCHE_PASSWORD="s3cr3t")
    assert complained(short, "D100")
    assert "s3cr3t" not in short.stderr


def test_a_dossier_that_is_lost_while_serving_is_a_page(copied: Path, tmp_path: Path) -> None:
    """The disk is gone: a page says so, and the server lives on."""
    with open_dossier(copied) as dossier:
        server = run(dossier)
        assert server.ask("/documents").status == 200
        dossier.close()
        away = tmp_path / "away"
        for path in tmp_path.glob("cuba-1962.depesche*"):
            away.mkdir(exist_ok=True)
            shutil.move(path, away)
        tmp_path.chmod(0o500)
        try:
            copied.mkdir()  # whatever is there now is no dossier
        except OSError:
            pass
        answer = server.ask("/documents?outlet=dpa")
        tmp_path.chmod(0o700)
        assert answer.status == 503
        assert 'role="alert"' in answer.text
        assert "Traceback" not in answer.text
        assert server.ask("/language?to=de").status == 303
        stop(server)


def test_a_locked_dossier_is_read_all_the_same(own_server: Server, copied: Path) -> None:
    """While another program writes, every page shows the state before."""
    with sqlite3.connect(copied, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for path in ("/", "/documents", "/claims"):
            assert own_server.ask(path).status == 200
        assert time.monotonic() - began < 10
        other.execute("ROLLBACK")


def test_documents_read_by_another_process_arrive(own_server: Server, copied: Path, tmp_path: Path) -> None:
    """`depesche read` in a process of its own adds a dispatch; a page asked soon after shows it, neither waits."""
    before = own_server.ask("/news").text
    letter = tmp_path / "new.txt"
    letter.write_text("GENF, 1. Dezember 1962 (dpa) – Eine neue Meldung ist da.\n\nMehr nicht.", encoding="utf-8")
    command = [sys.executable, "-m", "depesche", "read", str(letter), "--dossier", str(copied), "--store-only"]
    reading = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while reading.poll() is None:
        assert own_server.ask("/").status == 200
    assert reading.returncode == 0
    # On a busy machine an answer that was slow to make is given again until it is renewed (`remembering.PATIENCE`).
    wanted, until = before.replace("40", "41"), time.monotonic() + 60  # one that took 5 s rests for 20
    while own_server.ask("/news").text != wanted and time.monotonic() < until:
        time.sleep(0.2)
    assert own_server.ask("/news").text == wanted
    while not _lists_it(own_server) and time.monotonic() < until:
        time.sleep(0.2)
    assert _lists_it(own_server)


def _lists_it(server: Server) -> bool:
    listed = server.ask("/documents").text
    return "new.txt" in listed or "neue Meldung" in listed


def test_the_command_serves_until_it_is_ended(gold_file: Path) -> None:
    """It prints its address, answers there, and ends on an interrupt."""
    command = [sys.executable, "-m", "depesche", "serve", "--dossier", str(gold_file), "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert running.stdout is not None
        line = running.stdout.readline()
        address = line.split(" at ")[1].split()[0]
        with urllib.request.urlopen(address + "documents", timeout=20) as answer:
            assert answer.status == 200
    finally:
        running.send_signal(2)
        assert running.wait(20) in (0, 130)
