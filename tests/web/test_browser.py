"""Every page and interaction in a real browser; none may complain on its console or load from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from depesche.records import stable_id
from tests.web.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PAGES = {
    "state": "/",
    "claims": "/claims",
    "claim": f"/claims/{stable_id('c', 'C06')}",
    "positions": "/positions",
    "cell": f"/positions/{stable_id('a', 'usa')}/quarantaene",
    "proposals": "/proposals",
    "contacts": "/contacts",
    "actors": "/actors",
    "actor": f"/actors/{stable_id('a', 'John F. Kennedy')}",
    "deal": "/deal",
    "documents": "/documents?q=Raketen",
    "document": "",
    "review": "/review?record=claim",
    "decisions": "/review/decisions",
    "add": "/add",
}
Visit = Callable[..., Any]
Keep = Callable[[Any, str], None]


def path_of(name: str, server: Server) -> str:
    """The page's address; the dispatch shown has nested statements and junk."""
    if name != "document":
        return PAGES[name]
    found = next(one for one in server.dossier.documents() if one.source_id == "18")
    return f"/documents/{found.id}"


@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_and_are_accessible(name: str, server: Server, visit: Visit, picture: Keep) -> None:
    """At 1600 and 360 pixels, light and dark: no sideways scrolling, and axe-core finds nothing serious."""
    for width, dark in ((1600, False), (360, True)):
        page = visit(server, path_of(name, server), width=width, dark=dark, lang="de" if dark else "en")
        picture(page, f"{name}-{width}-{'dark' if dark else 'light'}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        serious = [
            (one["id"], one["nodes"][0]["html"][:160], one["nodes"][0].get("failureSummary", "")[:200])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert not serious
        page.context.close()


@pytest.mark.parametrize("width", [1100, 1200, 1600])
def test_who_met_whom_is_read_without_scrolling(width: int, server: Server, visit: Visit) -> None:
    """On a screen for two columns every name of the picture stands inside its column."""
    page = visit(server, "/contacts", width=width)
    beyond = """() => {
        const edge = document.querySelector('.network').parentElement.getBoundingClientRect();
        return [...document.querySelectorAll('.network text')].map(one => one.getBoundingClientRect())
            .filter(one => one.left < edge.left - 1 || one.right > edge.right + 1).length;
    }"""
    assert page.evaluate(beyond) == 0


def test_the_slider_moves_the_whole_page(server: Server, visit: Visit) -> None:
    """Dragging to a day changes matrix, claims, newest dispatches and the address; back returns."""
    page = visit(server, "/")
    heading = page.locator("h1").inner_text()
    page.locator("#slider").evaluate("one => { one.value = 9; one.dispatchEvent(new Event('input', {bubbles: true})) }")
    page.wait_for_url("**at=1962-10-28*")
    page.locator("h1", has_text="28").wait_for()
    assert page.locator("h1").inner_text() != heading
    assert page.locator(".evidence.narrowed .chip").inner_text() == "as of 28 Oct 1962"
    assert page.locator('#pages a[href="/claims?at=1962-10-28"]').count() == 1
    assert "1962-10-2" in page.locator("#newest time").first.get_attribute("datetime")
    page.go_back()
    page.locator("h1", has_text="20 Nov").wait_for()


def test_a_facet_narrows_and_is_taken_back(server: Server, visit: Visit) -> None:
    """Click a status: the list shrinks, the address tells; click it again: all are back."""
    page = visit(server, "/claims")
    page.get_by_role("link", name="denied", exact=True).click()
    page.wait_for_url("**status=denied*")
    assert page.locator(".claim-row").count() == 7
    page.get_by_role("link", name="Remove denied").click()
    page.wait_for_url(re.compile("/claims$"))
    assert page.locator(".claim-row").count() == 25


def test_the_evidence_filter_goes_along(server: Server, visit: Visit) -> None:
    """Chosen on one page, it holds on the next, and one click takes it away."""
    page = visit(server, "/claims")
    page.locator(".belief summary").click()
    page.get_by_label("by a named speaker").check()
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**believe=named*")
    page.get_by_role("link", name="Positions").click()
    page.wait_for_url("**/positions?believe=named")
    assert page.locator(".chip").inner_text() == "by a named speaker"
    page.locator("a.clear").click()
    page.wait_for_url(re.compile("/positions$"))


def test_the_chain_leads_to_the_words(server: Server, visit: Visit) -> None:
    """A dispatch box of the picture opens the dispatch at the statement."""
    page = visit(server, PAGES["claim"])
    assert page.locator(".chain .origin").count() == 2
    page.locator(".chain a.dispatch").first.click()
    page.wait_for_url("**/documents/*#s-*")
    assert page.locator(".said:target").count() == 1


def test_hovering_and_focus_tell_about_a_statement(server: Server, visit: Visit) -> None:
    """Words light up their card with speaker, act, chain, confidence and claim; the keyboard does the same."""
    page = visit(server, path_of("document", server))
    page.locator(".said.begins").nth(3).hover()
    assert page.locator(".card.active").count() == 1
    assert page.locator(".card.active .details").is_visible()
    identity = page.locator(".said.begins").nth(5).get_attribute("id").removeprefix("s-")
    page.locator(".said.begins").nth(5).focus()
    page.wait_for_function("id => document.getElementById('card-' + id).classList.contains('active')", arg=identity)
    page.locator("details.junk summary").first.click() if page.locator("details.junk").count() else None
    page.keyboard.press("n")
    page.wait_for_function("document.readyState === 'complete'")
    assert "/documents/" in page.url


def test_copies_show_their_differences(server: Server, visit: Visit, picture: Keep) -> None:
    """From a copy to the comparison, where words of only one side are marked."""
    copy = next(one for one in server.dossier.documents(with_text=False) if one.copies_of)
    page = visit(server, f"/documents/{copy.id}")
    page.locator(".compare").first.click()
    page.wait_for_url("**/with/*")
    picture(page, "comparison-1600-light")
    assert page.locator(".diff ins").count() > 0
    assert page.locator(".diff del").count() > 0


def test_the_keyboard_alone_is_enough(server: Server, visit: Visit) -> None:
    """Skip link, search with /, lines with j and k, opening with Enter, help with ?."""
    page = visit(server, "/claims")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("[data-row].here").count() == 1
    first = page.locator(".claim-row h3 a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("Raketen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents?q=Raketen")
    assert page.locator("mark.hit").count() > 5
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")


def test_every_interactive_thing_shows_its_focus(server: Server, visit: Visit) -> None:
    """Tabbing through the first forty stops, each has a visible outline."""
    page = visit(server, "/")
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_the_deal_answers_each_switch_at_once(server: Server, visit: Visit) -> None:
    """Leaving out what blocks opens a deal without a button; the words of a line open where it stands."""
    page = visit(server, "/deal")
    assert page.locator(".verdict-head.blocked").count() == 1
    page.locator(".red-line details summary").first.click()
    page.wait_for_selector(".red-line .quotes .quotation")
    line = page.locator(".red-line.blocking").first.get_attribute("id")
    page.locator(f'#{line} input[name="drop"]').check()
    page.wait_for_selector(f"#{line}.off")
    assert line.removeprefix("line-") in page.url
    source = page.locator('.switches input[name="source"]').first.get_attribute("value")
    page.locator(f'.switches input[value="{source}"]').check()
    page.wait_for_selector(f'.switches .off input[value="{source}"]')
    lines = page.locator('input[name="drop"]').evaluate_all("all => all.map(one => one.value)")
    page.goto(f"{server.address}/deal?drop={','.join(lines)}")
    assert page.locator(".verdict-head.possible").count() == 1
    assert page.locator(".package").count() >= 1
    address = page.url
    page.reload()
    assert page.url == address
    assert page.locator(".verdict-head.possible").count() == 1


def soon(page: Any, check: Callable[[], bool]) -> None:
    """Fails unless something becomes true within five seconds: on a busy machine the page may be ahead."""
    for _ in range(50):
        if check():
            return
        page.wait_for_timeout(100)
    assert check()


def test_review_decides_with_one_key_each(own_server: Server, visit: Visit) -> None:
    """Accept, reject, edit, merge, split and undo; the next reading comes by itself; the log knows who."""
    page = visit(own_server, "/review?record=claim")
    page.locator('.author input[name="author"]').fill("Anna")
    page.locator(".author button").click()
    page.wait_for_load_state()
    first = page.locator("#item-title").inner_text()
    page.keyboard.press("a")
    page.wait_for_function("first => document.getElementById('item-title').innerText !== first", arg=first)
    assert "accepted by Anna" in page.locator(".last").inner_text()
    page.keyboard.press("u")
    page.wait_for_function("first => document.getElementById('item-title').innerText === first", arg=first)
    page.keyboard.press("r")
    page.wait_for_function("first => document.getElementById('item-title').innerText !== first", arg=first)
    soon(page, lambda: own_server.ask("/claims").text.count("claim-row") == 24)
    second = page.locator("#item-title").inner_text()
    page.keyboard.press("e")
    page.locator('#edit-form input[name="gist"]').fill("Ein neuer Wortlaut")
    page.keyboard.press("Enter")
    page.wait_for_function("first => document.getElementById('item-title').innerText !== first", arg=second)
    soon(page, lambda: "Ein neuer Wortlaut" in own_server.ask("/claims").text)
    third = page.locator("#item-title").inner_text()
    page.keyboard.press("m")
    page.locator("#merge-form input[name=ids]").first.check()
    page.locator("#merge-form button.main").click()
    page.wait_for_function("first => document.getElementById('item-title').innerText !== first", arg=third)
    soon(page, lambda: own_server.ask("/claims").text.count("claim-row") == 23)
    fourth = page.locator("#item-title").inner_text()
    page.keyboard.press("s")
    page.locator("#split-form input[name=ids]").first.check()
    page.locator("#split-form button.main").click()
    page.wait_for_function("first => document.getElementById('item-title').innerText !== first", arg=fourth)
    soon(page, lambda: own_server.ask("/claims").text.count("claim-row") == 24)
    made = [one for one in own_server.dossier.decisions() if one.record == "claim"]
    assert {one.verb.value for one in made} == {"reject", "edit", "merge", "split"}
    assert {one.author for one in made} == {"Anna"}
    page.get_by_role("link", name="All decisions").click()
    page.wait_for_url("**/review/decisions")
    assert page.locator("tbody tr").count() >= 6


def test_a_statement_gets_another_speaker(own_server: Server, visit: Visit) -> None:
    """The edit form's list of names; the new speaker shows in the dispatch at once."""
    page = visit(own_server, "/review?record=statement")
    target = page.locator('.verdicts input[name="target"]').first.get_attribute("value")
    page.keyboard.press("e")
    page.locator('#edit-form input[name="speaker"]').fill("U Thant")
    page.locator("#edit-form button.main").click()
    page.wait_for_selector(".last")
    statement = own_server.dossier.one("statement", target)
    assert statement.speaker.actor == stable_id("a", "U Thant")


def test_a_search_is_saved_and_forgotten(own_server: Server, visit: Visit) -> None:
    """A name for an address; it is there for everybody who opens the dossier."""
    page = visit(own_server, "/claims?status=denied")
    page.get_by_text("Save this search").click()
    page.get_by_label("Name", exact=True).fill("Dementis")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Dementis").click()
    page.wait_for_url("**status=denied*")
    page.get_by_role("button", name="Forget Dementis").click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Dementis").count() == 0


def test_dispatches_are_added_with_their_errors(
    own_server: Server, visit: Visit, tmp_path: Path, picture: Keep
) -> None:
    """Files and pasted text; what cannot be read is named, the rest is in, and open pages hear of it."""
    looking = visit(own_server, "/documents")
    looking.wait_for_timeout(300)
    good, bad = tmp_path / "gut.txt", tmp_path / "kaputt.pdf"
    good.write_text("GENF, 2. Dezember 1962 (dpa) – Ein Sprecher sagte, es gebe nichts Neues.\n", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7 broken")
    page = visit(own_server, "/add")
    page.set_input_files("#files", [good, bad])
    assert "gut.txt" in page.locator("[data-names]").inner_text()
    page.locator(".add-form button").first.click()
    page.wait_for_url("**/add/*")
    page.wait_for_selector(".errors li", timeout=60_000)
    assert "kaputt.pdf" in page.locator(".errors").inner_text()
    assert "1 new dispatch" in page.locator("#job").inner_text()
    picture(page, "job-1600-light")
    looking.wait_for_selector("#news:not([hidden])", timeout=15_000)
    assert "1 new dispatch" in looking.locator("#news").inner_text()


def test_the_look_is_switched_and_kept(server: Server, visit: Visit) -> None:
    """Dark and light, German and English, each by one link, and still so on the next page."""
    page = visit(server, "/documents")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("a.theme-switch").click()
    page.wait_for_load_state()
    assert page.evaluate(paper) != light
    page.get_by_role("link", name="DE", exact=True).click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "de"
    page.goto(server.address + "/claims")
    assert page.locator("h1").inner_text().startswith("Behauptungen")
    assert page.evaluate(paper) != light


def test_it_prints_as_a_briefing(server: Server, visit: Visit) -> None:
    """On paper there is no navigation, and the ground is white."""
    page = visit(server, "/")
    page.emulate_media(media="print")
    assert not page.locator(".masthead nav").is_visible()
    assert page.locator(".matrix").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_first_paint_is_quick(server: Server, visit: Visit) -> None:
    """The state page shows something within a second."""
    visit(server, "/").context.close()
    page = visit(server, "/")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    assert painted < 1000
