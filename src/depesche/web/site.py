"""What every route has at hand, and the two kinds of routes: pages, and changes that carry the session's token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesche.application import Dossier
from depesche.application.pages.remembering import hurried, memory_of
from depesche.application.pages.state import document_total
from depesche.errors import DossierReadOnly, UsageError
from depesche.web.rendering import Renderer
from depesche.web.security import Keys, session_of
from depesche.web.settings import Settings

if TYPE_CHECKING:
    from depesche.web.jobs import Jobs

MOST_FIELDS = 400
"""Fields of a form at most; the longest (a merge of many) has some fifty."""

MOST_FILES = 1_000
"""Files of one upload at most; more come as a zip archive or through `depesche read`."""


LARGE = 20_000
"""Dispatches from which on something may take longer to count than a reader waits."""

HURRY = 0.1
"""Seconds that a page of a large dossier waits for what has to be counted."""


class BadToken(UsageError):
    """A change without the session's token."""


@dataclass(frozen=True)
class Site:
    """One dossier being served."""

    dossier: Dossier
    settings: Settings
    keys: Keys
    render: Renderer
    jobs: Jobs

    @property
    def large(self) -> bool:
        """Whether counting may take longer than a reader waits."""
        return memory_of(self.dossier).get("total", lambda: document_total(self.dossier)) > LARGE


Page = Callable[[Site, Request], Response]
Change = Callable[[Site, Request, FormData], Response]
Entry = Callable[[Site], Route]


def page(path: str, function: Page, *, patient: bool = False) -> Entry:
    """A route that shows something; it runs in a thread, so that one slow reader holds up nobody.

    In a large dossier a reader who opens a page does not wait for what has to be counted first, but is shown that it is
    being counted. What a page asks for by itself waits, and so does everything ``patient`` (exports and the like).
    """

    def made(site: Site) -> Route:
        def endpoint(request: Request) -> Response:
            waits = patient or request.headers.get("hx-request") is not None or not site.large
            with hurried(None if waits else HURRY):
                return function(site, request)

        endpoint.__name__ = function.__name__
        return Route(path, endpoint, methods=["GET"])

    return made


def change(path: str, function: Change, *, open_to_all: bool = False) -> Entry:
    """A route that changes something.

    It takes forms only, each with the session's token (field ``csrf`` or header ``X-CSRF-Token``), and nothing at all
    where the dossier is read only (but for ``open_to_all``: logging in).
    """

    def made(site: Site) -> Route:
        async def endpoint(request: Request) -> Response:
            async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
                field = form.get("csrf")
                token = request.headers.get("x-csrf-token") or (field if isinstance(field, str) else None)
                if not site.keys.fits(session_of(request), token):
                    raise BadToken("this form is no longer valid", None, "Load the page again and repeat the change.")
                if not open_to_all and (site.settings.read_only or site.dossier.ledger.read_only):
                    raise DossierReadOnly("opened to read only", str(site.dossier.ledger.location))
                return await run_in_threadpool(function, site, request, form)

        endpoint.__name__ = function.__name__
        endpoint.__dict__["checks_token"] = True
        return Route(path, endpoint, methods=["POST"])

    return made


Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def text_of(form: FormData, name: str, most: int = 10_000) -> str:
    """A form's text field, "" where it is missing or a file."""
    value = form.get(name, "")
    return value[:most] if isinstance(value, str) else ""
