"""Matrix, moves, timeline, PLOVER, suggestions: plain data over records."""

from __future__ import annotations

from dataclasses import replace

from depesche.positions.codebook import load_codebook
from depesche.positions.codebook_file import codebook_of
from depesche.positions.matrix import history, matrix
from depesche.positions.observe import Observation
from depesche.positions.plover import contact_events, position_events, proposal_events, statement_events
from depesche.positions.positions import fold, reject
from depesche.positions.suggest import as_yaml, suggest
from depesche.positions.timeline import all_moves, timeline
from depesche.records import (
    Act,
    Contact,
    ContactFormat,
    ContactStatus,
    Evidence,
    EvidenceSpan,
    Kind,
    Mention,
    Position,
    Proposal,
    ProposalStatus,
    Span,
    Statement,
    Strength,
    Term,
    When,
)

SPAN = (EvidenceSpan("s1", 0, 5),)
HARD = Position(
    "p1", "ru", "alliance", "join", Strength.RED_LINE, "2024-01-01", "2024-03-01", "a1", refuses=True, evidence=SPAN
)
SOFT = Position("p2", "ru", "alliance", "join", Strength.OPEN, "2024-03-01", None, "a1", evidence=SPAN)
TOLD = Position(
    "p3", "ru", "front_line", "freeze", Strength.OPEN, "2024-02-01", None, "x", self_declared=False,
    rejected_by_party=True, evidence=SPAN,
)  # fmt: skip
CONTACT = Contact(
    "k1", (("ru",), ("us",)), ContactFormat.PHONE, When("2024-01-05"), ContactStatus.DENIED, (Evidence("d1", 0, 5),)
)
PROPOSAL = Proposal("r1", ("us",), ("ru",), ProposalStatus.REJECTED, (Term("alliance", "join", "d1", 0, 5),), ("s1",))


def test_the_matrix_shows_the_latest_and_marks_what_is_told() -> None:
    """A cell holds the party's own latest position; hearsay is marked, and marked again where the party denied it."""
    table = matrix([HARD, SOFT, TOLD], load_codebook())
    cell = table.cell("ru", "alliance")
    assert cell is not None
    assert cell.stands is not None
    assert (cell.stands.strength, cell.stands.label) == ("open", "Beitritt")
    told = table.cell("ru", "front_line")
    assert told is not None
    assert told.marks == "~!"
    assert table.cell("us", "alliance") is None


def test_the_matrix_at_a_day() -> None:
    """What came later is not known yet."""
    cell = matrix([HARD, SOFT, TOLD], load_codebook(), at="2024-02-15").cell("ru", "alliance")
    assert cell is not None
    assert cell.stands is not None
    assert cell.stands.strength == "red_line"
    assert cell.stands.refused
    assert [item.strength for item in history([SOFT, HARD], load_codebook(), "ru", "alliance")] == ["red_line", "open"]


def test_a_move_is_an_event() -> None:
    """From red line to open is softer; on hearsay it says so."""
    moves = all_moves([SOFT, HARD])
    assert [(m.from_strength, m.to_strength, m.softer) for m in moves] == [(Strength.RED_LINE, Strength.OPEN, True)]


def test_what_has_no_day_has_not_moved() -> None:
    """Nobody knows which of two of its own positions came first; what others tell against one is told, day or not."""
    first, then = replace(HARD, since=None), replace(SOFT, since=None)
    told = replace(TOLD, since=None, issue="alliance")
    assert not all_moves([first, then])
    assert not all_moves([first, SOFT])
    assert [move.after for move in all_moves([first, told])] == [TOLD.id]


def test_the_timeline_is_in_order_and_can_begin_later() -> None:
    """Positions, moves, proposals and contacts stand in one list by day."""
    events = timeline([HARD, SOFT, TOLD], [PROPOSAL], [CONTACT], {"s1": "d1"}, {"d1": "2024-01-03"})
    assert [event.kind for event in events] == ["position", "proposal", "contact", "position", "move", "position"]
    assert all(event.evidence for event in events)
    late = timeline([HARD, SOFT], [], [], {"s1": "d1"}, {}, since="2024-02-01")
    assert {event.thing for event in late} == {"p2"}


def test_plover_events() -> None:
    """Each record becomes an event with actor, recipient, date, mode and on whose word."""
    assert [event.event for event in position_events([HARD, SOFT], {"s1": "d1"})] == ["REJECT", "AGREE"]
    (met,) = contact_events([CONTACT])
    assert (met.event, met.mode, met.actor, met.recipient, met.status) == (
        "CONSULT",
        "phone",
        ("ru",),
        ("us",),
        "denied",
    )
    assert [event.event for event in proposal_events([PROPOSAL], {"d1": "2024-01-03"})] == ["AGREE", "REJECT"]
    warned = Statement("s1", "d1", Kind.DIRECT, Act.WARN, (Span(0, 5),), Mention((), "a1"))
    (event,) = statement_events([warned], {"a1": "ru"}, {"d1": "2024-01-03"})
    assert (event.event, event.quad, event.actor, event.date) == ("THREATEN", "VERBAL CONFLICT", ("ru",), "2024-01-03")


def test_suggestions_leave_out_what_is_covered() -> None:
    """Nouns that are demanded often and no issue covers come with examples, as YAML that parses."""
    text = "Er fordert die Freigabe der Fischgründe. Sie verlangt ebenfalls Fischgründe und Sanktionen. "
    cut = [(0, 39), (41, 91)]
    statements = [
        Statement(f"s{n}", "d1", Kind.INDIRECT, Act.DEMAND, (Span(start, end),)) for n, (start, end) in enumerate(cut)
    ]
    book = codebook_of({"issues": {"sanctions": {"name": "Sanktionen"}}}, "test")
    (found,) = suggest(statements, {"d1": text}, book)
    assert (found.word, found.count) == ("Fischgründe", 2)
    assert "Freigabe" in found.outcomes
    assert found.examples[0][:3] == ("d1", 0, 39)
    assert "fischgrunde:" in as_yaml([found])


def said(day: str, *strengths: float) -> Observation:
    """A party's own word on a day; strengths from red line to concession."""
    return Observation(
        day,
        day,
        day,
        day,
        "ru",
        "alliance",
        "stance",
        "assert",
        "join",
        strengths,
        (0.8, 0.1, 0.1),
        True,
        "a1",
        0,
        5,
        0.9,
    )


def test_who_rules_out_what_he_is_said_to_be_open_for_denies_it() -> None:
    """A refusal of the same outcome rejects softness that others told before it; one of another outcome does not."""
    told = replace(
        said("2024-01-01", 0.0, 0.0, 0.1, 0.9, 0.0), self_declared=False, asserted_by="x", document="t", statement="t"
    )
    ruled_out = replace(said("2024-01-02", 0.9, 0.1, 0.0, 0.0, 0.0), directions=(0.1, 0.8, 0.1))
    (rejected,) = reject([told, ruled_out])
    assert rejected.rejected_by == (ruled_out.statement,)
    assert reject([told, replace(ruled_out, outcome="stay_out")]) == []
    assert reject([told, replace(ruled_out, day="2023-12-31")]) == []


def test_a_position_is_left_only_for_a_clearly_likelier_one() -> None:
    """What may as well be the position held changes nothing; what can hardly be it begins another."""
    first = said("2024-01-01", 0.8, 0.1, 0.1, 0.0, 0.0)
    unsure, other = said("2024-01-02", 0.2, 0.5, 0.3, 0.0, 0.0), said("2024-01-03", 0.05, 0.1, 0.05, 0.8, 0.0)
    assert [position.strength for position in fold([first, unsure])] == [Strength.RED_LINE]
    assert [position.strength for position in fold([first, unsure, other])] == [Strength.RED_LINE, Strength.OPEN]
