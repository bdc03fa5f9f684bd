"""The state of play, as `depesche status` and the web face show it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import depesche
from depesche.application.pages.common import View
from depesche.application.pages.state import state_page
from depesche.cli.root import depesche as command
from depesche.cli.root import run
from depesche.records import Act, ActShare, Position, Strength
from depesche.stages import Changes
from tests import making
from tests.ledger.making import ATTRIBUTION, CLAIMS, document

TEXT = "Wort " * 20


def fill(dossier: depesche.Dossier, days: tuple[str | None, ...]) -> None:
    """Two parties; the first moves on sanctions from position to position, one a dispatch, the second once."""
    dossier.ledger.add_documents([document(f"d{n}", f"{n} {TEXT}", published=day) for n, day in enumerate(days)])
    said = {f"d{n}": [making.statement(f"s{n}", f"d{n}", 0, 20, "a1", (21, 25))] for n in range(len(days))}
    dossier.ledger.store_attribution(ATTRIBUTION, said)
    strengths = (Strength.RED_LINE, Strength.DEMAND, Strength.OPEN, Strength.CONCESSION)

    def taken(party: str, n: int, outcome: str) -> Position:
        return making.position(f"p{party}{n}", party, "sanctions", outcome, [(f"s{n}", 0, 20)],
                               strength=strengths[n], since=days[n])  # fmt: skip

    outcomes = ("keep", "keep", "lift", "lift")
    dossier.ledger.store_changes(CLAIMS, list(said), Changes(
        actors=[making.actor("a1", "Nordland"), making.actor("a2", "Südland")],
        positions=[*(taken("a1", n, outcomes[n]) for n in range(len(days))), taken("a2", 0, "keep"),
                   taken("a2", 1, "keep")],
    ))  # fmt: skip


DAYS = ("1962-10-20", "1962-10-21", "1962-10-22", "1962-10-23")


def test_without_days_nothing_has_moved(tmp_path: Path) -> None:
    """A party's own positions of undated dispatches contradict each other; which came first nobody knows."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier, (None,) * 4)
        assert state_page(dossier, View(), None).moves == ()


def test_each_party_and_issue_moves_in_one_line(tmp_path: Path) -> None:
    """However often a party moved, the last move alone is listed, from the position before it."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier, DAYS)
        page = state_page(dossier, View(), None)
        moved = {move.party.name: (move.before.strength, move.after.strength) for move in page.moves}
        assert len(page.moves) == 2
        assert page.more_moves == 0
        assert moved == {"Nordland": ("open", "concession"), "Südland": ("red_line", "demand")}


def test_a_move_tells_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the outcome changed with the strength, both are named."""
    monkeypatch.chdir(tmp_path)
    with depesche.open("dossier.depesche") as dossier:
        fill(dossier, DAYS[:3])
    assert run(command, ["status", "--since", DAYS[0]]) == 0
    shown = capsys.readouterr().out
    moved = shown.partition("Moved")[2].partition("Where they stand")[0]
    lines = [line.strip() for line in moved.splitlines() if "→" in line]
    assert len(lines) == 2
    assert sum("Nordland" in line for line in lines) == 1
    assert any("demand (" in line and "→ open (" in line for line in lines)


def test_listed_statements_put_a_question_mark_to_an_act_in_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the web face does; what is not known of the dispatch leaves no gap."""
    monkeypatch.chdir(tmp_path)
    with depesche.open("dossier.depesche") as dossier:
        dossier.ledger.add_documents([document("d1", TEXT, outlet=None, published=None)])
        said = [replace(making.statement(f"s{n}", "d1", 10 * n, 10 * n + 5), act=Act.DENY,
                        acts=(ActShare(Act.DENY, share),)) for n, share in enumerate((0.39, 0.4))]  # fmt: skip
        dossier.ledger.store_attribution(ATTRIBUTION, {"d1": said})
    assert run(command, ["statements"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rstrip() for line in lines if "deny" in line] == ["? deny?  s0", "? deny  s1"]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_newest_dispatches_are_named_and_keep_their_ids(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One without title, day and outlet is told by its first words; what is too long gives way to the id."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(width))
    with depesche.open("dossier.depesche") as dossier:
        text = "Die Reederei " + "verkauft " * 40
        dossier.ledger.add_documents([document("d2", text, title=None, outlet=None, published=None)])
    assert run(command, ["status"]) == 0
    shown = capsys.readouterr().out.split("Newest dispatches\n")[1].splitlines()[0]
    assert shown.startswith("undated     Die Reederei")
    assert shown.endswith("  d2")
    assert len(shown) <= max(width, 36)
