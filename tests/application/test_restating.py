"""Positions, proposals and contacts under a belief: neither what ended nor what denied them counts if not believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesche.application import Dossier, believing, open_dossier
from depesche.application.dealing import bargain, model_of
from depesche.application.pages.common import View
from depesche.application.pages.deal import Switches, deal_page
from depesche.application.pages.standing import whole_standing
from depesche.application.restating import as_of
from depesche.positions import STAGE
from depesche.positions.cells import store
from depesche.positions.contacts import STATUS_FEATURES, Sighting
from depesche.positions.gathering import Gathering
from depesche.positions.models import FORMATS, load_models
from depesche.positions.observe import Observation
from depesche.positions.proposals import MARKS, Draft, pack
from depesche.records import Act, Contact, ContactStatus, ProposalStatus, Strength, Term, Verb
from depesche.stages import Changes
from tests import making

TEXT = "Kein Inspektor kommt ins Land. Truppen bleiben. Ein Abzug kommt."
OUTLETS = ("Bote", "Kurier", "Bote", "Kurier", "Bote")
DOCUMENTS = [
    *(making.document(f"d{day}", TEXT, outlet=OUTLETS[day - 1], published=f"1999-03-0{day}") for day in range(1, 6)),
    making.document("d6", TEXT, outlet="Bote"),  # without a day
]
ACTORS = [making.actor("n", "Nordland"), making.actor("s", "Südland"), making.actor("m", "Kern", "n")]
SAID = {
    "d1": [making.statement("a1", "d1", 0, 30, "n"), making.statement("b1", "d1", 31, 47, "s", act=Act.OFFER)],
    "d2": [making.statement("a2", "d2", 0, 30, "m"), making.statement("b2", "d2", 31, 47, "s", act=Act.DENY)],
    "d3": [making.statement("a3", "d3", 0, 30, "n"), making.statement("b3", "d3", 31, 47, "s")],
    "d4": [making.statement("a4", "d4", 0, 30, "n", act=Act.DENY), making.statement("b4", "d4", 31, 47, "s")],
    "d6": [making.statement("a6", "d6", 0, 30, "n")],
}
LINE = making.position(
    "p1", "n", "inspections", "allowed", [("a1", 0, 30), ("a2", 0, 30)], strength=Strength.RED_LINE, refuses=True,
    since="1999-03-01", until="1999-03-04", asserted_by="n",
)  # fmt: skip
YIELDS = making.position(
    "p2", "n", "inspections", "allowed", [("a4", 0, 30)], strength=Strength.CONCESSION, since="1999-03-04"
)
WANTS = making.position("p3", "s", "inspections", "allowed", [("b3", 31, 47)], since="1999-03-03", asserted_by="s")
TOLD = making.position(
    "p4", "s", "withdrawal", "full", [("a1", 0, 30)], since="1999-03-01", self_declared=False, asserted_by="n",
    rejected_by_party=True, strength=Strength.OPEN,
)  # fmt: skip
UNDATED = making.position("p5", "n", "withdrawal", "full", [("a6", 0, 30)])
OFFER = making.proposal(
    "r1", "s", "n", [Term("inspections", "allowed", "d1", 31, 47), Term("withdrawal", "full", "d2", 31, 47)],
    ["b1", "b2"], status=ProposalStatus.DENIED,
)  # fmt: skip


def seen(document: str, day: int, statement: str | None, mark: str) -> Sighting:
    """A sighting of a phone call between the two."""
    return Sighting(
        ("n", "s"), ("n", "s"), (), tuple(0.0 if name == "phone" else -6.0 for name in FORMATS),
        tuple(float(name == mark) for name in STATUS_FEATURES), ("wort",), document, 0, 20, f"1999-03-0{day}", None,
        None, "", None, "s", statement, (statement,) if statement else (), 0.8, (0.8, 0.8),
    )  # fmt: skip


SEEN = [seen("d1", 1, "b1", "narrated"), seen("d2", 2, "b2", "act_deny"), seen("d3", 3, None, "narrated")]


def observed(statement: str, document: str, day: int, party: str, **more: Any) -> Observation:
    """What a statement shows of a party's stance."""
    values: dict[str, Any] = {
        "id": f"b{statement}{party}", "party": party, "issue": "inspections", "outcome": "allowed", "kind": "stance",
        "strengths": (1.0, 0.0, 0.0, 0.0, 0.0), "directions": (0.0, 1.0), "self_declared": True, "asserted_by": "n",
        "act": "assert", "statement": statement, "document": document, "day": f"1999-03-0{day}", "start": 0, "end": 30,
        "probability": 0.5, **more,
    }  # fmt: skip
    return Observation(**{name: values[name] for name in Observation.__dataclass_fields__ if name in values})


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    """A red line ended on the fourth day, a stance told and denied, an offer, a call told by one and denied by one."""
    with open_dossier(tmp_path / "a.depesche") as opened:
        gathered: list[Contact] = []
        making.keep(opened.ledger, DOCUMENTS, SAID, actors=ACTORS, positions=[LINE, YIELDS, WANTS, TOLD, UNDATED],
                    proposals=[OFFER])  # fmt: skip
        with opened.ledger.transaction():
            index = opened.ledger.index(STAGE)
            gathering = Gathering(index, load_models().contacts)
            gathering.take(SEEN)
            gathered, _ = gathering.contacts((), lambda _: {})
            store(
                [
                    observed("a1", "d1", 1, "n", condition="wenn nicht"),
                    observed("a2", "d2", 2, "n", asserted_by="m", condition="falls doch"),
                    observed("a1", "d1", 1, "s", issue="withdrawal", self_declared=False, rejected_by=("b2",)),
                ],
                index,
            )
            marks = tuple(float(name in ("act_deny", "later_deny", "next_deny")) for name in MARKS)
            draft = Draft(replace(OFFER, terms=OFFER.terms[:1]), "s", "1999-03-01", ("inspections",), ("b1", "b2"),
                          marks)  # fmt: skip
            index.put({"r1": pack(draft)})
        (whole,) = gathered
        stages = making.stages_of(opened.ledger)
        opened.ledger.store_changes(
            stages.wide[-1].stage, [], Changes(contacts=[replace(whole, status=ContactStatus.DENIED)])
        )
        yield opened


def positions(dossier: Dossier, belief: str) -> dict[str, Any]:
    """The positions under a belief, by id."""
    return {one.id: one for one in dossier.positions(belief)}


@pytest.mark.parametrize("belief", ["until 1999-03-03", "not act:deny", "since 1999-03; not on 1999-03-04"])
def test_a_red_line_stands_where_what_ended_it_is_not_believed(dossier: Dossier, belief: str) -> None:
    """Its end is the beginning of the next position that counts; without one it has none, and blocks a deal."""
    assert positions(dossier, "")["p1"].until == "1999-03-04"
    assert positions(dossier, belief)["p1"].until is None
    assert bargain(dossier, "").deal.possible
    assert not bargain(dossier, belief).deal.possible


def test_as_of_a_day_means_one_thing(dossier: Dossier) -> None:
    """`--at`, a belief and the web's day give the same positions, red lines and answer; what has no day counts."""
    for day in (None, *(f"1999-03-0{number}" for number in range(1, 6))):
        until = f"not since 1999-03-0{int(day[-1]) + 1}" if day else ""
        assert as_of("", day) == until
        assert "p5" in {one.id for one in dossier.positions(until)}
        by_day = whole_standing(dossier, View()).positions_at(day)
        assert {one.id: one.until for one in by_day} == {one.id: one.until for one in dossier.positions(until)}
        assert {one.id: one.rejected_by_party for one in by_day} == {
            one.id: one.rejected_by_party for one in dossier.positions(until)
        }
        lines = {line.id for line in model_of(dossier, until).red_lines}
        assert {line.id for line in model_of(dossier, at=day).red_lines} == lines
        assert {line.id for line in deal_page(dossier, View(at=day), Switches()).deal.model.red_lines} == lines
        cells = dossier.matrix(at=day).cells
        assert {key: cell.marks for key, cell in cells.items()} == {
            key: cell.marks for key, cell in dossier.matrix(until).cells.items()
        }


def test_what_a_position_says_is_said_by_what_counts(dossier: Dossier) -> None:
    """Day, speaker, condition and certainty are those of the evidence that is believed."""
    line = positions(dossier, "not outlet:Bote")["p1"]
    assert (line.since, line.until, line.asserted_by) == ("1999-03-02", "1999-03-04", "m")
    assert (line.condition, line.confidence) == ("falls doch", 0.5)


def test_who_says_so_is_somebody_that_there_is(dossier: Dossier) -> None:
    """Not one whom a decision merged into another, as whom the index still knows him."""
    dossier.decide(Verb.MERGE, "actor", "n", ids=["m"])
    assert positions(dossier, "not outlet:Bote")["p1"].asserted_by == "n"


def test_what_a_person_set_of_a_position_stands(dossier: Dossier) -> None:
    """Days that a decision gave are not counted anew."""
    dossier.decide(Verb.EDIT, "position", "p1", since="1999-02-01", until="1999-03-02", rejected_by_party=True)
    line = positions(dossier, "until 1999-03-03; not outlet:Bote")["p1"]
    assert (line.since, line.until, line.rejected_by_party) == ("1999-02-01", "1999-03-02", True)


def test_positions_of_one_cell_asked_for_alone_end_as_among_all(dossier: Dossier) -> None:
    """A filter takes records away, not what ended them."""
    belief = "not outlet:Bote"
    (alone,) = dossier.positions(belief, ids=["p1"])
    assert alone == positions(dossier, belief)["p1"]


def test_a_position_is_denied_only_by_a_denial_that_counts(dossier: Dossier) -> None:
    """Without the party's own words against it what others say of it is not rejected."""
    assert positions(dossier, "")["p4"].rejected_by_party
    assert positions(dossier, "not outlet:Kurier; not named; not denied") == {}
    assert positions(dossier, "not on 1999-03-03")["p4"].rejected_by_party
    assert not positions(dossier, "not act:deny")["p4"].rejected_by_party


def test_a_proposal_quotes_and_ends_by_what_counts(dossier: Dossier) -> None:
    """Terms, evidence and status are those of believed statements; without terms nothing is proposed."""
    (offer,) = dossier.proposals("not act:deny")
    assert [term.document for term in offer.terms] == ["d1"]
    assert offer.evidence == ("b1",)
    assert offer.status is not ProposalStatus.DENIED
    dossier.decide(Verb.EDIT, "proposal", "r1", status="denied")
    (offer,) = dossier.proposals("not act:deny")
    assert offer.status is ProposalStatus.DENIED
    assert not list(dossier.proposals("on 1999-03-04"))


def test_a_contact_is_shown_and_denied_by_what_counts(dossier: Dossier) -> None:
    """Its evidence is that of believed statements and of articles that count; without the denial it is not denied."""
    (whole,) = dossier.contacts()
    assert [shown.document for shown in whole.evidence] == ["d1", "d2", "d3"]
    (told,) = dossier.contacts("not act:deny")
    assert [shown.document for shown in told.evidence] == ["d1", "d3"]
    assert told.statements == ("b1",)
    assert told.status is not ContactStatus.DENIED
    (told,) = dossier.contacts("not outlet:Bote")
    assert [shown.document for shown in told.evidence] == ["d2"]
    assert not list(dossier.contacts("on 1999-03-04"))


@pytest.mark.parametrize("belief", ["not act:deny", "not outlet:Bote", "until 1999-03-03", "named"])
def test_the_web_states_records_as_the_command_line_does(dossier: Dossier, belief: str) -> None:
    """All three kinds, field by field."""
    known = whole_standing(dossier, View(belief))
    assert known.positions == tuple(dossier.positions(belief))
    assert known.proposals == tuple(dossier.proposals(belief))
    assert known.contacts == tuple(dossier.contacts(belief))


def test_a_long_list_is_stated_as_a_short_one(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the same order, however many are looked at together; and no issue is read more often than there are issues."""
    beliefs = ("", "not outlet:Bote", "not since 1999-03-04")
    short = [list(dossier.positions(belief)) for belief in beliefs]
    order = [one.id for one in dossier.positions()]
    for found in short:
        assert [one.id for one in found] == [one for one in order if one in {position.id for position in found}]
    asked: list[str] = []
    read = dossier.ledger.iter_positions

    def counted(**filters: Any) -> Iterator[Any]:
        asked.extend([filters["issue"]] if filters.get("issue") else [])
        return read(**filters)

    monkeypatch.setattr(dossier.ledger, "iter_positions", counted)
    monkeypatch.setattr(believing, "_TOGETHER", 1)
    assert [list(dossier.positions(belief)) for belief in beliefs] == short
    assert len(asked) <= 2 * len({one.issue for one in short[0]})
