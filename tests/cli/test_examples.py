"""The examples of the help texts are commands that can be typed as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

import depesche
from depesche.cli.root import depesche as command
from depesche.cli.root import run
from tests.cli.test_cli import ROOT, all_commands

# What a test must not do (fetch, serve), or what is about ids and files of the user's own.
NOT_RUN = re.compile(
    r"https?:|(?<=depesche )(read|serve|show)|--document|[a-z][0-9a-f]{16}|talks\.yaml|mine\.yaml|evaluate"
)


def examples() -> list[str]:
    """Every example, once, without what is the shell's: what goes in, where it goes to, what is set before."""
    lines = {line for _, entry in all_commands() for line in (entry.help or "").split("\n")}
    found = {line.strip() for line in lines if re.match(r" *([\w./=-]+ .*\| |[A-Z_]+=\S+ )?depesche \w", line)}
    typed = (re.sub(r"^(.*\| |[A-Z_]+=\S+ )", "", line) for line in found)
    return sorted({re.sub(r"\s+(>.*|\(.*\))$", "", line).strip() for line in typed})


def test_there_are_examples() -> None:
    """The pattern finds them."""
    assert len(examples()) > 40
    assert "depesche search '\"rote Linie\"' -Moskau --since 2024-11-01" in examples()


@pytest.mark.parametrize("line", examples())
def test_an_example_is_understood(line: str) -> None:
    """Every option and argument is one that the command has."""
    known = dict(all_commands())
    words = shlex.split(line)[1:]
    name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
    rest = words[len(name.split()) :]
    with click.Context(command) as parent:
        context = known[name].make_context(name, rest, parent=parent)
    assert isinstance(context.params, dict)


@pytest.mark.parametrize("line", [line for line in examples() if not NOT_RUN.search(line)])
def test_an_example_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On an empty dossier it ends well."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    depesche.open("dossier.depesche").close()
    assert run(command, shlex.split(line)[1:]) == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["Waffenruhe"], 2),
        (["Waffenruhe", "-Moskau"], 1),
        (["-Moskau", "Waffenruhe"], 1),
        (["-Bahn", "Waffenruhe"], 2),  # an h among the letters asks for no help
        (["--limit", "5", '"neue Waffenruhe"', "-Moskau"], 1),
        (['-"neue Waffenruhe"', "Waffenruhe"], 0),
        (["Waffenruhe", "--", "-Moskau"], 1),
    ],
)
def test_a_minus_sign_leaves_a_word_out(
    words: list[str], found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever it stands, and whatever letters the word has."""
    monkeypatch.chdir(tmp_path)
    for name, place in (("a", "Moskau"), ("b", "Wien")):
        Path(f"{name}.txt").write_text(f"In {place} gilt eine neue Waffenruhe.", "utf-8")
    assert run(command, ["read", "a.txt", "b.txt", "--store-only"]) == 0
    capsys.readouterr()
    assert run(command, ["search", *words]) == 0
    assert f"{found} dispatch" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["Waffenruhe", "--sinse", "2024"], ["Waffenruhe", "--Moskau"]])
def test_an_option_that_there_is_not_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Two minus signs are an option, also among words to search for."""
    assert run(command, ["search", *words]) == 2
    assert "No such option" in capsys.readouterr().err
