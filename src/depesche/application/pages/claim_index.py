"""Claims narrowed down and counted by status, outlet, speaker, party, issue and time, as a view sees them."""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from depesche.application.pages.admitting import Ground, ground_of
from depesche.application.pages.claim_status import STATUSES, Ask, Counted, Recount
from depesche.application.pages.common import View
from depesche.application.pages.remembering import memory_of
from depesche.ledger.columns import NOTHING, Coded, Flags, Numbers

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

MOST_MASKS = 40
"""Masks kept: one byte a claim each."""

MOST_VIEWS = 8
"""Views whose counts are kept: some 20 bytes a claim each."""

MOST_WORDS = 20
"""Words of a search in claims that count."""

FACETS = ("status", "party", "outlet", "speaker", "issue")
SORTS = ("last", "first", "reports", "origins", "answers")

DISPUTED = ("contested", "denied", "retracted")
"""What the status "disputed" stands for in a filter."""


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What the list is narrowed down to; empty texts narrow nothing."""

    q: str = ""
    status: str = ""
    party: str = ""
    outlet: str = ""
    speaker: str = ""
    issue: str = ""
    since: str = ""
    until: str = ""
    sort: str = "last"

    def facet(self, name: str) -> str:
        """What one facet is narrowed down to."""
        value: str = getattr(self, name)
        return value


class Gists:
    """The claims' words as one text, in which a word is found in milliseconds among hundreds of thousands of claims."""

    def __init__(self, gists: Iterable[str]) -> None:
        folded = [gist.casefold().replace("\n", " ") for gist in gists]
        self._text = "\n".join(folded)
        sizes = np.fromiter((len(gist) + 1 for gist in folded), dtype=np.int64, count=len(folded))
        self._starts = np.cumsum(sizes) - sizes

    def holding(self, word: str) -> Flags:
        """Which gists hold a word or part of a word."""
        places = np.fromiter((found.start() for found in re.finditer(re.escape(word), self._text)), dtype=np.int64)
        passing: Flags = np.zeros(len(self._starts), dtype=np.bool_)
        passing[np.searchsorted(self._starts, places, side="right") - 1] = True
        return passing


@dataclass(frozen=True, slots=True)
class Facet:
    """What claims have of one kind: (claim, value) pairs sorted so, each with the statement that brings it."""

    claims: Numbers
    codes: Numbers
    statements: Numbers
    values: tuple[str, ...]

    @classmethod
    def of(cls, claims: Numbers, statements: Numbers, column: Coded) -> Facet:
        """From pairs and a column of the same length."""
        known = np.flatnonzero(column.codes != NOTHING)
        keys = claims[known].astype(np.int64) * (len(column.values) + 1) + column.codes[known]
        order = known[np.argsort(keys, kind="stable")]
        return cls(claims[order], column.codes[order], statements[order], column.values)

    def admitted(self, statements: Flags | None) -> tuple[Numbers, Numbers]:
        """The pairs (claim, value) that some statements bring, each once."""
        claims, codes = self.claims, self.codes
        if statements is not None:
            counting = statements[self.statements]
            claims, codes = claims[counting], codes[counting]
        new = np.ones(len(claims), dtype=np.bool_)
        new[1:] = (claims[1:] != claims[:-1]) | (codes[1:] != codes[:-1])
        return claims[new], codes[new]


class Shared:
    """What all views of a dossier's claims have in common."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.recount = Recount(ground)
        self._facets: dict[str, Facet] = {}
        self._indexes: OrderedDict[View, ClaimIndex] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def gists(self) -> Gists:
        """The claims' words."""
        return Gists(self.ground.columns.gists)

    def facet(self, name: str) -> Facet:
        """The pairs of a facet."""
        if name not in self._facets:
            self._facets[name] = self._facet(name)
        return self._facets[name]

    def _facet(self, name: str) -> Facet:
        of = self.ground.columns
        told = of.told
        if name == "issue":
            order = np.argsort(told.statements, kind="stable")
            first = np.searchsorted(told.statements[order], of.on_issue, side="left")
            last = np.searchsorted(told.statements[order], of.on_issue, side="right")
            rows = np.repeat(np.arange(len(first)), last - first)
            within = np.arange(len(rows)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
            pairs = order[first[rows] + within]
            column = Coded(of.issue.codes[rows], of.issue.values)
            return Facet.of(told.claims[pairs], told.statements[pairs], column)
        column = of.outlet if name == "outlet" else of.speaker if name == "speaker" else self._parties()
        return Facet.of(told.claims, told.statements, Coded(column.codes[told.statements], column.values))

    def _parties(self) -> Coded:
        belongs = {actor.id: actor.party for actor in self.ground.actors.values() if actor.party}
        heads = set(belongs.values())
        return self.ground.columns.speaker.recoded(lambda one: belongs.get(one, one if one in heads else None))

    def index(self, view: View, ask: Callable[[View], Ask]) -> ClaimIndex:
        """The claims as a view sees them; ``ask`` tells statuses under a view (`Recount.under`).

        A day takes away from what a belief admits, and a belief from everything; only what a claim loses on that way
        has to be looked at.
        """
        with self._lock:
            found = self._indexes.get(view)
            if found is not None:
                self._indexes.move_to_end(view)
                return found
        admitted = self.ground.admitted(view)
        if admitted is None:
            made = ClaimIndex(self, None, self.recount.whole())
        else:
            wider = self.index(View(view.belief) if view.at and view.belief.strip() else View(), ask)
            made = ClaimIndex(self, admitted, self.recount.under(admitted, wider.counted, ask(view)))
        with self._lock:
            self._indexes[view] = made
            while len(self._indexes) > MOST_VIEWS:
                self._indexes.popitem(last=False)
        return made


class ClaimIndex:
    """The claims as one view sees them, ready to be narrowed down: counted on what it admits."""

    def __init__(self, shared: Shared, admitted: Flags | None, counted: Counted) -> None:
        self._shared = shared
        self._admitted = admitted
        self.counted = counted
        self._pairs: dict[str, tuple[Numbers, Numbers]] = {}
        self._masks: OrderedDict[tuple[str, str], Flags] = OrderedDict()

    def mask(self, chosen: ClaimFilter, without: str = "") -> Flags:
        """Which claims pass, one facet left aside if asked."""
        days, counted = self._shared.ground.columns.days, self.counted
        passing: Flags = counted.there.copy()
        if chosen.since:
            passing &= counted.last >= max(1, bisect_left(days, chosen.since))
        if chosen.until:
            passing &= (counted.first < bisect_right(days, chosen.until)) & (counted.first > 0)
        for word in re.findall(r"\w+", chosen.q.casefold())[:MOST_WORDS]:
            passing &= self._kept(("word", word), lambda word=word: self._shared.gists.holding(word))  # type: ignore[misc]
        for name in FACETS:
            value = chosen.facet(name)
            if value and name != without:
                passing &= self._status(value) if name == "status" else self._having(name, value)
        return passing

    def _status(self, value: str) -> Flags:
        wanted = DISPUTED if value == "disputed" else (value,)
        found: Flags = np.isin(self.counted.status, [STATUSES.index(one) for one in wanted if one in STATUSES])
        return found

    def pairs(self, name: str) -> tuple[Numbers, Numbers]:
        """The (claim, value) pairs of a facet that the view admits."""
        if name not in self._pairs:
            self._pairs[name] = self._shared.facet(name).admitted(self._admitted)
        return self._pairs[name]

    def _having(self, name: str, value: str) -> Flags:
        def made() -> Flags:
            rows, codes = self.pairs(name)
            values = self._shared.facet(name).values
            found: Flags = np.zeros(len(self.counted.there), dtype=np.bool_)
            if value in values:
                found[rows[codes == values.index(value)]] = True
            return found

        return self._kept((name, value), made)

    def _kept(self, key: tuple[str, str], make: Callable[[], Flags]) -> Flags:
        """A mask that one page asks for several times, once for each facet."""
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = make()
            while len(self._masks) > MOST_MASKS:
                self._masks.popitem(last=False)
        return found

    def counts(self, name: str, passing: Flags, most: int) -> list[tuple[str, int]]:
        """How many of the passing claims have each value of a facet, most first."""
        if name == "status":
            values: tuple[str, ...] = STATUSES
            sums = np.bincount(self.counted.status[passing], minlength=len(values))
        else:
            rows, codes = self.pairs(name)
            values = self._shared.facet(name).values
            sums = np.bincount(codes[passing[rows]], minlength=len(values))
        best = np.argsort(-sums, kind="stable")[:most]
        pairs = [(values[code], int(sums[code])) for code in best if sums[code]]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def page(self, passing: Flags, sort: str, offset: int, size: int) -> list[str]:
        """The ids of one page of the passing claims in the order asked for."""
        rows, keys = self._keys(passing, sort)
        until = min(offset + size, len(rows))
        if until < len(rows):  # only what comes first is sorted
            first = np.argpartition(keys, until)[:until]
            rows, keys = rows[first], keys[first]
        chosen = rows[np.argsort(keys)][offset:until]
        return [one.decode() for one in self._shared.ground.columns.claims[chosen].tolist()]

    def ids(self, passing: Flags, sort: str) -> list[str]:
        """The ids of all passing claims in the order asked for."""
        return self.page(passing, sort, 0, len(passing))

    def _keys(self, passing: Flags, sort: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows of the passing claims, each with a number of its own by which they are sorted."""
        rows, counted = np.flatnonzero(passing), self.counted
        size = np.int64(len(passing))
        if sort == "first":
            return rows, counted.first[rows] * size + rows
        keys = counted.last[rows] * size + rows
        if sort in ("reports", "origins", "answers"):
            numbers: Numbers = getattr(counted, sort)[rows]
            keys = keys + numbers * (size * len(self._shared.ground.columns.days))
        return rows, -keys


_making = threading.Lock()


def claim_index(dossier: Dossier, view: View) -> ClaimIndex:
    """The claims as a view sees them.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    ground = ground_of(dossier)
    with _making:
        if "claims" not in ground.kept:
            ground.kept["claims"] = Shared(ground)
    shared: Shared = ground.kept["claims"]

    def ask(under: View) -> Ask:
        def statuses(ids: Sequence[str]) -> Mapping[str, str]:
            def found() -> dict[str, str]:
                return {claim.id: claim.status.value for claim in dossier.claims(under.whole_belief, ids=ids)}

            known: dict[str, str] = memory_of(dossier).get(("statuses", ground.serial, under), found)
            return known

        return statuses

    return shared.index(view, ask)
