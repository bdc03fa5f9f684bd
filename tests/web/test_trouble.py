"""What goes wrong is said on the page, and what was typed stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from depesche.application import Dossier, open_dossier
from tests.web.conftest import Server

Visit = Callable[..., Any]


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages that may complain on the console: a browser does of every answer that is an error."""
    contexts: list[Any] = []

    def open_page(server: Server, path: str, width: int = 1300) -> Any:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, locale="en"))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        page.goto(server.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def alert(page: Any) -> str:
    """What the page complains of."""
    page.wait_for_function("() => document.getElementById('trouble').textContent !== ''")
    return str(page.locator("#trouble").inner_text())


def test_an_error_in_review_is_said_and_the_form_keeps_its_contents(own_server: Server, tab: Visit) -> None:
    """An unknown speaker, a merge with nothing ticked, an old token: each in words; the next success clears them."""
    page = tab(own_server, "/review?record=statement")
    page.keyboard.press("e")
    page.locator('#edit-form input[name="speaker"]').fill("Niemand Bekanntes")
    page.locator("#edit-form button.main").click()
    assert "nobody in this dossier is called so" in alert(page)
    assert page.locator('#edit-form input[name="speaker"]').input_value() == "Niemand Bekanntes"
    page.locator("#edit-form [data-close]").click()
    page.keyboard.press("a")
    page.wait_for_selector(".last")
    page.wait_for_function("() => document.getElementById('trouble').textContent === ''")
    page.goto(own_server.address + "/review?record=claim")
    page.keyboard.press("m")
    page.locator("#merge-form button.main").click()
    assert "needs the ids" in alert(page)
    page.evaluate("document.querySelectorAll('[name=csrf]').forEach((one) => { one.value = 'x'; })")
    page.evaluate("document.body.setAttribute('hx-headers', '{\"X-CSRF-Token\": \"x\"}')")
    page.keyboard.press("a")
    page.wait_for_function("() => document.getElementById('trouble').textContent.includes('no longer valid')")
    assert page.locator('#trouble[role="alert"]').count() == 1


def test_the_focus_stays_with_what_is_next(own_server: Server, tab: Visit) -> None:
    """After a decision the next reading's title has the focus, so that a screen reader reads it."""
    page = tab(own_server, "/review?record=position")
    first = page.locator("#item-title").inner_text()
    page.keyboard.press("a")
    page.wait_for_function("first => document.getElementById('item-title').innerText !== first", arg=first)
    page.wait_for_function("() => document.activeElement.id === 'item-title'")


def test_too_much_is_refused_before_it_is_sent(copied: Path, serving: Callable[..., Server], tab: Visit) -> None:
    """The page knows how much an upload may weigh; the server answers with a page of ours in the reader's language."""
    with open_dossier(copied) as dossier:
        server = serving(dossier, upload_bytes=1024 * 1024)
        page = tab(server, "/add")
        page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 1024 * 1024})
        assert "more than may be sent at once" in page.locator("[data-names]").inner_text()
        page.locator(".add-form button").first.click()
        assert page.url.endswith("/add")
        page.set_input_files("#files", {"name": "b.txt", "mimeType": "text/plain", "buffer": b"x"})
        assert page.locator("[data-names]").inner_text() == "b.txt"
        length = {"Content-Length": str(10**9), "Accept-Language": "de"}
        answer = server.ask("/add", "POST", b"x", **length)
        assert (answer.status, 'class="problem"' in answer.text) == (413, True)
        assert "Auf einmal höchstens 1 MB" in answer.text


def test_too_much_shows_nothing_to_strangers(dossier: Dossier, serving: Callable[..., Server]) -> None:
    """Without the password not even the dossier's name is told."""
    server = serving(dossier, password="correct horse")
    answer = server.ask("/login", "POST", b"x", **{"Content-Length": str(10**9)})
    assert answer.status == 413
    assert "cuba" not in answer.text


def test_long_titles_do_not_widen_the_page(copied: Path, serving: Callable[..., Server], tab: Visit) -> None:
    """At the width of a telephone a title without a blank is broken."""
    with open_dossier(copied) as dossier:
        document = next(iter(dossier.documents()))
        with dossier.ledger._writing() as connection:
            from sqlalchemy import update

            from depesche.ledger import schema

            long = "Donaudampfschifffahrtsgesellschaftskapitän" * 5
            connection.execute(update(schema.document).where(schema.document.c.id == document.id).values(title=long))
        page = tab(serving(dossier), "/documents", width=390)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert re.search("Donaudampf", page.content())
