"""All addresses of the web face; one module a page or group of pages."""

from __future__ import annotations

from depesche.web.routes import adding, claims, deal, documents, exporting, people, review, session, state
from depesche.web.site import Entry

ROUTES: tuple[Entry, ...] = (
    *state.ROUTES,
    *claims.ROUTES,
    *people.ROUTES,
    *documents.ROUTES,
    *deal.ROUTES,
    *review.ROUTES,
    *adding.ROUTES,
    *exporting.ROUTES,
    *session.ROUTES,
)
