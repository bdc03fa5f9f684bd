"""Markup, scripts and formulas in titles, texts, names, file names and codebooks show as text in every sink."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from depesche.application import Dossier
from tests.web import hostile
from tests.web.conftest import Server, run, stop

PAGES = [
    "/", "/documents", "/claims", "/positions", "/proposals", "/contacts", "/actors", "/deal", "/review", "/add",
    "/review/decisions", "/review?record=claim", "/review?record=actor", "/review?record=position",
    "/review?record=proposal", "/review?record=contact", "/documents?q=title0", "/documents/d0/with/d1",
    *(f"/documents/d{n}" for n in range(len(hostile.PAYLOADS))),
    *(f"/claims/c{n}" for n in range(len(hostile.PAYLOADS))),
    *(f"/actors/a{n}" for n in range(len(hostile.PAYLOADS))),
    "/actors/u1", "/actors/p2", "/positions/p0/issue0", "/positions/p1/issue1",
]  # fmt: skip
GIVEN = [
    "/documents?q={}", "/documents?outlet={}", "/claims?q={}", "/claims?speaker={}", "/claims?issue={}",
    "/claims?status={}", "/actors?q={}", "/actors?kind={}", "/proposals?status={}", "/contacts?format={}",
    "/review?record={}", "/review?id={}", "/deal?drop={}", "/?at={}", "/?believe={}", "/documents/{}", "/claims/{}",
    "/positions/{}/{}", "/add/{}", "/nowhere/{}", "/?believe=named;%20{}", "/documents?x={}", "/language?to={}",
    "/documents/d0?part={}", "/documents?page={}",
]  # fmt: skip


class Strict(HTMLParser):
    """Notes every tag and attribute that could run something or load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        values = dict(attrs)
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.found.append("script")
        if tag in ("img", "iframe", "object", "embed", "base", "style"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action", "hx-get", "xlink:href") and not (value or "").startswith(
                ("/", "#", "?")
            ):
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action", "hx-get") and (value or "").startswith(("//", "/\\")):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text.append(data)


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the hostile dossier, whose file's name is an attack too."""
    path = tmp_path_factory.mktemp("evil") / "x<script>alert(1)<.depesche"
    with hostile.fill(path) as dossier:
        running = run(dossier)
        yield running
        stop(running)


def checked(text: str) -> str:
    """The page's text; fails where markup got through."""
    parser = Strict()
    parser.feed(text)
    assert not parser.found
    return "".join(parser.text)


@pytest.mark.parametrize("path", PAGES)
def test_what_dispatches_say_is_text_on_every_page(evil: Server, path: str) -> None:
    """Each page shows the payloads as they are written, in both languages, and none of them is an element."""
    for language in ("de", "en"):
        answer = evil.ask(path, Accept_Language=language)
        assert answer.status == 200
        checked(answer.text)


def test_the_payloads_are_shown_not_swallowed(evil: Server) -> None:
    """Reading a dispatch shows the very characters that stand in it, but for the invisible ones in pictures."""
    shown = checked(evil.ask("/documents/d0").text)
    for what in ("title0", "said0", "outlet0", "place0", "path0", "actor0", "gist0"):
        assert f"{what} {hostile.PAYLOADS[0]}" in shown


@pytest.mark.parametrize("path", GIVEN)
@pytest.mark.parametrize("payload", hostile.PAYLOADS[:4])
def test_what_addresses_say_is_text_too(evil: Server, path: str, payload: str) -> None:
    """Reflected attacks: every parameter, in pages and in error pages; never a mistake of ours."""
    answer = evil.ask(path.replace("{}", quote(payload, safe="")))
    assert answer.status in (200, 303, 400, 404)
    checked(answer.text)


def test_forms_reflect_nothing(evil: Server) -> None:
    """Names of saved searches, deciders, uploaded files and pasted texts come back as text."""
    payload = hostile.PAYLOADS[1]
    assert evil.post("/claims/save", name=payload, query=f"q={quote(payload)}").status == 303
    checked(evil.ask("/claims").text)
    evil.post("/review/author", author=payload)
    checked(evil.ask("/review").text)
    checked(evil.post("/review/decide", verb=payload, record="claim", target="c1").text)
    checked(evil.post("/review/decide", verb="reject", record=payload, target=payload).text)
    checked(evil.post("/review/decide", verb="edit", record="claim", target="c1", gist=payload, was_gist="").text)
    checked(evil.ask("/claims/c1").text)
    checked(evil.post("/add", address=f"gopher://{payload}").text)
    checked(evil.post("/review/undo", decision=payload).text)


@pytest.mark.parametrize("name", ["documents", "claims", "positions", "proposals", "contacts", "actors", "actors/a6"])
def test_tables_hold_no_formula(evil: Server, name: str) -> None:
    """A spreadsheet runs no cell of an export (OWASP, CSV injection)."""
    answer = evil.ask(f"/export/{name}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]
    assert len({len(row) for row in rows}) == 1


def test_the_briefing_is_inert(evil: Server) -> None:
    """The HTML that leaves the house holds no script, no handler, no address; its pictures are well-formed."""
    buffer = io.BytesIO()
    evil.dossier.export("html", buffer)
    text = buffer.getvalue().decode()
    checked(re.sub(r"<style>.*?</style>", "", text, count=1, flags=re.DOTALL))
    assert "script-src" not in text
    for drawn in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(drawn)


def test_the_markdown_briefing_is_plain(evil: Server) -> None:
    """No tag, link or image survives in it."""
    buffer = io.BytesIO()
    evil.dossier.export("md", buffer)
    text = buffer.getvalue().decode()
    assert not re.search(r"(?<!\\)<", text)
    assert not re.search(r"(?<!\\)\[[^\]]*\]\(", text)


def test_a_codebook_with_markup_is_text(evil: Server) -> None:
    """Issue and outcome names come from a file that anybody may have written."""
    shown = checked(evil.ask("/positions").text)
    assert "issue0 <script>alert(1)</script>" in shown.replace("\u200b", "")


def test_a_file_names_only_itself(evil: Server, tmp_path: Path, dossier: Dossier) -> None:
    """The dossier's own name is shown as text."""
    assert "x<script>alert(1)<" in checked(evil.ask("/documents").text)
