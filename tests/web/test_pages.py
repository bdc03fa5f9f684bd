"""Every page answers, under every view; what it shows is what its export holds."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from depesche.application import Dossier, open_dossier
from depesche.application.pages import View
from depesche.application.pages.claim import claim_page
from depesche.application.pages.claim_index import ClaimFilter
from depesche.application.pages.claims import claims_page
from depesche.application.pages.common import Pager
from depesche.application.pages.deal import deal_page, switches_of
from depesche.application.pages.document import comparison_page, document_page
from depesche.application.pages.documents import DocumentFilter, documents_page
from depesche.application.pages.positions import cell_page, matrix_page
from depesche.application.pages.state import state_page
from depesche.errors import BadExpression, UnknownName
from depesche.records import Act, ActShare, stable_id
from depesche.stages import Stage
from tests.web.conftest import Server

PATHS = ["/", "/claims", "/positions", "/proposals", "/contacts", "/actors", "/deal", "/documents", "/review", "/add"]
VIEWS = [
    "",
    "?at=1962-10-28",
    "?believe=named",
    "?believe=not+denied;+origins%3E%3D2&at=1962-11-05",
    "?believe=not+outlet:TASS",
]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_answers_under_every_view(server: Server, path: str, view: str) -> None:
    """Whatever counts and from whichever day: a page, whose links keep the view."""
    answer = server.ask(path + view, Accept_Language="de")
    assert answer.status == 200
    if "at=1962-10-28" in view:
        assert 'href="/claims?at=1962-10-28"' in answer.text


def test_a_doubtful_act_says_so(copied: Path, serving: Callable[..., Server]) -> None:
    """An act that is told at less than two in five has a question mark, and every act what else it may be."""
    with open_dossier(copied) as dossier:
        said = next(iter(dossier.statements()))
        beside = [one for one in dossier.ledger.statements_of([said.document])[said.document] if one.id != said.id]
        doubtful = replace(said, act=Act.DENY, acts=(ActShare(Act.DENY, 0.35), ActShare(Act.ASSESS, 0.3)))
        dossier.ledger.store_attribution(Stage("attribution", "1", (), ()), {said.document: [doubtful, *beside]})
        text = serving(dossier).ask(f"/documents/{said.document}", Accept_Language="en").text
    assert re.search(r'title="denies 35.%, assesses 30.%"', text)
    assert 'class="doubt" role="img" aria-label="in doubt">?<' in text


def test_a_page_weighs_little(server: Server) -> None:
    """No page of the example is over 300 kB, script and style included."""
    prefix = server.ask("/").text.partition('href="/static/')[2].partition("/")[0]
    names = ("app.css", "pictures.css", "app.js", "htmx.min.js", "fonts/source-sans-3-latin-wght-normal.woff2",
             "fonts/source-serif-4-latin-wght-normal.woff2")  # fmt: skip
    shared = sum(len(server.ask(f"/static/{prefix}/{name}").body) for name in names)
    for path in PATHS:
        assert shared + len(server.ask(path).body) < 300_000, path


@pytest.mark.parametrize("path", ["/?at=yesterday", "/?believe=nonsense:x", "/claims?since=1962-13-01"])
def test_nonsense_is_told_in_a_sentence(server: Server, path: str) -> None:
    """A wrong view is the reader's to mend: 400 and what is wrong."""
    answer = server.ask(path)
    assert answer.status == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(("path", "wrong"), [("/claims?at=yesterday", "yesterday"), ("/?believe=nonsens", "nonsens")])
def test_a_wrong_view_is_not_taken_along(server: Server, path: str, wrong: str) -> None:
    """No link of the page that tells of it leads back into it."""
    links = re.findall(r'href="([^"]*)"', server.ask(path).text)
    assert "/positions" in links
    assert [link for link in links if wrong in link] == []


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/documents/x",
        "/claims/x",
        "/actors/x",
        "/positions/a/x",
        "/add/x",
        "/export/x.csv",
        "/export/claims.exe",
    ],
)
def test_what_is_not_there_is_not_found(server: Server, path: str) -> None:
    """404 with a page of ours."""
    answer = server.ask(path)
    assert answer.status == 404
    assert "<h1>" in answer.text


# --- exports ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("documents", 40), ("documents?outlet=dpa", 4), ("documents?q=Raketen", None), ("claims", 25),
        ("claims?status=contested", 8), ("positions", 66), ("proposals?status=made", None),
        ("contacts?format=letter", 4),
        ("actors?kind=person", None), ("claims?at=1962-10-25", None), ("claims?believe=named", None),
    ],
)  # fmt: skip
def test_tables_export_what_is_shown(server: Server, path: str, rows: int | None) -> None:
    """CSV and JSON Lines hold the rows of the filtered list, in both forms the same ids."""
    name, _, query = path.partition("?")
    found = server.ask(f"/export/{name}.csv?{query}").body.decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(found)))
    records = [json.loads(line) for line in server.ask(f"/export/{name}.jsonl?{query}").text.splitlines()]
    assert list(dict.fromkeys(row["id"] for row in cells)) == [record["id"] for record in records]
    assert rows is None or len(records) == rows
    page = server.ask(f"/{name}?{query}", Accept_Language="en").text
    if name in ("documents", "claims"):
        assert sum(record["id"] in page for record in records) == len(records)


# --- what pages hold --------------------------------------------------------------------------------------------------


def test_seven_reports_of_one_origin_are_counted_as_one(dossier: Dossier) -> None:
    """The claim's page has every report, and one origin with all of them."""
    page = claim_page(dossier, View(), stable_id("c", "C06"))
    assert len(page.origins) == 2
    assert sum(len(origin.statements) for origin in page.origins) == page.statements == 8
    assert [answer.relation for answer in page.answers].count("denies") >= 3
    assert len(page.chain.documents) == page.reports


def test_the_day_looked_from_hides_what_came_later(dossier: Dossier) -> None:
    """Nothing published after the day counts: fewer claims, fewer answers, earlier positions."""
    early, late = View(at="1962-10-31"), View()
    assert (
        claims_page(dossier, early, ClaimFilter()).pager.total < claims_page(dossier, late, ClaimFilter()).pager.total
    )
    page = claim_page(dossier, early, stable_id("c", "C06"))
    assert {answer.said.source.day for answer in page.answers} <= {"1962-10-30", "1962-10-31"}
    assert matrix_page(dossier, early).positions < matrix_page(dossier, late).positions
    assert state_page(dossier, early).documents < 40


def test_facets_count_what_they_narrow_to(dossier: Dossier) -> None:
    """Choosing a facet's value gives as many claims as the facet said."""
    whole = claims_page(dossier, View(), ClaimFilter())
    for name, values in whole.facets:
        for one in values:
            narrowed = claims_page(dossier, View(), ClaimFilter(**{name: one.value}))
            assert narrowed.pager.total == one.count, (name, one)


def test_claims_are_found_by_words(dossier: Dossier) -> None:
    """All words, in any case."""
    assert claims_page(dossier, View(), ClaimFilter(q="RAKETEN höhlen")).pager.total == 1
    assert claims_page(dossier, View(), ClaimFilter(q="nirgendwo")).pager.total == 0


def test_a_document_knows_its_copies_and_neighbours(dossier: Dossier) -> None:
    """Copies of one report point at each other, and before and after are a chain through all of them."""
    first = documents_page(dossier, View(), DocumentFilter()).rows[-1].source.id
    seen = [first]
    while (page := document_page(dossier, View(), seen[-1])).after:
        seen.append(page.after)
    assert len(set(seen)) == 40
    copies = [one for one in seen if document_page(dossier, View(), one).copies]
    assert len(copies) == 9
    one = document_page(dossier, View(), copies[0])
    compared = comparison_page(dossier, View(), copies[0], one.copies[0].id)
    assert 0.3 < compared.shared < 1
    assert {"same", "here", "there"} == {change.kind for change in compared.changes}
    text = "".join(change.text for change in compared.changes if change.kind != "there")
    assert text.split() == one.document.text.split()


def test_the_history_of_a_cell_is_a_row_of_steps(dossier: Dossier) -> None:
    """Each position of the cell is a step in time, with its quotation."""
    page = cell_page(dossier, View(), stable_id("a", "usa"), "quarantaene")
    assert len(page.steps) == len(page.history) == 6
    assert all(step.quotes for step in page.history)
    assert [step.since for step in page.steps] == sorted(step.since for step in page.steps)
    with pytest.raises(UnknownName):
        cell_page(dossier, View(), "x", "nonsense")


def test_switching_lines_reports_and_sources_off_changes_the_deal(dossier: Dossier) -> None:
    """A line goes by itself, with all its reports, or with all its sources; without any line a deal is possible."""
    page = deal_page(dossier, View(), switches_of([], [], []))
    assert page.lines
    assert not page.deal.possible
    every = deal_page(dossier, View(), switches_of([line.id for line in page.lines], [], []))
    assert every.deal.possible
    reports = [one.id for one in page.reports]
    assert deal_page(dossier, View(), switches_of([], reports, [])).deal.possible
    sources = [one.id for one in page.sources]
    assert deal_page(dossier, View(), switches_of([], [], sources)).deal.possible
    line = next(line for line in page.lines if line.blocking)
    one = deal_page(dossier, View(), switches_of([line.id], [], []))
    assert next(part for part in one.lines if part.id == line.id).off == "line"


@pytest.mark.parametrize(
    ("asked", "page"), [("2", 2), ("999", 3), ("0", 1), ("-1", 1), ("x", 1), (None, 1), ("9" * 50, 1)]
)
def test_pages_of_a_list_are_bounded(asked: str | None, page: int) -> None:
    """Whatever is asked for, there is a page."""
    found = Pager.of(asked, 10, 25)
    assert found.page == page
    assert 0 <= found.offset < 25


def test_a_belief_that_cannot_be_understood_is_told(dossier: Dossier) -> None:
    """It is never ignored."""
    with pytest.raises(BadExpression):
        claims_page(dossier, View(belief="nonsense:x"), ClaimFilter())


def test_languages_and_looks_are_remembered(server: Server, serving: Callable[..., Server]) -> None:
    """The switches set a cookie, and the next page follows it."""
    assert '<html lang="de"' in server.ask("/documents", Accept_Language="de").text
    assert '<html lang="en"' in server.ask("/documents", Cookie="depesche-language=en", Accept_Language="de").text
    assert 'data-theme="dark"' in server.ask("/documents", Cookie="depesche-theme=dark").text
    assert "data-theme" not in server.ask("/documents", Cookie="depesche-theme=evil").text


def test_the_belief_form_makes_one_canonical_address(server: Server) -> None:
    """Boxes and words become one parameter; leaving all empty takes it away."""
    answer = server.ask("/believe?back=/claims?status=denied&b=named&b=not+denied&more=origins%3E%3D2;+named")
    assert answer.headers["location"] == "/claims?status=denied&believe=named%3B+not+denied%3B+origins%3E%3D2"
    assert server.ask("/believe?back=/claims?believe=named").headers["location"] == "/claims"


def test_listed_parties_that_stand_nowhere_are_named_below_the_matrix(
    copied: Path, serving: Callable[..., Server], tmp_path: Path
) -> None:
    """A party of the codebook that nobody speaks for, mistyped or hostile, is told of; its name is only text."""
    book = tmp_path / "mine.yaml"
    book.write_text(
        "codebook: mine\nparties:\n  a: {name: Südland}\n  b: {name: '<b>Nord</b>'}\nissues: [Abzug]\n",
        encoding="utf-8",
    )
    with open_dossier(copied) as dossier:
        dossier.use_codebook(book)
        shown = serving(dossier).ask("/positions").text
    assert "Without positions: Südland, &lt;b&gt;Nord&lt;/b&gt;." in shown


def test_dispatches_without_dates_have_a_headline_of_their_own(serving: Callable[..., Server], tmp_path: Path) -> None:
    """No "on" without a day."""
    (tmp_path / "one.txt").write_text("Hansen forderte in Oslo, die Sanktionen aufzuheben.", "utf-8")
    with open_dossier(tmp_path / "undated.depesche", create=True) as dossier:
        dossier.read(tmp_path / "one.txt")
        shown = serving(dossier).ask("/").text
    assert "<h1>Where things stand</h1>" in shown
