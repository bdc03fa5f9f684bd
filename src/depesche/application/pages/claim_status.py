"""Every claim of a dossier counted anew on the statements that a view admits, all at once.

Days, reports and answers are sums over columns. A status is what `depesche.application.recounting` makes of the claim:
the stored one where all of it counts, uncontested where no answer to it counts; the rest is asked of the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depesche.application.pages.admitting import Ground
from depesche.ledger.columns import Flags, Numbers, Pairs
from depesche.records import ClaimStatus

STATUSES = tuple(status.value for status in ClaimStatus)
"""What the codes of a status mean."""

Ask = Callable[[Sequence[str]], Mapping[str, str]]
"""By claim id the status that a view gives it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Claims under a view: which there are, and of each the status (in `STATUSES`), first and last day (in the columns'
    days), reports, answers and origins. Origins of claims of which something is not admitted are at most so many.
    """

    there: Flags
    status: Numbers
    first: Numbers
    last: Numbers
    reports: Numbers
    answers: Numbers
    origins: Numbers


class Recount:
    """Counts the claims of a dossier."""

    def __init__(self, ground: Ground) -> None:
        of = self._of = ground.columns
        self._size = len(of.claims)
        codes = [STATUSES.index(one) for one in of.status.values]
        self._stored = np.array([*codes, 0], dtype=np.int32)[of.status.codes]
        self._reports = self._times(of.told, None)
        self._answers = self._times(of.answered, None)
        self._starts = np.flatnonzero(np.diff(of.told.claims, prepend=-1))

    def whole(self) -> Counted:
        """The claims as everything makes them."""
        days = self._of.day[self._of.told.statements]
        first, last = self._span(days, np.ones(len(days), dtype=np.bool_))
        return Counted(self._reports > 0, self._stored, first, last, self._reports, self._answers, self._of.origins)

    def under(self, admitted: Flags, wider: Counted, ask: Ask) -> Counted:
        """The claims as the admitted statements make them.

        Args:
            admitted: which statements count.
            wider: the claims as more statements make them; what loses nothing stays as it is there.
            ask: tells the status of claims that have to be looked at one by one.
        """
        of = self._of
        days = of.day[of.told.statements]
        told = admitted[of.told.statements]
        answered = admitted[of.answered.statements]
        reports, answers = self._times(of.told, told), self._times(of.answered, answered)
        fewer = reports < wider.reports
        partly = (fewer | (answers < wider.answers)) & (reports > 0) & ~of.fixed
        status = np.where(partly, np.int32(STATUSES.index(ClaimStatus.UNCONTESTED.value)), wider.status)
        disputed = np.flatnonzero(partly & (answers > 0))
        if len(disputed):
            ids = [one.decode() for one in of.claims[disputed].tolist()]
            now = ask(ids)
            before = self._stored[disputed].tolist()  # for what is gone since the columns were read
            status[disputed] = [STATUSES.index(now[one]) if one in now else was
                                for one, was in zip(ids, before, strict=True)]  # fmt: skip
        origins = np.where(fewer, np.minimum(wider.origins, reports), wider.origins)
        first, last = self._span(days, told)
        return Counted(reports > 0, status, first, last, reports, answers, origins)

    def _times(self, pairs: Pairs, counting: Flags | None) -> Numbers:
        claims = pairs.claims if counting is None else pairs.claims[counting]
        return np.bincount(claims, minlength=self._size).astype(np.int32)

    def _span(self, days: Numbers, told: Flags) -> tuple[Numbers, Numbers]:
        """The first and last known day of each claim; 0 where none is."""
        first, last = np.zeros(self._size, dtype=np.int32), np.zeros(self._size, dtype=np.int32)
        if len(days):
            rows = self._of.told.claims[self._starts]
            never = np.int32(np.iinfo(np.int32).max)
            known = told & (days > 0)
            earliest = np.minimum.reduceat(np.where(known, days, never), self._starts)
            first[rows] = np.where(earliest == never, 0, earliest)
            last[rows] = np.maximum.reduceat(np.where(known, days, 0), self._starts)
        return first, last
