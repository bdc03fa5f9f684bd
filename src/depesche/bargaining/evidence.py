"""How the answer hangs on which reports one believes.

A red line stands as long as one piece of its evidence is believed; a line without evidence stands by itself. What is
believed or not is a whole report (`Ground.report`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pysat.examples.hitman import Hitman
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from depesche.bargaining.oracle import SOLVER, Encoding, Oracle
from depesche.bargaining.space import Space, bits


@dataclass(frozen=True, slots=True)
class Robustness:
    """What the verdict rests on.

    Args:
        possible_without: for each report, whether a deal is possible when this one alone is disbelieved.
        deciding: the reports whose disbelief alone changes the verdict, sorted.
        rests_on: a smallest set of reports that, with all others disbelieved, still leaves no deal; None where a deal
            is possible, () where lines without evidence block already.
        falls_without: a smallest set of reports whose disbelief makes a deal possible; () where one is possible, None
            where no disbelief helps.
    """

    possible_without: dict[str, bool]
    deciding: tuple[str, ...]
    rests_on: tuple[str, ...] | None
    falls_without: tuple[str, ...] | None


class _Reports:
    """Which lines rest on which reports."""

    def __init__(self, space: Space) -> None:
        grounds = [{ground.report for ground in space.model.line(line).evidence} for line in space.lines]
        self.names = tuple(sorted(set().union(*grounds)))
        number = {name: k for k, name in enumerate(self.names)}
        self.of_line = [frozenset(number[name] for name in ground) for ground in grounds]
        self.unsupported = sum(1 << bit for bit, ground in enumerate(self.of_line) if not ground)

    def standing(self, believed: set[int]) -> int:
        """The mask of lines that stand when only these reports are believed."""
        held = sum(1 << bit for bit, ground in enumerate(self.of_line) if ground & believed)
        return held | self.unsupported


def robustness(space: Space) -> Robustness:
    """Ask for every report what would hold without it, and for the smallest sets of reports that decide."""
    reports = _Reports(space)
    everything = set(range(len(reports.names)))
    with Oracle(space) as oracle:
        possible = oracle.possible(reports.standing(everything))
        without = {name: oracle.possible(reports.standing(everything - {k})) for k, name in enumerate(reports.names)}
        rests_on = None if possible else _rests_on(oracle, reports)
    return Robustness(
        possible_without=without,
        deciding=tuple(name for name, answer in without.items() if answer != possible),
        rests_on=rests_on,
        falls_without=() if possible else _falls_without(space, reports),
    )


def _rests_on(oracle: Oracle, reports: _Reports) -> tuple[str, ...]:
    """A smallest set of reports that leaves no deal: implicit hitting sets, over reports instead of red lines."""
    model = oracle.package(reports.standing(set()))
    if model is None:
        return ()
    with Hitman(solver=SOLVER, htype="sorted") as hitman:
        believed: set[int] = set()
        while model is not None:
            while model is not None:
                missed = _behind(oracle.encoding.violated(model), reports)
                hitman.hit(sorted(missed))
                believed |= missed
                model = oracle.package(reports.standing(believed))
            believed = set(hitman.get())
            model = oracle.package(reports.standing(believed))
    return tuple(reports.names[k] for k in sorted(believed))


def _behind(violated: int, reports: _Reports) -> set[int]:
    """All reports behind the violated lines: one of them must be believed for the package to fail."""
    behind: set[int] = set()
    for line in bits(violated):
        behind |= reports.of_line[line]
    return behind


def _falls_without(space: Space, reports: _Reports) -> tuple[str, ...] | None:
    """A smallest set of reports to disbelieve (MaxSAT): a believed report makes all lines that rest on it stand."""
    encoding = Encoding(space)
    formula = WCNF()
    formula.extend(encoding.clauses)
    formula.extend([[line + 1] for line in bits(reports.unsupported)])
    believed = [encoding.new() for _ in reports.names]
    for line, ground in enumerate(reports.of_line):
        formula.extend([[-believed[k], line + 1] for k in sorted(ground)])
    for variable in believed:
        formula.append([variable], weight=1)
    with RC2(formula, solver=SOLVER) as solver:
        model = solver.compute()
    if model is None:
        return None
    true = set(model)
    return tuple(name for name, variable in zip(reports.names, believed, strict=True) if variable not in true)


def contradiction(space: Space) -> tuple[int, ...]:
    """Numbers (from 0) of dependencies that contradict each other, none of them superfluous; () if all is well."""
    with Oracle(space) as oracle:
        if oracle.possible(0):
            return ()
    return tuple(_shrunk(space))


def _shrunk(space: Space) -> Iterator[int]:
    """The dependencies that remain when each that is not needed for the contradiction is left out in turn."""
    encoding = Encoding(space, rules=False)
    rules = space.rules
    selectors = [encoding.new() for _ in rules]
    from pysat.solvers import Solver

    with Solver(name=SOLVER, bootstrap_with=encoding.clauses) as solver:
        for selector, nogoods in zip(selectors, rules, strict=True):
            for nogood in nogoods:
                solver.add_clause([-selector, *encoding.clause(nogood)])
        needed = list(range(len(rules)))
        for rule in list(needed):
            without = [other for other in needed if other != rule]
            if not solver.solve(assumptions=[selectors[other] for other in without]):
                needed = without
    yield from needed
