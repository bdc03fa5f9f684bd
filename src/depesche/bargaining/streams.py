"""Blockers and openings one by one, smallest or cheapest first, however many there are.

Four means, each where it is best: the exhaustive recursion, if a little work suffices; else PySAT for the first few,
which it finds in milliseconds on spaces of any size; then the recursion with a bound that is raised step by step
(each run is exact within its bound, so what it adds can be handed out at once, by the ten thousand); and where even a
bounded run grows too large, PySAT again. All of them keep to the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from math import gcd

from depesche.bargaining.fold import Blockers, Budget, Fold, Openings, TooMuch
from depesche.bargaining.oracle import blockers_by_size, openings_by_price
from depesche.bargaining.space import Space, price_of

COST_STEPS = 1_000_000
"""Costs are told apart to a millionth."""

FIRST = 32
"""How many answers are asked of PySAT first: its streams slow down after about a hundred (benchmarks/bargaining.py)."""

QUICK = 20_000
"""Steps of work (see `Budget`) after which the exhaustive recursion gives way to a stream: some 30 ms."""


TAIL = 2_000
"""With so many answers known PySAT needs seconds for each further one; under a time limit the stream ends instead."""


def prices(space: Space) -> list[int]:
    """What each red line costs as a whole number of at least 1, so that sums order sets by cost and then by size."""
    exact = [round(Fraction(cost) * COST_STEPS) for cost in space.costs]
    common = gcd(*exact) or 1
    scale = len(exact) + 1
    return [cost // common * scale + 1 for cost in exact]


def all_blockers(space: Space, budget: Budget) -> list[int]:
    """Masks of all minimal blockers, smallest first, those of one size by their ids. TooMuch beyond the budget."""
    found = Fold(space, Blockers(budget)).answer(space.root)
    if found == [0]:  # the dependencies contradict each other: no red line has a part in it
        return []
    return sorted(found, key=lambda mask: (mask.bit_count(), space.ids(mask)))


def all_openings(space: Space, budget: Budget) -> list[int]:
    """Masks of all minimal openings, by cost, size and ids; none if a deal is possible. TooMuch beyond the budget."""
    price = prices(space)
    found = Fold(space, Openings(budget)).answer(space.root)
    return sorted((mask for mask in found if mask), key=lambda mask: (price_of(mask, price), space.ids(mask)))


def stream_blockers(space: Space, budget: Budget | None = None) -> Iterator[int]:
    """Masks of all minimal blockers, smallest first. Ends early at a deadline."""
    limits = budget or Budget()
    try:
        yield from all_blockers(space, Budget(limits.sets, min(QUICK, limits.work), limits.deadline))
        return
    except TooMuch:
        pass
    given: set[int] = set()
    for mask in islice(blockers_by_size(space, deadline=limits.deadline), FIRST):
        given.add(mask)
        yield mask
    if len(given) < FIRST:
        return
    try:
        for size in range(1, len(space.lines) + 1):
            algebra = Blockers(Budget(limits.sets, limits.work, limits.deadline), largest=size)
            found = Fold(space, algebra).answer(space.root)
            for mask in sorted(found, key=lambda mask: (mask.bit_count(), space.ids(mask))):
                if mask not in given:
                    given.add(mask)
                    yield mask
            if not algebra.dropped:
                return
    except TooMuch:
        if limits.deadline is None or len(given) < TAIL:
            yield from blockers_by_size(space, given, limits.deadline)


def stream_openings(space: Space, budget: Budget | None = None) -> Iterator[int]:
    """Masks of all minimal openings, cheapest first, at one cost the smaller first; none if a deal is possible."""
    limits = budget or Budget()
    try:
        yield from all_openings(space, Budget(limits.sets, min(QUICK, limits.work), limits.deadline))
        return
    except TooMuch:
        pass
    price = prices(space)
    given: set[int] = set()
    for mask in islice(openings_by_price(space, price), FIRST):
        if not mask:
            return
        given.add(mask)
        yield mask
    if len(given) < FIRST:
        return
    slack = 0
    try:
        while True:
            algebra = Openings(Budget(limits.sets, limits.work, limits.deadline), price, slack)
            found = Fold(space, algebra).answer(space.root)
            for mask in sorted(found, key=lambda mask: (price_of(mask, price), space.ids(mask))):
                if mask not in given:
                    given.add(mask)
                    yield mask
            if not algebra.dropped:
                return
            slack = max(2 * slack, len(price) + 1)
    except TooMuch:
        if limits.deadline is None or len(given) < TAIL:
            yield from openings_by_price(space, price, given)
