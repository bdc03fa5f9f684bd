"""Which states are stable against joint moves: coalition Nash stability (Kilgour, Hipel, Fang & Peng 2001)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from depesche.bargaining.stability.concepts import States
from depesche.bargaining.stability.game import DecisionMaker, Game
from depesche.errors import TooLarge

MAX_STATES = 1 << 12
"""All pairs of states are compared for every coalition; at this size that takes seconds."""

MAX_DECISION_MAKERS = 8
"""255 coalitions."""


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
        TooLarge: more than 2^12 states or eight decision makers.
    """
    if len(game.states) > MAX_STATES or len(game.decision_makers) > MAX_DECISION_MAKERS:
        raise TooLarge(
            f"coalitions can be analysed up to {MAX_STATES:,} states and {MAX_DECISION_MAKERS} decision makers",
            hint="Leave coalitions out, or rule out more states as infeasible.",
        )
    nash: dict[tuple[str, ...], States] = {}
    single = {mover.name: _matrix(mover, len(game.states)) for mover in game.decision_makers}
    for size in range(1, len(game.decision_makers) + 1):
        for members in combinations(game.decision_makers, size):
            reach = _legally_reachable([single[mover.name] for mover in members])
            for mover in members:
                reach = reach & (mover.preference[None, :] > mover.preference[:, None])
            nash[tuple(mover.name for mover in members)] = ~reach.any(axis=1)
    return CoalitionStability(nash, np.asarray(np.logical_and.reduce(list(nash.values()))))


def _matrix(mover: DecisionMaker, states: int) -> States:
    """Which state reaches which by one move."""
    matrix = np.zeros((states, states), dtype=bool)
    for state, reached in enumerate(mover.moves.reachable()):
        matrix[state, reached] = True
    return matrix


def _legally_reachable(moves: list[States]) -> States:
    """Which state reaches which by a legal sequence: nobody twice in succession.

    ``by[k]`` holds what a sequence ending with member k's move reaches; k may follow on anything another one ended.
    """
    by = [move.copy() for move in moves]
    while True:
        before = [int(reached.sum()) for reached in by]
        for k, move in enumerate(moves):
            others = [reached for j, reached in enumerate(by) if j != k]
            if others:
                by[k] |= _after(np.logical_or.reduce(others), move)
        if [int(reached.sum()) for reached in by] == before:
            return np.asarray(np.logical_or.reduce(by))


def _after(reached: States, move: States) -> States:
    """What one move more reaches. Single precision counts up to 2^24 ways exactly, far above 2^12."""
    return np.asarray(reached.astype(np.float32) @ move.astype(np.float32) > 0)
