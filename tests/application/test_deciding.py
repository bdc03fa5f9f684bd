"""Decisions are checked before they are stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import depesche
from depesche.application import deciding
from depesche.application.checking import Checker
from depesche.errors import BadExpression, UnknownName, UsageError
from depesche.ledger.record_fields import plain
from depesche.records import Verb
from depesche.stages import Changes, Stage
from tests.ledger.making import claim, document
from tests.ledger.test_decisions import TEXT, fill


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


# --- what is named ----------------------------------------------------------------------------------------------------


def test_ids_can_be_cut_short(tmp_path: Path) -> None:
    """Four letters or more that only one id begins with name the thing, in every place where an id is taken."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger, shift="12345678")
        assert dossier.one("claim", "c112").id == "c112345678"
        assert dossier.kind_of("p212") == "position"
        decision = dossier.decide(Verb.MERGE, "claim", "c112", ids=["c212"])
        assert (decision.target, decision.change["ids"]) == ("c112345678", ["c212345678"])
        split = dossier.decide(Verb.SPLIT, "claim", "c112", ids=["s212"])
        part = str(split.change["part"])
        assert dossier.one("claim", part[:6]).id == part
        assert dossier.decide(Verb.REJECT, "response", "c112/s112").target == "c112345678/s112345678"
        dossier.undo(dossier.decisions()[-1].id[:8])
        with pytest.raises(UnknownName, match=r"D101.*there is no such claim"):
            dossier.one("claim", "c11")  # too short to mean one


def test_a_beginning_of_several_ids_tells_which(tmp_path: Path) -> None:
    """What could be several things is refused, and the message names them; a whole id is always taken."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        ledger = dossier.ledger
        ledger.add_documents([document("d1", TEXT)])
        claims = [claim(one, "s1") for one in ("c1234", "c12345", "c12356")]
        ledger.store_changes(Stage("claims", "1", (), ()), ["d1"], Changes(claims=claims))
        for look in (lambda: dossier.one("claim", "c123"), lambda: dossier.kind_of("c123")):
            with pytest.raises(UnknownName, match=r"c123: several are called so.*c1234, c12345, c12356"):
                look()
        assert dossier.one("claim", "c1234").id == "c1234"
        assert dossier.kind_of("c1234") == "claim"


def test_what_is_not_there_cannot_be_decided_about(tmp_path: Path) -> None:
    """A response that the claim does not have, a thing merged already, a part whose split was taken back: each is
    refused, and nothing is stored.
    """
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        split = dossier.decide(Verb.SPLIT, "claim", "c3", ids=["s4"])
        dossier.undo(split.id)
        dossier.decide(Verb.MERGE, "actor", "a2", ids=["a3"])
        before = dossier.decisions(living=False)
        for verb, record, target, change, error, said in (
            (Verb.REJECT, "response", "c1/snope", {}, UnknownName, "c1/snope: the claim has no such response. .*s1"),
            (Verb.REJECT, "response", "c2/s1", {}, UnknownName, "no such response. It has: none"),
            (Verb.RENAME, "claim", split.change["part"], {"name": "x"}, UnknownName, "there is no such claim"),
            (Verb.MERGE, "actor", "a2", {"ids": ["a3"]}, UsageError, "a3: is part of a2 already"),
            (Verb.MERGE, "actor", "a3", {"ids": ["a2"]}, UsageError, "a2: .*"),
            (Verb.MERGE, "statement", "s0", {"ids": ["s6"]}, UsageError, "s6: stands in another dispatch"),
            (Verb.SPLIT, "claim", "c3", {"ids": ["s3", "s4", "s5"]}, UsageError, "nothing would stay of the claim"),
            (Verb.SPLIT, "claim", "c1", {"ids": ["s1"]}, UsageError, "only answer it"),
            (Verb.ADD, "claim", "c1", {"gist": "x", "statements": ["s1"]}, UsageError, "such a claim already"),
            (Verb.ADD, "response", "c1/s3", {"relation": "denies"}, UnknownName, "cannot be added"),
            (Verb.EDIT, "claim", "c1", {}, UsageError, "says nothing to change"),
        ):
            with pytest.raises(error, match=said):
                dossier.decide(verb, record, target, **change)
        assert dossier.decisions(living=False) == before


def test_a_decision_about_what_was_merged_goes_to_the_whole(tmp_path: Path) -> None:
    """It is stored under the id of the thing that it is about, so that its report says what it hit."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        dossier.decide(Verb.MERGE, "actor", "a2", ids=["a3"])
        assert dossier.decide(Verb.RENAME, "actor", "a3", name="Zorin").target == "a2"
        assert dossier.one("actor", "a3").name == "Zorin"


def test_a_rejected_part_can_be_accepted_again(tmp_path: Path) -> None:
    """Like anything that was rejected."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        part = str(dossier.decide(Verb.SPLIT, "claim", "c3", ids=["s4"]).change["part"])
        dossier.decide(Verb.REJECT, "claim", part)
        assert part not in {one.id for one in dossier.claims()}
        dossier.decide(Verb.ACCEPT, "claim", part)
        assert next(dossier.claims(ids=[part])).confidence == 1.0


# --- what is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "change", "error", "said"),
    [
        ("s0", {"document": "dnope"}, UnknownName, "dnope: there is no such dispatch"),
        ("s6", {"document": "d3"}, UsageError, "0-40: .*no range of the dispatch's text, which has 9 characters"),
        ("s0", {"content": [[0, 99999]]}, UsageError, "0-99999: statement.content: no range .* 1000 characters"),
        ("s0", {"content": [[5, 2]]}, UsageError, "5-2: "),
        ("s0", {"content": [[-5, 2]]}, UsageError, "-5-2: "),
        ("s0", {"content": [[1, 2, 3]]}, UsageError, "a Span has 2 fields"),
        ("s0", {"content": []}, UsageError, "statement.content cannot be empty"),
        ("s0", {"cue": [[0, 99999]]}, UsageError, "statement.cue"),
        ("s0", {"speaker": {"spans": [[0, 99999]], "actor": None}}, UsageError, "statement.speaker.spans"),
        ("s0", {"speaker": {"actor": "nobody"}}, UnknownName, "nobody: nobody in this dossier is called so"),
        ("s0", {"via": ["anope"]}, UnknownName, "anope"),
        ("s0", {"parent": "snope"}, UnknownName, "snope: there is no such statement"),
        ("s0", {"parent": "s0"}, UsageError, "cannot refer to itself"),
        ("s0", {"parent": "s6"}, UsageError, "s6: stands in another dispatch"),
        ("s0", {"confidence": 7}, UsageError, "7.0: statement.confidence lies between 0 and 1"),
        ("s0", {"confidence": "nan"}, UsageError, "confidence"),
        ("c1", {"statements": ["snope"]}, UnknownName, "snope"),
        ("c1", {"statements": []}, UsageError, "claim.statements cannot be empty"),
        ("c1", {"origins": []}, UsageError, "claim.origins cannot be empty"),
        ("c1", {"gist": " "}, UsageError, "claim.gist cannot be empty"),
        ("c1", {"first": "foo"}, BadExpression, "foo: no day. Write 1962-10-19"),
        ("c1", {"first": "1962-13-01"}, BadExpression, "1962-13-01: no day"),
        ("c1", {"first": "1963"}, UsageError, "first is later than last"),
        ("c1", {"credibility": 9}, UsageError, "credibility lies between 1 and 6"),
        ("c1/s1", {"confidence": 2}, UsageError, "response.confidence"),
        ("p1", {"party": "Nobody"}, UnknownName, "Nobody"),
        ("p1", {"issue": "nope"}, UnknownName, "nope: no such issue"),
        ("p1", {"issue": "sanctions", "outcome": "away"}, UnknownName, "away: the issue sanctions has no such outcome"),
        ("p1", {"evidence": []}, UsageError, "position.evidence cannot be empty"),
        ("p1", {"evidence": [["s0", 0, 5000]]}, UsageError, "0-5000"),
        ("p1", {"from": "foo"}, BadExpression, "foo"),
        ("r1", {"terms": []}, UsageError, "proposal.terms cannot be empty"),
        ("r1", {"terms": [["sanctions", "away", "d1", 0, 5]]}, UnknownName, "away"),
        ("r1", {"from": ["anope"]}, UnknownName, "anope"),
        ("k1", {"when": {"start": "x"}}, BadExpression, "x: no day"),
        ("k1", {"when": {"start": "1963", "end": "1962"}}, UsageError, "start is later than end"),
        ("k1", {"evidence": []}, UsageError, "contact.evidence cannot be empty"),
        ("k1", {"parties": []}, UsageError, "contact.parties cannot be empty"),
        ("a0", {"name": ""}, UsageError, "actor.name cannot be empty"),
        ("a0", {"party": "a0"}, UsageError, "cannot be its own party"),
        ("a0", {"memberships": [{"party": "a8", "since": "soon"}]}, BadExpression, "soon"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    target: str, change: dict[str, Any], error: type[Exception], said: str, tmp_path: Path
) -> None:
    """The message names the value and what is wrong with it, and nothing is stored."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        dossier.ledger.add_documents([document("d3")])
        with pytest.raises(error, match=said):
            dossier.decide(Verb.EDIT, dossier.kind_of(target), target, **change)
        assert dossier.decisions() == []


def test_names_and_days_are_taken_as_people_write_them(tmp_path: Path) -> None:
    """An actor goes by a name that is nobody else's; a year or a month is a day as good as any; null empties."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        outcome = dossier.codebook().issue("sanctions").outcomes[0].id
        made = dossier.decide(Verb.EDIT, "position", "p1", party="udssr", issue="sanctions", outcome=outcome)
        assert made.change["party"] == "a9"
        dossier.decide(Verb.EDIT, "position", "p1", **{"from": "1962", "until": "1962-11-05T10:00:00+01:00"})
        changed = dossier.one("position", "p1")
        assert (changed.party, changed.issue, changed.since) == ("a9", "sanctions", "1962")
        dossier.decide(Verb.EDIT, "actor", "a1", party=None)
        assert dossier.one("actor", "a1").party is None
        dossier.decide(Verb.RENAME, "actor", "a1", name="Name 0")
        with pytest.raises(UnknownName, match=r"Name 0: several are called so. Write one of these ids: a0, a1"):
            dossier.decide(Verb.EDIT, "actor", "a2", party="Name 0")


def test_every_reading_is_accepted_as_it_is(tmp_path: Path) -> None:
    """What the reading put into a field can be put there by a person; the codebook's issues aside."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        for record in ("statement", "actor", "claim", "contact"):
            for one in getattr(dossier, f"{record}s")():
                fields = {name: value for name, value in plain(one).items() if name != "id"}
                assert Checker(dossier.ledger, record, one).checked(fields) == fields


@pytest.mark.parametrize(
    ("record", "name", "typed", "value"),
    [
        ("actor", "name", "1962", "1962"),
        ("actor", "name", '"1962"', "1962"),
        ("actor", "name", "true", "true"),
        ("position", "from", "1962", "1962"),
        ("actor", "party", "null", None),
        ("statement", "negated", "true", True),
        ("statement", "confidence", "0.5", 0.5),
        ("statement", "content", "[[1, 2]]", [[1, 2]]),
        ("statement", "act", "deny", "deny"),
        ("claim", "nonsense", "x", "x"),
    ],
)
def test_what_is_typed_for_a_text_stays_text(record: str, name: str, typed: str, value: Any) -> None:
    """Only where no text is wanted are numbers, lists and the like read as such."""
    assert deciding.typed(record, name, typed) == value


def test_nothing_is_added_without_what_it_rests_on(tmp_path: Path) -> None:
    """A position needs evidence; what an added record names has to be there."""
    with depesche.open(tmp_path / "a.depesche") as dossier:
        fill(dossier.ledger)
        outcome = dossier.codebook().issue("sanctions").outcomes[0].id
        fields = {"party": "USA", "issue": "sanctions", "outcome": outcome, "strength": "demand"}
        with pytest.raises(UsageError, match="a position needs evidence"):
            dossier.decide(Verb.ADD, "position", "", **fields)
        with pytest.raises(UnknownName, match="snope"):
            dossier.decide(Verb.ADD, "position", "", **fields, evidence=[["snope", 0, 5]])
        made = dossier.decide(Verb.ADD, "position", "", **fields, evidence=[["s0", 0, 5]])
        assert dossier.one("position", made.target).party == "a8"
