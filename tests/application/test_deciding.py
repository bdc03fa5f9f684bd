"""Decisions are checked before they are stored."""

from __future__ import annotations

from pathlib import Path

import pytest

import depesche
from depesche.errors import UsageError
from depesche.records import Verb
from tests.ledger.test_decisions import fill


@pytest.mark.parametrize(
    ("record", "target", "ids", "named"),
    [
        ("claim", "c1", ["s6", "s3", "s4"], "s3, s4: do not belong to the claim c1"),
        ("claim", "c3", ["s0"], "s0: does not belong to the claim c3"),
        ("actor", "a0", ["s0", "s1"], "s1: does not belong to the actor a0"),
        ("position", "p3", ["s0"], "s0: does not belong to the position p3"),
        ("statement", "s0", ["s1"], "s0: a statement cannot be split"),
        ("response", "c1/s1", ["s0"], "c1/s1: a response cannot be split"),
    ],
)
def test_only_a_things_own_statements_are_split_off(
    record: str, target: str, ids: list[str], named: str, tmp_path: Path
) -> None:
    """Statements that exist but are not the thing's are refused by name, and nothing is stored."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        with pytest.raises(UsageError, match=named):
            dossier.decide(Verb.SPLIT, record, target, ids=ids)
        assert dossier.decisions() == []


def test_what_belongs_to_a_thing_follows_earlier_decisions(tmp_path: Path) -> None:
    """Merged statements can be split off, answers too; what was split off already cannot be a second time."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        dossier.decide(Verb.MERGE, "claim", "c1", ids=["c2"])
        dossier.decide(Verb.SPLIT, "claim", "c1", ids=["s2", "s1"])
        with pytest.raises(UsageError, match="s2: does not belong"):
            dossier.decide(Verb.SPLIT, "claim", "c1", ids=["s2"])
        dossier.decide(Verb.SPLIT, "actor", "a0", ids=["s4"])
        with pytest.raises(UsageError, match="s4: does not belong"):
            dossier.decide(Verb.SPLIT, "actor", "a0", ids=["s4"])
