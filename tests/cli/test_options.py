"""What options promise: a day, a model by hand, a place to write to."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import depesche
from depesche.cli.root import depesche as command
from depesche.cli.root import run
from depesche.records import Strength
from tests import making

ROOT = Path(__file__).resolve().parents[2]
CEASEFIRE = ROOT / "examples" / "bargaining" / "ceasefire.yaml"
MORE = """issues:
  toll: [free, dear]
parties: [x]
red_lines:
  - {id: extra, party: x, issue: toll, rules_out: [free, dear], strength: red_line}
"""


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dossier of two days: a refusal on the first, given up on the second."""
    monkeypatch.chdir(tmp_path)
    documents = [making.document(f"d{day}", "Kein Inspektor kommt.", published=f"1999-03-0{day}") for day in (1, 2)]
    said = {f"d{day}": [making.statement(f"s{day}", f"d{day}", 0, 20, "n")] for day in (1, 2)}
    first = making.position(
        "p1", "n", "inspections", "allowed", [("s1", 0, 20)], since="1999-03-01", until="1999-03-02", refuses=True
    )
    second = making.position(
        "p2", "n", "inspections", "allowed", [("s2", 0, 20)], since="1999-03-02", strength=Strength.CONCESSION
    )
    with depesche.open("dossier.depesche") as opened:
        making.keep(opened.ledger, documents, said, actors=[making.actor("n", "Nordland")], positions=[first, second])
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints that goes well."""
    assert run(command, list(arguments)) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_positions_at_a_day_are_those_that_were_held(talks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In JSON and CSV, too: neither what came later nor what had ended."""

    def at(*arguments: str) -> list[str]:
        return [one["id"] for one in json.loads(shown(capsys, "positions", "--json", *arguments))]

    assert at("--at", "1999-03-01") == ["p1"]
    assert at("--at", "1999-03-02") == ["p2"]
    assert at() == ["p1", "p2"]
    assert at("--at", "1999-03-02", "--history") == ["p1", "p2"]
    rows = csv.DictReader(io.StringIO(shown(capsys, "positions", "--csv", "--at", "1999-03-02")))
    assert [row["id"] for row in rows] == ["p2"]


def test_a_history_ends_on_its_day(talks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--history --at` tells nothing that was told later."""
    assert "1999-03-02" in shown(capsys, "positions", "--history")
    assert "1999-03-02" not in shown(capsys, "positions", "--history", "--at", "1999-03-01")


def test_a_table_without_rows_has_its_columns(talks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spreadsheet or a program finds the names of the columns, as in the csv export."""
    whole = shown(capsys, "positions", "--csv").splitlines()[0]
    assert shown(capsys, "positions", "--csv", "--at", "1990").splitlines() == [whole]


def test_a_model_by_hand_takes_a_what_if_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The red lines of the second file count beside those of the first."""
    more = tmp_path / "more.yaml"
    more.write_text(MORE, encoding="utf-8")
    plain = json.loads(shown(capsys, "deal", "--model", str(CEASEFIRE), "--json", "--all"))
    with_more = json.loads(shown(capsys, "deal", "--model", str(CEASEFIRE), "--what-if", str(more), "--json", "--all"))
    lines = [[line["id"] for line in found["red_lines"]] for found in (plain, with_more)]
    assert sorted(lines[1]) == sorted([*lines[0], "extra"])
    assert ["extra"] in with_more["blockers"]


@pytest.mark.parametrize("option", [("--at", "1999-03-01"), ("--believe", "named")])
def test_what_says_nothing_about_a_model_by_hand_is_refused(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A filter that is passed over in silence gives a wrong answer; which option, and what goes instead, is said."""
    assert run(command, ["deal", "--model", str(CEASEFIRE), *option]) == 2
    message = capsys.readouterr()
    assert option[0] in message.err
    assert "--what-if" in message.err
    assert message.out == ""


@pytest.mark.parametrize(
    "words", [("export", "jsonl", "--to"), ("export", "csv", "--to"), ("deal", "--model", str(CEASEFIRE), "--svg")]
)
@pytest.mark.parametrize("place", ["nowhere/x", "file/x"])
def test_what_cannot_be_written_is_told_with_its_code(
    talks: Path, words: tuple[str, ...], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """D308 and status 1, the place, and nothing left there: no wrong use, a disk as it is."""
    Path("file").write_text("", encoding="utf-8")
    before = sorted(talks.rglob("*"))
    assert run(command, [*words, place]) == 1
    message = capsys.readouterr().err
    assert "[D308]" in message
    assert place in message
    assert len(message.strip().splitlines()) == 1
    assert [one for one in sorted(talks.rglob("*")) if not one.name.startswith("dossier.depesche-")] == [
        one for one in before if not one.name.startswith("dossier.depesche-")
    ]


def test_a_minus_sign_for_a_file_is_standard_output(talks: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """As for the other programs in a pipe; no file is called so."""
    assert run(command, ["export", "jsonl", "--to", "-"]) == 0
    dashed = capfdbinary.readouterr().out
    assert run(command, ["export", "jsonl"]) == 0
    assert dashed == capfdbinary.readouterr().out
    assert json.loads(dashed.splitlines()[0])
    assert not Path("-").exists()
