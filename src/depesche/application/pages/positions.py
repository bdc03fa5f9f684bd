"""Where each party stands on each issue, and how it came to stand there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from depesche.application.pages.common import Cast, Pager, Person, Said, View, as_day, said
from depesche.application.pages.remembering import memory_of
from depesche.application.pages.standing import Standing, standing, whole_standing
from depesche.exchange.pictures import Step
from depesche.ledger import facets
from depesche.positions.matrix import Entry, MatrixCell, entry, matrix
from depesche.records import Position

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier
    from depesche.positions.codebook import Codebook

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
    """The matrix: ``rows`` are parties, each with its cells in the order of ``issues`` (None: nothing known)."""

    view: View
    issues: tuple[IssueHead, ...]
    rows: tuple[tuple[Person, tuple[Cell | None, ...]], ...]
    pager: Pager
    positions: int
    first: str | None
    last: str | None


def sign_of(found: Entry, position_issue: str, codebook: Codebook, cast: Cast) -> Sign:
    """A matrix entry with its direction and names."""
    return Sign(
        found.position,
        found.label,
        _turned(direction_of(codebook, position_issue, found.outcome), found.refused),
        found.strength,
        found.since or "",
        found.attributed,
        found.contested,
        found.refused,
        found.statements,
        found.confidence,
        cast.get(found.asserted_by),
    )


def direction_of(codebook: Codebook, issue: str, outcome: str) -> str:
    """The outcome's direction, "between" where the codebook does not know it."""
    known = codebook.by_id.get(issue)
    return next((one.direction for one in known.outcomes if one.id == outcome), "between") if known else "between"


def _turned(direction: str, refused: bool) -> str:
    """Where a position points: who rules out what grants the matter is against it."""
    return {"for": "against", "against": "for"}.get(direction, direction) if refused else direction


def matrix_page(dossier: Dossier, view: View, since: str | None = None, page: int | str | None = 1) -> MatrixPage:
    """Build the page.

    Args:
        dossier: the dossier.
        view: from where it looks.
        since: mark the cells that changed on this day or later.
        page: which rows.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    made: MatrixPage = memory_of(dossier).get(
        ("matrix", view, since, str(page or 1)[:9]), lambda: _matrix_page(dossier, view, since, page)
    )
    return made


def _matrix_page(dossier: Dossier, view: View, since: str | None, page: int | str | None) -> MatrixPage:
    positions, codebook = whole_standing(dossier, view).positions_at(view.at), dossier.codebook()
    table = matrix(positions, codebook, view.at)
    pager = Pager.of(page, SIZE, len(table.parties))
    cast = Cast(dossier)
    names = {issue.id: issue.name for issue in codebook.issues}
    parties = table.parties[pager.offset : pager.offset + SIZE]
    shown = [table.cell(party, issue) for party in parties for issue in table.issues]
    entries = [entry for cell in shown if cell for entry in (cell.stands, *cell.told[-1:]) if entry]
    cast.load((*parties, *(one.asserted_by for one in entries)))
    rows = tuple(
        (cast[party], tuple(_cell(table.cell(party, issue), codebook, cast, since) for issue in table.issues))
        for party in parties
    )
    days = _bounds(dossier)
    return MatrixPage(
        view,
        tuple(IssueHead(issue, names.get(issue, issue)) for issue in table.issues),
        rows,
        pager,
        len(positions),
        *days,
    )


def _bounds(dossier: Dossier) -> tuple[str | None, str | None]:
    days = memory_of(dossier).get(("days", ""), lambda: facets.day_counts(dossier.ledger))
    return (days[0][0], days[-1][0]) if days else (None, None)


def _cell(found: MatrixCell | None, codebook: Codebook, cast: Cast, since: str | None) -> Cell | None:
    if found is None:
        return None
    own = sign_of(found.stands, found.issue, codebook, cast) if found.stands else None
    told = tuple(sign_of(one, found.issue, codebook, cast) for one in found.told[-1:])
    if since:
        own = replace(own, moved=own.since >= since) if own else None
        told = tuple(replace(one, moved=one.since >= since) for one in told)
    contested = any(one.contested for one in found.told)
    return Cell(found.party, found.issue, own, told, len(found.told), contested)


def trimmed(page: MatrixPage, parties: int, issues: int) -> MatrixPage:
    """The part of a matrix that says most: the first parties, and the issues on which most of them stand somewhere."""
    rows = page.rows[:parties]
    counts = [sum(cells[place] is not None for _, cells in rows) for place in range(len(page.issues))]
    best = sorted(range(len(counts)), key=lambda place: (-counts[place], place))[:issues]
    kept = sorted(place for place in best if counts[place])
    return replace(
        page,
        issues=tuple(page.issues[place] for place in kept),
        rows=tuple((party, tuple(cells[place] for place in kept)) for party, cells in rows),
    )


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A position in the history of a cell, with the words that prove it."""

    sign: Sign
    until: str
    condition: str
    quotes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class CellPage:
    """The history of one party on one issue: lanes of outcomes, steps in time, quotes."""

    view: View
    party: Person
    issue: IssueHead
    lanes: tuple[str, ...]
    steps: tuple[Step, ...]
    history: tuple[HistoryStep, ...]
    last: date | None


def cell_page(dossier: Dossier, view: View, party: str, issue: str) -> CellPage:
    """Build the page.

    Raises:
        UnknownName: the codebook has no such issue.
        BadExpression: the belief cannot be understood.
    """
    codebook = dossier.codebook()
    named = codebook.by_id.get(issue)
    known = standing(dossier, view)
    found = [one for one in known.positions if (one.party, one.issue) == (party, issue)]
    if named is None and not found:
        codebook.issue(issue)  # raises, with the nearest name
    found.sort(key=lambda one: (one.since or "", one.id))
    cast = Cast(dossier)
    quotes = said(dossier, [shown.statement for one in found for shown in one.evidence], cast)
    signs = [sign_of(entry(one, codebook), issue, codebook, cast) for one in found]
    lanes = tuple(dict.fromkeys(sign.label for sign in signs))
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


def _steps(found: list[Position], signs: list[Sign], lanes: tuple[str, ...], known: Standing) -> list[Step]:
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
        about = " · ".join(filter(None, (sign.label, sign.since, sign.asserted_by.name if sign.asserted_by else "")))
        steps.append(
            Step(lanes.index(sign.label), since, until, sign.direction, sign.strength, sign.attributed, about,
                 f"#position-{sign.id}")
        )  # fmt: skip
    return steps
