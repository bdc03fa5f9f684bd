"""A conflict as a graph model: decision makers, feasible states, moves and preferences (Fang, Hipel & Kilgour 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

Ranks = npt.NDArray[np.int64]
"""One whole number a state; for preferences, the higher the more preferred, ties alike."""

NONE = np.int64(1) << 40
"""Stands for the least over no state at all; above every rank."""


class Moves(Protocol):
    """One decision maker's moves and improvements, asked about all states at once."""

    def lowest(self, values: Ranks) -> Ranks:
        """For each state, the least value among the states that a move reaches (and possibly the state itself)."""

    def lowest_improved(self, values: Ranks) -> Ranks:
        """For each state, the least value among the states that a unilateral improvement reaches; NONE if none."""

    def reachable(self) -> list[list[int]]:
        """For each state, the states that a move reaches, ascending."""


@dataclass(frozen=True, slots=True)
class DecisionMaker:
    """Somebody who moves.

    Args:
        name: unique in the game.
        options: what is up to them; empty in a game whose states are only named.
        preference: one rank a state, the higher the better.
        moves: what they can do.
    """

    name: str
    options: tuple[str, ...]
    preference: Ranks
    moves: Moves


@dataclass(frozen=True, slots=True)
class Game:
    """A conflict.

    Args:
        states: the feasible states' names, in order; with options, words of Y and N in alphabetical order.
        decision_makers: those who move, in the order of the file.
        notes: remarks of whoever made the game, for the reader.
    """

    states: tuple[str, ...]
    decision_makers: tuple[DecisionMaker, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class OptionMoves:
    """Moves of a decision maker who may change any of their own options at once.

    States that differ in nothing but this decision maker's reversible options form a group; a move leads into the own
    group, or into the group in which some irreversible options have become Y. Within a group states lie by falling
    preference, so the improvements on a state are a front part of a group, and the least value over them is one entry
    of a running minimum. A question about all states costs a few passes over them, not one over all pairs.

    Args:
        codes: the states as whole numbers, ascending; an option is one bit.
        own: mask of the decision maker's options.
        irreversible: mask of those that stay Y once Y.
        preference: one rank a state.
    """

    codes: npt.NDArray[np.int64]
    own: int
    irreversible: int
    preference: Ranks
    _order: npt.NDArray[np.int64] = field(init=False)
    _group: npt.NDArray[np.int64] = field(init=False)
    _keys: npt.NDArray[np.int64] = field(init=False)
    _last: npt.NDArray[np.int64] = field(init=False)
    _first: npt.NDArray[np.int64] = field(init=False)
    _place: npt.NDArray[np.int64] = field(init=False)
    _cache: dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]] = field(init=False)

    def __post_init__(self) -> None:
        key = self.codes & ~(self.own & ~self.irreversible)
        self._order = np.lexsort((-self.preference, key))
        self._keys, self._group = np.unique(key, return_inverse=True)
        in_order = self._group[self._order]
        groups = np.arange(len(self._keys))
        self._first = np.searchsorted(in_order, groups, side="left")
        self._last = np.searchsorted(in_order, groups, side="right") - 1
        self._place = in_order * NONE - self.preference[self._order]
        self._cache = {}

    def lowest(self, values: Ranks) -> Ranks:
        """See `Moves.lowest`; the state itself is included, which changes no concept here.

        (A decision maker who moves and moves again could have done so at once, so staying adds no new sequence; and
        the state where sanctions begin is better than the one to be guarded, so it is no sanction itself.)
        """
        running = self._running(values)
        result = np.full(len(values), NONE)
        for states, groups, _ in self._targets():
            result[states] = np.minimum(result[states], running[self._last[groups]])
        return result

    def lowest_improved(self, values: Ranks) -> Ranks:
        """See `Moves.lowest_improved`."""
        running = self._running(values)
        result = np.full(len(values), NONE)
        for states, groups, places in self._targets():
            some = places >= self._first[groups]
            chosen = states[some]
            result[chosen] = np.minimum(result[chosen], running[places[some]])
        return result

    def reachable(self) -> list[list[int]]:
        """See `Moves.reachable`."""
        members: dict[int, list[int]] = {}
        for state, key in enumerate((self.codes & ~self.own).tolist()):
            members.setdefault(key, []).append(state)
        fixed = (self.codes & self.irreversible).tolist()
        keys = (self.codes & ~self.own).tolist()
        return [
            [other for other in members[key] if other != state and fixed[state] & ~fixed[other] == 0]
            for state, key in enumerate(keys)
        ]

    def _running(self, values: Ranks) -> Ranks:
        """The running minimum within each group, in order of falling preference.

        Each group is shifted far below the one before it, so that one pass serves all of them.
        """
        shift = self._group[self._order] * (2 * NONE)
        return np.asarray(np.minimum.accumulate(values[self._order] - shift) + shift)

    def _targets(
        self,
    ) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """For every choice of irreversible options that become Y: the states that can make it, the group each of them
        reaches, and the place of the last state there that is better than where it came from.
        """
        return [self._target(extra) for extra in _submasks(self.irreversible)]

    def _target(self, extra: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        known = self._cache.get(extra)
        if known is not None:
            return known
        key = self.codes & ~(self.own & ~self.irreversible)
        wanted = key | extra
        groups = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        states = np.flatnonzero((self.codes & extra == 0) & (self._keys[groups] == wanted))
        groups = groups[states]
        places = np.searchsorted(self._place, groups * NONE - self.preference[states], side="left") - 1
        if len(self._cache) < 16:  # some 25 MB at 2^16 states
            self._cache[extra] = states, groups, places
        return states, groups, places


@dataclass(slots=True)
class ListedMoves:
    """Moves written down state by state, for conflicts whose states are not made of options.

    Args:
        targets: for each state, the states that a move reaches, ascending.
        preference: one rank a state.
    """

    targets: Sequence[Sequence[int]]
    preference: Ranks

    def lowest(self, values: Ranks) -> Ranks:
        """See `Moves.lowest`; the state itself is not included."""
        return _lowest_of(self.targets, values)

    def lowest_improved(self, values: Ranks) -> Ranks:
        """See `Moves.lowest_improved`."""
        better = [
            [other for other in targets if self.preference[other] > self.preference[state]]
            for state, targets in enumerate(self.targets)
        ]
        return _lowest_of(better, values)

    def reachable(self) -> list[list[int]]:
        """See `Moves.reachable`."""
        return [list(targets) for targets in self.targets]


def _lowest_of(targets: Sequence[Sequence[int]], values: Ranks) -> Ranks:
    return np.array([min((values[t] for t in reached), default=NONE) for reached in targets], dtype=np.int64)


def _submasks(mask: int) -> list[int]:
    """Every mask of some of these bits, the empty one first."""
    result, sub = [0], mask
    while sub:
        result.append(sub)
        sub = (sub - 1) & mask
    return result
