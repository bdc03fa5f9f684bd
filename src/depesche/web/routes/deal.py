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
    shown = dealing.deal_page(site.dossier, place.view, switches)
    language = site.render.texts(request).language
    return site.render(request, "deal.html", place=place, page=shown, sentence=shown.sentence(language))


ROUTES: tuple[Entry, ...] = (page("/deal", deal),)
