"""Proposals side by side, term by term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.application.pages.common import Cast, Pager, Person, Said, View, said
from depesche.application.pages.positions import IssueHead, direction_of
from depesche.application.pages.standing import whole_standing
from depesche.positions.codebook import Codebook
from depesche.records import Document, Proposal

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

SIZE = 8
"""Proposals side by side; more cannot be compared at a glance."""


@dataclass(frozen=True, slots=True)
class TermPart:
    """A term: outcome and its direction, the words that state it and where they stand (``mark`` is "START-END" in
    characters), who would give it.
    """

    outcome: str
    direction: str
    words: str
    document: str
    mark: str
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
    known = whole_standing(dossier, view)
    told = known.proposals_at(view.at)
    counts = Counter(one.status.value for one in told)
    found = [one for one in told if not status or one.status.value == status]
    days = {one.id: known.first_day(one.evidence) or known.days.get(one.terms[0].document, "") for one in found}
    found.sort(key=lambda one: (days[one.id], one.id), reverse=True)
    pager = Pager.of(page, size, len(found))
    shown = found[pager.offset : pager.offset + size]
    return ProposalsPage(
        view,
        status,
        tuple(sorted(counts.items(), key=lambda pair: -pair[1])),
        pager,
        _issues(dossier.codebook(), shown),
        _columns(dossier, shown, days),
    )


def _issues(codebook: Codebook, shown: Sequence[Proposal]) -> tuple[IssueHead, ...]:
    """The issues that the proposals have terms on, in the codebook's order; those that it does not know last."""
    names = {issue.id: issue.name for issue in codebook.issues}
    order = {issue: place for place, issue in enumerate(names)}
    used = {term.issue for one in shown for term in one.terms}
    ranked = sorted(used, key=lambda issue: (order.get(issue, len(order)), issue))
    return tuple(IssueHead(issue, names.get(issue, issue)) for issue in ranked)


def _columns(dossier: Dossier, shown: Sequence[Proposal], days: Mapping[str, str]) -> tuple[ProposalColumn, ...]:
    cast = Cast(dossier)
    quotes = said(dossier, [one.evidence[0] for one in shown if one.evidence], cast)
    texts = dossier.ledger.documents({term.document for one in shown for term in one.terms})
    cast.load(actor for one in shown for actor in (*one.by, *one.to, *(term.given_by for term in one.terms)))
    codebook = dossier.codebook()
    return tuple(
        ProposalColumn(
            one.id,
            tuple(cast[actor] for actor in one.by),
            tuple(cast[actor] for actor in one.to),
            one.status.value,
            days[one.id],
            one.condition,
            _terms(one, codebook, texts, cast),
            quotes.get(one.evidence[0]) if one.evidence else None,
            len(one.evidence),
            one.confidence,
        )
        for one in shown
    )


def _terms(
    proposal: Proposal, codebook: Codebook, texts: Mapping[str, Document], cast: Cast
) -> dict[str, tuple[TermPart, ...]]:
    """A proposal's terms by issue, each with its words where its document is there."""
    outcomes = {(issue.id, outcome.id): outcome.name for issue in codebook.issues for outcome in issue.outcomes}
    terms: dict[str, tuple[TermPart, ...]] = {}
    for term in proposal.terms:
        part = TermPart(
            outcomes.get((term.issue, term.outcome), term.outcome),
            direction_of(codebook, term.issue, term.outcome),
            texts[term.document].text[term.start : term.end] if term.document in texts else "",
            term.document,
            f"{term.start}-{term.end}",
            cast.get(term.given_by),
        )
        terms[term.issue] = (*terms.get(term.issue, ()), part)
    return terms
