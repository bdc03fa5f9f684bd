"""Stances that an article states in its own words become reported statements, and only those."""

from __future__ import annotations

import pytest

from depesche.positions.cast import Cast
from depesche.positions.codebook import load_codebook
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.positions.stances import stated
from depesche.positions.words import words
from depesche.records import Act, Actor, ActorKind, Analysis, Document, Kind, Mention, ReadDocument, Span, Statement

NORWAY = Actor("no", "Norwegen", ActorKind.STATE, names=("Norwegen",))
HANSEN = Actor("h", "Kari Hansen", ActorKind.PERSON, "no", ("Kari Hansen",))


def find(text: str, statements: tuple[Statement, ...] = ()) -> list[tuple[str, str, str]]:
    """Speaker, act and words of each stance found."""
    book = load_codebook()
    cast = Cast(book, {"no": NORWAY, "h": HANSEN})
    read = ReadDocument(Document("d", text), Analysis("d", "de"), statements)
    found = stated(Passages(read, book), Mentions(cast, cast.actors.values()))
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
        ("Lehnt Oslo jede Inspektion ab?", None),
        ("Vieles ist strittig; Oslo lehnt jede Inspektion ab.", ("no", "reject", "lehnt jede Inspektion ab")),
        ("Warum lehnt Oslo jede Inspektion ab?", ("no", "reject", "jede Inspektion ab")),
        ("Die norwegische Regel verlangt eine Wahl.", None),
        ("Norwegen liegt am Meer, und Sanktionen gibt es viele.", None),
        (
            "Oslo lehnt eine Inspektion der Anlagen an der Küste wie auch jede weitere Prüfung durch Fachleute ab.",
            (
                "no",
                "reject",
                "lehnt eine Inspektion der Anlagen an der Küste wie auch jede weitere Prüfung durch Fachleute ab",
            ),
        ),
        ("Oslo lehnt Inspektionen nicht ab.", ("no", "offer", "lehnt Inspektionen nicht ab")),
        ("Oslo ist zu Inspektionen nicht bereit.", ("no", "reject", "ist zu Inspektionen nicht bereit")),
        ("Oslo fordert keine Inspektion.", None),
        ("Hansen (Arbeiterpartei) lehnt Inspektionen ab.", ("h", "reject", "lehnt Inspektionen ab")),
        ("Die Regierung (Oslo) lehnt Inspektionen ab.", ("no", "reject", "lehnt Inspektionen ab")),
        ("Hansen (Vorsitz bis März, danach frei) lehnt Inspektionen ab.", ("h", "reject", "lehnt Inspektionen ab")),
        (
            "Hansen lehnt Inspektionen ab und besteht darauf, dass die Blockade endet.",
            ("h", "demand", "besteht darauf, dass die Blockade endet"),
        ),
        ("Am Freitag lehnte Oslo Inspektionen ab.", ("no", "reject", "Inspektionen ab")),
        ("Hansen schließt den Abzug, wie aus Kreisen verlautet, nur für dieses Jahr.", None),
        ("Für Hansen war das Beharren auf Inspektionen ein Fehler.", None),
    ],
)
def test_what_counts(text: str, expected: tuple[str, str, str] | None) -> None:
    """A party as subject, a verb of stance and an issue's word in one clause; nothing else."""
    assert (expected is None and find(text) == []) or expected in find(text)


def test_what_a_statement_says_is_not_said_again() -> None:
    """A clause that attribution found to be said, or whose verb is its cue, is left to it."""
    statement = Statement("s", "d", Kind.INDIRECT, Act.REJECT, (Span(11, 25),))
    assert find("Oslo lehnt jede Inspektion strikt ab.", (statement,)) == []
    cue = Statement("s", "d", Kind.INDIRECT, Act.DEMAND, (Span(33, 48),), cue=(Span(7, 14),))
    assert find("Hansen fordert die Inspektion und die Lockerung.", (cue,)) == []


def test_a_clause_beside_a_statement_counts() -> None:
    """One conjunct of a sentence may be a statement of attribution's, the other a stance that it left out."""
    text = "Hansen lehnt Inspektionen ab und besteht darauf, dass die Blockade endet."
    said = Statement("s", "d", Kind.INDIRECT, Act.DEMAND, (Span(49, 72),), cue=(Span(33, 47),))
    assert find(text, (said,)) == [("h", "reject", "lehnt Inspektionen ab")]


def test_a_plan_that_somebody_else_tells_of_is_told_on_his_word() -> None:
    """A relative clause about a party's plan inside another's statement has that speaker as its link and parent."""
    text = "Der Plan von Norwegen, der einen vollständigen Abzug fordert, sei tot."
    told = Statement("s", "d", Kind.INDIRECT, Act.ASSESS, (Span(0, 69),), speaker=Mention((), "x"))
    book = load_codebook()
    cast = Cast(book, {"no": NORWAY, "x": Actor("x", "Juan Rey", ActorKind.PERSON)})
    passages = Passages(ReadDocument(Document("d", text), Analysis("d", "de"), (told,)), book)
    (stance,) = stated(passages, Mentions(cast, cast.actors.values()))
    assert (stance.speaker.actor, stance.via, stance.parent) == ("no", ("x",), "s")
    passages.add([stance])
    rest = next(item for item in passages.statements if item.id == "s")
    assert [text[span.start : span.end] for span in rest.content] == ["Der Plan von Norwegen, ", ", sei tot"]


def test_a_state_is_not_known_by_the_last_word_of_its_name() -> None:
    """Western states ("westliche Staaten") are not the United States, though a person is known by the family name."""
    states = Actor("us", "Vereinigte Staaten", ActorKind.STATE, names=("Vereinigte Staaten",))
    cast = Cast(load_codebook(), {"us": states, "h": HANSEN})
    mentions = Mentions(cast, cast.actors.values())
    assert mentions.parties_in(words("Garantien von westlichen Staaten"), "Garantien von westlichen Staaten") == []
    assert [item.actor for item in mentions.find(words("So sprach Hansen"), "So sprach Hansen")] == ["h"]
