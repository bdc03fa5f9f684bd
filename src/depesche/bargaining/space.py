"""The bargaining space as bitmasks: what each outcome violates, what the dependencies forbid, and what follows at once.

Everything exact in this package runs on one observation. A red line speaks of one issue only, so the red lines that a
package violates are a disjoint union over its issues; only dependencies tie issues together. A `Problem` is what is
left of the space after some issues are settled: the outcomes still allowed and the combinations still forbidden. It is
kept in a normal form, so that two ways of reaching the same rest are recognised as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from depesche.bargaining.model import Model

Nogood = tuple[tuple[int, int], ...]
"""A forbidden combination: (issue, mask of outcomes) pairs that must not all hold at once, by ascending issue."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the space: ``domains`` are (issue, mask of outcomes) by ascending issue, ``nogoods`` are reduced.

    Reduced: every nogood names at least two issues, and for each of them some but not all of its outcomes.
    """

    domains: tuple[tuple[int, int], ...]
    nogoods: tuple[Nogood, ...] = ()


@dataclass(frozen=True, slots=True)
class Space:
    """A compiled model.

    Args:
        model: what it was compiled from.
        lines: red line ids in sorted order; bit k of a mask of red lines is ``lines[k]``.
        costs: what giving up each red line costs, in the order of ``lines``.
        violates: for each issue and outcome, the mask of red lines that this outcome violates.
        rules: for each dependency of the model, the combinations that it forbids.
        root: the whole space, not yet reduced by propagation.
    """

    model: Model
    lines: tuple[str, ...]
    costs: tuple[float, ...]
    violates: tuple[tuple[int, ...], ...]
    rules: tuple[tuple[Nogood, ...], ...]
    root: Problem

    def ids(self, mask: int) -> list[str]:
        """The ids of the red lines in a mask, sorted."""
        return [self.lines[bit] for bit in bits(mask)]

    def cost(self, mask: int) -> float:
        """What giving up the red lines in a mask costs together."""
        return sum(self.costs[bit] for bit in bits(mask))

    def without_crossing(self, active: int) -> Problem:
        """The space less every outcome that violates one of the active red lines."""
        domains = tuple(
            (issue, sum(1 << o for o in bits(domain) if not self.violates[issue][o] & active))
            for issue, domain in self.root.domains
        )
        return Problem(domains, self.root.nogoods)


def bits(mask: int) -> Iterator[int]:
    """The positions of the ones in a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def price_of(mask: int, prices: Sequence[int]) -> int:
    """The sum of the prices of the red lines in a mask."""
    total = 0
    while mask:
        low = mask & -mask
        total += prices[low.bit_length() - 1]
        mask ^= low
    return total


def compile_model(model: Model) -> Space:
    """Number a model's issues, outcomes and red lines, and turn its dependencies into forbidden combinations."""
    order = sorted(model.red_lines, key=lambda line: line.id)
    position = {issue.id: k for k, issue in enumerate(model.issues)}
    outcomes = [{outcome: k for k, outcome in enumerate(issue.all_outcomes)} for issue in model.issues]
    violates = [[0] * len(issue.all_outcomes) for issue in model.issues]
    for bit, line in enumerate(order):
        issue = position[line.issue]
        for outcome in line.rules_out:
            violates[issue][outcomes[issue][outcome]] |= 1 << bit

    def mask(issue: str, names: Iterable[str]) -> int:
        return sum(1 << outcomes[position[issue]][name] for name in set(names))

    rules = tuple(
        tuple(
            tuple(sorted((position[issue], mask(issue, names)) for issue, names in combination.items()))
            for combination in dependency.forbidden(model)
        )
        for dependency in model.dependencies
    )
    return Space(
        model=model,
        lines=tuple(line.id for line in order),
        costs=tuple(line.weight for line in order),
        violates=tuple(tuple(row) for row in violates),
        rules=rules,
        root=Problem(
            tuple((k, (1 << len(issue.all_outcomes)) - 1) for k, issue in enumerate(model.issues)),
            tuple(nogood for rule in rules for nogood in rule),
        ),
    )


def propagate(domains: Mapping[int, int], nogoods: Iterable[Nogood]) -> tuple[dict[int, int], set[Nogood]] | None:
    """Draw the immediate conclusions: None if some issue is left without an outcome, else the reduced rest."""
    left = dict(domains)
    pending = list(nogoods)
    if not all(left.values()):
        return None
    while True:
        changed = False
        kept: set[Nogood] = set()
        for nogood in pending:
            reduced = _reduce(nogood, left)
            if reduced is None:
                continue
            if not reduced:
                return None
            if len(reduced) > 1:
                kept.add(reduced)
                continue
            issue, mask = reduced[0]
            left[issue] &= ~mask
            changed = True
            if not left[issue]:
                return None
        if not changed:
            return left, kept
        pending = list(kept)


def _reduce(nogood: Nogood, domains: Mapping[int, int]) -> Nogood | None:
    """A nogood with what is certain left out; None where it can no longer be violated, () where it is violated."""
    reduced = []
    for issue, mask in nogood:
        domain = domains[issue]
        still = mask & domain
        if not still:
            return None
        if still != domain:
            reduced.append((issue, still))
    return tuple(reduced)


def split(domains: Mapping[int, int], nogoods: Iterable[Nogood]) -> list[Problem]:
    """The parts that no nogood ties together, each a problem of its own."""
    parent = {issue: issue for issue in domains}

    def find(issue: int) -> int:
        while parent[issue] != issue:
            parent[issue] = parent[parent[issue]]
            issue = parent[issue]
        return issue

    rules = sorted(nogoods)
    for nogood in rules:
        first = find(nogood[0][0])
        for issue, _ in nogood[1:]:
            parent[find(issue)] = first
    members: dict[int, list[tuple[int, int]]] = {}
    for issue in sorted(domains):
        members.setdefault(find(issue), []).append((issue, domains[issue]))
    tied: dict[int, list[Nogood]] = {}
    for nogood in rules:
        tied.setdefault(find(nogood[0][0]), []).append(nogood)
    return [Problem(tuple(part), tuple(tied.get(key, ()))) for key, part in members.items()]


def settle(problem: Problem, issue: int, outcome: int) -> tuple[dict[int, int], list[Nogood]]:
    """Choose an outcome for an issue: the other domains, and the nogoods less those that this choice satisfies."""
    domains = {other: domain for other, domain in problem.domains if other != issue}
    nogoods = []
    for nogood in problem.nogoods:
        mask = next((mask for other, mask in nogood if other == issue), None)
        if mask is None:
            nogoods.append(nogood)
        elif mask >> outcome & 1:
            nogoods.append(tuple(entry for entry in nogood if entry[0] != issue))
    return domains, nogoods


def without_dominated(
    domains: dict[int, int], nogoods: Sequence[Nogood], violates: Sequence[Sequence[int]]
) -> tuple[dict[int, int], bool]:
    """Leave out outcomes that another one beats: it violates no more red lines and is forbidden no more often.

    A left-out outcome appears in no smallest violation, and whatever blocks the better one blocks it as well, so
    blockers, openings and possibility stay the same (the number of deals does not).

    Returns:
        The domains, and whether anything was left out.
    """
    forbidden = dict.fromkeys(domains, 0)
    burden: dict[tuple[int, int], int] = {}
    for index, nogood in enumerate(nogoods):
        for issue, mask in nogood:
            forbidden[issue] |= 1
            for outcome in bits(mask):
                burden[issue, outcome] = burden.get((issue, outcome), 0) | 1 << index
    shift = len(nogoods)
    result = {}
    for issue, domain in domains.items():
        weights = [(violates[issue][o] << shift | burden.get((issue, o), 0), o) for o in bits(domain)]
        kept = 0
        for weight, outcome in weights:
            beaten = any(
                other & ~weight == 0 and (other != weight or rival < outcome)
                for other, rival in weights
                if rival != outcome
            )
            if not beaten:
                kept |= 1 << outcome
        result[issue] = kept
    return result, result != domains
