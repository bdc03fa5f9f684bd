"""From a model to the answer: possible or not, how many deals, what blocks, what would open, and what it rests on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from depesche.bargaining.evidence import Robustness, contradiction, robustness
from depesche.bargaining.fold import Budget, Counting, Fold, TooMuch
from depesche.bargaining.model import Model, RedLine
from depesche.bargaining.oracle import Oracle, Package, best_deals
from depesche.bargaining.space import Space, bits, compile_model
from depesche.bargaining.streams import all_blockers, all_openings, stream_blockers, stream_openings

LISTED = 400_000
"""How many blockers or openings ``all=True`` lists at most; with them the process stays below 300 MB."""

TIME_LIMIT = 60.0
"""Seconds that an analysis takes at most, unless told otherwise."""

QUICK_TOTALS = Budget(sets=50_000, work=500_000)
"""How far the short answer goes to learn how many there are in all: about a second at most."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A minimal set of red lines whose softening makes a deal possible (a minimal correction set).

    Args:
        red_lines: their ids, sorted.
        cost: what softening all of them costs.
    """

    red_lines: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Deal:
    """What stands between the parties and a deal.

    Args:
        model: what was asked about.
        belief: the filter under which the model was made, as a plain mapping for the export.
        possible: whether some package crosses nobody's red line.
        deals: how many such packages there are; None where counting was given up at the time limit.
        packages: how many packages the dependencies alone allow; None as above.
        examples: deals, those that fulfil most of the parties' wishes first (all alike without wishes).
        blockers: minimal sets of red lines that cannot hold together, each sorted; smallest first, or with
            ``all=True`` in plain sorted order.
        openings: minimal sets whose softening makes a deal possible; cheapest first, or as above.
        cheapest: a cheapest opening, proven so; None where a deal is possible or no softening helps.
        blockers_in_all: how many blockers there are; None where not known.
        openings_in_all: how many openings there are; None where not known.
        complete: whether every blocker and every opening is listed.
        by_issue: for each issue, in how many of the listed blockers it has a part.
        by_party: for each party, in how many of the listed blockers it has a part.
        contradiction: numbers (from 0) of dependencies that contradict each other; then no package at all is allowed
            and no red line is to blame.
        robustness: what the answer rests on; None if it was not asked for.
    """

    model: Model
    possible: bool
    deals: int | None
    packages: int | None
    examples: tuple[Package, ...]
    blockers: tuple[tuple[str, ...], ...]
    openings: tuple[Opening, ...]
    cheapest: Opening | None
    blockers_in_all: int | None
    openings_in_all: int | None
    complete: bool
    by_issue: Mapping[str, int]
    by_party: Mapping[str, int]
    contradiction: tuple[int, ...] = ()
    robustness: Robustness | None = None
    belief: Mapping[str, Any] = field(default_factory=dict)


def analyse(
    model: Model,
    *,
    limit: int = 20,
    all: bool = False,  # the contract's word
    time_limit: float | None = TIME_LIMIT,
    belief: Mapping[str, Any] | None = None,
    evidence: bool = True,
) -> Deal:
    """Answer every question about a model exactly.

    Args:
        model: the negotiation.
        limit: how many examples and, without ``all``, blockers and openings to list.
        all: list every blocker and opening (up to `LISTED` of each).
        time_limit: seconds after which listing and counting stop; what is listed until then is right, and ``complete``
            says whether it is all. None for no limit.
        belief: what the model was filtered by; handed through to the export.
        evidence: whether to ask what the answer rests on.
    """
    space = compile_model(model)
    everything = (1 << len(space.lines)) - 1
    with Oracle(space) as oracle:
        possible = oracle.possible(everything)
    search = _Search(None if time_limit is None else time.monotonic() + time_limit, limit, all)
    contradicting = () if possible else contradiction(space)
    blocked = not possible and not contradicting
    blockers = search.find(space, all_blockers, stream_blockers) if blocked else _Found((), 0, True)
    openings = search.find(space, all_openings, stream_openings) if blocked else _Found((), 0, True)
    named = [tuple(space.ids(mask)) for mask in blockers.masks]
    opened = [Opening(tuple(space.ids(mask)), space.cost(mask)) for mask in openings.masks]
    cheapest = opened[0] if opened else None
    if all:
        named.sort()
        opened.sort(key=lambda opening: opening.red_lines)
    issues, parties = _shares(model, named)
    return Deal(
        model=model,
        belief=dict(belief or {}),
        possible=possible,
        deals=search.count(space, everything) if possible else 0,
        packages=0 if contradicting else search.count(space, 0),
        examples=tuple(best_deals(space, limit)) if possible else (),
        blockers=tuple(named),
        openings=tuple(opened),
        cheapest=cheapest,
        blockers_in_all=blockers.total,
        openings_in_all=openings.total,
        complete=blockers.complete and openings.complete,
        by_issue=issues,
        by_party=parties,
        contradiction=contradicting,
        robustness=robustness(space) if evidence else None,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    masks: Sequence[int]
    total: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class _Search:
    """How far to look."""

    deadline: float | None
    limit: int
    all: bool

    def find(
        self,
        space: Space,
        exhaustive: Callable[[Space, Budget], list[int]],
        stream: Callable[[Space, Budget], Iterator[int]],
    ) -> _Found:
        """All there are if they fit, else the first of them."""
        limit = LISTED if self.all else self.limit
        budget = Budget(LISTED, 20_000_000, self.deadline) if self.all else self._quick()
        try:
            masks = exhaustive(space, budget)
        except TooMuch:
            budget = Budget(deadline=self.deadline)
            first = list(islice(self._until_deadline(stream(space, budget)), limit))
            return _Found(first, None, False)
        return _Found(masks[:limit], len(masks), len(masks) <= limit)

    def count(self, space: Space, active: int) -> int | None:
        """How many packages violate none of the active red lines; None at the time limit."""
        try:
            budget = Budget(work=5_000_000, deadline=self.deadline)
            return Fold(space, Counting(budget)).answer(space.without_crossing(active))
        except TooMuch:
            return None

    def _quick(self) -> Budget:
        return Budget(QUICK_TOTALS.sets, QUICK_TOTALS.work, self.deadline)

    def _until_deadline(self, masks: Iterator[int]) -> Iterator[int]:
        for mask in masks:
            yield mask
            if self.deadline is not None and time.monotonic() > self.deadline:
                return


def _shares(model: Model, blockers: Sequence[tuple[str, ...]]) -> tuple[dict[str, int], dict[str, int]]:
    """In how many blockers each issue and each party has a part."""
    issues: Counter[str] = Counter({issue.id: 0 for issue in model.issues})
    parties: Counter[str] = Counter(dict.fromkeys(model.parties, 0))
    for blocker in blockers:
        lines: list[RedLine] = [model.line(name) for name in blocker]
        issues.update({line.issue for line in lines})
        parties.update({line.party for line in lines})
    return dict(issues), dict(parties)


def iter_blockers(model: Model, budget: Budget | None = None) -> Iterator[tuple[str, ...]]:
    """All minimal blockers, smallest first, each sorted: the first at once, the others as long as you ask."""
    space = compile_model(model)
    if not contradiction(space):
        yield from (tuple(space.ids(mask)) for mask in stream_blockers(space, budget))


def iter_openings(model: Model, budget: Budget | None = None) -> Iterator[Opening]:
    """All minimal openings, cheapest first (each proven so): the first at once, the others as long as you ask."""
    space = compile_model(model)
    for mask in stream_openings(space, budget):
        yield Opening(tuple(space.ids(mask)), space.cost(mask))


def deal_after(model: Model, softened: Sequence[str]) -> Package | None:
    """A package that crosses only the softened red lines; None if there is none."""
    space = compile_model(model)
    gone = set(softened)
    active = sum(1 << bit for bit, line in enumerate(space.lines) if line not in gone)
    with Oracle(space) as oracle:
        found = oracle.package(active)
        return None if found is None else oracle.encoding.package(found)


def crossed(model: Model, package: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the red lines that a package crosses, sorted."""
    space = compile_model(model)
    mask = 0
    for issue, violated in zip(model.issues, space.violates, strict=True):
        mask |= violated[issue.all_outcomes.index(package[issue.id])]
    return tuple(space.lines[bit] for bit in bits(mask))
