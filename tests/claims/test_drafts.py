"""Claims while they are worked on: what of a large one is read again, and what stays as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from depesche.claims.drafts import Draft, carried
from depesche.records import Origin

COUNTS = st.integers(1, 60)
MOST = 10


def origin(number: int, *statements: str) -> Origin:
    """An origin of some statements."""
    return Origin(f"o{number}", None, statements, "single statement")


def large(count: int, parts: int) -> Draft:
    """A claim of some statements that rest, in turn, on a few origins."""
    members = [f"s{number:02}" for number in range(count)]
    origins = [origin(part, *members[part::parts]) for part in range(min(parts, count))]
    return Draft("c", members, origins=tuple(origins))


@given(COUNTS, COUNTS)
def test_of_a_large_claim_no_more_is_read_than_is_new_or_stands_at_an_end(count: int, new: int) -> None:
    """What has its origin from before is not read again, unless it is among the first or latest; new ones all are."""
    draft = large(count, 3)
    draft.members += [f"t{number:02}" for number in range(new)]
    seen = draft.seen(MOST)
    assert {f"t{number:02}" for number in range(new)} <= set(seen)
    assert len(seen) <= max(MOST, new + MOST)
    assert seen == [one for one in draft.members if one in set(seen)]


@given(COUNTS, COUNTS, st.randoms(use_true_random=False))
def test_no_statement_is_lost_or_told_twice_in_the_order_of_a_claim(count: int, new: int, random: object) -> None:
    """Whatever was read, the order holds each member once, the unread ones as they stood."""
    draft = large(count, 3)
    draft.members += [f"t{number:02}" for number in range(new)]
    read = draft.seen(MOST)
    random.shuffle(read)  # type: ignore[attr-defined]
    placed = draft.placed(read)
    assert sorted(placed) == sorted(draft.members)
    unread = [one for one in draft.members if one not in set(read)]
    assert [one for one in placed if one in set(unread)] == unread


@given(COUNTS, st.integers(1, 5), st.integers(1, 4))
def test_every_statement_rests_on_one_origin(count: int, parts: int, now: int) -> None:
    """Origins of what was read take along what rested with it before; the others stay."""
    draft = large(count, parts)
    seen = draft.seen(MOST)
    made = [origin(10 + part, *seen[part::now]) for part in range(min(now, len(seen)))]
    whole = carried(draft, made)
    told = [one for found in whole for one in found.statements]
    assert sorted(told) == sorted(draft.members)
    assert [found.id for found in whole[: len(made)]] == [found.id for found in made]


def test_an_origin_that_nobody_read_stays_as_it_was() -> None:
    """A source in the middle of a long claim still counts."""
    members = [f"s{number:02}" for number in range(30)]
    draft = Draft("c", members, origins=(origin(0, *members[:12], *members[18:]), origin(1, *members[12:18])))
    read = draft.seen(MOST)
    assert not set(read) & set(members[12:18])
    whole = carried(draft, [origin(0, *read)])
    assert [found.statements for found in whole] == [(*read, *members[5:12], *members[18:25]), tuple(members[12:18])]


def test_what_left_the_claim_rests_on_nothing() -> None:
    """A statement that became an answer is in none of the claim's origins."""
    draft = large(30, 1)
    draft.members.remove("s15")
    whole = carried(draft, [origin(0, *draft.seen(MOST))])
    assert "s15" not in whole[0].statements
