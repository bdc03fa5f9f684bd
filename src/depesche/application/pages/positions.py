"""Where each party stands on each issue, and how it came to stand there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from depesche.application.deciding import find
from depesche.application.pages.cells import Standings
from depesche.application.pages.common import Cast, Pager, Person, Said, View, as_day, said
from depesche.application.pages.remembering import memory_of
from depesche.application.pages.standing import Standing, whole_standing
from depesche.exchange.pictures import Step
from depesche.ledger import facets
from depesche.positions.matrix import Entry, entry, silent
from depesche.records import Position

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier
    from depesche.positions.codebook import Codebook

MOST_SILENT = 8  # listed parties without positions that are named
SIZE = 12
"""Rows of the matrix on one page, the parties with most positions first."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A position as a cell shows it.

    ``direction`` is where it points ("for", "between", "against"); for one that rules an outcome out, the opposite of
    that outcome's.
    """

    id: str
    label: str
    direction: str
    strength: str
    since: str
    attributed: bool
    contested: bool
    refused: bool
    statements: int
    confidence: float
    asserted_by: Person | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A party on an issue: what it says itself, the latest that others say of it, and how often they do."""

    party: str
    issue: str
    own: Sign | None
    told: tuple[Sign, ...]
    times_told: int
    contested: bool

    @property
    def sign(self) -> Sign | None:
        """What the cell shows: the party's own word, else the latest that is told of it."""
        return self.own or (self.told[-1] if self.told else None)


@dataclass(frozen=True, slots=True)
class IssueHead:
    """A column of the matrix."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The matrix: ``rows`` are parties, each with its cells in the order of ``issues`` (None: nothing known).

    ``positions`` counts all that the view admits, ``aside`` those of them whose parties are heard but once, which have
    no row. ``silent`` names the codebook's parties that stand nowhere, the first few: perhaps nobody is known by the
    names that it gives them.
    """

    view: View
    issues: tuple[IssueHead, ...]
    rows: tuple[tuple[Person, tuple[Cell | None, ...]], ...]
    pager: Pager
    positions: int
    first: str | None
    last: str | None
    silent: tuple[str, ...] = ()
    aside: int = 0


def sign_of(found: Entry, position_issue: str, codebook: Codebook, cast: Cast | None = None) -> Sign:
    """A matrix entry with its direction and, where there is a cast, who says so."""
    return Sign(
        found.position,
        found.label,
        points(codebook, position_issue, found.outcome, found.refused),
        found.strength,
        found.since or "",
        found.attributed,
        found.contested,
        found.refused,
        found.statements,
        found.confidence,
        cast.get(found.asserted_by) if cast else None,
    )


def direction_of(codebook: Codebook, issue: str, outcome: str) -> str:
    """The outcome's direction, "between" where the codebook does not know it."""
    known = codebook.by_id.get(issue)
    return next((one.direction for one in known.outcomes if one.id == outcome), "between") if known else "between"


def points(codebook: Codebook, issue: str, outcome: str, refused: bool) -> str:
    """Where a position points: who rules out what grants the matter is against it."""
    direction = direction_of(codebook, issue, outcome)
    return {"for": "against", "against": "for"}.get(direction, direction) if refused else direction


def matrix_page(
    dossier: Dossier, view: View, since: str | None = None, page: int | str | None = 1, most_issues: int | None = None
) -> MatrixPage:
    """Build the page.

    Args:
        dossier: the dossier.
        view: from where it looks.
        since: mark the cells that changed on this day or later.
        page: which rows.
        most_issues: only so many columns: the issues on which most of the parties shown stand somewhere.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    known, codebook = whole_standing(dossier, view), dossier.codebook()
    asked = str(page or 1)
    pager = Pager.of(page, SIZE, len(known.shown.at(view.at, 0, 0).parties) if asked != "1" else SIZE)
    table = known.shown.at(view.at, pager.offset, SIZE)
    pager = Pager.of(pager.page, SIZE, len(table.parties))
    aside = known.cells.at(view.at, 0, 0).positions - table.positions if known.cells is not known.shown else 0
    parties = table.parties[pager.offset : pager.offset + SIZE]
    issues = _columns(table, codebook, most_issues)
    names = {issue.id: issue.name for issue in codebook.issues}
    cast = Cast(dossier).load(parties)

    def sign(one: Position | None) -> Sign | None:
        then = known.position_at(one, view.at) if one else None
        if then is None:
            return None
        made = sign_of(entry(then, codebook), then.issue, codebook)
        return replace(made, moved=True) if since and made.since >= since else made

    def cell(party: str, issue: str) -> Cell | None:
        own = table.own.get((party, issue))
        other, times, denied = table.told.get((party, issue), (None, 0, False))
        if own is None and other is None:
            return None
        return Cell(party, issue, sign(own), tuple(filter(None, [sign(other)])), times, denied)

    return MatrixPage(
        view,
        tuple(IssueHead(issue, names.get(issue, issue)) for issue in issues),
        tuple((cast[party], tuple(cell(party, issue) for issue in issues)) for party in parties),
        pager,
        table.positions + aside,
        *_bounds(dossier),
        tuple(silent(codebook, table.parties)[:MOST_SILENT]),
        aside,
    )


def _columns(table: Standings, codebook: Codebook, most: int | None) -> list[str]:
    """The issues in the codebook's order, unknown ones last."""
    order = {issue.id: number for number, issue in enumerate(codebook.issues)}
    issues = sorted(table.issues, key=lambda issue: (order.get(issue, len(order)), issue))
    if most is None or len(issues) <= most:
        return issues
    counts = dict.fromkeys(issues, 0)
    for _, issue in table.own.keys() | table.told.keys():
        counts[issue] += 1
    kept = set(sorted(issues, key=lambda issue: -counts[issue])[:most])
    return [issue for issue in issues if issue in kept and counts[issue]]


def _bounds(dossier: Dossier) -> tuple[str | None, str | None]:
    days = memory_of(dossier).get(("days", ""), lambda: facets.day_counts(dossier.ledger))
    return (days[0][0], days[-1][0]) if days else (None, None)


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A position in the history of a cell, with the words that prove it."""

    sign: Sign
    until: str
    condition: str
    quotes: tuple[Said, ...]


Lane = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class CellPage:
    """The history of one party on one issue: lanes of what it wants (outcome, and whether it is ruled out), steps in
    time, whose ``about`` lacks that, and quotes.
    """

    view: View
    party: Person
    issue: IssueHead
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    history: tuple[HistoryStep, ...]
    last: date | None


def cell_page(dossier: Dossier, view: View, party: str, issue: str) -> CellPage:
    """Build the page.

    Raises:
        UnknownName: the codebook has no such issue, or there is no such party.
        BadExpression: the belief cannot be understood.
    """
    codebook = dossier.codebook()
    named = codebook.by_id.get(issue)
    known = whole_standing(dossier, view)
    found = list(known.positions_at(view.at, party, issue))
    if named is None and not found:
        codebook.issue(issue)  # raises, with the nearest name
    if not found and party not in {one.id for one in codebook.parties}:
        find(dossier.ledger, "actor", party)
    found.sort(key=lambda one: (one.since or "", one.id))
    cast = Cast(dossier)
    quotes = said(dossier, [shown.statement for one in found for shown in one.evidence], cast)
    signs = [sign_of(entry(one, codebook), issue, codebook, cast) for one in found]
    lanes = tuple(dict.fromkeys((sign.label, sign.refused) for sign in signs))
    last = as_day(view.at or _bounds(dossier)[1])
    return CellPage(
        view,
        cast[party],
        IssueHead(issue, named.name if named else issue),
        lanes,
        tuple(_steps(found, signs, lanes, known)),
        tuple(
            HistoryStep(
                sign,
                one.until or "",
                one.condition,
                tuple(quotes[shown.statement] for shown in one.evidence if shown.statement in quotes),
            )
            for one, sign in zip(found, signs, strict=True)
        ),
        last,
    )


def _steps(found: list[Position], signs: list[Sign], lanes: tuple[Lane, ...], known: Standing) -> list[Step]:
    """The bars of the picture; a position of the party's own ends where its next one begins."""
    steps = []
    for place, (one, sign) in enumerate(zip(found, signs, strict=True)):
        since = as_day(one.since or known.first_day(shown.statement for shown in one.evidence))
        if since is None:
            continue
        until = as_day(one.until) if one.until else None
        if until is None and one.self_declared:
            later = (as_day(other.since) for other in found[place + 1 :] if other.self_declared and other.since)
            until = next((day for day in later if day and day > since), None)
        about = " · ".join(filter(None, (sign.since, sign.asserted_by.name if sign.asserted_by else "")))
        steps.append(
            Step(lanes.index((sign.label, sign.refused)), since, until, sign.direction, sign.strength, sign.attributed,
                 about, f"#position-{sign.id}")
        )  # fmt: skip
    return steps
