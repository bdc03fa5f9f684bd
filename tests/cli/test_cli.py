"""The command line: help, errors, exit status, machine-readable output."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import depesche
from depesche.cli.common import first_day, last_day, visible
from depesche.cli.positions import _print_csv
from depesche.cli.root import COMMANDS, Commands, run
from depesche.cli.root import depesche as command
from depesche.records import Actor, ActorKind
from depesche.stages import Changes
from tests.application.conftest import write_dispatches
from tests.ledger.making import ACTORS
from tests.ledger.test_decisions import fill

ROOT = Path(__file__).resolve().parents[2]


def all_commands() -> list[tuple[str, click.Command]]:
    """Every command with its full name, those of groups included."""
    found: list[tuple[str, click.Command]] = []
    for name in COMMANDS:
        entry = command.get_command(click.Context(command), name)
        assert entry is not None
        if isinstance(entry, click.Group):
            found += [(f"{name} {inner}", entry.commands[inner]) for inner in entry.commands]
        found.append((name, entry))
    return found


def test_every_command_explains_itself_with_an_example() -> None:
    """`depesche COMMAND --help` shows a line that can be typed as it stands."""
    for name, entry in all_commands():
        shown = CliRunner().invoke(entry, ["--help"]).output
        assert re.search(rf"^ +(\w+ \S+ \| )?depesche {name}", shown, re.MULTILINE), name


def test_the_root_help_lists_every_command_without_loading_any() -> None:
    """The help page comes from a table, so it is quick however many stages there are."""
    shown = CliRunner().invoke(command, ["--help"]).output
    assert all(re.search(rf"^  {name} ", shown, re.MULTILINE) for name in COMMANDS)


def test_every_line_of_the_readme_is_a_command_that_there_is() -> None:
    """The README names no command and no option that the program lacks."""
    known = dict(all_commands())
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in re.findall(r"^    depesche ([^#\n]+)", text, re.MULTILINE):
        words = line.split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        assert name in known, line
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["serach"], 2, "Did you mean 'search'"),
        (["read"], 1, "depesche read PATH"),
        (["search", "x", "--limit", "0"], 2, "0"),
        (["status", "--dossier", "nowhere.depesche"], 1, "depesche read PATH"),
        (["statements", "--believe", "namd", "--dossier", "d.depesche"], 2, "named"),
        (["export", "xlsx", "--dossier", "d.depesche"], 2, "jsonl"),
        (["accept", "s0", "--dossier", "d.depesche"], 2, "s0"),
        (["evaluate", "quotes", "nowhere.jsonl"], 1, "nowhere.jsonl"),
        (["evaluate", "nonsense", "x"], 2, "quotes"),
        (["deal", "--model", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["positions", "--at", "gestern", "--dossier", "d.depesche"], 2, "'gestern' is no day. Write 2024-11-20"),
        (["deal", "--at", "2024-13", "--dossier", "d.depesche"], 2, "no day"),
        (["timeline", "--since", "31.12.2024", "--dossier", "d.depesche"], 2, "no day"),
        (["status", "--since", "x", "--dossier", "d.depesche"], 2, "no day"),
        (["search", "x", "--until", "x", "--dossier", "d.depesche"], 2, "no day"),
        (["statements", "--since", "x", "--dossier", "d.depesche"], 2, "no day"),
        (["statements", "--actor", "Niemand", "--dossier", "d.depesche"], 2, "`depesche actors` lists them"),
        (["actors", "--kind", "human", "--dossier", "d.depesche"], 2, "'person'"),
        (["completion"], 2, "bash, zsh, fish"),
        (["deal", "--drop", "r9", "--dossier", "d.depesche"], 2, "red_lines"),
        (["codebook", "use", "nowhere.yaml", "--dossier", "d.depesche"], 2, "nowhere.yaml"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line_with_the_next_step(
    arguments: list[str],
    status: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line on standard error, nothing on standard output, the contract's exit status, no traceback."""
    monkeypatch.chdir(tmp_path)
    depesche.open("d.depesche").close()
    assert run(command, arguments) == status
    shown = capsys.readouterr()
    assert message in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert shown.out == ""


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["reprots/", "nowhere*.txt"], 1, "reprots"),
        (["empty"], 1, "no files in this folder"),
        (["a.txt", "--codebook", "nowhere.yaml"], 2, "nowhere.yaml"),
    ],
)
def test_a_mistyped_path_leaves_no_dossier_behind(
    arguments: list[str],
    status: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where nothing that was named is there, each is told and no file is made; a dossier that is there is kept."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("Ein Text.", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert run(command, ["read", *arguments, "--store-only"]) == status
    shown = capsys.readouterr()
    assert message in shown.err
    assert sorted(tmp_path.iterdir()) == before
    assert run(command, ["read", "a.txt", "--store-only"]) == 0
    assert run(command, ["read", *arguments, "--store-only"]) == status


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-2-3", "2024-02-03", "2024-02-03"),
    ],
)
def test_a_year_or_month_is_the_whole_of_it(given: str, first: str, last: str) -> None:
    """--since takes its first day, --until and --at its last, as in a belief."""
    option = click.Option(["--day"])
    context = click.Context(command)
    assert (first_day(context, option, given), last_day(context, option, given)) == (first, last)


def test_json_gives_all_unless_a_limit_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is cut for a person's eyes is whole for another program."""
    monkeypatch.chdir(tmp_path)
    with depesche.open("dossier.depesche") as opened:
        opened.ledger.store_changes(
            ACTORS, [], Changes(actors=[Actor(f"a{n:03}", f"N{n}", ActorKind.PERSON) for n in range(150)])
        )

    def shown(*arguments: str) -> str:
        assert run(command, ["actors", *arguments]) == 0
        return capsys.readouterr().out

    assert len(json.loads(shown("--json"))) == len(json.loads(shown("--limit", "1000", "--json"))) == 150
    assert len(json.loads(shown("--json", "--limit", "7"))) == 7
    assert len(shown().strip().splitlines()) == 101


def test_a_decision_and_its_undoing_speak_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The id that undo needs can be read by a program."""
    monkeypatch.chdir(tmp_path)
    with depesche.open("dossier.depesche") as opened:
        opened.ledger.store_changes(ACTORS, [], Changes(actors=[Actor("a1", "Kern", ActorKind.PERSON)]))
    assert run(command, ["rename", "a1", "Alois Kern", "--author", "Anna", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["verb"], made["target"], made["author"], made["change"]["name"]) == (
        "rename",
        "a1",
        "Anna",
        "Alois Kern",
    )
    assert run(command, ["undo", made["id"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["undoes"] == made["id"]


def test_a_decision_that_makes_no_sense_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is merged with itself or split by what is not there; what was rejected can still be accepted."""
    monkeypatch.chdir(tmp_path)
    with depesche.open("dossier.depesche") as opened:
        opened.ledger.store_changes(ACTORS, [], Changes(actors=[Actor("a1", "Kern", ActorKind.PERSON)]))
    assert run(command, ["merge", "a1", "a1"]) == 2
    assert "with itself" in capsys.readouterr().err
    assert run(command, ["split", "a1", "s9"]) == 2
    assert "there is no such statement" in capsys.readouterr().err
    assert run(command, ["reject", "a1"]) == 0
    assert run(command, ["accept", "a1"]) == 0


def test_a_part_is_decided_about_by_what_the_split_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`split` tells the part's id; its beginning is enough to rename or reject it, and the whole stays as it is."""
    monkeypatch.chdir(tmp_path)
    with depesche.open("dossier.depesche") as opened:
        fill(opened.ledger)

    def claims() -> dict[str, str]:
        assert run(command, ["claims", "--json"]) == 0
        return {one["id"]: one["gist"] for one in json.loads(capsys.readouterr().out)}

    before = claims()
    assert run(command, ["split", "c3", "s4", "s5"]) == 0
    told = re.search(r"What was split off is claim (\w+)", capsys.readouterr().out)
    assert told
    assert run(command, ["rename", told[1][:7], "1962"]) == 0
    assert run(command, ["edit", "a0", "name=1962"]) == 0  # a text, though it looks like a number
    capsys.readouterr()
    assert claims() == {**before, told[1]: "1962"}
    assert run(command, ["reject", told[1][:7]]) == 0
    capsys.readouterr()
    assert claims() == before
    assert run(command, ["edit", "s0", "document=dnope"]) == 2
    assert "[D101] dnope: there is no such dispatch" in capsys.readouterr().err
    assert run(command, ["status"]) == 0


def test_the_folder_of_the_dossier_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`depesche read .` takes neither its own file nor another dossier for a dispatch, whatever its own is called."""
    monkeypatch.chdir(tmp_path)
    write_dispatches(tmp_path, 1)
    depesche.open("other.depesche").close()
    for _ in range(2):
        assert run(command, ["read", ".", "--store-only", "--dossier", "talks.db", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["errors"] == []


def test_every_file_that_help_names_in_the_repository_is_there() -> None:
    """`examples/...` in a help text can be typed as it stands."""
    named = {path for _, entry in all_commands() for path in re.findall(r"examples/[\w./-]+", entry.help or "")}
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_search_and_status_speak_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json standard output is one JSON value and nothing else."""
    monkeypatch.chdir(tmp_path)
    write_dispatches(tmp_path / "in", 3)
    assert run(command, ["read", "in", "--store-only", "--json", "--jobs", "1"]) == 0
    assert len(json.loads(capsys.readouterr().out)["new"]) == 3
    assert run(command, ["search", "Waffenruhe", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total"] == 3
    assert run(command, ["status", "--json"]) == 0
    state = json.loads(capsys.readouterr().out)
    assert state["counts"]["document"] == 3
    assert state["pending"]["language"] == 3


@pytest.mark.parametrize("text", ["\x1b[31mrot", "a\rb", "x\u202ey", "\x00", "zwei\nZeilen"])
def test_text_from_outside_cannot_steer_the_terminal(text: str) -> None:
    """Control and direction-changing characters are shown as spaces."""
    assert visible(text).isprintable()
    assert len(visible(text)) == len(text)


def test_the_group_finds_every_command() -> None:
    """The table of commands and the modules agree."""
    assert isinstance(command, Commands)
    assert all(entry is not None for _, entry in all_commands())


def test_positions_csv_holds_lists_as_json() -> None:
    """As the csv export does."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        _print_csv([{"id": "p1", "refuses": True, "evidence": [{"statement": "s1"}]}])
    row = next(csv.DictReader(io.StringIO(out.getvalue())))
    assert json.loads(row["evidence"]) == [{"statement": "s1"}]
    assert json.loads(row["refuses"]) is True


def test_status_does_not_invent_a_day_where_no_dispatch_is_dated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It once said "Moved since 0001-01-01"."""
    monkeypatch.chdir(tmp_path)
    Path("one.txt").write_text("Der Minister sagte, die Truppen blieben im Land.", "utf-8")
    assert run(command, ["read", "one.txt", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(command, ["status"]) == 0
    shown = capsys.readouterr().out
    assert "no dispatch is dated" in shown
    assert "0001" not in shown


def test_the_matrix_calls_listed_parties_by_name_and_names_those_that_stand_nowhere(tmp_path: Path) -> None:
    """A codebook's parties are the columns; one that nobody speaks for, mistyped perhaps, is not passed over."""
    (tmp_path / "a.txt").write_text(
        "Oslo (dpa) – Norwegens Außenministerin Kari Hansen forderte am Montag den sofortigen Abzug aller Truppen.\n\n"
        "Die Ministerin fügte hinzu, der Abzug der Truppen sei die Bedingung für ein Abkommen.",
        encoding="utf-8",
    )
    book, dossier = tmp_path / "mine.yaml", str(tmp_path / "d.depesche")
    book.write_text(
        "codebook: mine\nparties:\n  north: {name: Der Norden, names: [Norwegen]}\n  south: {name: Südland}\n"
        "issues:\n  pullout: {name: Abzug der Truppen, words: {de: [Abzug, Truppe]}}\n",
        encoding="utf-8",
    )
    runner = CliRunner()
    runner.invoke(command, ["read", str(tmp_path / "a.txt"), "--dossier", dossier, "--codebook", str(book)])
    shown = runner.invoke(command, ["positions", "--dossier", dossier]).output
    assert "Der Norden" in shown
    assert "Without positions: Südland" in shown
