"""Which states are stable against joint moves: coalition Nash stability (Kilgour, Hipel, Fang & Peng 2001)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from depesche.bargaining.stability.concepts import States
from depesche.bargaining.stability.game import DecisionMaker, Game
from depesche.errors import TooLarge

MAX_STATES = 1 << 13
"""Pairs of states are compared for every coalition, as bits; at this size that takes seconds and some 100 MB."""

MAX_DECISION_MAKERS = 8
"""255 coalitions."""

Bits = npt.NDArray[np.uint8]
"""One row a state, one bit for every state."""


@dataclass(frozen=True, slots=True)
class CoalitionStability:
    """What holds against joint moves.

    Args:
        nash: for each coalition (names in the game's order), the states from which it has no joint improvement.
        equilibria: the states that are so for every coalition, single decision makers among them.
    """

    nash: Mapping[tuple[str, ...], States]
    equilibria: States


def coalition_stability(game: Game) -> CoalitionStability:
    """Ask for every coalition from which states a legal sequence of its members' moves leads to one better for all.

    Raises:
        TooLarge: more than 2^13 states or eight decision makers.
    """
    if len(game.states) > MAX_STATES or len(game.decision_makers) > MAX_DECISION_MAKERS:
        raise TooLarge(
            f"coalitions can be analysed up to {MAX_STATES:,} states and {MAX_DECISION_MAKERS} decision makers",
            hint="Leave coalitions out, or rule out more states as infeasible.",
        )
    count = len(game.states)
    edges = {mover.name: _Edges(mover.moves.reachable()) for mover in game.decision_makers}
    better = {mover.name: _better(mover) for mover in game.decision_makers}
    nash: dict[tuple[str, ...], States] = {}
    for size in range(1, len(game.decision_makers) + 1):
        for members in combinations([mover.name for mover in game.decision_makers], size):
            joint = _legally_reachable([edges[name] for name in members], count)
            for name in members:
                joint &= better[name]
            nash[members] = np.asarray(~joint.any(axis=1))
    return CoalitionStability(nash, np.asarray(np.logical_and.reduce(list(nash.values()))))


class _Edges:
    """One decision maker's moves, source by source."""

    def __init__(self, reachable: list[list[int]]) -> None:
        self.sources = np.array([state for state, reached in enumerate(reachable) if reached], dtype=np.int64)
        self.targets = np.array([other for reached in reachable for other in reached], dtype=np.int64)
        lengths = [len(reached) for reached in reachable if reached]
        self.starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64) if lengths else self.sources

    def joined(self, rows: Bits) -> Bits:
        """For each state, the union of the rows of the states that a move reaches."""
        result = np.zeros_like(rows)
        if len(self.sources):
            result[self.sources] = np.bitwise_or.reduceat(rows[self.targets], self.starts, axis=0)
        return result


def _better(mover: DecisionMaker) -> Bits:
    """For each state, which states this decision maker likes better."""
    rank = mover.preference
    return np.stack([np.packbits(rank > own) for own in rank])


def _legally_reachable(members: list[_Edges], states: int) -> Bits:
    """For each state, what a legal sequence reaches: nobody twice in succession.

    ``first[k]`` holds what sequences that begin with a move of member k reach: where the move leads, and from there
    what sequences of the others' beginning reach.
    """
    itself = np.packbits(np.eye(states, dtype=bool), axis=1)
    first = [np.zeros_like(itself) for _ in members]
    changed = True
    while changed:
        changed = False
        for k, edges in enumerate(members):
            onward = itself.copy()
            for j, reached in enumerate(first):
                if j != k:
                    onward |= reached
            now = edges.joined(onward)
            changed = changed or not np.array_equal(now, first[k])
            first[k] = now
    return np.asarray(np.bitwise_or.reduce(first))
