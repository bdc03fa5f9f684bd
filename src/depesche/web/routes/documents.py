"""The list of dispatches, one dispatch, and the differences between copies."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from depesche.application.pages import document as one
from depesche.application.pages import documents as many
from depesche.application.pages.common import day_of
from depesche.records import Span
from depesche.web.place import Place
from depesche.web.site import Entry, Site, page


def chosen(place: Place) -> many.DocumentFilter:
    """What the address narrows the list down to."""
    given = place.given
    return many.DocumentFilter(
        given.get("q", ""),
        given.get("outlet", ""),
        day_of(given.get("since")) or "",
        day_of(given.get("until")) or "",
    )


def documents(site: Site, request: Request) -> Response:
    """The list, or what was searched for."""
    place = Place.of(request)
    shown = many.documents_page(site.dossier, place.view, chosen(place), place.given.get("page"))
    return site.render(request, "documents.html", place=place, page=shown)


def document(site: Site, request: Request) -> Response:
    """One dispatch."""
    place = Place.of(request)
    given = place.given
    at = one.Looking(_part(given.get("part", "")), given.get("statement", ""), _marked(given.get("mark", "")))
    shown = one.document_page(site.dossier, place.view, request.path_params["key"], given.get("q", ""), at)
    return site.render(request, "document.html", place=place, page=shown)


def _part(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else None


def _marked(text: str) -> Span | None:
    """The words that a link shows, as "START-END" in characters; what is none is nothing to show."""
    found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", text)
    return Span(int(found[1]), int(found[2])) if found else None


def comparison(site: Site, request: Request) -> Response:
    """Two copies, word by word."""
    place, keys = Place.of(request), request.path_params
    shown = one.comparison_page(site.dossier, place.view, keys["key"], keys["other"])
    return site.render(request, "comparison.html", place=place, page=shown)


ROUTES: tuple[Entry, ...] = (
    page("/documents", documents),
    page("/documents/{key}", document),
    page("/documents/{key}/with/{other}", comparison),
)
