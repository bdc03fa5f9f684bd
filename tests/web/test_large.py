"""Large dossiers: nobody waits for what has to be counted, old answers serve meanwhile, all is reachable."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from depesche.application import Dossier, open_dossier
from depesche.application.pages import View, deal, remembering
from depesche.application.pages.deal import Shown, Switches, deal_page, line_page
from depesche.application.pages.remembering import Memory, StillCounting, hurried
from depesche.errors import UnknownName
from depesche.ledger import facets
from depesche.web import site as pages
from tests.web.conftest import Server

Visit = Callable[..., Any]


def test_who_is_in_a_hurry_is_told_that_it_is_being_counted(dossier: Dossier) -> None:
    """The answer is made once in the background, and is there when asked for again; who waits gets it at once."""
    memory, begin, made = Memory(dossier), threading.Event(), []

    def slow() -> int:
        begin.wait(10)
        made.append(1)
        return 7

    for _ in range(3):
        with pytest.raises(StillCounting), hurried(0.01):
            memory.get("x", slow)
    begin.set()
    assert memory.get("x", slow) == 7
    with hurried(0.0):
        assert memory.get("x", slow) == 7
    assert made == [1]


def test_what_goes_wrong_in_the_background_is_told_to_who_asks(dossier: Dossier) -> None:
    """An error reaches every reader that waits for the answer, and the next one tries again."""
    memory = Memory(dossier)

    def wrong() -> int:
        raise UnknownName("no", "x")

    for _ in range(2):
        with pytest.raises(UnknownName), hurried(5):
            memory.get("x", wrong)
    assert memory.get("x", lambda: 1) == 1


def test_an_answer_made_from_an_old_one_is_old(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a dear answer is made anew, what rests on the one from before is not taken for new."""
    memory, stamp, value = Memory(dossier), ["1"], ["old"]
    monkeypatch.setattr(facets, "stamp", lambda ledger: stamp[0])
    monkeypatch.setattr(remembering, "PATIENCE", 0.01)
    monkeypatch.setattr(remembering, "REST", 0)

    def dear() -> str:
        time.sleep(0.05)
        return value[0]

    def quick() -> str:
        return memory.get("dear", dear)

    assert memory.get("quick", quick) == "old"
    stamp[0], value[0] = "2", "new"
    monkeypatch.setattr(remembering, "PATIENCE", 0.04)
    assert memory.get("dear", dear) == "old"
    for _ in range(100):
        if memory.get("quick", quick) == "new":
            break
        time.sleep(0.02)
    assert memory.get("quick", quick) == "new"


def test_a_page_that_is_being_counted_comes_by_itself(
    copied: Path, serving: Callable[..., Server], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First it is said that the page is being counted, then the page is there; exports and parts of pages wait."""
    monkeypatch.setattr(pages, "LARGE", -1)
    monkeypatch.setattr(pages, "HURRY", 0.0)
    with open_dossier(copied) as dossier:
        server = serving(dossier)
        first = server.ask("/claims", Accept_Language="de")
        assert first.status == 202
        assert "Es wird gezählt" in first.text
        assert server.ask("/export/claims.csv?believe=named").status == 200
        assert server.ask("/actors?believe=named", HX_Request="true").status == 200
        page = visit(server, "/?believe=first-hand")
        page.wait_for_selector("table.matrix", timeout=30_000)
        assert "Where things stand" in page.locator("h1").inner_text()


def test_static_texts_are_sent_compressed(server: Server) -> None:
    """Who takes gzip gets it, who does not gets the text; both may be kept for ever, told apart by Vary."""
    prefix = server.ask("/").text.partition('href="/static/')[2].partition("/")[0]
    for name in ("app.css", "pictures.css", "app.js", "htmx.min.js"):
        plain = server.ask(f"/static/{prefix}/{name}")
        small = server.ask(f"/static/{prefix}/{name}", Accept_Encoding="gzip, br")
        assert small.headers["content-encoding"] == "gzip"
        assert gzip.decompress(small.body) == plain.body
        assert len(small.body) < len(plain.body) / 2
        assert "accept-encoding" in small.headers["vary"].lower()
        assert "immutable" in plain.headers["cache-control"]


def test_every_line_of_the_deal_can_be_reached(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of lines, whole openings and all switches: nothing is only counted."""
    whole = deal_page(dossier, View(), Switches())
    lines = {one.id for one in whole.lines}
    monkeypatch.setattr(deal, "MOST_LINES", 7)
    monkeypatch.setattr(deal, "MOST_SWITCHES", 3)
    monkeypatch.setattr(deal, "MOST_OF_SET", 2)
    first = deal_page(dossier, View(), Switches())
    assert len(first.lines) == 7
    reached = {
        one.id
        for page in range(1, first.pager.pages + 1)
        for one in deal_page(dossier, View(), Switches(), Shown(str(page))).lines
    }
    assert reached == lines
    opening = first.openings[0]
    assert (len(opening.lines), opening.more) == (2, len(whole.deal.openings[0].red_lines) - 2)
    keys = frozenset({opening.key, "reports", "sources"})
    shown = deal_page(dossier, View(), Switches(), Shown(whole=keys))
    assert len(shown.openings[0].lines) == len(whole.deal.openings[0].red_lines)
    assert (shown.more_reports, shown.more_sources) == (0, 0)
    assert len(shown.reports) == len(first.reports) + first.more_reports
    quoted = line_page(dossier, View(), next(iter(reached - {one.id for one in first.lines})))
    assert quoted.quotes


def test_links_lead_to_all_that_the_deal_page_leaves_out(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each "more" is a link that shows it."""
    monkeypatch.setattr(deal, "MOST_OF_SET", 2)
    monkeypatch.setattr(deal, "MOST_SWITCHES", 3)
    text = server.ask("/deal").text
    more = re.compile(r'<p class="figures"><a href="(/deal\?whole=[^"]+)"')
    links = more.findall(text)
    assert "/deal?whole=sources" in links
    for link in links:
        answer = server.ask(link)
        assert answer.status == 200
        assert link not in more.findall(answer.text)
