"""The list of dispatches, and the search in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from depesche.application.pages.admitting import ground_of
from depesche.application.pages.common import Pager, Source, View, sources_of
from depesche.application.pages.remembering import memory_of
from depesche.ledger import SearchHit, facets

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

SIZE = 40
"""Rows of a page."""

MOST_OUTLETS = 40
"""Outlets to choose from; the list of all stands in `depesche status`."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a snippet, marked where it is what was searched for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A dispatch in the list: how many statements count in it, and the words around what was found."""

    source: Source
    statements: int
    snippet: tuple[Fragment, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What the list is narrowed down to; empty texts narrow nothing."""

    q: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""

    @property
    def given(self) -> dict[str, str]:
        """Those that narrow, by name."""
        told = {"q": self.q, "outlet": self.outlet, "since": self.since, "until": self.until}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """A page of dispatches: found by words, the best first, or else the newest first. ``days`` counts all that pass
    the outlet filter, by day.
    """

    view: View
    chosen: DocumentFilter
    pager: Pager
    rows: tuple[DocumentRow, ...]
    outlets: tuple[tuple[str, int], ...]
    days: tuple[tuple[str, int], ...]


def documents_page(
    dossier: Dossier, view: View, chosen: DocumentFilter, page: int | str | None = 1, size: int = SIZE
) -> DocumentsPage:
    """Build the page.

    Raises:
        BadExpression: a belief or a query that cannot be understood.
    """
    memory, ledger = memory_of(dossier), dossier.ledger
    until = min(filter(None, (chosen.until, view.at)), default=None)
    narrowed: dict[str, Any] = {"outlet": chosen.outlet or None, "since": chosen.since or None, "until": until}
    asked: dict[str, Any] = {"outlet": chosen.outlet or None}
    outlets = _outlets(memory.get("outlets by day", lambda: facets.outlet_days(ledger)), until)
    days = memory.get(("days", chosen.outlet), lambda: facets.day_counts(ledger, **asked))
    if chosen.q.strip():
        pager, sources, snippets = _searched(dossier, chosen.q, narrowed, page, size)
    else:
        total = memory.get(("documents", *narrowed.values()), lambda: facets.document_page(ledger, 0, **narrowed)[0])
        pager = Pager.of(page, size, total)
        _, ids = facets.document_page(ledger, size, pager.offset, **narrowed)
        known = sources_of(dossier, ids)
        sources, snippets = [known[one] for one in ids if one in known], {}
    counts = admitted_counts(dossier, [source.id for source in sources], view)
    return DocumentsPage(
        view,
        chosen,
        pager,
        tuple(DocumentRow(source, counts.get(source.id, 0), snippets.get(source.id, ())) for source in sources),
        tuple(outlets[:MOST_OUTLETS]),
        tuple(days),
    )


def _outlets(counted: list[tuple[str, str, int]], until: str | None) -> list[tuple[str, int]]:
    """Dispatches of each outlet by a day (with the undated where none is asked), most first."""
    counts: dict[str, int] = {}
    for outlet, day, count in counted:
        if until is None or "" < day <= until:
            counts[outlet] = counts.get(outlet, 0) + count
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _searched(
    dossier: Dossier, words: str, narrowed: dict[str, Any], page: int | str | None, size: int
) -> tuple[Pager, list[Source], dict[str, tuple[Fragment, ...]]]:
    guess = Pager.of(page, size, 10**9)
    result = dossier.search(words, limit=size, offset=guess.offset, **narrowed)
    pager = Pager.of(page, size, result.total)
    if pager.page != guess.page:
        result = dossier.search(words, limit=size, offset=pager.offset, **narrowed)
    known = sources_of(dossier, [hit.document for hit in result.hits])
    sources = [known[hit.document] for hit in result.hits if hit.document in known]
    return pager, sources, {hit.document: fragments(hit) for hit in result.hits}


def fragments(hit: SearchHit) -> tuple[Fragment, ...]:
    """A snippet cut at what was searched for."""
    found, place = [], 0
    base = hit.snippet_span.start
    for span in hit.spans:
        start, end = max(0, span.start - base), min(len(hit.snippet), span.end - base)
        if start >= end or start < place:
            continue
        found += [Fragment(hit.snippet[place:start]), Fragment(hit.snippet[start:end], True)]
        place = end
    found.append(Fragment(hit.snippet[place:]))
    return tuple(fragment for fragment in found if fragment.text)


def admitted_counts(dossier: Dossier, documents: Sequence[str], view: View) -> dict[str, int]:
    """How many statements of each document the view admits."""
    if not documents:
        return {}
    if view.plain:
        return facets.statement_counts(dossier.ledger, documents)
    ground = ground_of(dossier)
    of, admitted = ground.columns, ground.admitted(view)
    wanted = set(documents)
    counting = of.documents.where(wanted.__contains__)
    rows = np.flatnonzero(counting if admitted is None else counting & admitted)
    codes, counts = np.unique(of.documents.codes[rows], return_counts=True)
    return {of.documents.values[code]: int(count) for code, count in zip(codes, counts, strict=True)}


def newest(dossier: Dossier, view: View, most: int) -> tuple[Source, ...]:
    """The newest dispatches at the view's day."""
    _, ids = facets.document_page(dossier.ledger, most, until=view.at)
    known = sources_of(dossier, ids)
    return tuple(known[one] for one in ids if one in known)
