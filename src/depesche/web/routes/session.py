"""Logging in and out, language and look, the belief form, and what is new: all that belongs to no page."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from depesche.application.pages.beliefs import terms_of
from depesche.application.pages.remembering import memory_of
from depesche.application.pages.state import document_total
from depesche.web.place import Place, local
from depesche.web.rendering import THEMES
from depesche.web.security import cookie, session_of
from depesche.web.site import Entry, Site, change, page, text_of
from depesche.web.texts import LANGUAGES

YEAR = 365 * 24 * 3600


def login_form(site: Site, request: Request) -> Response:
    """Asks for the password."""
    if site.keys.may(session_of(request)):
        return RedirectResponse("/", 303)
    return site.render(request, "login.html", wrong=False)


def login(site: Site, request: Request, form: FormData) -> Response:
    """Lets in who knows it; the session is a new one, so that none can be planted before."""
    session = site.keys.log_in(text_of(form, "password", 1000))
    if session is None:
        return site.render(request, "login.html", 403, wrong=True)
    answer = RedirectResponse("/", 303)
    answer.headers["Set-Cookie"] = cookie(site.keys.cookie, session)
    return answer


def logout(site: Site, request: Request, form: FormData) -> Response:
    """Ends the session."""
    site.keys.log_out(session_of(request))
    return RedirectResponse("/login", 303)


def language(site: Site, request: Request) -> Response:
    """Remembers the language, and goes back."""
    return _remember(request, "depesche-language", LANGUAGES)


def theme(site: Site, request: Request) -> Response:
    """Remembers light or dark, and goes back."""
    return _remember(request, "depesche-theme", (*THEMES, ""))


def _remember(request: Request, name: str, values: tuple[str, ...]) -> Response:
    answer = RedirectResponse(local(request.query_params.get("back")), 303)
    value = request.query_params.get("to", "")
    if value in values:
        answer.set_cookie(name, value, max_age=YEAR, samesite="strict", httponly=True)
    return answer


def believe(site: Site, request: Request) -> Response:
    """Makes one canonical address of the belief form's fields, and goes there."""
    query = request.query_params
    parts = [part.strip() for part in (*query.getlist("b"), *terms_of(query.get("more", ""))) if part.strip()]
    back = local(query.get("back"))
    path, _, rest = back.partition("?")
    from urllib.parse import parse_qsl

    place = Place(path, dict(parse_qsl(rest)))
    return RedirectResponse(place.here(believe="; ".join(dict.fromkeys(parts)) or None), 303)


def news(site: Site, request: Request) -> Response:
    """How many dispatches there are: asked every few seconds by open pages, so it must cost next to nothing."""
    count = memory_of(site.dossier).get("total", lambda: document_total(site.dossier))
    return JSONResponse({"documents": count})


def nothing(site: Site, request: Request) -> Response:
    """Browsers ask for it unbidden."""
    return Response(status_code=204)


ROUTES: tuple[Entry, ...] = (
    page("/login", login_form, patient=True),
    change("/login", login, open_to_all=True),
    change("/logout", logout, open_to_all=True),
    page("/language", language, patient=True),
    page("/theme", theme, patient=True),
    page("/believe", believe, patient=True),
    page("/news", news, patient=True),
    page("/favicon.ico", nothing, patient=True),
)
