"""Proposals side by side, term by term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.application.pages.common import Cast, Pager, Person, Said, View, said
from depesche.application.pages.positions import IssueHead, direction_of
from depesche.application.pages.standing import whole_standing

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

SIZE = 8
"""Proposals side by side; more cannot be compared at a glance."""


@dataclass(frozen=True, slots=True)
class TermPart:
    """A term: outcome and its direction, the words that state it and where they stand, who would give it."""

    outcome: str
    direction: str
    words: str
    document: str
    giver: Person | None


@dataclass(frozen=True, slots=True)
class ProposalColumn:
    """A proposal: its terms by issue, and the first words that tell of it."""

    id: str
    by: tuple[Person, ...]
    to: tuple[Person, ...]
    status: str
    day: str
    condition: str
    terms: dict[str, tuple[TermPart, ...]]
    quote: Said | None
    reports: int
    confidence: float


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """Proposals as columns, issues as rows."""

    view: View
    status: str
    statuses: tuple[tuple[str, int], ...]
    pager: Pager
    issues: tuple[IssueHead, ...]
    columns: tuple[ProposalColumn, ...]


def proposals_page(
    dossier: Dossier, view: View, status: str = "", page: int | str | None = 1, size: int = SIZE
) -> ProposalsPage:
    """Build the page, the latest proposals first.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    known, codebook = whole_standing(dossier, view), dossier.codebook()
    told = known.proposals_at(view.at)
    counts: dict[str, int] = {}
    for one in told:
        counts[one.status.value] = counts.get(one.status.value, 0) + 1
    found = [one for one in told if not status or one.status.value == status]
    days = {one.id: known.first_day(one.evidence) or known.days.get(one.terms[0].document, "") for one in found}
    found.sort(key=lambda one: (days[one.id], one.id), reverse=True)
    pager = Pager.of(page, size, len(found))
    shown = found[pager.offset : pager.offset + size]
    cast = Cast(dossier)
    quotes = said(dossier, [one.evidence[0] for one in shown if one.evidence], cast)
    texts = dossier.ledger.documents({term.document for one in shown for term in one.terms})
    cast.load(actor for one in shown for actor in (*one.by, *one.to, *(term.given_by for term in one.terms)))
    names = {issue.id: issue.name for issue in codebook.issues}
    outcomes = {(issue.id, outcome.id): outcome.name for issue in codebook.issues for outcome in issue.outcomes}
    used: dict[str, None] = {}
    columns = []
    for one in shown:
        terms: dict[str, tuple[TermPart, ...]] = {}
        for term in one.terms:
            used[term.issue] = None
            text = texts[term.document].text[term.start : term.end] if term.document in texts else ""
            part = TermPart(
                outcomes.get((term.issue, term.outcome), term.outcome),
                direction_of(codebook, term.issue, term.outcome),
                text,
                term.document,
                cast.get(term.given_by),
            )
            terms[term.issue] = (*terms.get(term.issue, ()), part)
        columns.append(
            ProposalColumn(
                one.id,
                tuple(cast[actor] for actor in one.by),
                tuple(cast[actor] for actor in one.to),
                one.status.value,
                days[one.id],
                one.condition,
                terms,
                quotes.get(one.evidence[0]) if one.evidence else None,
                len(one.evidence),
                one.confidence,
            )
        )
    order = {issue: place for place, issue in enumerate(names)}
    issues = sorted(used, key=lambda issue: (order.get(issue, len(order)), issue))
    return ProposalsPage(
        view,
        status,
        tuple(sorted(counts.items(), key=lambda pair: -pair[1])),
        pager,
        tuple(IssueHead(issue, names.get(issue, issue)) for issue in issues),
        tuple(columns),
    )
