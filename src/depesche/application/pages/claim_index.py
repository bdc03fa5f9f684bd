"""Claims narrowed down and counted by status, outlet, speaker, party, issue and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from depesche.application.pages.common import View
from depesche.application.pages.remembering import memory_of
from depesche.ledger import facets
from depesche.ledger.facets import NEVER, ClaimColumns, add_pairs
from depesche.records import Claim, Relation, Verb

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

EXACT = 2_000
"""Claims up to which every count is made from the records themselves, with decisions and belief. In larger dossiers
the counts of a plain view come from the stored columns: rejected and merged claims are left out of them, but an edit
of a field shows in the rows and not in the counts until the next reading."""

MOST_MASKS = 200
"""Masks kept: one byte a claim each."""

MOST_WORDS = 20
"""Words of a search in claims that count."""

FACETS = ("status", "party", "outlet", "speaker", "issue")
SORTS = ("last", "first", "reports", "origins", "answers")

DISPUTED = ("contested", "denied", "retracted")
"""What the status "disputed" stands for in a filter."""

Mask = NDArray[np.bool_]


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

    def holding(self, word: str) -> Mask:
        """Which gists hold a word or part of a word."""
        places = np.fromiter((found.start() for found in re.finditer(re.escape(word), self._text)), dtype=np.int64)
        passing: Mask = np.zeros(len(self._starts), dtype=np.bool_)
        passing[np.searchsorted(self._starts, places, side="right") - 1] = True
        return passing


@dataclass(slots=True)
class ClaimIndex:
    """Columns of claims ready to be narrowed, and their gists to be searched."""

    columns: ClaimColumns
    gists: Gists
    _masks: dict[tuple[str, str], Mask] = field(default_factory=dict)

    def mask(self, chosen: ClaimFilter, day: str | None, without: str = "") -> Mask:
        """Which claims pass, one facet left aside if asked."""
        columns = self.columns
        passing: Mask = np.ones(len(columns.ids), dtype=np.bool_)
        if day:
            passing &= (columns.first <= day.encode()) & (columns.first != b"")
        if chosen.since:
            passing &= columns.last >= chosen.since.encode()
        if chosen.until:
            passing &= (columns.first <= chosen.until.encode()) & (columns.first != b"")
        if chosen.q.strip():
            passing &= self._words(chosen.q)
        for name in FACETS:
            value = chosen.facet(name)
            if value and name != without:
                passing &= self._status(value, day) if name == "status" else self._having(name, value)
        return passing

    def _status(self, value: str, day: str | None) -> Mask:
        status = self.status_at(day)
        wanted = DISPUTED if value == "disputed" else (value,)
        found: Mask = np.isin(status, np.array([one.encode() for one in wanted], dtype=status.dtype))
        return found

    def status_at(self, day: str | None) -> NDArray[np.bytes_]:
        """Every claim's status; one that nobody had denied by the day was not contested then."""
        columns = self.columns
        if day is None:
            return columns.status
        return np.where(
            (columns.denied > day.encode()) & (columns.status != b"confirmed"), b"uncontested", columns.status
        )

    def _having(self, name: str, value: str) -> Mask:
        def made() -> Mask:
            rows, codes = self.columns.pairs[name]
            found: Mask = np.zeros(len(self.columns.ids), dtype=np.bool_)
            if value in self.columns.values[name]:
                found[rows[codes == self.columns.values[name].index(value)]] = True
            return found

        return self._kept((name, value), made)

    def _words(self, typed: str) -> Mask:
        passing: Mask = np.ones(len(self.columns.ids), dtype=np.bool_)
        for word in re.findall(r"\w+", typed.casefold())[:MOST_WORDS]:
            passing &= self._kept(("word", word), lambda word=word: self.gists.holding(word))  # type: ignore[misc]
        return passing

    def _kept(self, key: tuple[str, str], make: Callable[[], Mask]) -> Mask:
        """A mask that one page asks for several times, once for each facet."""
        found = self._masks.get(key)
        if found is None:
            if len(self._masks) > MOST_MASKS:
                self._masks.clear()
            found = self._masks[key] = make()
        return found

    def counts(self, name: str, passing: Mask, day: str | None, most: int) -> list[tuple[str, int]]:
        """How many of the passing claims have each value of a facet, most first."""
        if name == "status":
            values, numbers = np.unique(self.status_at(day)[passing], return_counts=True)
            pairs = [(value.decode(), int(number)) for value, number in zip(values, numbers, strict=True)]
        else:
            rows, codes = self.columns.pairs[name]
            values_of = self.columns.values[name]
            sums = np.bincount(codes[passing[rows]], minlength=len(values_of))
            best = np.argsort(-sums, kind="stable")[:most]
            pairs = [(values_of[code], int(sums[code])) for code in best if sums[code]]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:most]

    def ordered(self, passing: Mask, sort: str) -> NDArray[np.int64]:
        """The rows of the passing claims in the order asked for."""
        columns, rows = self.columns, np.flatnonzero(passing)
        last = columns.last[rows]
        if sort in ("reports", "origins", "answers"):
            numbers: Any = getattr(columns, sort)[rows]
            order = np.lexsort((columns.ids[rows], last, numbers))[::-1]
        elif sort == "first":
            order = np.lexsort((columns.ids[rows], columns.first[rows]))
        else:
            order = np.lexsort((columns.ids[rows], last))[::-1]
        return rows[order]


def claim_index(dossier: Dossier, view: View) -> ClaimIndex:
    """The index for a view's belief; its day is a matter of `ClaimIndex.mask`."""
    memory = memory_of(dossier)
    number = memory.get("claims", lambda: facets.claim_count(dossier.ledger))
    if view.belief.strip() or number <= EXACT:
        exact = view.whole_belief if number <= EXACT else view.belief
        return memory.get(("claim index", exact), lambda: _from_records(dossier, exact))
    index: ClaimIndex = memory.get("claim index", lambda: _from_columns(dossier))
    return index


def _from_columns(dossier: Dossier) -> ClaimIndex:
    columns = facets.claim_columns(dossier.ledger)
    gone = set()
    for decision in dossier.decisions("claim"):
        if decision.verb is Verb.REJECT:
            gone.add(decision.target.encode())
        elif decision.verb is Verb.MERGE:
            gone.update(str(one).encode() for one in decision.change.get("ids", ()))
    if gone:
        kept = ~np.isin(columns.ids, np.array(sorted(gone), dtype=columns.ids.dtype))
        columns.first[~kept] = NEVER.encode()
        columns.status[~kept] = b""
    _add_parties(dossier, columns)
    known = facets.gists(dossier.ledger)
    return ClaimIndex(columns, Gists(known.get(one, "") for one in columns.ids.tolist()))


def _add_parties(dossier: Dossier, columns: ClaimColumns) -> None:
    belongs = memory_of(dossier).get("parties", lambda: facets.parties(dossier.ledger))
    heads = set(belongs.values())
    rows, codes = columns.pairs["speaker"]
    party_of = [belongs.get(one, one if one in heads else None) for one in columns.values["speaker"]]
    add_pairs(
        columns, "party", ((row, party_of[code]) for row, code in zip(rows.tolist(), codes.tolist(), strict=True))
    )


def _from_records(dossier: Dossier, belief: str) -> ClaimIndex:
    claims = list(dossier.claims(belief))
    ids = {one for claim in claims for one in claim.statements}
    answering = {answer.statement for claim in claims for answer in claim.responses}
    facts = facets.statement_days(dossier.ledger, ids | answering)
    speakers = {one.id: one.speaker.actor for one in dossier.statements(ids=sorted(ids))} if ids else {}
    issues: dict[str, set[str]] = {}
    for position in dossier.positions(belief):
        for shown in position.evidence:
            issues.setdefault(shown.statement, set()).add(position.issue)
    columns = ClaimColumns(
        ids=np.array([claim.id for claim in claims], dtype=np.bytes_),
        status=np.array([claim.status.value for claim in claims], dtype="S12"),
        first=np.array([claim.first or "" for claim in claims], dtype="S10"),
        last=np.array([claim.last or "" for claim in claims], dtype="S10"),
        denied=np.array([_denied(claim, facts) for claim in claims], dtype="S10"),
        origins=np.array([claim.independent_origins for claim in claims], dtype=np.int32),
        reports=np.array([len(claim.statements) for claim in claims], dtype=np.int32),
        answers=np.array([len(claim.responses) for claim in claims], dtype=np.int32),
    )
    told = [(row, one) for row, claim in enumerate(claims) for one in claim.statements]
    add_pairs(columns, "outlet", ((row, facts[one][2] or None) for row, one in told if one in facts))
    add_pairs(columns, "speaker", ((row, speakers.get(one)) for row, one in told))
    add_pairs(columns, "issue", ((row, issue) for row, one in told for issue in sorted(issues.get(one, ()))))
    _add_parties(dossier, columns)
    return ClaimIndex(columns, Gists(claim.gist for claim in claims))


def _denied(claim: Claim, facts: dict[str, tuple[str, str, str]]) -> str:
    days: Iterable[str] = (
        facts[answer.statement][1]
        for answer in claim.responses
        if answer.relation in (Relation.DENIES, Relation.PARTLY_DENIES) and answer.statement in facts
    )
    return min(days, default=NEVER)
