"""One figure for one thing on every page, and nothing that leads nowhere."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from depesche.application import Dossier, open_dossier
from depesche.application.pages import View
from depesche.application.pages.positions import matrix_page
from depesche.application.pages.standing import whole_standing
from depesche.application.pages.state import state_page
from depesche.records import Document, stable_id
from depesche.stages import Changes, Stage
from tests.web.conftest import Server

POSITIONS = Stage("positions", "1", (), ())
READS = {"Accept_Language": "en"}


@pytest.fixture
def own(copied: Path) -> Iterator[Dossier]:
    """A copy of the dossier to change."""
    with open_dossier(copied) as opened:
        yield opened


def test_undated_dispatches_count(own: Dossier, serving: Callable[..., Server]) -> None:
    """The state of play counts all dispatches and says how many have no day; as of a day it says that they are out."""
    before = state_page(own, View()).documents
    for number in range(3):
        own.ledger.add_documents([(Document(f"d{number}" + "0" * 15, f"Ohne Tag {number}."), b"x")])
    page = state_page(own, View())
    assert (page.documents, page.undated) == (before + 3, 3)
    server = serving(own)
    assert f"{before + 3} dispatches (3 of them undated)" in server.ask("/", **READS).text
    assert "(3 undated left out)" in server.ask("/?at=1962-10-28", **READS).text


def test_positions_are_counted_alike_everywhere(own: Dossier, serving: Callable[..., Server]) -> None:
    """The headline counts what the export has; those of parties without a row are told of beside it."""
    known = own.codebook().parties
    everything, before = list(own.positions()), matrix_page(own, View()).aside
    stranger = replace(everything[0], id="p" + "9" * 16, party="eine fremde Macht", asserted_by=None)
    own.ledger.store_changes(POSITIONS, (), Changes(positions=[stranger]))
    assert "eine fremde Macht" not in {one.name for one in known}
    page = matrix_page(own, View())
    assert page.aside == before + 1
    assert page.positions == len(everything) + 1 == len(whole_standing(own, View()).positions)
    server = serving(own)
    rows = list(csv.DictReader(io.StringIO(server.ask("/export/positions.csv").body.decode("utf-8-sig"))))
    assert len(rows) == page.positions
    for path in ("/positions", "/"):
        text = server.ask(path, **READS).text
        assert str(page.positions) in text
        assert f"{page.aside} of the positions are of parties heard only once" in text
    assert 'href="/actors/eine' not in server.ask("/positions", **READS).text


def test_the_export_turns_the_direction_of_what_is_ruled_out(own: Dossier, serving: Callable[..., Server]) -> None:
    """As in the matrix: who rules out what grants the matter is against it."""
    codebook = own.codebook()
    chosen = next(one for one in own.positions()
                  for outcome in codebook.by_id[one.issue].outcomes
                  if outcome.id == one.outcome and outcome.direction == "for")  # fmt: skip
    own.decide("edit", "position", chosen.id, author="t", refuses=True)
    table = serving(own).ask("/export/positions.csv").body.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(table)) if row["id"] == chosen.id)
    assert (row["direction"], row["refuses"]) == ("against", "True")


def test_a_name_that_is_no_actor_leads_nowhere(own: Dossier, serving: Callable[..., Server]) -> None:
    """A side of a proposal that the dossier knows only by its words is no link."""
    first = next(iter(own.proposals()))
    offered = replace(first, by=("sechs westliche Staaten",))
    own.ledger.store_changes(POSITIONS, (), Changes(proposals=[offered]))
    text = serving(own).ask("/proposals", **READS).text
    assert ">sechs westliche Staaten<" in text
    assert quote("/actors/sechs westliche Staaten") not in text


@pytest.mark.parametrize("path", ["/positions/nope/quarantaene", "/positions/nope/quarantaene?at=1962-10-28"])
def test_an_unknown_party_is_not_found(server: Server, path: str) -> None:
    """404, also where the issue is known; a known party without a position on it has its page."""
    assert server.ask(path).status == 404
    party = stable_id("a", "usa")
    taken = {one.issue for one in server.dossier.positions() if one.party == party}
    free = [issue.id for issue in server.dossier.codebook().issues if issue.id not in taken]
    for issue in free[:1]:
        assert server.ask(f"/positions/{party}/{issue}").status == 200


def test_a_condition_with_a_semicolon_stays_one(server: Server) -> None:
    """What stands in quotation marks is not parted: one chip, and one field to mend it in."""
    text = server.ask("/claims?believe=" + quote('not outlet:"A;B"; named'), **READS).text
    assert len(re.findall('class="chip"', text)) == 2
    assert "not outlet:&#34;A;B&#34;</span>" in text
    back = server.ask("/believe?back=/claims&b=named&more=" + quote('not outlet:"A;B"'))
    assert back.headers["location"] == "/claims?believe=named%3B+not+outlet%3A%22A%3BB%22"


def test_an_empty_dossier_says_how_to_begin(tmp_path: Path, serving: Callable[..., Server]) -> None:
    """Nothing is said of days or deals where there is no dispatch; the way to add one is shown."""
    with open_dossier(tmp_path / "empty.depesche") as dossier:
        server = serving(dossier)
        text = server.ask("/", **READS).text
        assert "No dispatch is dated" not in text
        for path in ("/", "/documents"):
            main = server.ask(path, **READS).text.partition("<main")[2]
            assert "There is no dispatch in this dossier yet" in main
            assert 'href="/add"' in main
        assert 'class="package"' not in server.ask("/deal", **READS).text


def test_one_report_is_not_several(server: Server) -> None:
    """The picture of a chain names its figures in the number that they have."""
    for one in server.dossier.claims():
        text = server.ask(f"/claims/{one.id}", **READS).text
        assert not re.search(r"[^0-9]1 reports|from 1 origins", text)
