"""Pages from templates. Jinja escapes everything that is not `Drawn`; no template marks anything safe."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from depesche.application import Dossier
from depesche.application.pages import pictures
from depesche.application.pages.tongue import language_of
from depesche.vocabulary import IN_DOUBT
from depesche.web.place import Place
from depesche.web.security import Keys, session_of
from depesche.web.settings import Settings
from depesche.web.texts import LANGUAGES, Texts, chosen, texts
from depesche.web.wording import titled, wanted

THEMES = ("light", "dark")


@cache
def _environment() -> jinja2.Environment:
    """The templates, compiled, so that no reader waits for that."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("depesche.web", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["pictures"] = pictures
    made.globals.update(IN_DOUBT=IN_DOUBT, titled=titled, wanted=wanted)
    made.filters["breakable"] = lambda value: str(value).replace("/", "/\u200b")
    made.filters["percent"] = lambda value: f"{round(100 * float(value))}\u00a0%"
    for name in made.list_templates():
        made.get_template(name)
    return made


class Renderer:
    """Fills templates for requests."""

    def __init__(self, dossier: Dossier, settings: Settings, keys: Keys, name: str, version: str) -> None:
        self.dossier, self.settings, self.keys = dossier, settings, keys
        self._name, self._version = name, version
        self._jinja = _environment()

    def texts(self, request: Request) -> Texts:
        """The words in the reader's language: chosen, or what the browser asks for."""
        asked = request.query_params.get("lang") or request.cookies.get("depesche-language", "")
        if asked not in LANGUAGES:
            asked = chosen(request.headers.get("accept-language", ""))
        return texts(asked)

    def __call__(
        self, request: Request, template: str, status: int = 200, place: Place | None = None, **context: Any
    ) -> Response:
        """A page."""
        words = self.texts(request)
        theme = request.cookies.get("depesche-theme", "")
        shared: Mapping[str, Any] = {
            "t": words,
            "lang": words.language,
            "content_lang": language_of(self.dossier),
            "theme": theme if theme in THEMES else "",
            "place": place or Place.of(request),
            "token": self.keys.token(session_of(request)),
            "logged_in": self.keys.asks,
            "may_change": not (self.settings.read_only or self.dossier.ledger.read_only),
            "dossier_name": self._name,
            "version": self._version,
        }
        body = self._jinja.get_template(template).render({**shared, **context})
        return HTMLResponse(body, status, {"Vary": "Accept-Language, Cookie"})


def static_digest() -> str:
    """Changes whenever a static file does: browsers may keep them for ever under it."""
    import hashlib

    digest = hashlib.sha256(pictures.style_sheet().encode())
    for entry in sorted(files("depesche.web").joinpath("static").iterdir(), key=lambda one: one.name):
        if entry.is_file():
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:10]
