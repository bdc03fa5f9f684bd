"""Stances that an article states in its own words become reported statements, and only those."""

from __future__ import annotations

import pytest

from depesche.positions.cast import Cast
from depesche.positions.codebook import load_codebook
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.positions.stances import stated
from depesche.records import Act, Actor, ActorKind, Analysis, Document, Kind, ReadDocument, Span, Statement

NORWAY = Actor("no", "Norwegen", ActorKind.STATE, names=("Norwegen",))
HANSEN = Actor("h", "Kari Hansen", ActorKind.PERSON, "no", ("Kari Hansen",))


def find(text: str, statements: tuple[Statement, ...] = ()) -> list[tuple[str, str, str]]:
    """Speaker, act and words of each stance found."""
    book = load_codebook()
    cast = Cast(book, {"no": NORWAY, "h": HANSEN})
    read = ReadDocument(Document("d", text), Analysis("d", "de"), statements)
    found = stated(Passages(read, book), book, Mentions(cast, cast.actors.values()))
    assert all(statement.kind is Kind.REPORTED for statement in found)
    return [(s.speaker.actor or "", s.act.value, text[s.start : s.end]) for s in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo lehnt jede Inspektion strikt ab.", ("no", "reject", "lehnt jede Inspektion strikt ab")),
        ("Am Montag forderte Hansen, die Sanktionen zu lockern.", None),
        ("Hansen fordert Sicherheitsgarantien.", ("h", "demand", "fordert Sicherheitsgarantien")),
        (
            "Hansen besteht darauf, dass die Blockade endet.",
            ("h", "demand", "besteht darauf, dass die Blockade endet"),
        ),
        (
            "Es geht um den Plan von Norwegen, der einen vollständigen Abzug fordert.",
            ("no", "demand", "der einen vollständigen Abzug fordert"),
        ),
        ("Hansen fordert ein Stück Kuchen mit Sahne.", None),
        ("Die norwegische Regel verlangt eine Wahl.", None),
        ("Norwegen liegt am Meer, und Sanktionen gibt es viele.", None),
    ],
)
def test_what_counts(text: str, expected: tuple[str, str, str] | None) -> None:
    """A party as subject, a verb of stance and an issue's word in one clause; nothing else."""
    assert (expected is None and find(text) == []) or expected in find(text)


def test_a_sentence_with_a_statement_is_left_alone() -> None:
    """What attribution found is not found again."""
    statement = Statement("s", "d", Kind.INDIRECT, Act.REJECT, (Span(11, 25),))
    assert find("Oslo lehnt jede Inspektion strikt ab.", (statement,)) == []
