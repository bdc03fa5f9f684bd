"""Every table as CSV or JSON Lines: exactly what its page shows, under the same address."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from depesche.application.pages import exports
from depesche.web.place import Place
from depesche.web.routes import claims, documents
from depesche.web.site import Entry, Site, page

ENDINGS = {
    "csv": ("text/csv; charset=utf-8", exports.as_csv),
    "jsonl": ("application/x-ndjson", exports.as_jsonl),
}

Tables = Callable[[Site, Place], exports.Table]

TABLES: dict[str, Tables] = {
    "documents": lambda site, at: exports.documents_table(site.dossier, at.view, documents.chosen(at)),
    "claims": lambda site, at: exports.claims_table(site.dossier, at.view, claims.chosen(at)),
    "positions": lambda site, at: exports.positions_table(site.dossier, at.view),
    "proposals": lambda site, at: exports.proposals_table(site.dossier, at.view, at.given.get("status", "")),
    "contacts": lambda site, at: exports.contacts_table(
        site.dossier, at.view, at.given.get("format", ""), at.given.get("status", "")
    ),
    "actors": lambda site, at: exports.actors_table(
        site.dossier, at.view, at.given.get("q", ""), at.given.get("kind", "")
    ),
}


def export(site: Site, request: Request) -> Response:
    """One table, streamed."""
    place = Place.of(request)
    name, _, ending = request.path_params["name"].rpartition(".")
    if name not in TABLES:
        raise HTTPException(404)
    return _sent(TABLES[name](site, place), ending)


def of_actor(site: Site, request: Request) -> Response:
    """What one actor says."""
    key, _, ending = request.path_params["name"].rpartition(".")
    return _sent(exports.actor_table(site.dossier, Place.of(request).view, key), ending)


def _sent(table: exports.Table, ending: str) -> Response:
    if ending not in ENDINGS:
        raise HTTPException(404)
    media, writer = ENDINGS[ending]
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.{ending}"'}
    return StreamingResponse(writer(table), 200, headers, media)


ROUTES: tuple[Entry, ...] = (
    page("/export/{name}", export, patient=True),
    page("/export/actors/{name}", of_actor, patient=True),
)
