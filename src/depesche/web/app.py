"""The application: routes, errors, static files, behind the guard."""

from __future__ import annotations

import gzip
import re
import sys
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from depesche.application import Dossier
from depesche.application.pages import pictures
from depesche.application.pages.remembering import StillCounting
from depesche.errors import BadExpression, DepescheError, DossierError, InputError, NotFound, UnknownName, UsageError
from depesche.web.jobs import Jobs
from depesche.web.place import CARRIED, Place
from depesche.web.rendering import Renderer, static_digest
from depesche.web.routes import ROUTES
from depesche.web.saying import said
from depesche.web.security import Guard, Keys, TooMuch, session_of
from depesche.web.settings import MiB, Settings
from depesche.web.site import BadToken, Site

__all__ = ["Settings", "create_app"]


FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
"""Static files' addresses hold a digest, so that browsers may keep them for ever."""


class _Files(StaticFiles):
    """Static files as they are: fonts and the icon."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers.update(FOR_EVER)
        return answer


def _packed(path: str, body: bytes, media: str) -> Route:
    """A static text, compressed once; nothing in it is secret, so that its size may be seen."""
    small = gzip.compress(body, 9, mtime=0)

    def text(request: Request) -> Response:
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(small, 200, FOR_EVER | {"Content-Encoding": "gzip"}, media)
        return Response(body, 200, FOR_EVER, media)

    return Route(path, text)


TEXTS = {"app.css": "text/css", "app.js": "text/javascript", "htmx.min.js": "text/javascript"}
"""Static texts and their types."""


def create_app(dossier: Dossier, settings: Settings) -> ASGIApp:
    """The web face of a dossier, guarded.

    Raises:
        UsageError: the settings are not safe.
    """
    settings = settings.checked()
    keys = Keys(settings)
    digest = static_digest()
    render = Renderer(dossier, settings, keys, _name(dossier), digest)
    site = Site(dossier, settings, keys, render, Jobs(dossier, settings.jobs))
    folder = files("depesche.web").joinpath("static")
    texts = [_packed(f"/static/{digest}/{name}", folder.joinpath(name).read_bytes(), media)
             for name, media in TEXTS.items()]  # fmt: skip
    texts.append(_packed(f"/static/{digest}/pictures.css", pictures.style_sheet().encode(), "text/css"))
    app = Starlette(
        routes=[
            *(entry(site) for entry in ROUTES),
            *texts,
            Mount(f"/static/{digest}", _Files(directory=str(folder))),
        ],
        exception_handlers={
            DepescheError: lambda request, error: _told(site, request, error),
            HTTPException: lambda request, error: _http(site, request, error),
            StillCounting: lambda request, error: site.render(request, "counting.html", 202),
            TooMuch: lambda request, error: _too_much(site, request),
            Exception: lambda request, error: _unexpected(site, request, error),
        },
    )
    app.state.site = site
    return Guard(app, settings, keys, lambda request: _too_much(site, request))


def _name(dossier: Dossier) -> str:
    location = str(dossier.ledger.location)
    return location.rpartition("/")[2].partition("?")[0] if "://" in location else Path(location).stem


def _told(site: Site, request: Request, error: Exception) -> Response:
    """Something that Depesche says itself, in one sentence."""
    assert isinstance(error, DepescheError)
    if isinstance(error, BadToken):
        status = 403
    elif isinstance(error, UnknownName | NotFound):
        status = 404
    elif isinstance(error, UsageError | InputError):
        status = 400
    else:
        status = 503 if isinstance(error, DossierError) else 500
    words = site.render.texts(request)
    where = words("belief.title") if error.where == "belief" else error.where
    hint = error.hint or ""
    if re.search("`|depesche ", hint):  # what to type into a terminal is of no use here
        hint = ""
    what, next_step = said(error.what, words), said(hint, words) if hint else None
    if what is None:
        what = words.words.get(f"problem.{error.code}", error.what)
    return _page(site, request, status, what, where, next_step, error.code)


def _http(site: Site, request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = site.render.texts(request)
    known = words.words.get(f"error.{error.status_code}")
    return _page(site, request, error.status_code, known or str(error.detail), None, None, "")


def _too_much(site: Site, request: Request) -> Response:
    """More than a request may have; those who are not let in see nothing of the dossier, not even its name."""
    words = site.render.texts(request)
    most = words("error.most", most=site.settings.limit(request.url.path) // MiB)
    if not site.keys.may(session_of(request)):
        return PlainTextResponse(f"{words('error.413')}. {most}", 413)
    return _page(site, request, 413, words("error.413"), None, most, "")


def _unexpected(site: Site, request: Request, error: Exception) -> Response:
    """A mistake of ours: the terminal is told its kind, never a reader's words; the reader sees a sentence."""
    print(f"depesche: {request.url.path}: {type(error).__name__}", file=sys.stderr)  # noqa: T201
    return _page(site, request, 500, site.render.texts(request)("error.500"), None, None, "")


def _page(
    site: Site, request: Request, status: int, what: str, where: str | None, hint: str | None, code: str
) -> Response:
    place = Place.of(request)
    if code == BadExpression.code:  # links that take the filter or day along would all lead back here
        place = Place(place.path, place.without(*CARRIED))
    whole = not request.headers.get("hx-request")
    return site.render(
        request, "problem.html", status, place, what=what, where=where, hint=hint, code=code, whole=whole
    )
