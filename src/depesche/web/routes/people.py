"""Proposals, contacts and actors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from depesche.application.pages import actors as who
from depesche.application.pages import contacts as meeting
from depesche.application.pages import proposals as offering
from depesche.application.pages.pictures import Mark
from depesche.web.place import Place
from depesche.web.site import Entry, Site, page
from depesche.web.texts import Texts


def proposals(site: Site, request: Request) -> Response:
    """Proposals side by side."""
    place = Place.of(request)
    given = place.given
    shown = offering.proposals_page(site.dossier, place.view, given.get("status", ""), given.get("page"))
    return site.render(request, "proposals.html", place=place, page=shown)


def contacts(site: Site, request: Request) -> Response:
    """Contacts as network, timeline and list."""
    place = Place.of(request)
    given = place.given
    shown = meeting.contacts_page(
        site.dossier, place.view, given.get("format", ""), given.get("status", ""), given.get("page")
    )
    words = site.render.texts(request)
    lanes = tuple(dict.fromkeys(one.format for one in sorted(shown.happenings, key=lambda one: one.start)))
    return site.render(
        request,
        "contacts.html",
        place=place,
        page=shown,
        nodes=tuple(replace(node, href=place.to(node.href or "")) for node in shown.nodes),
        lanes=tuple(words.label("format_name", lane) for lane in lanes),
        marks=tuple(
            mark(one, lanes.index(one.format), place, shown.page_of[one.id], words) for one in shown.happenings
        ),
    )


def mark(one: meeting.Happening, lane: int, place: Place, number: int, words: Texts) -> Mark:
    """A contact on the timeline."""
    about = f"{one.names} · {_days(one.start, one.end, words)} · {words.label('contact_status', one.status)}"
    return Mark(lane, one.start, one.end, one.status, about, f"{place.here(page=number)}#contact-{one.id}")


def _days(start: date, end: date, words: Texts) -> str:
    return words.day(start) if start == end else f"{words.day(start)} – {words.day(end)}"


def actors(site: Site, request: Request) -> Response:
    """Who speaks."""
    place = Place.of(request)
    given = place.given
    shown = who.actors_page(site.dossier, place.view, given.get("q", ""), given.get("kind", ""), given.get("page"))
    return site.render(request, "actors.html", place=place, page=shown)


def actor(site: Site, request: Request) -> Response:
    """One of them."""
    place = Place.of(request)
    shown = who.actor_page(site.dossier, place.view, request.path_params["key"], place.given.get("page"))
    return site.render(request, "actor.html", place=place, page=shown)


ROUTES: tuple[Entry, ...] = (
    page("/proposals", proposals),
    page("/contacts", contacts),
    page("/actors", actors),
    page("/actors/{key}", actor),
)
