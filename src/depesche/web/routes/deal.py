"""Is there a deal?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from depesche.application.pages import deal as dealing
from depesche.errors import UnknownName
from depesche.web.place import Place
from depesche.web.site import Entry, Site, page


def deal(site: Site, request: Request) -> Response:
    """The answer, with what is switched off."""
    place = Place.of(request)
    given = place.given
    switches = dealing.switches_of(*(given.get(name, "").split(",") for name in ("drop", "report", "source")))
    shown = dealing.deal_page(site.dossier, place.view, switches)
    language = site.render.texts(request).language
    return site.render(request, "deal.html", place=place, page=shown, sentence=shown.sentence(language))


def line(site: Site, request: Request) -> Response:
    """The words behind one line.

    Raises:
        UnknownName: there is no such line.
    """
    place = Place.of(request)
    shown = dealing.deal_page(site.dossier, place.view, dealing.Switches())
    key = request.path_params["key"]
    found = next((one for one in shown.lines if one.id == key), None)
    if found is None:
        raise UnknownName("no such line", key, "It may have gone with the evidence that counts.")
    return site.render(request, "line.html", place=place, line=found)


ROUTES: tuple[Entry, ...] = (page("/deal", deal), page("/deal/{key}", line))
