"""The list of claims, saved searches, and one claim."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from depesche.application.pages import claim as one
from depesche.application.pages import claims as many
from depesche.application.pages.claim_index import SORTS, ClaimFilter
from depesche.application.pages.common import day_of
from depesche.application.pages.pictures import Chain
from depesche.application.pages.saved import save_view
from depesche.web.place import Place, local
from depesche.web.routes.review import who
from depesche.web.site import Entry, Site, change, page, text_of
from depesche.web.texts import Texts


def chosen(place: Place) -> ClaimFilter:
    """What the address narrows the list down to."""
    given = place.given
    return ClaimFilter(
        **{name: given.get(name, "") for name in ("q", "status", "party", "outlet", "speaker", "issue")},
        since=day_of(given.get("since")) or "",
        until=day_of(given.get("until")) or "",
        sort=given["sort"] if given.get("sort") in SORTS else "last",
    )


def claims(site: Site, request: Request) -> Response:
    """The list."""
    place = Place.of(request)
    shown = many.claims_page(site.dossier, place.view, chosen(place), place.given.get("page"))
    query = urlencode(place.without("at"))
    return site.render(request, "claims.html", place=place, page=shown, sorts=SORTS, query=query)


def save(site: Site, request: Request, form: FormData) -> Response:
    """Names the search that is shown."""
    query = text_of(form, "query", 4000)
    save_view(site.dossier, text_of(form, "name", 200), "/claims", query, who(request))
    return RedirectResponse(local(f"/claims?{query}"), 303)


def forget(site: Site, request: Request, form: FormData) -> Response:
    """Takes a saved search back."""
    site.dossier.undo(text_of(form, "decision", 100), who(request))
    return RedirectResponse(local(text_of(form, "back", 4000), "/claims"), 303)


def claim(site: Site, request: Request) -> Response:
    """One claim."""
    place = Place.of(request)
    shown = one.claim_page(site.dossier, place.view, request.path_params["key"])
    words = site.render.texts(request)
    return site.render(request, "claim.html", place=place, page=shown, chain=picture(shown, words, place))


def picture(shown: one.ClaimPage, words: Texts, place: Place) -> Chain:
    """The chain with its labels in the reader's language and its links with the reader's view."""
    chain = shown.chain
    return Chain(
        origins=tuple(
            replace(node, note=words("chain.reports", n=int(node.note or 0)), about=whys(node.about, words))
            for node in chain.origins
        ),
        via=tuple(replace(node, href=place.to(node.href or "")) for node in chain.via),
        outlets=tuple(replace(node, label=node.label or words("document.no_outlet")) for node in chain.outlets),
        documents=tuple(
            replace(node, note=words.day(node.note, short=True), href=anchored(place, node.href or ""))
            for node in chain.documents
        ),
        paths=chain.paths,
        heads=(words("chain.origins"), words("chain.via"), words("chain.outlets"), words("chain.documents")),
        label=words(
            "chain.label",
            reports=words("chain.reports", n=shown.reports),
            origins=words("chain.from", n=len(shown.origins)),
        ),
    )


def whys(text: str, words: Texts) -> str:
    """The reasons why statements were counted as one origin, in the reader's language."""
    return "; ".join(words.label("why", reason.strip()) for reason in text.split(";") if reason.strip())


def anchored(place: Place, address: str) -> str:
    """A dispatch's address with a statement's fragment, with the belief, the day and, by the statement, the part."""
    path, _, fragment = address.partition("#")
    return f"{place.to(path, statement=fragment.removeprefix('s-'))}#{fragment}"


ROUTES: tuple[Entry, ...] = (
    page("/claims", claims),
    change("/claims/save", save),
    change("/claims/forget", forget),
    page("/claims/{key}", claim),
)
