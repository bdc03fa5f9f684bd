"""The same space as clauses for PySAT: single questions, proven optima, and streams where exhaustive answers explode.

PySAT: Ignatiev, Morgado & Marques-Silva, SAT 2018. RC2 (MaxSAT): the same, JSAT 2019. Smallest blockers by implicit
hitting sets: Ignatiev, Previti, Liffiton & Marques-Silva, CP 2015. What these tools trip over is kept out here: RC2
rewrites the soft clauses it is given, so it always gets a fresh formula; each red line is one soft clause with a
selector of its own; no minimal set is asked for before the formula is known to be impossible.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pysat.examples.hitman import Hitman
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

from depesche.bargaining.space import Nogood, Space, bits, price_of

Package = dict[str, str]
"""One outcome for every issue, by ids."""

SOLVER = "g3"
"""Glucose 3: incremental under assumptions and, on formulas this small, as fast as any solver PySAT brings."""


class Encoding:
    """Variables and hard clauses of a space.

    A selector per red line (variables 1 to n) and a variable per issue and outcome, of which exactly one is true.
    Without ``rules`` the dependencies are left to the caller.
    """

    def __init__(self, space: Space, rules: bool = True) -> None:
        self.space = space
        self.clauses: list[list[int]] = []
        self.top = len(space.lines)
        self.choice: list[list[int]] = []
        for violated in space.violates:
            first = self.top + 1
            self.top += len(violated)
            row = list(range(first, self.top + 1))
            self.choice.append(row)
            self._exactly_one(row)
            for variable, lines in zip(row, violated, strict=True):
                self.clauses += [[-(line + 1), -variable] for line in bits(lines)]
        if rules:
            self.clauses += [self.clause(nogood) for nogood in space.root.nogoods]

    def new(self) -> int:
        """A variable of the caller's own."""
        self.top += 1
        return self.top

    def _exactly_one(self, row: list[int]) -> None:
        """At least one, and at most one by a ladder of helper variables (Sinz 2005): linear in the outcomes."""
        self.clauses.append(row)
        earlier = None
        for index, variable in enumerate(row):
            if earlier is not None:
                self.clauses.append([-earlier, -variable])
            if index + 1 < len(row):
                until_here = self.new()
                self.clauses.append([-variable, until_here])
                if earlier is not None:
                    self.clauses.append([-earlier, until_here])
                earlier = until_here

    def clause(self, nogood: Nogood) -> list[int]:
        """That some issue takes an outcome outside the forbidden combination."""
        return [
            variable
            for issue, mask in nogood
            for outcome, variable in enumerate(self.choice[issue])
            if not mask >> outcome & 1
        ]

    def package(self, model: Iterable[int]) -> Package:
        """The package that a solver's model stands for."""
        true = {literal for literal in model if literal > 0}
        issues = self.space.model.issues
        return {
            issue.id: issue.all_outcomes[next(o for o, variable in enumerate(row) if variable in true)]
            for issue, row in zip(issues, self.choice, strict=True)
        }

    def violated(self, model: Iterable[int]) -> int:
        """The mask of red lines that the package of a model violates."""
        true = {literal for literal in model if literal > 0}
        mask = 0
        for row, lines in zip(self.choice, self.space.violates, strict=True):
            for variable, violated in zip(row, lines, strict=True):
                if variable in true:
                    mask |= violated
        return mask


class Oracle:
    """Yes-or-no questions about a space. Use it in a ``with`` block: it holds a solver."""

    def __init__(self, space: Space) -> None:
        self.encoding = Encoding(space)
        self._solver: Any = Solver(name=SOLVER, bootstrap_with=self.encoding.clauses)

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()

    def package(self, active: int, chosen: Iterable[int] = ()) -> list[int] | None:
        """A model in which no active red line is violated and the chosen variables hold; None if there is none."""
        if not self._solver.solve(assumptions=[*(line + 1 for line in bits(active)), *chosen]):
            return None
        model: list[int] = self._solver.get_model()
        return model

    def possible(self, active: int) -> bool:
        """Whether a package violates none of the active red lines."""
        return self.package(active) is not None

    def opening(self, wanted: int, everything: int) -> int | None:
        """A minimal set of red lines whose softening keeps all wanted ones: None if the wanted ones collide.

        Grows the wanted set one violated line at a time; what is left out is the opening.
        """
        model = self.package(wanted)
        if model is None:
            return None
        out = self.encoding.violated(model)
        for line in bits(out):
            if not out >> line & 1:
                continue
            model = self.package((everything & ~out) | 1 << line)
            if model is not None:
                out &= self.encoding.violated(model)
        return out


def openings_by_price(space: Space, prices: list[int], known: Iterable[int] = ()) -> Iterator[int]:
    """All minimal openings that are not known yet, each proven to be the cheapest of those left (MaxSAT).

    What is weighed is not each red line but each outcome, by all the red lines it violates: the same optimum, and on
    200 issues with 1,000 red lines found in 15 ms instead of minutes.
    """
    encoding = Encoding(space)
    formula = WCNF()
    formula.extend(encoding.clauses)
    for row, lines in zip(encoding.choice, space.violates, strict=True):
        weights = [price_of(violated, prices) for violated in lines]
        for variable, weight in zip(row, weights, strict=True):
            if weight > min(weights):  # what every outcome of the issue costs need not be weighed
                formula.append([-variable], weight=weight - min(weights))
    with RC2(formula, solver=SOLVER) as solver:
        for mask in known:
            solver.add_clause([line + 1 for line in bits(mask)])
        while (model := solver.compute()) is not None:
            mask = encoding.violated(model)
            yield mask
            if not mask:
                return
            solver.add_clause([line + 1 for line in bits(mask)])


def blockers_by_size(space: Space, known: Iterable[int] = (), deadline: float | None = None) -> Iterator[int]:
    """All minimal blockers that are not known yet, smallest first, by hitting sets of the openings found so far.

    A smallest set of red lines that hits every opening known is a blocker if it leaves no deal; if it does leave one,
    that deal gives an opening it missed. After the first, it ends early when the deadline has passed.
    """
    everything = (1 << len(space.lines)) - 1
    with Oracle(space) as oracle, Hitman(solver=SOLVER, htype="sorted") as hitman:
        first = oracle.opening(0, everything)
        if not first:  # none at all, or nothing need be softened
            return
        hitman.hit([line + 1 for line in bits(first)])
        for mask in known:
            hitman.block([line + 1 for line in bits(mask)])
        found = False
        while (hitting := hitman.get()) is not None:
            if found and deadline is not None and time.monotonic() > deadline:
                return
            wanted = sum(1 << (line - 1) for line in hitting)
            missed = oracle.opening(wanted, everything)
            if missed is None:
                hitman.block(hitting)
                found = True
                yield wanted
            while missed:  # openings far from each other teach the most
                hitman.hit([line + 1 for line in bits(missed)])
                wanted |= missed
                missed = oracle.opening(wanted, everything)


def best_deals(space: Space, limit: int) -> list[Package]:
    """Packages that violate no red line: those that fulfil the weightiest wishes first.

    Without wishes all deals weigh the same; they come in the order in which issues and outcomes are written.
    """
    return _wished_deals(space, limit) if space.model.wishes else _first_deals(space, limit)


def _first_deals(space: Space, limit: int) -> list[Package]:
    everything = (1 << len(space.lines)) - 1
    found: list[Package] = []
    with Oracle(space) as oracle:
        if not oracle.possible(everything):
            return []
        rows = oracle.encoding.choice
        stack: list[list[int]] = [[]]
        while stack and len(found) < limit:
            chosen = stack.pop()
            if len(chosen) == len(rows):
                found.append(oracle.encoding.package(chosen))
                continue
            later = [[*chosen, variable] for variable in rows[len(chosen)]]
            stack += [longer for longer in reversed(later) if oracle.package(everything, longer) is not None]
    return found


def _wished_deals(space: Space, limit: int) -> list[Package]:
    encoding = Encoding(space)
    formula = WCNF()
    formula.extend(encoding.clauses)
    formula.extend([[line + 1] for line in range(len(space.lines))])
    for variable, weight in _wish_weights(encoding).items():
        formula.append([variable], weight=weight)
    found: list[Package] = []
    with RC2(formula, solver=SOLVER) as solver:
        while len(found) < limit and (model := solver.compute()) is not None:
            found.append(encoding.package(model))
            true = set(model)
            solver.add_clause([-variable for row in encoding.choice for variable in row if variable in true])
    return found


def _wish_weights(encoding: Encoding) -> Mapping[int, int]:
    """One soft clause per outcome wished for, with the weights of all who wish for it."""
    model = encoding.space.model
    weights: dict[int, int] = {}
    for row, issue in zip(encoding.choice, model.issues, strict=True):
        for wish in model.wishes:
            if wish.issue == issue.id and wish.outcome in issue.all_outcomes:
                variable = row[issue.all_outcomes.index(wish.outcome)]
                weights[variable] = weights.get(variable, 0) + wish.weight
    return weights
