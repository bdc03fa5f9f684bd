"""The command line: help, errors, exit status, machine-readable output."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import depesche
from depesche.cli.common import visible
from depesche.cli.root import COMMANDS, Commands, run
from depesche.cli.root import depesche as command
from tests.application.conftest import write_dispatches

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
        (["deal", "--model", "nowhere.yaml"], 1, "nowhere.yaml"),
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
