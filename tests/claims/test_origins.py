"""Statements of a claim put together by what they rest on."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.claims.model import shipped
from depesche.claims.origins import MOST, origins_of
from depesche.claims.propositions import Proposition
from depesche.claims.resting import RESTING, Rest, rows, together
from depesche.records import ActorKind
from tests import making

ACTORS = {
    one.id: one
    for one in (
        making.actor("state", "Nordland", kind=ActorKind.STATE),
        making.actor("minister", "Kern", "state", kind=ActorKind.PERSON),
        making.actor("president", "Holt", "state", kind=ActorKind.PERSON),
        making.actor("captain", "Brekke", kind=ActorKind.PERSON),
        making.actor("pilot", "Sand", kind=ActorKind.PERSON),
        making.actor("source", "zwei Beamte (Bote)", kind=ActorKind.UNNAMED, outlet="bote"),
        making.actor("bote", "Bote", kind=ActorKind.OUTLET),
    )
}


def said(
    name: str, document: str, speaker: str, via: tuple[str, ...] = (), home: str = "", day: int = 1
) -> Proposition:
    """A statement that rests on somebody."""
    return Proposition(
        id=name, document=document, group=document, act="assert", kind="indirect", speaker=speaker, day=day, start=0,
        paragraph=0, sentence=0, text="Drei Schiffe drehten ab", stems={}, context={}, states=frozenset(),
        numbers=frozenset(), negated=False, title=False, via=via, home=home,
    )  # fmt: skip


def counted(*items: Proposition) -> list[set[str]]:
    """The origins that the shipped model finds, as sets of statements."""
    models = shipped()
    found = origins_of("c", items, ACTORS, models.scores["origins"].score, models.settings["one_origin"])
    assert sorted(one for origin in found for one in origin.statements) == sorted(item.id for item in items)
    assert all(origin.why for origin in found)
    return [set(origin.statements) for origin in found]


def test_one_side_speaking_for_itself_is_one_origin() -> None:
    """A minister and his president have one interest and one knowledge."""
    assert counted(said("a", "d1", "minister"), said("b", "d2", "president", day=2)) == [{"a", "b"}]


def test_two_witnesses_of_different_papers_are_two_origins() -> None:
    """Nothing ties a captain whom one paper quotes to a pilot whom another quotes."""
    assert counted(said("a", "d1", "captain", home="x"), said("b", "d2", "pilot", home="y", day=9)) == [{"a"}, {"b"}]


def test_who_repeats_a_papers_report_is_no_second_origin() -> None:
    """An unnamed source of one paper, and that paper cited by another."""
    first, second = said("a", "d1", "source", home="bote"), said("b", "d2", "bote", home="kurier", day=2)
    assert counted(first, second) == [{"a", "b"}]


def test_what_is_told_through_somebody_rests_with_him() -> None:
    """The captain's words as the pilot passes them on, beside the pilot's own."""
    first, second = said("a", "d1", "pilot"), said("b", "d1", "captain", via=("pilot",))
    assert counted(first, second) == [{"a", "b"}]
    assert "t" in Rest(first, ACTORS).reasons(Rest(second, ACTORS))


def test_a_statement_alone_is_one_origin() -> None:
    """With the reason that it stands alone."""
    models = shipped()
    (only,) = origins_of("c", [said("a", "d", "captain")], ACTORS, models.scores["origins"].score, 0.5)
    assert only.why == "single statement"
    assert only.actor == "captain"


def test_a_claim_of_very_many_statements_keeps_each_in_one_origin() -> None:
    """Beyond the bound statements rest with the groups of those that were compared."""
    items = [
        said(f"s{number}", f"d{number}", ["captain", "pilot", "minister"][number % 3]) for number in range(3 * MOST)
    ]
    assert len(counted(*items)) <= MOST


def test_the_features_of_a_pair_do_not_depend_on_its_order() -> None:
    """Which of two statements came first says nothing about what they rest on."""
    one, other = (
        Rest(said("a", "d1", "source", home="bote"), ACTORS),
        Rest(said("b", "d2", "captain", via=("bote",), home="kurier", day=4), ACTORS),
    )
    assert np.array_equal(rows([one, other]), rows([other, one]))
    assert rows([one]).shape == (0, len(RESTING))


def test_the_features_of_a_pair_say_what_ties_the_two() -> None:
    """A source of one paper and a president whom another quotes by it, three days later."""
    first = said("a", "d1", "source", home="bote", day=4)
    second = said("b", "d2", "president", via=("bote",), home="kurier", day=7)
    (row,) = rows([Rest(first, ACTORS), Rest(second, ACTORS)])
    told = {name: float(value) for name, value in zip(RESTING, row, strict=True) if value}
    assert told == {
        "sentences": 40, "paragraphs": 40, "speakers_known": 2, "longer_chain": 1, "home_cited": 1, "sides_known": 2,
        "unnamed": 1, "persons": 1, "same_knower": 1, "cites": 1, "days": 3,
    }  # fmt: skip


@given(st.lists(st.tuples(
    st.sampled_from(["d1", "d2", "d3"]), st.sampled_from(["", "minister", "president", "source", "bote", "unknown"]),
    st.sampled_from([(), ("bote",), ("source", "bote"), ("captain", "minister")]),
    st.sampled_from(["", "bote", "kurier"]), st.integers(0, 60),
), min_size=2, max_size=7))  # fmt: skip
def test_a_pair_is_told_alike_whoever_stands_beside_it(
    told: list[tuple[str, str, tuple[str, ...], str, int]],
) -> None:
    """All pairs of many statements at once, and each pair alone."""
    rests = [Rest(said(f"s{number}", *each), ACTORS) for number, each in enumerate(told)]
    alone = [rows(list(pair))[0] for pair in combinations(rests, 2)]
    assert np.array_equal(rows(rests), np.array(alone))


@given(st.data(), st.integers(1, 9), st.floats(0, 1))
def test_groups_hold_each_number_once_and_likely_pairs_together(data: st.DataObject, count: int, least: float) -> None:
    """Whatever the scores: a partition, and no two groups whose pairs score `least` or more in the mean."""
    pairs = list(combinations(range(count), 2))
    shares = data.draw(st.lists(st.floats(0, 1), min_size=len(pairs), max_size=len(pairs)))
    groups = together(count, shares, least)
    assert sorted(number for group in groups for number in group) == list(range(count))
    share = dict(zip(pairs, shares, strict=True))
    for one, two in combinations(groups, 2):
        mean = np.mean([share[min(a, b), max(a, b)] for a in one for b in two])
        assert mean < least or mean == pytest.approx(least)
