"""Every line opens the sentence that proves it: links into dispatches arrive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from depesche.application import Dossier, open_dossier
from depesche.application.pages import View
from depesche.application.pages.contacts import MOST_QUOTES
from depesche.application.pages.document import Looking, document_page
from depesche.application.pages.marking import PART
from depesche.records import Act, Document, Kind, Span, Statement
from depesche.stages import Stage
from tests.web.conftest import Server

FILLING = "Der Vormittag verlief ruhig, und weiter war nichts bekannt geworden.\n\n"


@pytest.fixture
def long(copied: Path) -> Iterator[tuple[Dossier, Document]]:
    """A dispatch in three parts; two statements begin at one character of the last, one stands in the first."""
    text = FILLING * (2 * PART // len(FILLING) + 300) + "„Wir verhandeln nicht“, sagte er, „nie.“\n\n" + FILLING
    place = text.index("„Wir")
    document = Document("d" + "1" * 16, text, title=None, published="1962-10-30", outlet="dpa")
    spans = {"s" + "1" * 16: (0, 20), "s" + "2" * 16: (place, place + 22), "s" + "3" * 16: (place, place + 41)}
    said = [Statement(one, document.id, Kind.DIRECT, Act.REJECT, (Span(*span),)) for one, span in spans.items()]
    with open_dossier(copied) as dossier:
        dossier.ledger.add_documents([(document, text.encode())])
        dossier.ledger.store_attribution(Stage("attribution", "1", (), ()), {document.id: said})
        yield dossier, document


def places(text: str) -> list[str]:
    """The ids of a page."""
    return re.findall(r'id="([^"]+)"', text)


def test_a_link_to_a_statement_opens_the_part_that_holds_it(
    long: tuple[Dossier, Document], serving: Callable[..., Server]
) -> None:
    """Whatever part: its place is on the page, with a headline and the cards of that part only."""
    dossier, document = long
    server = serving(dossier)
    for number, one in ((1, "s" + "1" * 16), (3, "s" + "2" * 16), (3, "s" + "3" * 16)):
        page = document_page(dossier, View(), document.id, at=Looking(statement=one))
        assert page.part == number
        text = server.ask(f"/documents/{document.id}?statement={one}").text
        assert text.count("<h1") == 1
        cards = [place for place in places(text) if place.startswith("card-")]
        assert len(cards) == (1 if number == 1 else 2)
        links = set(re.findall(r'href="#([^"]+)"', text))
        assert f"s-{one}" in links
        assert links <= set(places(text))
    assert len(places(text)) == len(set(places(text)))


def test_words_by_their_place_are_marked_in_their_part(
    long: tuple[Dossier, Document], serving: Callable[..., Server]
) -> None:
    """`mark=START-END` marks exactly those words; a place that is none marks nothing."""
    dossier, document = long
    server = serving(dossier)
    start = document.text.index("sagte er")
    text = server.ask(f"/documents/{document.id}?mark={start}-{start + 8}").text
    assert places(text).count("mark") == 1
    assert "sagte er" in text.partition('id="mark"')[2][:200]
    for wrong in ("8-8", "9-3", f"0-{len(document.text) + 1}", "x-2", "-1-5", "1-" + "9" * 40, "%C2%B2-3"):
        answer = server.ask(f"/documents/{document.id}?mark={wrong}")
        assert answer.status == 200
        assert "mark" not in places(answer.text)


def test_every_link_to_evidence_arrives(server: Server) -> None:
    """Claims, cells, proposals, contacts, actors and lines of the deal: no fragment that its page does not have."""
    paths = ["/proposals", "/contacts", "/review?record=claim", "/review?record=position"]
    paths += [f"/claims/{one.id}" for one in list(server.dossier.claims())[:6]]
    paths += [f"/positions/{one.party}/{one.issue}" for one in list(server.dossier.positions())[:4]]
    links = {link for path in paths
             for link in re.findall(r'href="(/documents/[^"]*#[^"]*)"', server.ask(path).text)}  # fmt: skip
    assert len(links) > 30
    for link in sorted(links):
        path, _, fragment = link.replace("&amp;", "&").partition("#")
        assert fragment in places(server.ask(path).text), link


def test_contacts_and_terms_open_their_words(server: Server) -> None:
    """The link of a contact's and of a term's words marks them in the dispatch."""
    for path, words in (("/contacts", r"<mark>([^<]+)</mark>"), ("/proposals", r"<q[^>]*>([^<]+)</q></a>")):
        text = server.ask(path).text
        told = re.search(words, text)
        link = re.search(r'href="(/documents/[^"]*mark=[^"]*)#mark"', text)
        assert told
        assert link
        shown = server.ask(link[1]).text.partition('id="mark"')[2].partition("</p>")[0]
        assert told[1].split()[0] in re.sub(r"<[^>]*>", "", shown)


def test_every_place_that_tells_of_a_contact_is_shown(server: Server) -> None:
    """On the list behind the first, and in review, also of a contact that no statement tells of."""
    contacts = [one for one in server.dossier.contacts() if one.evidence]
    most = max(contacts, key=lambda one: len(one.evidence))
    listed = server.ask("/contacts").text
    review = server.ask(f"/review?record=contact&id={most.id}").text
    for shown in most.evidence[:MOST_QUOTES]:
        link = f"/documents/{shown.document}?mark={shown.start}-{shown.end}#mark"
        assert link in listed
        assert link in review
    proposal = next(iter(server.dossier.proposals()))
    term = proposal.terms[0]
    review = server.ask(f"/review?record=proposal&id={proposal.id}").text
    assert f"/documents/{term.document}?mark={term.start}-{term.end}#mark" in review
