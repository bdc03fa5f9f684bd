"""All addresses of the web face; one module a page or group of pages."""

from __future__ import annotations

from depesche.web.routes import documents, session
from depesche.web.site import Entry

ROUTES: tuple[Entry, ...] = (*documents.ROUTES, *session.ROUTES)
