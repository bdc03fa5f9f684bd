"""The list of claims with its facets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.application.pages.claim_index import FACETS, ClaimFilter, ClaimIndex, claim_index
from depesche.application.pages.common import Cast, Pager, View
from depesche.application.pages.saved import SavedView, saved_views
from depesche.ledger.columns import Flags
from depesche.records import Claim

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

SIZE = 40
"""Rows of a page."""

MOST_VALUES = 12
"""Values of a facet to choose from."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list. ``reports`` and ``origins`` count statements, all and those of each origin; ``answers`` the
    responses by relation.
    """

    id: str
    gist: str
    status: str
    reports: int
    origins: tuple[int, ...]
    answers: tuple[tuple[str, int], ...]
    first: str
    last: str
    credibility: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to narrow down to: as addresses have it, as people read it, how many claims, whether chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """A page of claims under a filter; ``facets`` by name (status, party, outlet, speaker, issue)."""

    view: View
    chosen: ClaimFilter
    pager: Pager
    rows: tuple[ClaimRow, ...]
    facets: tuple[tuple[str, tuple[FacetValue, ...]], ...]
    saved: tuple[SavedView, ...]


def claims_page(
    dossier: Dossier, view: View, chosen: ClaimFilter, page: int | str | None = 1, size: int = SIZE
) -> ClaimsPage:
    """Build the page.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    index = claim_index(dossier, view)
    passing = index.mask(chosen)
    pager = Pager.of(page, size, int(passing.sum()))
    ids = index.page(passing, chosen.sort, pager.offset, size)
    return ClaimsPage(
        view,
        chosen,
        pager,
        tuple(rows(dossier, view, ids)),
        tuple((name, _values(dossier, index, chosen, name, passing)) for name in FACETS),
        tuple(saved_views(dossier, "/claims")),
    )


def _values(
    dossier: Dossier, index: ClaimIndex, chosen: ClaimFilter, name: str, passing: Flags
) -> tuple[FacetValue, ...]:
    picked = chosen.facet(name)
    counts = index.counts(name, index.mask(chosen, without=name) if picked else passing, MOST_VALUES)
    if picked and picked not in [value for value, _ in counts]:
        counts.append((picked, 0))
    labels: dict[str, str] = {}
    if name in ("party", "speaker"):
        cast = Cast(dossier).load(value for value, _ in counts)
        labels = {value: cast[value].name for value, _ in counts}
    elif name == "issue":
        labels = {issue.id: issue.name for issue in dossier.codebook().issues}
    return tuple(FacetValue(value, labels.get(value, value), count, value == picked) for value, count in counts)


def rows(dossier: Dossier, view: View, ids: list[str]) -> list[ClaimRow]:
    """The claims of those ids as rows, in their order; what the view does not admit is left out."""
    found = {claim.id: claim for claim in dossier.claims(view.whole_belief, ids=ids)} if ids else {}
    return [row_of(found[one], view) for one in ids if one in found]


def row_of(claim: Claim, view: View) -> ClaimRow:
    """A claim as a row."""
    relations: dict[str, int] = {}
    for answer in claim.responses:
        relations[answer.relation.value] = relations.get(answer.relation.value, 0) + 1
    return ClaimRow(
        claim.id,
        claim.gist,
        claim.status.value,
        len(claim.statements),
        tuple(len(origin.statements) for origin in claim.origins),
        tuple(sorted(relations.items())),
        claim.first or "",
        claim.last or "",
        claim.credibility,
    )
