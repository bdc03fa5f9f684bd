"""Reading everything anew: a dossier that was kept up day by day becomes the one that reading at once makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import depesche
from depesche.application import Dossier
from depesche.cli.root import depesche as command
from depesche.cli.root import run
from depesche.errors import UsageError
from depesche.records import Verb
from tests.application.conftest import write_dispatches


def held(dossier: Dossier) -> dict[str, list[Any]]:
    """What a dossier holds, people by name and evidence by its place, for ids tell the order of reading."""
    names = dossier.actor_names()
    said = {one.id: one for one in dossier.statements()}

    def name(actor: str | None) -> str:
        return names.get(actor or "", actor or "")

    def places(statements: Any) -> list[tuple[str, int]]:
        return sorted((said[one].document, said[one].start) for one in statements)

    return {
        "statements": sorted((one.document, one.start, one.end, one.act.value, name(one.speaker.actor))
                             for one in said.values()),
        "actors": sorted((one.name, one.kind.value, name(one.party)) for one in dossier.actors()),
        "claims": sorted((one.gist, one.status.value, one.independent_origins, places(one.statements))
                         for one in dossier.claims()),
        "positions": sorted((name(one.party), one.issue, one.outcome, one.strength.value, one.refuses, one.since or "",
                             one.until or "", one.rejected_by_party, places(e.statement for e in one.evidence))
                            for one in dossier.positions()),
        "proposals": sorted((one.status.value, sorted((term.document, term.start) for term in one.terms))
                            for one in dossier.proposals()),
        "contacts": sorted((sorted(name(a) for side in one.parties for a in side), one.status.value, one.format.value,
                            sorted((e.document, e.start) for e in one.evidence)) for one in dossier.contacts()),
    }  # fmt: skip


def test_read_one_by_one_and_then_anew_is_read_at_once(shared: Path, tmp_path: Path) -> None:
    """Names that later reports teach are then found in the earlier ones; who reads day by day lacks nothing."""
    reports = sorted((shared / "dispatches" / "reports").glob("*.txt"))
    at_once, daily = depesche.open(tmp_path / "once.depesche"), depesche.open(tmp_path / "daily.depesche")
    at_once.read(*reports)
    for report in reports:
        daily.read(report)
    assert held(daily) != held(at_once)  # else this shows nothing
    told = daily.read(anew=True)
    assert (told.new, told.analysed) == ([], len(reports))
    assert held(daily) == held(at_once)
    assert not any(daily.pending().values())


def test_decisions_stand_above_what_is_read_anew(tmp_path: Path) -> None:
    """What a person rejected or renamed is so afterwards; what was found stays what it was."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        dossier.read(write_dispatches(tmp_path / "in", 3))
        first, *others = [one.id for one in dossier.statements()]
        who = next(one.id for one in dossier.actors() if "Kern" in one.name)
        dossier.decide(Verb.REJECT, "statement", first)
        dossier.decide(Verb.RENAME, "actor", who, name="A. Kern")
        before = held(dossier)
        dossier.read(anew=True)
        assert held(dossier) == before
        assert [one.id for one in dossier.statements()] == others
        assert "A. Kern" in {one.name for one in dossier.actors()}
        assert len(dossier.decisions()) == 2


def test_a_run_that_breaks_off_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All stages are then still to read; a plain `read` does so."""
    from depesche.application import pipeline

    with depesche.open(tmp_path / "a.depesche") as dossier:
        dossier.read(write_dispatches(tmp_path / "in", 2))
        before = held(dossier)

        def broken(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "update_stages", broken)
            with pytest.raises(KeyboardInterrupt):
                dossier.read(anew=True)
        assert dossier.pending()["positions"] == 2
        dossier.read()
        assert held(dossier) == before


def test_nothing_is_read_anew_where_dispatches_are_only_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The two say the opposite of each other; neither dossier nor readings are touched."""
    monkeypatch.chdir(tmp_path)
    with depesche.open("dossier.depesche") as dossier, pytest.raises(UsageError):
        dossier.read(anew=True, models=False)
    assert run(command, ["read", "--anew", "--store-only"]) == 2
    assert "--store-only" in capsys.readouterr().err
    assert run(command, ["read", "--anew"]) == 0
