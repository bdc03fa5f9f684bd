"""Every claim of a dossier counted anew on the statements that a view admits, all at once.

The rules are those of `depesche.claims.status.status_of`, which `depesche.application.recounting` applies to one claim;
a test holds both to the same answers. Only claims of which something is not admitted are counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depesche.application.pages.admitting import Ground
from depesche.ledger.columns import Flags, Numbers, Pairs
from depesche.records import ActorKind, ClaimStatus, Relation

STATUSES = tuple(status.value for status in ClaimStatus)
"""What the codes of a status mean."""


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
        self._named = ground.named()
        self._stands_behind = self._named & ~ground.through(ActorKind.UNNAMED, ActorKind.OUTLET)
        self._repeats = ground.through(ActorKind.OUTLET)
        relation, form = of.answer.where, of.answer.where
        self._denies = relation(lambda one: one[0] == Relation.DENIES.value)
        self._partly = relation(lambda one: one[0] == Relation.PARTLY_DENIES.value)
        self._confirms = relation(lambda one: one[0] == Relation.CONFIRMS.value)
        self._retracts = form(lambda one: one[1] == "retraction")
        self._reverses = form(lambda one: one[1] == "reversal") & self._denies
        codes = [STATUSES.index(one) for one in of.status.values]
        self._stored = np.array([*codes, 0], dtype=np.int32)[of.status.codes]
        self._reports = self._times(of.told, None)
        self._answers = self._times(of.answered, None)
        self._starts = np.flatnonzero(np.diff(of.told.claims, prepend=-1))

    def under(self, admitted: Flags | None) -> Counted:
        """The claims as the admitted statements make them (None: all)."""
        of = self._of
        days = of.day[of.told.statements]
        if admitted is None:
            there = self._reports > 0
            first, last = self._span(days, np.ones(len(days), dtype=np.bool_))
            return Counted(there, self._stored, first, last, self._reports, self._answers, of.origins)
        told = admitted[of.told.statements]
        answered = admitted[of.answered.statements]
        reports, answers = self._times(of.told, told), self._times(of.answered, answered)
        fewer = reports < self._reports
        partly = (fewer | (answers < self._answers)) & (reports > 0)
        status = np.where(partly & ~of.fixed, self._status(told, answered), self._stored)
        origins = np.where(fewer, np.minimum(of.origins, reports), of.origins)
        first, last = self._span(days, told)
        return Counted(reports > 0, status, first, last, reports, answers, origins)

    def _times(self, pairs: Pairs, counting: Flags | None) -> Numbers:
        claims = pairs.claims if counting is None else pairs.claims[counting]
        return np.bincount(claims, minlength=self._size).astype(np.int32)

    def _any(self, pairs: Pairs, holds: Flags) -> Flags:
        """The claims of which one pair at least is meant."""
        found: Flags = np.zeros(self._size, dtype=np.bool_)
        found[pairs.claims[holds]] = True
        return found

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

    def _status(self, told: Flags, answered: Flags) -> Numbers:
        of = self._of
        saying, answering = of.told.statements, of.answered.statements
        flat, partly = answered & self._denies, answered & self._partly
        denied = self._any(of.answered, flat | partly)
        flatly = self._any(of.answered, flat)
        retracted = self._any(of.answered, answered & self._retracts) | self._taken_back(told, answered)
        confirmed = self._any(of.answered, answered & self._confirms & self._named[answering])
        behind = self._any(of.told, told & self._stands_behind[saying])
        first = np.full(self._size, np.iinfo(np.int32).max, dtype=np.int32)
        np.minimum.at(first, of.answered.claims[flat], of.day[answering[flat]])
        later = told & ~self._repeats[saying] & (of.day[saying] > first[of.told.claims])
        upheld = ~flatly | behind | self._any(of.told, later)

        def code(status: ClaimStatus) -> np.int32:
            return np.int32(STATUSES.index(status.value))

        contested = np.where(upheld, code(ClaimStatus.CONTESTED), code(ClaimStatus.DENIED))
        found: NDArray[np.int32] = np.where(denied, contested, code(ClaimStatus.UNCONTESTED))
        found = np.where(confirmed, code(ClaimStatus.CONFIRMED), found)
        return np.where(retracted, code(ClaimStatus.RETRACTED), found)

    def _taken_back(self, told: Flags, answered: Flags) -> Flags:
        """Claims that a speaker of theirs denies later; such answers are few and gone through one by one."""
        of = self._of
        found: Flags = np.zeros(self._size, dtype=np.bool_)
        for place in np.flatnonzero(answered & self._reverses):
            claim, answer = of.answered.claims[place], of.answered.statements[place]
            begin, end = np.searchsorted(of.told.claims, (claim, claim + 1))
            own = of.told.statements[begin:end][told[begin:end]]
            own = own[of.speaker.codes[own] == of.speaker.codes[answer]]
            if of.speaker.codes[answer] >= 0 and len(own) and of.day[own].max() < of.day[answer]:
                found[claim] = True
        return found
