"""Where standard output goes: narrow terminals, closed streams, old encodings, readers who have seen enough."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import depesche
from tests import making


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with more to tell than a pipe holds, in letters that only Unicode has."""
    folder = tmp_path_factory.mktemp("talks")
    text = "„Kein Inspektor kommt ins Łand“, sagte Kern – so 😀 dpa. " * 4
    documents = [making.document(f"d{n}", text, title=f"Ł {n}", published="1999-03-01") for n in range(400)]
    said = {f"d{n}": [making.statement(f"s{n}", f"d{n}", 0, 31, "n")] for n in range(400)}
    claims = [making.claim(f"c{n}", text, [f"s{n}"], day="1999-03-01") for n in range(400)]
    place = making.position("p1", "n", "inspections", "allowed", [("s1", 0, 31)], since="1999-03-01")
    with depesche.open(folder / "dossier.depesche") as opened:
        making.keep(
            opened.ledger, documents, said, actors=[making.actor("n", "Nordłand")], claims=claims, positions=[place]
        )
    return folder


def shell(folder: Path, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line of bash that calls `depesche`."""
    line = f"set -o pipefail; {line}".replace("depesche ", f"{sys.executable} -m depesche ")
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True,
        timeout=120, check=False, encoding="utf-8", errors="replace",
    )  # fmt: skip


@pytest.mark.parametrize("columns", ["abc", "-5", "5"])
def test_a_width_that_is_none_is_passed_over(talks: Path, columns: str) -> None:
    """Tables then have the width that they have without COLUMNS."""
    usual = shell(talks, "env -u COLUMNS depesche status | cat")
    shown = shell(talks, "depesche status | cat", COLUMNS=columns)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == usual.stdout
    assert "400 dispatches" in shown.stdout


def test_a_narrow_width_holds(talks: Path) -> None:
    """What COLUMNS asks for is given."""
    shown = shell(talks, "depesche positions | cat", COLUMNS="40").stdout
    assert max(map(len, shown.splitlines())) <= 40


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["status", "export jsonl", "read"])
def test_closed_streams_lead_nowhere(talks: Path, closed: str, words: str) -> None:
    """No traceback, no failure, and nothing written into the dossier."""
    shown = shell(talks, f"depesche {words} {closed}")
    assert (shown.returncode, "Traceback" in shown.stderr) == (0, False)


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize("words", ["status", "show d1", "positions --csv"])
def test_letters_that_an_encoding_lacks_are_spelt_out(talks: Path, encoding: str, words: str) -> None:
    """The rest is shown as it is."""
    shown = shell(talks, f"depesche {words}", PYTHONIOENCODING=encoding)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout


def test_json_is_json_in_every_encoding(talks: Path) -> None:
    """Letters that are not ASCII are escaped as JSON escapes them."""
    plain = json.loads(shell(talks, "depesche claims --json", PYTHONIOENCODING="utf-8").stdout)
    assert json.loads(shell(talks, "depesche claims --json", PYTHONIOENCODING="ascii").stdout) == plain


@pytest.mark.parametrize("words", ["claims --limit 400", "export jsonl", "export csv"])
def test_a_reader_who_has_seen_enough_is_no_failure(talks: Path, words: str) -> None:
    """`depesche ... | head -1` ends quietly, with status 0."""
    shown = shell(talks, f"depesche {words} | head -1")
    assert (shown.returncode, shown.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", ["claims", "export csv"])
def test_a_full_disk_is_said_in_one_line(talks: Path, words: str) -> None:
    """With its code."""
    shown = shell(talks, f"depesche {words} > /dev/full")
    assert shown.returncode == 1
    assert shown.stderr.startswith("depesche: [D308]")
    assert len(shown.stderr.splitlines()) == 1
