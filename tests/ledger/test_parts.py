"""Decisions about what decisions made: parts split off, records added, things merged into others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.ledger import Ledger, facets, open_ledger
from depesche.ledger.decisions import Overlay
from depesche.records import Claim, ClaimStatus, Decision, Verb
from depesche.stages import Changes, Stage

from .making import contact, decision, position, proposal
from .test_decisions import fill, ids, state, unshifted

SPLITS = {
    "claim": ("c3", ["s4", "s5"]),
    "actor": ("a0", ["s4"]),
    "position": ("p4", ["s2"]),
    "proposal": ("r4", ["s2"]),
    "contact": ("k4", ["s2"]),
}
"""What can be split of the records that `more` stores, and the statements that leave."""


def more(ledger: Ledger) -> None:
    """What `fill` makes, and things that rest on several statements each."""
    fill(ledger)
    ledger.store_changes(Stage("claims", "1", (), ()), ["d1"], Changes(
        positions=[position("p4", "a9", ("s2", 120, 140), ("s3", 180, 190), issue="zones", outcome="ban")],
        proposals=[proposal("r4", "a8", "a9", "s2", "s3")],
        contacts=[replace(contact("k4", "a0", "a1", "1962-10-23"), statements=("s2", "s3"))],
    ))  # fmt: skip


def split(ledger: Ledger, record: str, **stated: Any) -> tuple[str, str, Decision]:
    """The whole, the part, and the decision that made it."""
    whole, leaving = SPLITS[record]
    made = ledger.decide(decision(Verb.SPLIT, record, whole, ids=leaving, **stated))
    return whole, str(made.change["part"]), made


def things(ledger: Ledger, record: str) -> dict[str, Any]:
    """Records as decided, by id."""
    return {one.id: one for one in getattr(ledger, f"iter_{record}s")()}


@pytest.mark.parametrize("record", SPLITS)
def test_a_decision_about_a_part_leaves_the_whole_alone(ledger: Ledger, record: str) -> None:
    """Accept, edit, reject and merge act on the part; the same said of the whole leaves the part alone."""
    more(ledger)
    whole, part, _ = split(ledger, record)
    before = things(ledger, record)
    values: dict[str, Any] = {"confidence": 0.25}
    for one, other in ((part, whole), (whole, part)):
        made = ledger.decide(decision(Verb.EDIT, record, one, **values))
        assert things(ledger, record)[one].confidence == 0.25
        assert things(ledger, record)[other] == before[other]
        ledger.undo(made.id, "anna")
        made = ledger.decide(decision(Verb.ACCEPT, record, one))
        assert things(ledger, record)[one].confidence == 1.0
        assert things(ledger, record)[other] == before[other]
        ledger.undo(made.id, "anna")
        made = ledger.decide(decision(Verb.REJECT, record, one))
        assert set(before) - set(things(ledger, record)) == {one}
        assert things(ledger, record)[other] == before[other]
        ledger.undo(made.id, "anna")
    assert things(ledger, record) == before


@pytest.mark.parametrize("record", SPLITS)
def test_a_part_can_be_merged_back(ledger: Ledger, record: str) -> None:
    """The part merged into the whole is gone and the whole holds all; merged the other way it lives on in the part."""
    more(ledger)
    read = things(ledger, record)
    said = things(ledger, "statement")
    whole, part, _ = split(ledger, record)
    merged = ledger.decide(decision(Verb.MERGE, record, whole, ids=[part]))
    assert set(things(ledger, record)) == set(read)
    assert things(ledger, "statement") == said
    ledger.undo(merged.id, "anna")
    ledger.decide(decision(Verb.MERGE, record, part, ids=[whole]))
    assert set(things(ledger, record)) == {*read, part} - {whole}
    if record == "actor":
        assert ids(ledger.iter_statements(actor=part)) == ids(ledger.iter_statements(actor=whole)) == ["s0", "s4", "s8"]


def test_a_renamed_part_and_its_whole_go_by_two_names(ledger: Ledger) -> None:
    """A name given to the part is the part's, one given to the whole is the whole's: before the split or after it."""
    fill(ledger)
    ledger.decide(decision(Verb.RENAME, "claim", "c3", name="Whole"))
    _, part, _ = split(ledger, "claim")
    assert things(ledger, "claim")[part].gist == "claim c3"  # as it was read
    ledger.decide(decision(Verb.RENAME, "claim", part, name="Part"))
    ledger.decide(decision(Verb.EDIT, "claim", "c3", status="denied"))
    now = things(ledger, "claim")
    assert (now["c3"].gist, now[part].gist) == ("Whole", "Part")
    assert (now["c3"].status, now[part].status) == (ClaimStatus.DENIED, ClaimStatus.UNCONTESTED)
    assert ledger.touched("claim", "status")[1] == {"c3"}


def test_a_part_of_a_part_is_one_of_its_own(ledger: Ledger) -> None:
    """What was split off can be split, and each of the three is decided about by itself."""
    fill(ledger)
    _, part, _ = split(ledger, "claim")
    third = str(ledger.decide(decision(Verb.SPLIT, "claim", part, ids=["s5"])).change["part"])
    now = things(ledger, "claim")
    assert [now[one].statements for one in ("c3", part, third)] == [("s3",), ("s4",), ("s5",)]
    ledger.decide(decision(Verb.REJECT, "claim", part))
    assert set(now) - set(things(ledger, "claim")) == {part}


def test_a_thing_can_be_split_twice_and_records_added_twice(ledger: Ledger) -> None:
    """A second split or addition stands beside the first: they settle different things."""
    fill(ledger)
    for one in ("s4", "s5"):
        ledger.decide(decision(Verb.SPLIT, "claim", "c3", ids=[one]))
    assert sorted(one.statements for one in ledger.iter_claims())[-3:] == [("s3",), ("s4",), ("s5",)]
    for name in ("Anna", "Berta"):
        ledger.decide(decision(Verb.ADD, "actor", "", name=name, kind="person"))
    assert {"Anna", "Berta"} <= {one.name for one in ledger.iter_actors()}
    assert len(ledger.decisions()) == 4


def test_what_is_said_of_a_part_waits_for_its_split(ledger: Ledger) -> None:
    """Without the split, decisions about the part have no effect on anything; split again, the part is as decided."""
    fill(ledger)
    read = state(ledger)
    _, part, made = split(ledger, "claim")
    ledger.decide(decision(Verb.RENAME, "claim", part, name="Part"))
    ledger.decide(decision(Verb.MERGE, "claim", "c2", ids=[part]))
    before = state(ledger)
    ledger.undo(made.id, "anna")
    assert state(ledger) == read
    again = ledger.decide(decision(Verb.SPLIT, "claim", "c3", ids=["s5", "s4"]))
    assert again.change["part"] == part
    assert state(ledger) == before


def test_a_part_of_an_actor_is_found_by_every_filter(ledger: Ledger) -> None:
    """Who says what was given to the part is asked by the part's id, its party's and where it speaks."""
    fill(ledger)
    _, part, _ = split(ledger, "actor", name="The other one")
    assert ids(ledger.iter_statements(actor=part)) == ["s4"]
    assert ids(ledger.iter_statements(actor="a0")) == ["s0", "s8"]
    assert (ledger.count("statement", actor=part), ledger.count("statement", actor="a0")) == (1, 2)
    assert part in ids(ledger.iter_actors(document="d1"))
    assert part not in ids(ledger.iter_actors(document="d2"))
    assert ids(ledger.iter_claims(actor=part)) == ["c3"]
    ledger.decide(decision(Verb.EDIT, "actor", part, party="a9"))
    assert "s4" in ids(ledger.iter_statements(party="a9"))
    assert "s4" not in ids(ledger.iter_statements(party="a8"))
    ledger.decide(decision(Verb.MERGE, "actor", "a3", ids=[part]))
    assert ids(ledger.iter_statements(actor="a3")) == ["s3", "s4", "s7", "s11"]
    assert ids(ledger.iter_statements(actor=part)) == ids(ledger.iter_statements(actor="a3"))
    ledger.decide(decision(Verb.EDIT, "statement", "s4", speaker={"actor": "a1"}))
    assert next(ledger.iter_statements(ids=["s4"])).speaker.actor == "a1"  # the later word counts


@pytest.mark.parametrize(
    ("record", "fields", "edit"),
    [
        ("actor", {"name": "New", "kind": "person"}, {"name": "Other"}),
        ("claim", {"gist": "New", "statements": ["s3", "s4", "s5"]}, {"gist": "Other"}),
        ("position", {"party": "a8", "issue": "zones", "outcome": "ban", "strength": "demand",
                      "evidence": [["s0", 0, 20]]}, {"strength": "red_line"}),
        ("proposal", {"by": ["a8"], "to": ["a9"], "status": "made", "terms": [], "evidence": ["s0"]},
         {"condition": "if"}),
        ("contact", {"parties": [["a0"], ["a1"]], "format": "phone", "when": {}, "status": "reported",
                     "evidence": [["d1", 0, 5]]}, {"place": "Bern"}),
        ("statement", {"document": "d1", "kind": "direct", "act": "deny", "content": [[0, 40]]}, {"act": "confirm"}),
    ],
)  # fmt: skip
def test_an_added_record_can_be_decided_about(
    ledger: Ledger, record: str, fields: dict[str, Any], edit: dict[str, Any]
) -> None:
    """Edits, verdicts and merges act on what was added, and never on the reading that rests on the same words."""
    fill(ledger)
    read = things(ledger, record)
    added = ledger.decide(decision(Verb.ADD, record, "", **fields)).target
    made = ledger.decide(decision(Verb.EDIT, record, added, **edit))
    now = things(ledger, record)
    assert {name: getattr(now[added], name) for name in edit} == edit
    assert {id_: one for id_, one in now.items() if id_ != added} == read
    ledger.undo(made.id, "anna")
    made = ledger.decide(decision(Verb.REJECT, record, added))
    assert things(ledger, record) == read
    assert ledger.one(record, added) is not None  # so that it can be accepted again
    ledger.undo(made.id, "anna")
    first = next(iter(read))
    ledger.decide(decision(Verb.MERGE, record, first, ids=[added]))
    assert set(things(ledger, record)) == set(read)


def test_what_is_said_of_a_merged_thing_is_said_of_the_whole(ledger: Ledger) -> None:
    """After a merge both ids name the one that is left; without the merge each decision is about what it names."""
    fill(ledger)
    merge = ledger.decide(decision(Verb.MERGE, "actor", "a2", ids=["a3"]))
    ledger.decide(decision(Verb.RENAME, "actor", "a3", name="Zorin"))
    ledger.decide(decision(Verb.MERGE, "actor", "a3", ids=["a2"]))
    assert things(ledger, "actor")["a2"].name == "Zorin"
    assert "a3" not in things(ledger, "actor")
    assert ledger.one("actor", "a3").name == "Zorin"
    ledger.decide(decision(Verb.REJECT, "actor", "a3"))
    assert not {"a2", "a3"} & set(things(ledger, "actor"))
    ledger.undo(merge.id, "anna")
    assert "a2" not in things(ledger, "actor")  # the second merge now takes effect: a2 is part of a3, which is rejected


def test_edits_before_a_merge_are_made_before_it(ledger: Ledger) -> None:
    """Statements that a person gave a claim stay when another is merged into it, and the other's name is kept."""
    fill(ledger)
    ledger.decide(decision(Verb.EDIT, "claim", "c1", statements=["s6"]))
    ledger.decide(decision(Verb.RENAME, "actor", "a3", name="Zorin"))
    ledger.decide(decision(Verb.MERGE, "claim", "c1", ids=["c2"]))
    ledger.decide(decision(Verb.MERGE, "actor", "a2", ids=["a3"]))
    assert things(ledger, "claim")["c1"].statements == ("s6", "s2")
    assert "Zorin" in things(ledger, "actor")["a2"].names


def test_a_split_that_would_leave_nothing_makes_nothing() -> None:
    """Where the statements that leave are not there any more, there is no part; a whole left without any is gone."""
    claim = Claim("c1", "x", ("s1", "s2"))
    off = Decision("e1", Verb.SPLIT, "claim", "c1", "anna", "1", {"ids": ["s9"], "part": "cp"})
    assert Overlay([off]).applied("claim", [claim]) == [claim]
    all_ = replace(off, change={"ids": ["s1", "s2"], "part": "cp"})
    assert Overlay([all_]).applied("claim", [claim]) == [replace(claim, id="cp")]


def test_a_rejected_partys_positions_are_not_counted(ledger: Ledger) -> None:
    """What is counted is what is shown."""
    fill(ledger)
    ledger.decide(decision(Verb.REJECT, "actor", "a8"))
    assert ids(ledger.iter_positions()) == ["p3"]
    assert ledger.count("position") == 1


# --- properties -----------------------------------------------------------------------------------------------------

RECORDS = ("statement", "actor", "claim", "position", "proposal", "contact")
ASKED: tuple[dict[str, Any], ...] = ({}, {"document": "d1"}, {"issue": "inspections"}, {"outlet": "none"})


def _chosen(ledger: Ledger, draw: Any) -> tuple[Verb, str, str, dict[str, Any]] | None:
    """Something that can be decided as things stand."""
    record = draw(st.sampled_from(["actor", "claim", "position", "proposal", "contact"]))
    now = things(ledger, record)
    if not now:
        return None
    named = st.sampled_from(sorted(now))
    target = draw(named)
    verb = draw(st.sampled_from([Verb.SPLIT, Verb.SPLIT, Verb.MERGE, Verb.EDIT, Verb.ACCEPT, Verb.REJECT]))
    change: dict[str, Any] = {}
    if verb is Verb.MERGE:
        change["ids"] = [draw(named)]
    elif verb is Verb.EDIT:
        change["confidence"] = draw(st.sampled_from([0.25, 0.75]))
    elif verb is Verb.SPLIT:
        change["ids"] = [f"s{draw(st.integers(0, 7))}"]
    return verb, record, target, change


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_single_records_are_those_among_all(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    """Whatever is decided about wholes and parts: asked for by id, or counted, records are as among all; a decision
    changes no other record of its kind than those it names and what it makes; and all taken back gives the reading.
    """
    with open_ledger(tmp_path_factory.mktemp("parts") / "x.depesche") as ledger:
        more(ledger)
        made = []
        for _ in range(data.draw(st.integers(1, 7))):
            chosen = _chosen(ledger, data.draw)
            if chosen is None:
                continue
            verb, record, target, change = chosen
            before = things(ledger, record)
            made.append(ledger.decide(decision(verb, record, target, **change)))
            after = things(ledger, record)
            named = {target, *change.get("ids", ()), made[-1].change.get("part")}
            assert {id_: one for id_, one in before.items() if id_ not in named} == {
                id_: one for id_, one in after.items() if id_ not in named
            } or record == "actor"  # whose members lose a party that is merged or rejected
        for record in RECORDS:
            whole = things(ledger, record)
            for id_, one in whole.items():
                assert list(getattr(ledger, f"iter_{record}s")(ids=[id_])) == [one]
                assert ledger.one(record, id_) == one
            for asked in ASKED:
                assert ledger.count(record, **asked) == len(list(getattr(ledger, f"iter_{record}s")(**asked)))
        said = things(ledger, "statement").values()
        for who in {one.speaker.actor for one in said} - {None}:
            assert set(ids(ledger.iter_statements(actor=who))) == {
                one.id for one in said if who in (one.speaker.actor, one.addressee and one.addressee.actor)
            }
        for one in data.draw(st.permutations(made)):
            if one.id in ids(ledger.decisions()):
                ledger.undo(one.id, "anna")
        while standing := ledger.decisions():  # what those had ended
            ledger.undo(standing[-1].id, "anna")
        assert state(ledger) == state(ledger, decided=False)


def test_what_was_said_of_parts_survives_a_new_reading(ledger: Ledger) -> None:
    """All ids change: parts are cut from what the whole is called now, and decisions about them hold."""
    fill(ledger)
    _, part, _ = split(ledger, "claim", name="Part")
    other = str(ledger.decide(decision(Verb.SPLIT, "claim", part, ids=["s5"])).change["part"])
    ledger.decide(decision(Verb.REJECT, "claim", other))
    _, who, _ = split(ledger, "actor", name="The other one")
    ledger.decide(decision(Verb.MERGE, "actor", "a1", ids=[who]))
    added = ledger.decide(decision(Verb.ADD, "actor", "", name="New", kind="person")).target
    ledger.decide(decision(Verb.RENAME, "actor", added, name="Newer"))
    fill(ledger)
    before = state(ledger)
    fill(ledger, shift="_n", version="2")
    for record, found in state(ledger).items():
        assert unshifted(found, "_n") == unshifted(before[record], ""), record


def test_lists_of_actors_and_of_what_they_say_are_as_decided(ledger: Ledger) -> None:
    """Parts, additions, new names and merges show where all actors are listed, and what they say is found by page."""
    fill(ledger)
    _, part, _ = split(ledger, "actor", name="The other one")
    added = ledger.decide(decision(Verb.ADD, "actor", "", name="Added", kind="person")).target
    ledger.decide(decision(Verb.RENAME, "actor", "a1", name="Zorin"))
    ledger.decide(decision(Verb.MERGE, "actor", "a2", ids=["a3"]))
    rows = facets.actor_rows(ledger)
    assert [(row[0], row[1]) for row in rows] == [(one.id, one.name) for one in ledger.iter_actors()]
    assert {part, added} <= {row[0] for row in rows}
    for who, merged in (("a0", []), (part, []), ("a1", []), ("a2", ["a3"]), (added, [])):
        said = facets.statements_by(ledger, [who, *merged], 10, 0, None)
        assert set(said) == set(ids(ledger.iter_statements(actor=who)))
        pages = [one for page in range(6) for one in facets.statements_by(ledger, [who, *merged], 1, page, None)]
        assert pages == said
    assert facets.statements_by(ledger, [part], 10, 0, "1962-10-20") == ["s4"]
    assert facets.statements_by(ledger, [part], 10, 0, "1962-10-19") == []


def test_what_nobody_decided_about_is_looked_up_by_itself(ledger: Ledger) -> None:
    """The quick look-up gives what the thorough one does, also of what was merged, split off or added."""
    fill(ledger)
    _, part, made = split(ledger, "claim")
    added = ledger.decide(decision(Verb.ADD, "claim", "", gist="New", statements=["s0"])).target
    ledger.decide(decision(Verb.MERGE, "claim", "c1", ids=["c2"]))
    for one in ("c1", "c2", "c3", part, added, "c9"):
        assert ledger.one("claim", one, rewritten=False) == ledger.one("claim", one)
    assert ledger.beginning("claim", part[:5]) == [part]
    known = sorted({*ids(ledger.iter_claims()), "c2"})  # ids of what decisions make stand anywhere among them
    assert ledger.beginning("claim", "c", 2) == known[:2]
    assert ledger.beginning("claim", "C") == ledger.beginning("claim", "c_") == []
    assert ledger.beginning("decision", made.id[:8]) == [made.id]
