"""Numbered points belong to whom the sentence before them belongs to, and are terms of one proposal."""

from __future__ import annotations

import pytest

from depesche.language import analyse_document
from depesche.positions.cast import Cast
from depesche.positions.codebook import load_codebook
from depesche.positions.mentions import Mentions
from depesche.positions.models import load_models
from depesche.positions.passages import Passages
from depesche.positions.points import numbered
from depesche.positions.proposals import drafts
from depesche.positions.stances import is_stance, stated
from depesche.records import Act, Actor, ActorKind, Document, Kind, Mention, ReadDocument, Span, Statement

CHAD = Actor("td", "Tschad", ActorKind.STATE, names=("Tschad",))
LIBYA = Actor("ly", "Libyen", ActorKind.STATE, names=("Libyen",))
CAST = {"td": CHAD, "ly": LIBYA}
POINTS = """

1. Alle libyschen Truppen ziehen ab.

2. Ein Waffenstillstand tritt in Kraft;

3) Die Gefangenen werden freigelassen.

Die Gespräche gehen weiter.
"""


def find(text: str, statements: tuple[Statement, ...] = ()) -> tuple[Passages, Mentions, list[Statement]]:
    """A dispatch and the points found in it."""
    document = Document("d", text, language="de")
    book = load_codebook()
    passages = Passages(ReadDocument(document, analyse_document(document), statements), book)
    mentions = Mentions(Cast(book, CAST), CAST.values())
    return passages, mentions, numbered(passages, mentions)


@pytest.mark.parametrize(
    ("lead", "speaker", "act"),
    [
        ("Der Tschad schlug in Lagos folgendes vor:", "td", Act.OFFER),
        ("Der Tschad hat seinen Friedensplan veröffentlicht. Er sieht vor:", "td", Act.OFFER),
        ("In Lagos verpflichtete sich Libyen gegenüber dem Tschad:", "ly", Act.PROMISE),
        ("Libyen verlangt im einzelnen:", "ly", Act.DEMAND),
    ],
)
def test_points_inherit_speaker_and_act(lead: str, speaker: str, act: Act) -> None:
    """Each point is a statement of the party that the sentence before them names, and does what that sentence says."""
    passages, _, found = find(lead + POINTS)
    assert [passages.text[one.start : one.end] for one in found] == [
        "Alle libyschen Truppen ziehen ab",
        "Ein Waffenstillstand tritt in Kraft",
        "Die Gefangenen werden freigelassen",
    ]
    assert {(one.speaker.actor, one.act, one.kind) for one in found} == {(speaker, act, Kind.REPORTED)}
    assert all(is_stance(one) for one in found)


@pytest.mark.parametrize(
    "lead",
    [
        "Der Tschad schlug folgendes vor.",
        "Die Tabelle zeigt den Tschad auf dem letzten Platz:",
        "Der Plan sieht vor:",
        "Libyen hat folgendes nicht vorgeschlagen:",
        "Von dem Plan hieß es in Libyen:",
    ],
)
def test_points_of_nobody_are_left_alone(lead: str) -> None:
    """No statement is made where no colon, no plan or no party leads to the points."""
    assert find(lead + POINTS)[2] == []


def test_points_that_somebody_says_stay_his() -> None:
    """Where attribution knows who says one of the points, none is given to another."""
    text = "Der Tschad schlug folgendes vor:" + POINTS
    start = text.index("Alle")
    said = Statement("s", "d", Kind.INDIRECT, Act.DEMAND, (Span(start, start + 20),), Mention((Span(0, 1),), "ly"))
    assert find(text, (said,))[2] == []


def test_points_are_terms_of_one_proposal() -> None:
    """A plan in points is one package of its maker."""
    passages, mentions, found = find("Der Tschad schlug in Lagos folgendes vor:" + POINTS)
    passages.add(found, stances=False)
    (draft,) = drafts(passages, load_codebook(), mentions.cast, mentions, load_models())
    assert draft.proposal.by == ("td",)
    assert {term.issue for term in draft.proposal.terms} >= {"ceasefire", "prisoners"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was fordert der Tschad? Den Abzug aller Truppen bis Mai.", [("td", Act.DEMAND)]),
        ("Und was bietet Libyen? Einen Waffenstillstand.", [("ly", Act.OFFER)]),
        ("Warum streitet der Tschad? Den Abzug aller Truppen.", []),
        ("Was fordert der Tschad? Der Abzug der Truppen ist schwierig.", []),
        ("Der Tschad fordert viel. Ein Waffenstillstand.", []),
    ],
)
def test_a_question_is_answered_by_the_fragment_behind_it(text: str, expected: list[tuple[str, Act]]) -> None:
    """A sentence without a verb, behind a question of what a party wants or offers, is the party's stance."""
    passages, mentions, _ = find(text)
    assert [(one.speaker.actor, one.act) for one in stated(passages, mentions)] == expected


def test_hostile_lists_are_read_in_linear_time() -> None:
    """Endless numbers, missing ones and control characters make no statements and no error."""
    assert find("Der Tschad schlug vor:\n" + "1. \x00\n2. \x00\n" * 2000)[2] == []
    many = "Der Tschad schlug vor:\n" + "".join(f"{i}. Abzug\n" for i in range(1, 90))
    assert len(find(many)[2]) == 30
