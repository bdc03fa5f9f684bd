"""Is there a deal?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from depesche.application.pages import deal as dealing
from depesche.web.place import Place
from depesche.web.site import Entry, Site, page


def deal(site: Site, request: Request) -> Response:
    """The answer, with what is switched off."""
    place = Place.of(request)
    given = place.given
    switches = dealing.switches_of(*(given.get(name, "").split(",") for name in ("drop", "report", "source")))
    shown = dealing.Shown(given.get("page", "1"), frozenset(given.get("whole", "").split(",")))
    patient = request.headers.get("hx-request") is not None
    page = dealing.deal_page(site.dossier, place.view, switches, shown, patient=patient)
    sentence = page.sentence(site.render.texts(request).language)
    short, colon, why = sentence.partition(": ")
    if colon and len(short) < 60:  # the headline has said it
        sentence = why[:1].upper() + why[1:]
    return site.render(request, "deal.html", place=place, page=page, sentence=sentence)


def line(site: Site, request: Request) -> Response:
    """The words behind one line.

    Raises:
        UnknownName: there is no such line.
    """
    place = Place.of(request)
    page = dealing.line_page(site.dossier, place.view, request.path_params["key"])
    return site.render(request, "line.html", place=place, line=page.line, quotes=page.quotes)


ROUTES: tuple[Entry, ...] = (page("/deal", deal), page("/deal/{key}", line))
