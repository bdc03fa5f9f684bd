"""One recursion answers every exact question: settle an issue, split what falls apart, combine, remember.

The bargaining space is searched as an and/or tree with caching (Darwiche & Dechter's AND/OR search; model counters in
the style of sharpSAT work the same way). What is combined depends on the question, an `Algebra`:

=============  ==============================  ==============================  =======================
question       over the outcomes of an issue   over parts that stand apart     where nothing is left
=============  ==============================  ==============================  =======================
how many       sum                             product                         1; 0 if impossible
openings       smallest of the union           every union of one from each    {{}}; none if impossible
blockers       smallest of the cross unions    union                           none; {{}} if impossible
=============  ==============================  ==============================  =======================

Openings: a package's violations are its outcome's here and those of the rest. Blockers, the mirror image: red lines
block when for every outcome they either rule it out or block the rest under it. That is hitting-set duality (Reiter
1987) pushed down to single issues, so that no superset is ever built from far apart parts of the space.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Generic, Protocol, TypeVar

from depesche.bargaining.antichain import Sets, minimal, without_supersets
from depesche.bargaining.space import Problem, Space, bits, price_of, propagate, settle, split, without_dominated

T = TypeVar("T")


class TooMuch(Exception):
    """The answer, or the way to it, is larger than the budget allows: ask for a stream instead."""


@dataclass(slots=True)
class Budget:
    """How far an exhaustive answer may go.

    Args:
        sets: how many sets any family may hold; 100,000 sets of 120 red lines are some 8 MB.
        work: how many elementary steps (rules looked at, sets built) may be taken; a million takes some two seconds.
        deadline: `time.monotonic` after which to stop, None for never.
    """

    sets: int = 100_000
    work: int = 2_000_000
    deadline: float | None = None
    spent: int = field(default=0, init=False)

    def spend(self, steps: int, size: int = 0) -> None:
        """Account for steps that are about to be taken and the size of what they build; TooMuch if over."""
        self.spent += steps
        if size > self.sets or self.spent > self.work:
            raise TooMuch
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TooMuch


class Algebra(Protocol[T]):
    """How answers about parts are combined."""

    prune: bool
    budget: Budget

    def impossible(self) -> T:
        """The answer where some issue has no outcome left."""

    def settled(self) -> T:
        """The answer where no issue is left."""

    def apart(self, answers: list[T]) -> T:
        """The answer on parts that no dependency ties together."""

    def either(self, answers: list[tuple[int, T]]) -> T:
        """The answer over an issue's outcomes: (red lines that the outcome violates, answer on the rest)."""


@dataclass(slots=True)
class Counting:
    """How many packages there are. The only question in which every outcome counts, beaten or not."""

    budget: Budget
    prune: bool = False

    def impossible(self) -> int:
        """No package."""
        return 0

    def settled(self) -> int:
        """One package."""
        return 1

    def apart(self, answers: list[int]) -> int:
        """Every combination."""
        return prod(answers)

    def either(self, answers: list[tuple[int, int]]) -> int:
        """One or the other."""
        self.budget.spend(1)
        return sum(answer for _, answer in answers)


@dataclass(slots=True)
class Openings:
    """All minimal sets of red lines whose softening makes a deal possible (minimal correction sets).

    With ``slack`` only those whose price is at most that much above the lowest. The price of a subset is lower and a
    part's share of the excess is no more than the whole excess, so leaving the others out at every step is exact.
    """

    budget: Budget
    prices: Sequence[int] = ()
    slack: int | None = None
    prune: bool = True
    dropped: bool = field(default=False, init=False)

    def impossible(self) -> Sets:
        """Softening does not help."""
        return []

    def settled(self) -> Sets:
        """Nothing need be softened."""
        return [0]

    def apart(self, answers: list[Sets]) -> Sets:
        """One opening of each part together; parts share no red line, so all of these are minimal."""
        result = [0]
        for answer in answers:
            self.budget.spend(len(result) * len(answer), len(result) * len(answer))
            result = self._near_best([a | b for a in result for b in answer])
        return result

    def either(self, answers: list[tuple[int, Sets]]) -> Sets:
        """Violate this outcome's red lines and open the rest.

        Only an outcome that violates fewer of the same red lines can make another's openings superfluous.
        """
        size = sum(len(rest) for _, rest in answers)
        self.budget.spend(1 + size, size)
        rests: dict[int, Sets] = {}
        for here, rest in answers:
            rests[here] = minimal([*rests[here], *rest]) if here in rests else rest
        result: Sets = []
        for here, rest in rests.items():
            for there, rival in rests.items():
                if there != here and there & ~here == 0:
                    self.budget.spend(len(rest) * len(rival) >> 6)
                    rest = without_supersets(rest, rival)
            result += [here | opening for opening in rest]
        return self._near_best(result)

    def _near_best(self, sets: Sets) -> Sets:
        """The sets within the slack."""
        if self.slack is None or len(sets) < 2:
            return sets
        priced = [(price_of(candidate, self.prices), candidate) for candidate in sets]
        limit = min(priced)[0] + self.slack
        kept = [candidate for price, candidate in priced if price <= limit]
        self.dropped = self.dropped or len(kept) < len(sets)
        return kept


@dataclass(slots=True)
class Blockers:
    """All minimal sets of red lines that leave no deal (minimal unsatisfiable subsets).

    With ``largest`` only those of at most that many red lines. Whether a set is minimal hangs on its subsets alone, so
    leaving larger ones out at every step is exact.
    """

    budget: Budget
    largest: int | None = None
    prune: bool = True
    dropped: bool = field(default=False, init=False)

    def impossible(self) -> Sets:
        """No red line is needed."""
        return [0]

    def settled(self) -> Sets:
        """No red line blocks."""
        return []

    def apart(self, answers: list[Sets]) -> Sets:
        """What blocks one part blocks all; parts share no red line, so all of these are minimal."""
        if any(answer == [0] for answer in answers):
            return [0]
        self.budget.spend(1, sum(map(len, answers)))
        return [blocker for answer in answers for blocker in answer]

    def either(self, answers: list[tuple[int, Sets]]) -> Sets:
        """For every outcome, rule it out or block the rest under it."""
        ways = [minimal([*(1 << bit for bit in bits(here)), *rest]) for here, rest in answers]
        ways.sort(key=len)
        result = [0]
        for way in ways:
            self.budget.spend(1 + len(result) * len(way), len(result) * len(way) >> 3)
            result = self._small(_cross(result, way))
        return result

    def _small(self, sets: Sets) -> Sets:
        """The sets that are not too large."""
        if self.largest is None:
            return sets
        kept = [candidate for candidate in sets if candidate.bit_count() <= self.largest]
        self.dropped = self.dropped or len(kept) < len(sets)
        return kept


def _cross(left: Sets, right: Sets) -> Sets:
    """The smallest unions of one set of each; a set that already contains one of the other side stays as it is."""
    kept = [a for a in left if any(b & a == b for b in right)]
    open_left = [a for a in left if not any(b & a == b for b in right)]
    return minimal([*kept, *(a | b for a in open_left for b in right)])


class Fold(Generic[T]):
    """The recursion for one question on one space. Answers on parts are kept for the life of the object."""

    def __init__(self, space: Space, algebra: Algebra[T]) -> None:
        self._violates: Sequence[Sequence[int]] = space.violates
        self._algebra = algebra
        self._known: dict[Problem, T] = {}

    def answer(self, problem: Problem) -> T:
        """The answer on a problem, reduced or not. Raises TooMuch beyond the budget."""
        try:
            return self._rest(dict(problem.domains), list(problem.nogoods))
        except RecursionError:  # hundreds of issues tied in one chain
            raise TooMuch from None

    def parts(self, problem: Problem) -> list[Problem] | None:
        """The reduced parts of a problem that stand apart; None if it is impossible."""
        reduced = self._reduced(dict(problem.domains), list(problem.nogoods))
        return None if reduced is None else split(*reduced)

    def _reduced(
        self, domains: dict[int, int], nogoods: Sequence[tuple[tuple[int, int], ...]]
    ) -> tuple[dict[int, int], list[tuple[tuple[int, int], ...]]] | None:
        while True:
            left = propagate(domains, nogoods)
            if left is None:
                return None
            domains, nogoods = left[0], sorted(left[1])
            if not self._algebra.prune:
                return domains, nogoods
            domains, changed = without_dominated(domains, nogoods, self._violates)
            if not changed:
                return domains, nogoods

    def _rest(self, domains: dict[int, int], nogoods: Sequence[tuple[tuple[int, int], ...]]) -> T:
        self._algebra.budget.spend(1 + len(nogoods))
        reduced = self._reduced(domains, nogoods)
        if reduced is None:
            return self._algebra.impossible()
        parts = split(*reduced)
        if not parts:
            return self._algebra.settled()
        answers = [self.part(part) for part in parts]
        return answers[0] if len(answers) == 1 else self._algebra.apart(answers)

    def part(self, problem: Problem) -> T:
        """The answer on one reduced part."""
        known = self._known.get(problem)
        if known is not None:
            return known
        issue, domain = _most_tied(problem)
        answers = [
            (self._violates[issue][outcome], self._rest(*settle(problem, issue, outcome))) for outcome in bits(domain)
        ]
        answer = self._algebra.either(answers)
        self._known[problem] = answer
        return answer


def _most_tied(problem: Problem) -> tuple[int, int]:
    """The issue in most nogoods: settling it cuts the problem down fastest."""
    ties: dict[int, int] = {}
    for nogood in problem.nogoods:
        for issue, _ in nogood:
            ties[issue] = ties.get(issue, 0) + 1
    return max(problem.domains, key=lambda entry: (ties.get(entry[0], 0), -entry[1].bit_count(), -entry[0]))
