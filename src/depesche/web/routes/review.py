"""Review: the queue, decisions and taking them back."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from depesche.application.deciding import author
from depesche.application.pages import review as reviewing
from depesche.errors import UsageError
from depesche.records import Verb
from depesche.web.place import Place, local
from depesche.web.site import Entry, Site, change, page, text_of

COOKIE = "depesche-author"
YEAR = 365 * 24 * 3600
EDITABLE = {
    "statement": ("speaker", "act", "kind"),
    "claim": ("gist", "status"),
    "actor": ("name", "kind", "party"),
    "position": ("strength", "refuses", "outcome"),
    "proposal": ("status",),
    "contact": ("format", "status"),
}
"""Fields that the edit form may change."""


def who(request: Request) -> str:
    """Who decides: the name given in this browser, or the user's account."""
    from urllib.parse import unquote

    return unquote(request.cookies.get(COOKIE, ""))[:80] or author()


def review(site: Site, request: Request) -> Response:
    """The queue and the reading looked at."""
    place = Place.of(request)
    record = place.given.get("record", "statement")
    shown = reviewing.review_page(site.dossier, place.view, record, place.given.get("id"))
    return site.render(
        request, "review.html", place=place, page=shown, records=reviewing.RECORDS, who=who(request),
        back=place.here(id=None),
    )  # fmt: skip


def decide(site: Site, request: Request, form: FormData) -> Response:
    """Stores a decision, and goes on to the next reading."""
    verb, record, target = (text_of(form, name, 200) for name in ("verb", "record", "target"))
    try:
        chosen = Verb(verb)
    except ValueError as error:
        raise UsageError("nothing can be decided so", verb) from error
    changed: dict[str, Any] = {}
    if chosen in (Verb.MERGE, Verb.SPLIT):
        changed["ids"] = [value for value in form.getlist("ids") if isinstance(value, str)]
    elif chosen is Verb.EDIT:
        changed = _edited(site, record, target, form)
        if not changed:
            return RedirectResponse(local(text_of(form, "back", 4000), "/review"), 303)
    site.dossier.decide(chosen, record, target, author=who(request), **changed)
    return RedirectResponse(local(text_of(form, "back", 4000), "/review"), 303)


def _edited(site: Site, record: str, target: str, form: FormData) -> dict[str, Any]:
    """The fields whose values differ from what the form began with, as the records take them."""
    changed: dict[str, Any] = {}
    for name in EDITABLE.get(record, ()):
        value = text_of(form, name, 2000).strip()
        if name not in form or value == text_of(form, f"was_{name}", 2000).strip():
            continue
        if record == "statement" and name == "speaker":
            actor = reviewing.resolved(site.dossier, value)
            before = site.dossier.one("statement", target).speaker
            changed[name] = {"spans": [list(span) for span in before.spans], "actor": actor, "carried": before.carried}
        elif record == "actor" and name == "party":
            changed[name] = reviewing.resolved(site.dossier, value)
        elif name == "refuses":
            changed[name] = value == reviewing.YES
        else:
            changed[name] = value
    return changed


def undo(site: Site, request: Request, form: FormData) -> Response:
    """Takes a decision back."""
    site.dossier.undo(text_of(form, "decision", 100), who(request))
    return RedirectResponse(local(text_of(form, "back", 4000), "/review"), 303)


def name_author(site: Site, request: Request, form: FormData) -> Response:
    """Remembers who decides in this browser."""
    from urllib.parse import quote

    answer = RedirectResponse(local(text_of(form, "back", 4000), "/review"), 303)
    answer.set_cookie(COOKIE, quote(text_of(form, "author", 80)), max_age=YEAR, samesite="strict", httponly=True)
    return answer


def decisions(site: Site, request: Request) -> Response:
    """The log: who decided what and when."""
    place = Place.of(request)
    return site.render(request, "decisions.html", place=place, rows=reviewing.decision_log(site.dossier))


ROUTES: tuple[Entry, ...] = (
    page("/review", review),
    change("/review/decide", decide),
    change("/review/undo", undo),
    change("/review/author", name_author),
    page("/review/decisions", decisions),
)
