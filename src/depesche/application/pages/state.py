"""The state of play: where everybody stands, what moved, what is contested, what came in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from depesche.application.pages.claim_index import ClaimFilter, claim_index
from depesche.application.pages.claims import ClaimRow, rows
from depesche.application.pages.common import Cast, Person, Source, View, as_day
from depesche.application.pages.documents import newest
from depesche.application.pages.positions import MatrixPage, Sign, matrix_page, sign_of
from depesche.application.pages.remembering import memory_of
from depesche.application.pages.standing import whole_standing
from depesche.ledger import facets
from depesche.positions.matrix import entry
from depesche.positions.positions import Move
from depesche.positions.timeline import all_moves
from depesche.records import Position

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

CONTESTED, NEWEST, MOVES = 7, 7, 8
"""Lines of each list on the page; each leads to the whole."""

ISSUES = 16
"""Columns of the small matrix: what fits beside the rest on one screen."""

WEEK = 7
"""Days back from the day looked at for what counts as moved, unless the address says otherwise."""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """The last change of a position: from which sign to which, since when; ``softer`` tells the direction."""

    party: Person
    issue: str
    issue_name: str
    before: Sign
    after: Sign
    since: str
    softer: bool
    anonymous: bool
    denied: bool


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """What the slider moves over: first and last day of the dossier, dispatches by day, the day looked from."""

    first: date
    last: date
    shown: date
    counts: dict[date, int]

    @property
    def days(self) -> int:
        """From the first to the last day."""
        return (self.last - self.first).days

    @property
    def place(self) -> int:
        """The day looked from, counted from the first."""
        return (self.shown - self.first).days


@dataclass(frozen=True, slots=True)
class StatePage:
    """All of it. ``since`` is the day from which moves are shown; ``undated`` dispatches count
    among ``documents`` but where the view is that of a day.
    """

    view: View
    since: str
    matrix: MatrixPage
    moves: tuple[MoveRow, ...]
    more_moves: int
    contested: tuple[ClaimRow, ...]
    contested_total: int
    newest: tuple[Source, ...]
    documents: int
    undated: int
    claims: int
    span: TimeSpan | None


def document_total(dossier: Dossier) -> int:
    """How many dispatches there are."""
    return facets.document_count(dossier.ledger)


def state_page(dossier: Dossier, view: View, since: str | None = None) -> StatePage:
    """Build the page.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    span = time_span(dossier, view)
    if since is None:
        since = (span.shown - timedelta(days=WEEK)).isoformat() if span else ""
    moved, more = _moves(dossier, view, since)
    index = claim_index(dossier, view)
    contested = index.mask(ClaimFilter(status="disputed"))
    chosen = index.page(contested, "last", 0, CONTESTED)
    total = memory_of(dossier).get("total", lambda: document_total(dossier))
    dated = sum(count for day, count in span.counts.items() if day <= span.shown) if span else 0
    return StatePage(
        view,
        since,
        matrix_page(dossier, view, since, most_issues=ISSUES),
        tuple(moved),
        more,
        tuple(rows(dossier, view, chosen)),
        int(contested.sum()),
        newest(dossier, view, NEWEST),
        dated if view.at else total,
        total - (sum(span.counts.values()) if span else 0),
        int(index.counted.there.sum()),
        span,
    )


def _all_moves(dossier: Dossier, view: View) -> tuple[dict[str, Position], list[Move]]:
    """Positions by id and every move there ever was: a later position does not change an earlier move."""
    positions = whole_standing(dossier, view).positions
    cast = Cast(dossier).load(one.asserted_by for one in positions)
    unnamed = {one.asserted_by for one in positions if one.asserted_by and cast[one.asserted_by].unnamed}
    return {one.id: one for one in positions}, all_moves(positions, frozenset(unnamed))


def time_span(dossier: Dossier, view: View) -> TimeSpan | None:
    """The time that the dossier covers, None where no dispatch is dated."""
    counts = memory_of(dossier).get("dispatches by day", lambda: _by_day(dossier))
    if not counts:
        return None
    first, last = min(counts), max(counts)
    shown = as_day(view.at) or last
    return TimeSpan(first, last, min(max(shown, first), last), counts)


def _by_day(dossier: Dossier) -> dict[date, int]:
    counts: dict[date, int] = {}
    for text, count in facets.day_counts(dossier.ledger):
        day = as_day(text)
        if day is not None:
            counts[day] = counts.get(day, 0) + count
    return counts


def _moves(dossier: Dossier, view: View, since: str) -> tuple[list[MoveRow], int]:
    """The last move of each party on each issue on the day or later, the latest first; and of how many more."""
    codebook = dossier.codebook()
    by_id, found = memory_of(dossier).get(("all moves", view.belief), lambda: _all_moves(dossier, View(view.belief)))
    begin = bisect_left(found, since, key=_since)
    end = bisect_right(found, view.at, key=_since) if view.at else len(found)
    latest: dict[tuple[str, str], Move] = {}
    for move in reversed(found[begin:end]):
        latest.setdefault((move.party, move.issue), move)
    recent = list(latest.values())[:MOVES]
    names = {issue.id: issue.name for issue in codebook.issues}
    used = [by_id[one] for move in recent for one in (move.before, move.after)]
    cast = Cast(dossier).load(actor for one in used for actor in (one.party, one.asserted_by))
    rows = [
        MoveRow(
            cast[move.party],
            move.issue,
            names.get(move.issue, move.issue),
            sign_of(entry(by_id[move.before], codebook), move.issue, codebook, cast),
            sign_of(entry(by_id[move.after], codebook), move.issue, codebook, cast),
            move.since or "",
            move.softer,
            move.anonymous,
            move.denied,
        )
        for move in recent
    ]
    return rows, max(0, len(latest) - MOVES)


def _since(move: Move) -> str:
    return move.since or ""
