"""The state of play, positions, and the history of a cell."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from depesche.application.pages import deal as dealing
from depesche.application.pages import positions as standing
from depesche.application.pages import state as playing
from depesche.application.pages.common import day_of
from depesche.web.place import Place
from depesche.web.site import Entry, Site, page
from depesche.web.wording import wanted


def state(site: Site, request: Request) -> Response:
    """The state of play."""
    place = Place.of(request)
    shown = playing.state_page(site.dossier, place.view, day_of(place.given.get("since")))
    verdict = None
    if dealing.quick(site.dossier, place.view):
        verdict = dealing.verdict_of(site.dossier, place.view, site.render.texts(request).language)
    return site.render(request, "state.html", place=place, page=shown, verdict=verdict)


def verdict(site: Site, request: Request) -> Response:
    """The deal in one sentence, asked for by the state page where it takes a while."""
    place = Place.of(request)
    sentence = dealing.verdict_of(site.dossier, place.view, site.render.texts(request).language)
    return site.render(request, "verdict.html", place=place, verdict=sentence)


def positions(site: Site, request: Request) -> Response:
    """The matrix in full."""
    place = Place.of(request)
    shown = standing.matrix_page(site.dossier, place.view, page=place.given.get("page"))
    return site.render(request, "positions.html", place=place, page=shown)


def cell(site: Site, request: Request) -> Response:
    """How a party came to stand where it stands on an issue."""
    place, keys = Place.of(request), request.path_params
    shown = standing.cell_page(site.dossier, place.view, keys["party"], keys["issue"])
    words = site.render.texts(request)
    lanes = tuple(wanted(outcome, refused, words) for outcome, refused in shown.lanes)
    steps = tuple(replace(one, about=" · ".join(filter(None, (lanes[one.lane], one.about)))) for one in shown.steps)
    return site.render(request, "cell.html", place=place, page=shown, lanes=lanes, steps=steps)


ROUTES: tuple[Entry, ...] = (
    page("/", state),
    page("/verdict", verdict, patient=True),
    page("/positions", positions),
    page("/positions/{party}/{issue}", cell),
)
