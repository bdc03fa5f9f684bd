"""The day of a stance: the dispatch's, or an earlier one that its sentence tells."""

from __future__ import annotations

import pytest

from depesche.language import analyse_document
from depesche.positions.codebook import load_codebook
from depesche.positions.models import DIRECTIONS, STRENGTHS
from depesche.positions.observe import Observation
from depesche.positions.passages import Passages
from depesche.positions.positions import fold, moves
from depesche.positions.told_days import told_day
from depesche.records import Act, Document, Kind, ReadDocument, Span, Statement


def day(text: str, content: str, cue: str) -> str | None:
    """The day of what a dispatch of 10 June 1984 tells."""
    document = Document("d", text, language="de", published="1984-06-10")
    start, at = text.index(content), text.index(cue)
    one = Statement(
        "s", "d", Kind.INDIRECT, Act.DEMAND, (Span(start, start + len(content)),), cue=(Span(at, at + len(cue)),)
    )
    return told_day(one, Passages(ReadDocument(document, analyse_document(document), (one,)), load_codebook()))


@pytest.mark.parametrize(
    ("text", "content", "cue", "expected"),
    [
        (
            "Im März hatte Präsident Okoro noch gefordert, dass alle Truppen abziehen.",
            "alle Truppen abziehen",
            "gefordert",
            "1984-03-01",
        ),
        ("Okoro hatte am 2. Mai den Abzug verlangt.", "den Abzug", "verlangt", "1984-05-02"),
        # Nobody says when.
        ("Okoro hatte zuvor den Abzug verlangt.", "den Abzug", "verlangt", "1984-06-10"),
        # The day is that of something else.
        (
            "Okoro verlangte den Abzug, nachdem Mali im März Panzer geschickt hatte.",
            "den Abzug",
            "verlangte",
            "1984-06-10",
        ),
        # What is demanded has a day, not the demand.
        ("Okoro hatte verlangt, am 2. Mai abzuziehen.", "am 2. Mai abzuziehen", "verlangt", "1984-06-10"),
        ("Okoro verlangte am 2. Mai den Abzug.", "den Abzug", "verlangte", "1984-06-10"),
    ],
)
def test_an_earlier_day_dates_what_had_been_said(text: str, content: str, cue: str, expected: str) -> None:
    """A day beside "hatte" in the clause that leads to a statement is the statement's; any other is not."""
    assert day(text, content, cue) == expected


def shown(identity: str, on: str, strength: str) -> Observation:
    """A stance of one party on one issue, shown by one dispatch."""
    return Observation(
        id=identity, statement=f"s{identity}", document="d", day=on, party="ml", issue="withdrawal", kind="stance",
        act="demand", outcome="full", strengths=tuple(float(name == strength) for name in STRENGTHS),
        directions=tuple(float(name == "wants") for name in DIRECTIONS), self_declared=True, asserted_by="ml",
        start=0, end=5, probability=0.9,
    )  # fmt: skip


def test_one_dispatch_may_tell_a_change() -> None:
    """What a dispatch tells of March and of today are two positions of one party, and a move between them."""
    found = fold([shown("1", "1984-06-10", "open"), shown("2", "1984-03-01", "demand")])
    assert [(one.since, one.until, one.strength.value) for one in found] == [
        ("1984-03-01", "1984-06-10", "demand"),
        ("1984-06-10", None, "open"),
    ]
    assert [move.softer for move in moves(found)] == [True]
