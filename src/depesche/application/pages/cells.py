"""The cells of the matrix on any day, in milliseconds: what `depesche.positions.matrix` says of the cells that a page
shows, without going through all positions. A test holds both to the same matrix.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from depesche.ledger.columns import Flags, coded
from depesche.positions.matrix import standing
from depesche.records import Position


@dataclass(frozen=True, slots=True)
class Standings:
    """The cells on a day: parties, those with most positions first; issues, unsorted; how many positions there are.

    ``own`` is by (party, issue) what stands of the positions that the party declares itself; ``told`` the latest that
    others tell, how many they tell, and whether the party denies one of them.
    """

    parties: tuple[str, ...]
    issues: frozenset[str]
    positions: int
    own: dict[tuple[str, str], Position]
    told: dict[tuple[str, str], tuple[Position, int, bool]]


class Cells:
    """Positions by cell and time.

    Args:
        positions: all of them.
        told: for each the day on which it was first told ("" where unknown).
        denied: for each the day since when it is known that its party denies it, if it does.
    """

    def __init__(self, positions: Sequence[Position], told: Sequence[str], denied: Sequence[str]) -> None:
        order = sorted(range(len(positions)), key=lambda row: (positions[row].since or "", positions[row].id))
        self._positions = [positions[row] for row in order]
        by_standing = sorted(range(len(order)), key=lambda row: standing(self._positions[row]))
        self._standing = np.empty(len(order), dtype=np.int32)  # place in the order of what stands
        self._standing[by_standing] = np.arange(len(order), dtype=np.int32)
        since = [one.since or "" for one in self._positions]
        self._days = sorted({*since, *told, *denied})
        place = {day: number for number, day in enumerate(self._days)}
        self._since = np.array([place[day] for day in since], dtype=np.int32)
        self._told = np.array([place[told[row]] for row in order], dtype=np.int32)
        self._until = np.array([np.iinfo(np.int32).max if one.until is None else bisect_right(self._days, one.until)
                                for one in self._positions], dtype=np.int32)  # fmt: skip
        self._parties = coded([one.party for one in self._positions])
        self._issues = coded([one.issue for one in self._positions])
        self._cell = self._parties.codes * np.int32(max(1, len(self._issues.values))) + self._issues.codes
        self._own: Flags = np.array([one.self_declared for one in self._positions], dtype=np.bool_)
        self._denied: Flags = np.array([one.rejected_by_party for one in self._positions], dtype=np.bool_)
        self._denied_since = np.array([place[denied[row]] for row in order], dtype=np.int32)

    def at(self, day: str | None, offset: int, size: int) -> Standings:
        """The cells of some parties on a day (None: today)."""
        known: Flags = np.ones(len(self._positions), dtype=np.bool_)
        denied = self._denied
        if day is not None:
            until = bisect_right(self._days, day)
            known = (self._since < until) & (self._told < until)
            denied = denied & (self._denied_since < until)
        names = self._parties.values
        counts = np.bincount(self._parties.codes[known], minlength=len(names))
        ranked = sorted(np.flatnonzero(counts).tolist(), key=lambda code: (-counts[code], names[code]))
        shown = np.isin(self._parties.codes, ranked[offset : offset + size]) & known
        issues = np.unique(self._issues.codes[known])
        return Standings(
            parties=tuple(names[code] for code in ranked),
            issues=frozenset(self._issues.values[code] for code in issues),
            positions=int(known.sum()),
            own={self._key(row): self._positions[row] for row in self._standing_of(shown & self._own)},
            told=self._others(shown & ~self._own, denied),
        )

    def held(self, day: str | None) -> list[Position]:
        """The positions that may be held on a day (None: that have not ended), as all that is known."""
        open_end = np.iinfo(np.int32).max
        if day is None:
            held = self._until == open_end
        else:
            until = bisect_right(self._days, day)
            held = (self._since < until) & (self._told < until) & (self._until >= until)
        return [self._positions[row] for row in np.flatnonzero(held).tolist()]

    def _key(self, row: int) -> tuple[str, str]:
        return self._positions[row].party, self._positions[row].issue

    def _standing_of(self, chosen: Flags) -> list[int]:
        """The row of each cell that stands (`matrix.standing`) among those chosen."""
        rows = np.flatnonzero(chosen)
        rows = rows[np.argsort(-self._standing[rows], kind="stable")]
        _, first = np.unique(self._cell[rows], return_index=True)
        found: list[int] = rows[first].tolist()
        return found

    def _latest(self, chosen: Flags) -> list[int]:
        """The last row of each cell among those chosen."""
        rows = np.flatnonzero(chosen)[::-1]
        _, first = np.unique(self._cell[rows], return_index=True)
        latest: list[int] = rows[first].tolist()
        return latest

    def _others(self, chosen: Flags, known_denied: Flags) -> dict[tuple[str, str], tuple[Position, int, bool]]:
        size = len(self._parties.values) * max(1, len(self._issues.values))
        times = np.bincount(self._cell[chosen], minlength=size)
        denied = np.bincount(self._cell[chosen & known_denied], minlength=size)
        return {
            self._key(row): (self._positions[row], int(times[self._cell[row]]), bool(denied[self._cell[row]]))
            for row in self._latest(chosen)
        }
