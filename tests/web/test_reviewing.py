"""Review says what a reading says, queues what is in doubt, and its log leads back."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from depesche.application import Dossier, open_dossier
from depesche.application.pages import View
from depesche.application.pages.claim_index import DISPUTED
from depesche.application.pages.positions import cell_page
from depesche.application.pages.review import RECORDS, decision_log, review_page
from depesche.records import Claim, Position
from tests.web.conftest import Server

READS = {"Accept_Language": "en"}


@pytest.fixture
def own(copied: Path) -> Iterator[Dossier]:
    """A copy of the dossier to decide in; as after a real reading, nothing measures claims and actors."""
    with closing(sqlite3.connect(copied)) as raw, raw:
        raw.execute("UPDATE claim SET confidence = 1")
        raw.execute("UPDATE actor SET confidence = 1")
    with open_dossier(copied) as opened:
        yield opened


def refusing(dossier: Dossier) -> tuple[Position, str]:
    """A position that rules its outcome out, and what that outcome is called."""
    first = next(one for one in dossier.positions() if one.self_declared and one.issue in dossier.codebook().by_id)
    dossier.decide("edit", "position", first.id, author="t", refuses=True)
    outcomes = dossier.codebook().by_id[first.issue].outcomes
    return first, next(one.name for one in outcomes if one.id == first.outcome)


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_a_position_that_rules_out_says_so_wherever_its_outcome_stands(
    own: Dossier, serving: Callable[..., Server]
) -> None:
    """In review, on the cell's page and in the matrix "rules out" stands before the outcome, in both languages."""
    position, outcome = refusing(own)
    server = serving(own)
    cell = f"/positions/{position.party}/{position.issue}"
    for path in (f"/review?record=position&id={position.id}", cell):
        for language, told in (("en", f"rules out {outcome}"), ("de", f"schließt aus: {outcome}")):
            text = server.ask(path, Accept_Language=language).text
            heads = [words(one) for one in re.findall(r"<h2[^>]*>(.*?)</h2>", text, re.S)]
            assert any(head.endswith(told) for head in heads), (path, language, heads)
    assert (outcome, True) in cell_page(own, View(), position.party, position.issue).lanes


def test_ruling_out_can_be_edited(own: Dossier, serving: Callable[..., Server]) -> None:
    """The form has it as a field of its own, so that another outcome does not turn a position round unseen."""
    position, _ = refusing(own)
    server = serving(own)
    page = server.ask(f"/review?record=position&id={position.id}", **READS).text
    assert re.search(r'<select name="refuses">.*<option value="yes" selected>yes', page)
    edit = {"verb": "edit", "record": "position", "target": position.id, "was_refuses": "yes"}
    server.post("/review/decide", **edit, refuses="yes")
    assert own.one("position", position.id).refuses is True
    server.post("/review/decide", **edit, refuses="no")
    assert own.one("position", position.id).refuses is False


@pytest.mark.parametrize("record", ["claim", "actor"])
def test_claims_and_actors_wait_for_review_though_nothing_measures_them(own: Dossier, record: str) -> None:
    """Disputed claims first, then what rests on the least certain part; what is decided waits no more."""
    page = review_page(own, View(), record, None)
    assert page.total >= 10
    things = {one.id: one for one in getattr(own, f"{record}s")(ids=[row.id for row in page.queue])}
    assert all(one.confidence == 1 for one in things.values())
    keys = [(not _disputed(things[row.id]), row.confidence or 1.0) for row in page.queue]
    assert keys == sorted(keys)
    assert keys[0][1] < 1
    own.decide("accept", record, page.queue[0].id, author="t")
    after = review_page(own, View(), record, None)
    assert after.total == page.total - 1
    assert page.queue[0].id not in [row.id for row in after.queue]


def _disputed(thing: object) -> bool:
    return isinstance(thing, Claim) and thing.status.value in DISPUTED


@pytest.mark.parametrize("record", RECORDS)
def test_nothing_is_said_to_be_read_with_certainty(server: Server, record: str) -> None:
    """A hundred per cent is no measurement: it is not shown."""
    text = server.ask(f"/review?record={record}", **READS).text
    assert "100\u00a0%" not in text
    claim = next(iter(server.dossier.claims()))
    assert "100\u00a0%" not in server.ask(f"/claims/{claim.id}", **READS).text


def test_the_log_names_what_was_decided_and_leads_there(own: Dossier, serving: Callable[..., Server]) -> None:
    """Not ids but titles, also of what was rejected and of answers; the banner of the last decision too."""
    server = serving(own)
    claim = next(one for one in own.claims() if one.responses)
    said, actor = next(iter(own.statements())), next(iter(own.actors()))
    own.decide("reject", "statement", said.id, author="t")
    own.decide("accept", "actor", actor.id, author="t")
    own.decide("reject", "response", f"{claim.id}/{claim.responses[0].statement}", author="t")
    rows = decision_log(own)[:3]
    assert [row.about for row in rows] == [("claim", claim.id), ("actor", actor.id), ("statement", said.id)]
    assert [rows[0].title.text, rows[1].title.text] == [claim.gist, actor.name]
    assert said.id not in rows[2].title.text
    text = server.ask("/review/decisions", **READS).text
    for record, identity in (("claim", claim.id), ("actor", actor.id), ("statement", said.id)):
        assert f'href="/review?record={record}&amp;id={identity}"' in text
    banner = server.ask("/review?record=actor", **READS).text.partition('class="last"')[2].partition("</div>")[0]
    assert html.escape(claim.gist)[:60] in banner


def test_names_and_gists_cannot_be_emptied(server: Server) -> None:
    """The browser asks for them before anything is sent."""
    for record, name in (("claim", "gist"), ("actor", "name")):
        text = server.ask(f"/review?record={record}", **READS).text
        assert re.search(rf'<input name="{name}"[^>]* required>', text)


def test_saved_searches_are_of_who_saves_them(own_server: Server) -> None:
    """The name given in this browser stands with a saved search and with its end."""
    own_server.post("/review/author", author="Änne")
    own_server.post("/claims/save", name="Dementis", query="status=denied")
    made = own_server.dossier.decisions("view")[-1]
    own_server.post("/claims/forget", decision=made.id)
    undone = [one for one in own_server.dossier.decisions("view", living=False) if one.undoes == made.id]
    assert [made.author, undone[0].author] == ["Änne", "Änne"]


def test_review_does_not_show_evidence_that_it_does_not_heed(server: Server) -> None:
    """What a person decides of does not depend on the evidence that counts, so that review does not offer it."""
    assert 'id="evidence"' not in server.ask("/review?believe=named", **READS).text
    assert 'id="evidence"' in server.ask("/claims?believe=named", **READS).text
