"""Belief: parsing, round trip, errors, and what it admits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.errors import BadExpression
from depesche.positions.belief import DAYS, FIELDS, FLAGS, NUMBERS, Belief, Term
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Claim,
    Document,
    Kind,
    Origin,
    Relation,
    Response,
    Span,
    Statement,
)

STATEMENT = Statement("s1", "d1", Kind.INDIRECT, Act.ASSERT, (Span(0, 5),))
DOCUMENT = Document("d1", "Worte", outlet="TASS", agencies=("dpa",), published="2024-11-19T08:00:00")
NAMED = Actor("a1", "Dmitri Peskow", ActorKind.PERSON)
UNNAMED = Actor("a2", "zwei Quellen", ActorKind.UNNAMED)
CLAIM = Claim(
    "c1",
    "x",
    ("s1",),
    (Response("s2", Relation.DENIES),),
    (Origin("o1", None, ("s1",), ""), Origin("o2", None, ("s3",), "")),
)


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("", True),
        ("named", True),
        ("not named", False),
        ("denied", True),
        ("not denied", False),
        ("origins>=2", True),
        ("origins > 2", False),
        ("outlet:tass", True),
        ("not outlet:TASS", False),
        ("outlet:dpa", True),
        ('outlet:"TA SS"', False),
        ("until 2024-11-20", True),
        ("until 2024-11-18", False),
        ("since 2024", True),
        ("on 2024-11", True),
        ("act:assert; kind:indirect; first-hand", True),
        ("speaker:peskow", True),
        ("credibility<=5", False),
    ],
)
def test_what_is_admitted(text: str, admitted: bool) -> None:
    """Each term tells about statement, document, speaker or claims; all terms must hold."""
    assert Belief.parse(text).admits(STATEMENT, DOCUMENT, NAMED, [CLAIM]) is admitted


def test_unnamed_sources_and_unknown_speakers_are_not_named() -> None:
    """An unnamed source is not named, nor is a speaker whom nobody found."""
    belief = Belief.parse("named")
    assert not belief.admits(STATEMENT, DOCUMENT, UNNAMED)
    assert not belief.admits(STATEMENT, DOCUMENT, None)


def test_a_document_without_date_is_in_no_span_of_time() -> None:
    """Where the day is not known, since, until and on do not hold."""
    assert not Belief.parse("until 2030").admits(STATEMENT, Document("d", ""), NAMED)


TERMS = st.one_of(
    st.builds(Term, st.booleans(), st.sampled_from(sorted(FLAGS))),
    st.builds(
        Term,
        st.booleans(),
        st.sampled_from(sorted(set(FIELDS) - {"kind", "act"})),
        st.just(":"),
        st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.replace('"', "").split())).filter(bool),
    ),
    st.builds(
        Term,
        st.booleans(),
        st.sampled_from(sorted(NUMBERS)),
        st.sampled_from([">=", "<=", ">", "<", "="]),
        st.integers(0, 999).map(str),
    ),
    st.builds(
        Term, st.booleans(), st.sampled_from(sorted(DAYS)), st.just("day"), st.dates().map(lambda day: day.isoformat())
    ),
)


@given(st.lists(TERMS, max_size=6))
def test_round_trip(terms: list[Term]) -> None:
    """What a belief prints is parsed to the same belief."""
    belief = Belief(tuple(terms))
    assert Belief.parse(str(belief)) == belief


@given(st.text(max_size=200))
def test_any_text_parses_or_is_refused_with_a_hint(text: str) -> None:
    """No input brings anything but a belief or BadExpression."""
    try:
        belief = Belief.parse(text)
    except BadExpression:
        return
    assert Belief.parse(str(belief)) == belief


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("naned", "named"),
        ("named; outlt:TASS", "outlet:"),
        ("named; origins>=many", "no number"),
        ("confidence>=high", "Write confidence>=0.8"),
        ("origins>=", "no number stands after origins"),
        ("until yesterday", "no day"),
        ("since", "nothing stands after since"),
        ("named; not", "nothing stands after not"),
        ("kind:shouted", "free_indirect"),
        ('outlet:"TASS', "not closed"),
        ("outlet:", "nothing stands after"),
    ],
)
def test_errors_say_where_and_what_is_meant(text: str, told: str) -> None:
    """A mistake is located, what was understood is repeated, and the likely meaning offered."""
    with pytest.raises(BadExpression) as caught:
        Belief.parse(text)
    assert told in str(caught.value)
    assert "character" in str(caught.value)
    if text.startswith("named;"):
        assert "understood so far: named" in str(caught.value)
