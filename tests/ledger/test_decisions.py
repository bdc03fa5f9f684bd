"""What people decided: kept, found again, laid over readings, taken back."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.errors import UnknownName, UsageError
from depesche.ledger import Ledger, open_ledger
from depesche.ledger.anchors import Anchor, resolve_targets
from depesche.ledger.decisions import Overlay, overlay
from depesche.ledger.record_fields import RECORDS, made, plain
from depesche.records import Act, ActShare, ClaimStatus, Decision, Evidence, Mention, Span, Statement, Strength, Verb
from depesche.stages import Changes, Stage

from .making import (
    ATTRIBUTION,
    CLAIMS,
    actor,
    claim,
    contact,
    decision,
    document,
    position,
    proposal,
    statement,
)

TEXT = "Wort " * 200


def fill(ledger: Ledger, shift: str = "", jitter: int = 0, version: str = "1") -> None:
    """Twelve statements in two documents and what rests on them; another shift gives everything other ids."""
    ledger.add_documents([document("d1", TEXT, published="1962-10-20"), document("d2", TEXT, published="1962-10-21")])
    stage, later = Stage("attribution", version, (), ()), Stage("claims", version, (), ())

    def said(number: int) -> Statement:
        start = 60 * (number % 6)
        id_, home = f"s{number}{shift}", f"d{number // 6 + 1}"
        speaker = Mention((Span(start + 41, start + 46),), f"a{number % 4}{shift}")
        return replace(statement(id_, home, start, start + 40 - jitter, confidence=0.5), speaker=speaker)

    statements = [said(number) for number in range(12)]
    old = {one: [thing.id for thing in getattr(ledger, f"iter_{one}s")(decided=False)] for one in
           ("actor", "claim", "position", "proposal", "contact")}  # fmt: skip
    ledger.store_attribution(stage, {
        "d1": [one for one in statements if one.document == "d1"],
        "d2": [one for one in statements if one.document == "d2"],
    })  # fmt: skip
    ledger.store_changes(later, ["d1", "d2"], Changes(
        actors=[
            *(actor(f"a{n}{shift}", f"Name {n}", f"a{8 + n % 2}{shift}",
                    evidence=(Evidence("d1", 60 * n + 41, 60 * n + 46),), confidence=0.5) for n in range(4)),
            actor(f"a8{shift}", "USA", evidence=(Evidence("d1", 400, 405),)),
            actor(f"a9{shift}", "UdSSR", evidence=(Evidence("d1", 410, 415),)),
        ],
        claims=[
            claim(f"c1{shift}", f"s0{shift}", f"s6{shift}", denied_by=(f"s1{shift}",), first="1962-10-20",
                  last="1962-10-21"),
            claim(f"c2{shift}", f"s2{shift}", first="1962-10-21", last="1962-10-21", status=ClaimStatus.DENIED),
            claim(f"c3{shift}", f"s3{shift}", f"s4{shift}", f"s5{shift}", first="1962-10-22", last="1962-10-22"),
        ],
        positions=[
            position(f"p1{shift}", f"a8{shift}", (f"s0{shift}", 0, 20), since="1962-10-20"),
            position(f"p2{shift}", f"a8{shift}", (f"s0{shift}", 0, 20), issue="missiles", outcome="withdraw"),
            position(f"p3{shift}", f"a9{shift}", (f"s1{shift}", 60, 80)),
        ],
        proposals=[proposal(f"r1{shift}", f"a8{shift}", f"a9{shift}", f"s0{shift}")],
        contacts=[contact(f"k1{shift}", f"a0{shift}", f"a1{shift}", "1962-10-20"),
                  replace(contact(f"k2{shift}", f"a2{shift}", f"a3{shift}", "1962-10-21"),
                          evidence=(Evidence("d2", 10, 30),))],
        dropped={} if not shift else old,
    ))  # fmt: skip


def state(ledger: Ledger, **options: Any) -> dict[str, list[Any]]:
    """All records as decided."""
    return {
        record: list(getattr(ledger, f"iter_{record}s")(**options))
        for record in ("statement", "actor", "claim", "position", "proposal", "contact")
    }


def unshifted(things: Any, shift: str) -> str:
    """Records without the shift in their ids, to compare readings; in an order that does not hang on the shift, as that
    of "c3_n" and a split claim's made-up "c32..." does.
    """
    return "\n".join(sorted(repr(one).replace(shift, "") if shift else repr(one) for one in things))


def ids(things: Any) -> list[str]:
    """The ids of records."""
    return [one.id for one in things]


# --- each verb ------------------------------------------------------------------------------------------------------


def test_a_rejected_statement_is_gone_and_nothing_refers_to_it(ledger: Ledger) -> None:
    """It is left out; claims lose it and its origin; what rests on it alone goes with it."""
    fill(ledger)
    ledger.decide(decision(Verb.REJECT, "statement", "s0"))
    ledger.decide(decision(Verb.REJECT, "statement", "s2"))
    assert "s0" not in ids(ledger.iter_statements())
    first, third = ledger.iter_claims()
    assert (first.id, first.statements, first.independent_origins) == ("c1", ("s6",), 1)
    assert third.id == "c3"
    assert ids(ledger.iter_positions()) == ["p3"]
    assert ids(ledger.iter_proposals()) == []
    assert ledger.count("proposal") == 0
    assert (ledger.count("claim"), ledger.count("position"), ledger.count("statement")) == (2, 1, 10)
    assert ledger.count("statement", decided=False) == 12
    assert "s0" in ledger.statements(["s0"])  # a stage sees what was read


def test_accepting_makes_certain_and_replaces_rejecting(ledger: Ledger) -> None:
    """A second verdict on a thing ends the first one."""
    fill(ledger)
    rejected = ledger.decide(decision(Verb.REJECT, "statement", "s0"))
    accepted = ledger.decide(decision(Verb.ACCEPT, "statement", "s0"))
    assert next(ledger.iter_statements(ids=["s0"])).confidence == 1.0
    assert ids(ledger.decisions()) == [accepted.id]
    assert [one.undone_by for one in ledger.decisions(living=False)] == [accepted.id, None]
    ledger.undo(accepted.id, "bert")
    assert ids(ledger.decisions(record="statement", target="s0")) == [rejected.id]
    assert list(ledger.iter_statements(ids=["s0"])) == []


def test_edits_set_fields_and_keep_the_order(ledger: Ledger) -> None:
    """Values are checked and typed; filters see the edited values."""
    fill(ledger)
    ledger.decide(decision(Verb.EDIT, "statement", "s3", act="deny", speaker={"actor": "a9", "spans": [[1, 2]]}))
    ledger.decide(decision(Verb.EDIT, "position", "p1", strength="red_line", issue="zones"))
    edited = next(ledger.iter_statements(ids=["s3"]))
    assert (edited.act, edited.speaker) == (Act.DENY, Mention((Span(1, 2),), "a9"))
    assert ids(ledger.iter_statements(document="d1")) == ["s0", "s1", "s2", "s3", "s4", "s5"]
    assert ids(ledger.iter_statements(actor="a9")) == ["s3"]
    assert "s3" not in ids(ledger.iter_statements(actor="a3"))
    assert ids(ledger.iter_positions()) == ["p3", "p2", "p1"]
    assert next(ledger.iter_positions(issue="zones")).strength is Strength.RED_LINE
    assert ids(ledger.iter_positions(issue="inspections")) == ["p3"]
    assert ids(ledger.iter_statements(document="d1", since="1962-10-20", until="1962-10-20", ids=["s3"])) == ["s3"]
    assert ids(ledger.iter_statements(document="d2", ids=["s3"])) == []


def test_a_persons_act_leaves_no_other(ledger: Ledger) -> None:
    """What a model thought the act might be comes back as stored, and is gone once a person has told the act."""
    fill(ledger)
    doubtful = (ActShare(Act.ASSERT, 0.4), ActShare(Act.DENY, 0.38), ActShare(Act.ASSESS, 1e-05))
    said = replace(next(ledger.iter_statements(ids=["s3"])), acts=doubtful)
    ledger.store_attribution(Stage("attribution", "2", (), ()), {"d1": [said]})
    assert next(ledger.iter_statements(ids=["s3"])).acts == doubtful
    edit = ledger.decide(decision(Verb.EDIT, "statement", "s3", act="deny"))
    assert next(ledger.iter_statements(ids=["s3"])).acts == ()
    ledger.undo(edit.id, "bert")
    assert next(ledger.iter_statements(ids=["s3"])).acts == doubtful
    ledger.decide(decision(Verb.MERGE, "statement", "s3", ids=["s0"]))
    assert next(ledger.iter_statements(ids=["s3"])).acts == doubtful


@pytest.mark.parametrize(
    ("record", "change", "error"),
    [
        ("statement", {"colour": "red"}, UnknownName),
        ("statement", {"id": "s9"}, UnknownName),
        ("statement", {"act": "sing"}, UsageError),
        ("statement", {"content": "12-20"}, UsageError),
        ("statement", {"content": [["a", 2]]}, UsageError),
        ("statement", {"speaker": {"name": "x"}}, UsageError),
        ("claim", {"statements": 5}, UsageError),
        ("actor", {"name": 5}, UsageError),
        ("statement", {"negated": "perhaps"}, UsageError),
    ],
)
def test_a_wrong_edit_is_refused(ledger: Ledger, record: str, change: dict[str, Any], error: type[Exception]) -> None:
    """A field that is not there or a value that it cannot hold is told when deciding, and nothing is stored."""
    with pytest.raises(error):
        ledger.decide(decision(Verb.EDIT, record, "x1", **change))
    with pytest.raises(UsageError):
        ledger.decide(decision(Verb.ADD, "statement", "", act="deny"))
    assert ledger.decisions(living=False) == []


def test_merged_actors_are_one_everywhere(ledger: Ledger) -> None:
    """Names are united and statements, positions, contacts and filters follow, along a chain of merges."""
    fill(ledger)
    ledger.decide(decision(Verb.MERGE, "actor", "a1", ids=["a0"]))
    ledger.decide(decision(Verb.MERGE, "actor", "a9", ids=["a1"]))
    merged = next(ledger.iter_actors(ids=["a9"]))
    assert merged.names == ("UdSSR", "Name 1", "Name 0")
    assert ids(ledger.iter_actors()) == ["a2", "a3", "a8", "a9"]
    assert ids(ledger.iter_statements(actor="a9")) == ["s0", "s1", "s4", "s5", "s8", "s9"]
    assert {one.speaker.actor for one in ledger.iter_statements(actor="a9")} == {"a9"}
    assert ledger.count("statement", actor="a9") == 6
    assert next(ledger.iter_contacts()).parties == (("a9",), ("a9",))
    assert ids(ledger.iter_contacts(actor="a9")) == ["k1"]
    assert ids(ledger.iter_actors(party="a9")) == ["a3", "a9"]
    assert ids(ledger.iter_actors(party="a8")) == ["a2", "a8"]


def test_an_actor_given_to_a_party_counts_for_it(ledger: Ledger) -> None:
    """A party that a person corrected is the one that filters by party see."""
    fill(ledger)
    ledger.decide(decision(Verb.EDIT, "actor", "a0", party="a9"))
    assert ids(ledger.iter_statements(party="a8")) == ["s2", "s6", "s10"]
    assert ids(ledger.iter_statements(party="a9", document="d1")) == ["s0", "s1", "s3", "s4", "s5"]
    assert ids(ledger.iter_actors(party="a9")) == ["a0", "a1", "a3", "a9"]


def test_merged_claims_are_one(ledger: Ledger) -> None:
    """Statements, responses and origins are united, the time is the widest, the status that of the contested one."""
    fill(ledger)
    ledger.decide(decision(Verb.MERGE, "claim", "c1", ids=["c2"]))
    merged = next(ledger.iter_claims())
    assert merged.statements == ("s0", "s6", "s2")
    assert merged.independent_origins == 3
    assert merged.status is ClaimStatus.DENIED
    assert (merged.first, merged.last) == ("1962-10-20", "1962-10-21")
    assert ids(ledger.iter_claims()) == ["c1", "c3"]


def test_a_split_claim_is_two(ledger: Ledger) -> None:
    """What hangs on the chosen statements is a claim of its own, under the name given."""
    fill(ledger)
    made_up = ledger.decide(decision(Verb.SPLIT, "claim", "c3", ids=["s4", "s5"], name="another"))
    stays, leaves = list(ledger.iter_claims())[2:]
    assert {stays.statements, leaves.statements} == {("s3",), ("s4", "s5")}
    assert "another" in (stays.gist, leaves.gist)
    assert ledger.count("claim") == 4
    ledger.undo(made_up.id, "anna")
    assert ledger.count("claim") == 3


def test_a_split_actor_gives_statements_away(ledger: Ledger) -> None:
    """The chosen statements are by the new actor."""
    fill(ledger)
    ledger.decide(decision(Verb.SPLIT, "actor", "a0", ids=["s4"], name="The other one"))
    other = next(one for one in ledger.iter_actors() if one.name == "The other one")
    assert next(ledger.iter_statements(ids=["s4"])).speaker.actor == other.id
    assert next(ledger.iter_statements(ids=["s0"])).speaker.actor == "a0"


def test_responses_are_decided_about_within_their_claim(ledger: Ledger) -> None:
    """A response goes by its claim's and its statement's id."""
    fill(ledger)
    accepted = ledger.decide(decision(Verb.ACCEPT, "response", "c1/s1"))
    assert next(ledger.iter_claims()).responses[0].confidence == 1.0
    ledger.undo(accepted.id, "anna")
    ledger.decide(decision(Verb.REJECT, "response", "c1/s1"))
    assert next(ledger.iter_claims()).responses == ()


def test_an_added_record_stands_among_the_others(ledger: Ledger) -> None:
    """It has an id, its place in the order, and passes the filters that it should."""
    fill(ledger)
    ledger.decide(decision(
        Verb.ADD, "statement", "", document="d1", kind="direct", act="deny", content=[[70, 75]],
        speaker={"actor": "a9"},
    ))  # fmt: skip
    assert [one.act for one in ledger.iter_statements(document="d1")][2] is Act.DENY
    added = list(ledger.iter_statements(actor="a9"))
    assert len(added) == 1
    assert added[0].id.startswith("s")
    assert ledger.count("statement") == 13


def test_a_decision_can_be_taken_back_once(ledger: Ledger) -> None:
    """Undoing adds a row with author; undoing what does not stand, or is not there, is an error."""
    fill(ledger)
    made_up = ledger.decide(decision(Verb.REJECT, "claim", "c1"))
    taken = ledger.undo(made_up.id, "bert")
    assert (taken.undoes, taken.author) == (made_up.id, "bert")
    assert [one.author for one in ledger.decisions(living=False)] == ["anna", "bert"]
    with pytest.raises(UsageError):
        ledger.undo(made_up.id, "bert")
    with pytest.raises(UsageError):
        ledger.undo(taken.id, "bert")
    with pytest.raises(UnknownName):
        ledger.undo("e404", "bert")


def test_the_applications_own_decisions_are_kept_and_laid_over_nothing(ledger: Ledger) -> None:
    """A decision about something that is no record (the codebook) is stored and replaced as any other."""
    fill(ledger)
    ledger.decide(decision(Verb.EDIT, "codebook", "codebook", yaml="a: b", path="x"))
    ledger.decide(decision(Verb.EDIT, "codebook", "codebook", yaml="c: d", path="y"))
    assert [one.change["yaml"] for one in ledger.decisions("codebook")] == ["c: d"]
    assert ledger.count("claim") == 3


# --- properties -----------------------------------------------------------------------------------------------------

CHOICES: list[tuple[Verb, str, str, dict[str, Any]]] = [
    (Verb.REJECT, "statement", "s0", {}),
    (Verb.ACCEPT, "statement", "s1", {}),
    (Verb.EDIT, "statement", "s2", {"act": "deny"}),
    (Verb.EDIT, "statement", "s2", {"negated": True}),
    (Verb.RENAME, "actor", "a0", {"name": "Zorin"}),
    (Verb.MERGE, "actor", "a2", {"ids": ["a3"]}),
    (Verb.REJECT, "actor", "a1", {}),
    (Verb.MERGE, "claim", "c1", {"ids": ["c2"]}),
    (Verb.RENAME, "claim", "c3", {"name": "Neu"}),
    (Verb.SPLIT, "claim", "c3", {"ids": ["s4"]}),
    (Verb.REJECT, "response", "c1/s1", {}),
    (Verb.REJECT, "position", "p1", {}),
    (Verb.EDIT, "position", "p2", {"strength": "red_line"}),
    (Verb.ACCEPT, "contact", "k2", {}),
    (Verb.REJECT, "proposal", "r1", {}),
    (Verb.REJECT, "contact", "k1", {}),
]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(range(len(CHOICES))), unique=True, max_size=8), st.integers(0, 12))
def test_a_new_reading_with_other_ids_keeps_every_decision(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int], jitter: int
) -> None:
    """All ids change and spans shrink a little: what people decided shows as before."""
    with open_ledger(tmp_path_factory.mktemp("again") / "x.depesche") as ledger:
        fill(ledger, jitter=jitter)
        for number in chosen:
            verb, record, target, change = CHOICES[number]
            ledger.decide(decision(verb, record, target, **change))
        fill(ledger, jitter=jitter)
        before = state(ledger)
        fill(ledger, shift="_n", jitter=jitter, version="2")
        after = state(ledger)
        for record, things in before.items():
            assert unshifted(after[record], "_n") == unshifted(things, ""), record


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(range(len(CHOICES))), unique=True, min_size=1, max_size=8), st.randoms())
def test_undoing_restores_exactly(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int], chance: random.Random
) -> None:
    """Each decision taken back, the last first, gives the state before it; in any order, in the end the reading."""
    with open_ledger(tmp_path_factory.mktemp("undo") / "x.depesche") as ledger:
        fill(ledger)
        reading = state(ledger, decided=False)
        states, made_up = [state(ledger)], []
        for number in chosen:
            verb, record, target, change = CHOICES[number]
            made_up.append(ledger.decide(decision(verb, record, target, **change)))
            states.append(state(ledger))
        assert states[0] == reading
        for one, before in zip(reversed(made_up), reversed(states[:-1]), strict=True):
            ledger.undo(one.id, "anna")
            assert state(ledger) == before
        again = [ledger.decide(replace(one, id="", made_at="")) for one in made_up]
        chance.shuffle(again)
        for one in again:
            ledger.undo(one.id, "anna")
        assert state(ledger) == reading


@given(st.permutations(range(len(CHOICES))), st.sets(st.sampled_from(range(len(CHOICES)))))
def test_the_order_in_which_decisions_are_given_does_not_matter(order: list[int], chosen: set[int]) -> None:
    """The result depends on when decisions were made alone."""
    made_up = {
        number: Decision(f"e{number}", verb, record, target, "anna", f"2020-01-01T00:00:{number:02d}", change)
        for number, (verb, record, target, change) in enumerate(CHOICES)
        if number in chosen
    }
    statements = [statement(f"s{n}", "d1", n, n + 1, f"a{n % 4}") for n in range(6)]
    claims = [claim("c1", "s0", denied_by=("s1",)), claim("c2", "s2"), claim("c3", "s3", "s4")]
    straight = list(made_up.values())
    shuffled = [made_up[number] for number in order if number in made_up]
    assert overlay("statement", statements, straight) == overlay("statement", statements, shuffled)
    assert overlay("claim", claims, straight) == overlay("claim", claims, shuffled)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_merges_never_run_in_circles(pairs: list[tuple[int, int]]) -> None:
    """Whatever is merged into whatever, every actor ends in one that is there, and none is lost."""
    merges = [
        Decision(f"e{n}", Verb.MERGE, "actor", f"a{into}", "anna", f"{n:02d}", {"ids": [f"a{one}"]})
        for n, (into, one) in enumerate(pairs)
    ]
    actors = [actor(f"a{n}", f"Name {n}", "a9") for n in range(6)]
    merged = Overlay(merges).applied("actor", actors)
    assert {name for one in merged for name in one.names} == {f"Name {n}" for n in range(6)}


def test_a_nested_statement_does_not_pass_its_decision_to_the_longer_one() -> None:
    """A decision whose statement is not found again has no effect, but is kept."""
    rejected = Decision("e1", Verb.REJECT, "statement", "s1", "anna", "2020", {}, (Evidence("d1", 10, 20),))
    around = {"statement": {"s5": Anchor((Evidence("d1", 0, 90),))}}
    assert resolve_targets([rejected], around).lost == (rejected,)
    near = {"statement": {"s5": Anchor((Evidence("d1", 0, 90),)), "s6": Anchor((Evidence("d1", 11, 20),))}}
    assert resolve_targets([rejected], near).found[0].target == "s6"


def test_a_claim_that_grew_is_still_the_one_decided_about() -> None:
    """A claim with the same words and many more is found again; one with less than half of them is not."""
    rejected = Decision("e1", Verb.REJECT, "claim", "c1", "anna", "2020", {}, (Evidence("d1", 10, 20),))
    grown = Anchor((Evidence("d1", 10, 20), *(Evidence("d2", n * 50, n * 50 + 40) for n in range(20))))
    assert resolve_targets([rejected], {"claim": {"c7": grown}}).found[0].target == "c7"
    assert resolve_targets([rejected], {"claim": {"c7": Anchor((Evidence("d1", 10, 14),))}}).found == ()


def test_every_record_can_be_told_as_plain_data(ledger: Ledger) -> None:
    """What an export or a form gives makes the same record again."""
    fill(ledger)
    for record, things in state(ledger).items():
        assert record in RECORDS
        for one in things:
            data = plain(one)
            id_ = data.pop("id")
            assert made(record, id_, data) == one


def test_decisions_survive_closing(tmp_path: Path) -> None:
    """A decision is there when the dossier is opened again."""
    with open_ledger(tmp_path / "x.depesche") as ledger:
        fill(ledger)
        kept = ledger.decide(decision(Verb.REJECT, "claim", "c1"))
    with open_ledger(tmp_path / "x.depesche", read_only=True) as ledger:
        assert ledger.decisions() == [kept]
        assert ids(ledger.iter_claims()) == ["c2", "c3"]
    assert ATTRIBUTION.version == CLAIMS.version
