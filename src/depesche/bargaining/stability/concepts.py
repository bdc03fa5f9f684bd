"""Which states are stable for whom: Nash (R), GMR, SMR and SEQ for any number of decision makers.

Definitions: Fang, Hipel & Kilgour, Interactive Decision Making: The Graph Model for Conflict Resolution (1993), ch. 3
and 4. A state is stable for decision maker i if every unilateral improvement of i from it is sanctioned: the others
can, by a legal sequence of moves (nobody twice in succession, anybody again later), reach a state that i likes no
better than the one left. What differs is the sanction: any moves (GMR), any moves after which i cannot escape by one
more move (SMR), improvements of those who make them only (SEQ); under Nash nothing deters.

What the others can do to i from a state is a single number, the least they can bring i down to, so sets of sanctions
are never listed: the least is propagated backwards over moves until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from depesche.bargaining.stability.game import NONE, DecisionMaker, Game, Ranks

States = npt.NDArray[np.bool_]
"""One truth value a state."""

CONCEPTS = ("nash", "seq", "gmr", "smr")


@dataclass(frozen=True, slots=True)
class Stability:
    """What holds in a game.

    Args:
        game: the game.
        stable: for each concept and decision maker, which states are stable.
        equilibria: for each concept, which states are stable for all.
    """

    game: Game
    stable: Mapping[str, Mapping[str, States]]
    equilibria: Mapping[str, States]

    def names(self, states: States) -> list[str]:
        """The names of the states in a selection, in order."""
        return [self.game.states[index] for index in np.flatnonzero(states).tolist()]


def stability(game: Game) -> Stability:
    """Analyse a game under all four concepts."""
    stable: dict[str, dict[str, States]] = {concept: {} for concept in CONCEPTS}
    for decision_maker in game.decision_makers:
        others = [other for other in game.decision_makers if other is not decision_maker]
        for concept, states in _stable_for(decision_maker, others).items():
            stable[concept][decision_maker.name] = states
    everywhere = np.ones(len(game.states), dtype=bool)
    return Stability(
        game,
        stable,
        {concept: np.logical_and.reduce([everywhere, *stable[concept].values()]) for concept in CONCEPTS},
    )


def _stable_for(mover: DecisionMaker, others: Sequence[DecisionMaker]) -> dict[str, States]:
    """The stable states of one decision maker under each concept."""
    preference = mover.preference
    escape = np.maximum(preference, _highest(mover, preference))
    worst = {
        "gmr": _brought_down_to(preference, [other.moves.lowest for other in others]),
        "smr": _brought_down_to(escape, [other.moves.lowest for other in others]),
        "seq": _brought_down_to(preference, [other.moves.lowest_improved for other in others]),
        "nash": np.full(len(preference), NONE),
    }
    return {concept: _every_improvement_sanctioned(mover, worst[concept]) for concept in CONCEPTS}


def _highest(mover: DecisionMaker, values: Ranks) -> Ranks:
    """The best that one move of theirs brings; below every rank where there is no move."""
    return -mover.moves.lowest(-values)


def _every_improvement_sanctioned(mover: DecisionMaker, worst: Ranks) -> States:
    """Whether after each unilateral improvement from a state the worst to come is no better than that state."""
    mildest = -mover.moves.lowest_improved(-worst)
    return np.asarray((mildest == -NONE) | (mildest <= mover.preference))


def _brought_down_to(values: Ranks, moves: Sequence[Callable[[Ranks], Ranks]]) -> Ranks:
    """For each state, the least value among the states that a legal sequence of at least one move reaches.

    ``after[k]`` is the least that can follow when decision maker k has just moved: only others may go on.
    """
    after = [np.full(len(values), NONE) for _ in moves]
    while True:
        by = [move(np.minimum(values, rest)) for move, rest in zip(moves, after, strict=True)]
        changed = False
        for last in range(len(moves)):
            following = after[last]
            for mover, reached in enumerate(by):
                if mover != last:
                    following = np.minimum(following, reached)
            changed = changed or not np.array_equal(following, after[last])
            after[last] = following
        if not changed:
            return np.minimum.reduce(by) if by else np.full(len(values), NONE)
