"""Where statements stand in their document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from depesche.claims.crowd import Ids, Numbers
from depesche.claims.propositions import Proposition


class Place:
    """Where statements stand in their document: what lies between two of them.

    Args:
        document: its propositions in text order.
    """

    def __init__(self, document: Sequence[Proposition]) -> None:
        self._number = {item.id: number for number, item in enumerate(document)}
        speakers = Numbers()
        self._speaker = speakers.of(item.speaker for item in document)
        # How many of the first n statements each speaker made.
        self._made = np.zeros((len(document) + 1, len(speakers)), dtype=np.int32)
        self._made[np.arange(1, len(document) + 1), self._speaker] = 1
        np.cumsum(self._made, axis=0, out=self._made)

    def between(
        self, ones: Sequence[Proposition], others: Sequence[Proposition], left: Ids, right: Ids
    ) -> tuple[Ids, Ids]:
        """How many statements lie between the two of each pair, and how many of them by somebody who says neither; 20
        at most, and 20 where one of the two is not known.

        Args:
            ones: statements.
            others: other statements.
            left: for each pair, the place of the one.
            right: for each pair, the place of the other.
        """
        own, there = self._numbers(ones)[left], self._numbers(others)[right]
        inner, strangers = np.full(len(left), 20), np.full(len(left), 20)
        known = np.flatnonzero((own >= 0) & (there >= 0))
        if not len(known):
            return inner, strangers
        own, there = own[known], there[known]
        first, last = np.minimum(there, own), np.maximum(there, own)
        after = np.minimum(first + 1, last)
        mine, theirs = self._speaker[own], self._speaker[there]
        same = self._made[last, mine] - self._made[after, mine]
        same += np.where(theirs == mine, 0, self._made[last, theirs] - self._made[after, theirs])
        inner[known] = np.minimum(last - after, 20)
        strangers[known] = np.minimum(last - after - same, 20)
        return inner, strangers

    def _numbers(self, items: Sequence[Proposition]) -> Ids:
        return np.array([self._number.get(item.id, -1) for item in items], dtype=np.int64)
