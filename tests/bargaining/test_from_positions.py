"""From positions and a codebook to a model, and what a reader sees of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace

from depesche.bargaining import (
    analyse,
    explain_svg,
    explain_text,
    load_model,
    model_from_positions,
    verdict,
)
from depesche.records import Actor, ActorKind, EvidenceSpan, Position, Strength


@dataclass(frozen=True)
class Outcome:
    """As in a codebook."""

    id: str
    name: str = ""
    excludes: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """As in a codebook."""

    id: str
    outcomes: tuple[Outcome, ...]
    name: str = ""
    may_stay_open: bool = False


BOOK = (
    Matter("alliance", (Outcome("join", "Beitritt", ("neutrality.neutral",)), Outcome("stay_out")), "Bündnis"),
    Matter("neutrality", (Outcome("neutral"), Outcome("not_neutral"))),
    Matter("border", (Outcome("old", implies=("withdrawal.full",)), Outcome("new"))),
    Matter("withdrawal", (Outcome("full", implies=("partial",)), Outcome("partial"), Outcome("none"))),
    Matter("sanctions", (Outcome("stay"), Outcome("lifted"))),
)


def position(id, party, issue, outcome, strength=Strength.DEMAND, **more):
    """A position with one piece of evidence."""
    return Position(id, party, issue, outcome, strength, evidence=(EvidenceSpan(f"s-{id}", 1, 5),), **more)


def test_what_a_position_rules_out():
    """Wanted: the others, less what comes along; refused: that one; open and conceded: nothing."""
    model = model_from_positions(
        [
            position("p1", "a", "alliance", "join", Strength.RED_LINE),
            position("p2", "b", "alliance", "join", Strength.RED_LINE, refuses=True),
            position("p3", "a", "withdrawal", "full"),
            position("p4", "b", "withdrawal", "none", Strength.OPEN),
            position("p5", "b", "border", "new", Strength.CONCESSION),
        ],
        BOOK,
    )
    assert {line.id: line.rules_out for line in model.red_lines} == {
        "p1": ("stay_out",), "p2": ("join",), "p3": ("none",),
    }  # fmt: skip
    assert [issue.id for issue in model.issues] == ["alliance", "border", "withdrawal"]
    assert len(model.dependencies) == 1
    assert analyse(model).blockers == (("p1", "p2"),)


def test_what_counts_and_what_is_merged():
    """Ended and rejected positions are out; one line stated twice is one line with both its reports."""
    stated = [
        position("p1", "a", "alliance", "join", since="2024-01-02"),
        position("p2", "a", "alliance", "join", Strength.RED_LINE, since="2024-02-02"),
        position("p3", "b", "alliance", "stay_out", since="2024-01-01", until="2024-03-01"),
        position("p4", "b", "neutrality", "neutral", rejected_by_party=True, self_declared=False),
        position("p5", "b", "nowhere", "x"),
    ]
    documents = {"s-p1": "d1", "s-p2": "d2"}
    model = model_from_positions(stated, BOOK, [Actor("a", "Land A", ActorKind.STATE)], documents=documents)
    (line,) = model.red_lines
    assert (line.id, line.strength) == ("p2", "red_line")
    assert {ground.report for ground in line.evidence} == {"d1", "d2"}
    assert model.party_names == {"a": "Land A"}
    assert "p5" in model.notes[0]
    before = model_from_positions(stated, BOOK, at="2024-02-15", include_rejected=True)
    assert {entry.id for entry in before.red_lines} == {"p2", "p3", "p4"}
    found = analyse(before)
    assert found.blockers == (("p2", "p3"), ("p2", "p4"))
    assert found.robustness.deciding == ("s-p1", "s-p2") or found.robustness.rests_on is not None


def test_issues_between_two_spoken_of_are_kept():
    """A conclusion that runs through an issue nobody mentioned is not lost."""
    book = (
        Matter("x", (Outcome("a", implies=("y.a",)), Outcome("b"))),
        Matter("y", (Outcome("a", excludes=("z.a",)), Outcome("b"))),
        Matter("z", (Outcome("a"), Outcome("b"))),
        Matter("w", (Outcome("a"), Outcome("b"))),
    )
    model = model_from_positions([position("p1", "p", "x", "a"), position("p2", "q", "z", "a")], book)
    assert [issue.id for issue in model.issues] == ["x", "y", "z"]
    assert analyse(model).blockers == (("p1", "p2"),)


def test_best_deals_fulfil_most_wishes():
    """Among several deals the one comes first that gives the parties most of what they said they could accept."""
    model = load_model(
        "issues: {a: [x, y, z], b: [u, v]}\nparties: [p, q]\n"
        "red_lines: [{id: r, party: p, issue: a, rules_out: [x]}]\n"
        "wishes: [{party: p, issue: a, outcome: z}, {party: q, issue: b, outcome: v, weight: 3}]\n"
    )
    examples = analyse(model).examples
    assert len(examples) == analyse(model).deals == 4
    assert examples[0] == {"a": "z", "b": "v"}
    assert examples[1] == {"a": "y", "b": "v"}


def test_the_graph_is_safe_and_complete():
    """Hostile names end up as text: in the SVG escaped, in the terminal without control characters."""
    evil = "<script>alert(1)</script>\\u001b[31m"
    model = load_model(
        f'issues: {{a: [x, y]}}\nparties: [p, "{evil}"]\nred_lines:\n'
        f' - {{id: r1, party: p, issue: a, rules_out: [x]}}\n - {{id: r2, party: "{evil}", issue: a, rules_out: [y]}}\n'
    )
    deal = analyse(model)
    drawing = explain_svg(deal, lang="de")
    tree = ET.fromstring(drawing)
    assert not [element for element in tree.iter() if element.tag.endswith("script")]
    assert len([element for element in tree.iter() if element.tag.endswith("path")]) == 2
    text = explain_text(deal)
    assert "\x1b" not in text
    assert "r1" in text
    assert "r2" in text
    assert verdict(deal, {"p": "Land P"}, "de").startswith("So ist keine Einigung möglich")
    assert ET.fromstring(explain_svg(analyse(load_model("issues: {a: [x]}\nparties: [p]\n")))) is not None


def test_who_is_heard_but_once_is_no_side():
    """One remark of an onlooker blocks nothing beside two parties of whom much is told; what people decided counts."""
    told = [position(f"{party}{n}", party, "alliance", "join", confidence=0.6) for party in "pq" for n in range(4)]
    remark = position("remark", "r", "alliance", "join", confidence=0.6)
    names = [Actor(party, party.upper(), ActorKind.STATE) for party in "pqr"]
    model = model_from_positions([*told, remark], BOOK, names)
    assert model.parties == ("p", "q")
    assert any("R left out" in note for note in model.notes)
    assert "r" in model_from_positions([*told, replace(remark, confidence=1.0)], BOOK, names).parties
    assert "r" in model_from_positions([*told[:4], remark], BOOK, names).parties


def test_nobody_blocks_himself():
    """Of one party's lines that leave an issue no outcome its own and latest count, and a note says which do not."""
    stated = [
        position("p1", "a", "sanctions", "lifted", Strength.RED_LINE, since="2024-02-01", refuses=True),
        position("p2", "a", "sanctions", "lifted", since="2024-03-01"),
        position("p3", "a", "sanctions", "stay", since="2024-04-01", self_declared=False),
        position("p4", "b", "alliance", "join", since="2024-04-01"),
    ]
    model = model_from_positions(stated, BOOK, [Actor("a", "Land A", ActorKind.STATE)])
    assert {line.id for line in model.red_lines} == {"p2", "p4"}
    assert model.notes == (
        "Land A on sanctions: the red line of 2024-02-01 left out, the demand of 2024-03-01 says otherwise",
        "Land A on sanctions: the demand of 2024-04-01 left out, the demand of 2024-03-01 says otherwise",
    )
    assert analyse(model).possible


def test_lines_of_one_party_that_leave_an_outcome_all_count():
    """Who will neither withdraw fully nor stay can still withdraw in part."""
    stated = [
        position("p1", "a", "withdrawal", "full", since="2024-02-01", refuses=True),
        position("p2", "a", "withdrawal", "none", since="2024-03-01", refuses=True),
    ]
    model = model_from_positions(stated, BOOK)
    assert {line.id for line in model.red_lines} == {"p1", "p2"}
    assert model.notes == ()
