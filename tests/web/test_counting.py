"""Claims counted all at once say what claims counted one by one say, under every belief, day and decision."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from depesche.application import Dossier, open_dossier
from depesche.application.pages import View
from depesche.application.pages.actors import spoken
from depesche.application.pages.admitting import ground_of
from depesche.application.pages.claim_index import ClaimFilter, claim_index
from depesche.application.pages.claim_status import STATUSES
from depesche.application.pages.claims import claims_page
from depesche.application.pages.positions import matrix_page
from depesche.application.pages.standing import whole_standing
from depesche.cli.root import depesche as command
from depesche.cli.root import run
from depesche.positions.matrix import matrix, taking_part
from depesche.records import ClaimStatus, Relation, Verb

BELIEFS = [
    "",
    "named",
    "not named",
    "first-hand; not hedged",
    "not denied",
    "denied",
    "partly-denied",
    "contested; not retracted",
    "confirmed",
    "direct",
    "outlet:TASS",
    "not outlet:dpa",
    "speaker:Kennedy",
    "act:deny",
    "not act:deny",
    "kind:indirect; act:assert",
    "place:Washington",
    "not language:en",
    "origins>=2",
    "origins=1; credibility<=3",
    "confidence>=0.8",
    "since 1962-10-20; until 1962-10-30",
    "on 1962-10-27",
]
DAYS = [None, "1962-10-20", "1962-10-26", "1962-10-28", "1962-11-10", "1950-01-01"]


def _agrees(dossier: Dossier, view: View) -> None:
    ground = ground_of(dossier)
    admitted = ground.admitted(view)
    everything = [one.id for one in dossier.statements()]
    one_by_one = {one.id for one in dossier.statements(view.whole_belief)}
    rows = ground.columns.statements.tolist()
    assert sorted(everything) == [one.decode() for one in rows]
    if admitted is not None:
        assert {one.decode() for one, kept in zip(rows, admitted.tolist(), strict=True) if kept} == one_by_one
    counted = claim_index(dossier, view).counted
    days = ground.columns.days
    at_once = {
        one.decode(): (
            STATUSES[counted.status[row]],
            days[counted.first[row]],
            days[counted.last[row]],
            int(counted.reports[row]),
            int(counted.answers[row]),
        )
        for row, one in enumerate(ground.columns.claims.tolist())
        if counted.there[row]
    }
    singly = {
        claim.id: (
            claim.status.value,
            (claim.first or "")[:10],
            (claim.last or "")[:10],
            len(claim.statements),
            len(claim.responses),
        )
        for claim in dossier.claims(view.whole_belief)
    }
    assert at_once == singly


@pytest.mark.parametrize("belief", BELIEFS)
def test_positions_and_the_like_count_as_single_ones_do(dossier: Dossier, belief: str) -> None:
    """Positions, proposals and contacts under a belief, with the evidence that counts."""
    known = whole_standing(dossier, View(belief))
    assert known.positions == tuple(dossier.positions(belief))
    assert known.proposals == tuple(dossier.proposals(belief))
    assert known.contacts == tuple(dossier.contacts(belief))


@pytest.mark.parametrize("at", DAYS)
@pytest.mark.parametrize("belief", ["", "named", "not outlet:dpa"])
def test_the_matrix_is_that_of_the_positions(dossier: Dossier, belief: str, at: str | None) -> None:
    """What the page shows in its cells is what all positions make of them."""
    standing = whole_standing(dossier, View(belief))
    sides = {one.party for one in taking_part(standing.positions)}
    known = [one for one in standing.positions_at(at) if one.party in sides]
    whole = matrix(known, dossier.codebook(), at)
    page = matrix_page(dossier, View(belief, at))
    assert tuple(issue.id for issue in page.issues) == whole.issues
    assert tuple(party.id for party, _ in page.rows) == whole.parties[: len(page.rows)]
    for party, cells in page.rows:
        for issue, cell in zip(page.issues, cells, strict=True):
            entries = whole.cell(party.id, issue.id)
            assert (cell is None) == (entries is None)
            if cell is None or entries is None:
                continue
            assert (cell.own.id if cell.own else None) == (entries.stands.position if entries.stands else None)
            assert [sign.id for sign in cell.told] == [entry.position for entry in entries.told[-1:]]
            assert cell.times_told == len(entries.told)
            assert cell.contested == any(entry.contested for entry in entries.told)
            if cell.own and entries.stands:
                assert cell.own.statements == entries.stands.statements


@pytest.mark.parametrize("belief", ["", "named", "not named", "until 1962-10-28"])
def test_actors_speak_as_often_as_their_statements_say(dossier: Dossier, belief: str) -> None:
    """Statements and denied statements of each actor."""
    statements, denied = spoken(ground_of(dossier), View(belief))
    speakers = {one.id: one.speaker.actor for one in dossier.statements(belief)}
    assert statements == Counter(filter(None, speakers.values()))
    carried = [
        speakers[one]
        for claim in dossier.claims(belief)
        if any(answer.relation in (Relation.DENIES, Relation.PARTLY_DENIES) for answer in claim.responses)
        for one in claim.statements
    ]
    assert denied == Counter(filter(None, carried))


@pytest.mark.parametrize("at", DAYS)
@pytest.mark.parametrize("belief", BELIEFS)
def test_lists_count_as_single_claims_do(dossier: Dossier, belief: str, at: str | None) -> None:
    """Status, days, reports and answers of every claim, and which statements count."""
    _agrees(dossier, View(belief, at))


def test_decisions_count_in_lists(copied: Path) -> None:
    """What a person rejected, merged, edited or split shows in the counts of lists at once."""
    with open_dossier(copied) as dossier:
        claims = sorted(dossier.claims(), key=lambda claim: -len(claim.statements))
        answered = next(claim for claim in claims[6:] if claim.responses and len(claim.statements) > 1)
        dossier.decide(Verb.REJECT, "claim", claims[0].id, author="test")
        dossier.decide(Verb.MERGE, "claim", claims[1].id, author="test", ids=[claims[2].id])
        dossier.decide(Verb.EDIT, "claim", claims[3].id, author="test", status="retracted")
        dossier.decide(Verb.SPLIT, "claim", claims[4].id, author="test", ids=[claims[4].statements[0]])
        dossier.decide(Verb.REJECT, "response", f"{answered.id}/{answered.responses[0].statement}", author="test")
        dossier.decide(Verb.REJECT, "statement", claims[5].statements[0], author="test")
        speakers = [one for one in dossier.actors() if one.party]
        dossier.decide(Verb.MERGE, "actor", speakers[0].id, author="test", ids=[speakers[1].id])
        for view in (
            View(),
            View("named"),
            View("not named"),
            View("", "1962-10-26"),
            View("not denied", "1962-10-28"),
        ):
            _agrees(dossier, view)
        page = claims_page(dossier, View(), ClaimFilter(status="retracted"), size=1000)
        assert claims[3].id in {row.id for row in page.rows}


def test_what_a_person_decided_stands_under_every_belief(copied: Path) -> None:
    """A status that a person set is not counted anew."""
    with open_dossier(copied) as dossier:
        claim = next(one for one in dossier.claims() if one.status is ClaimStatus.CONTESTED and len(one.statements) > 1)
        view = View("", max(one.first or "" for one in [claim]))
        dossier.decide(Verb.EDIT, "claim", claim.id, author="test", status="confirmed")
        found = next(iter(dossier.claims(view.whole_belief, ids=[claim.id])))
        assert found.status is ClaimStatus.CONFIRMED


def test_the_command_line_counts_as_pages_do(
    gold_file: Path, dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    """`depesche claims` and `claim` under a belief show the status and origins that the page shows."""
    view = View("not act:deny; until 1962-10-27")
    arguments = ["claims", "--believe", view.belief, "--json", "--limit", "1000", "--dossier", str(gold_file)]
    assert run(command, arguments) == 0
    told = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    shown = {row.id: row for row in claims_page(dossier, view, ClaimFilter(), size=1000).rows}
    assert {one: told[one]["status"] for one in told} == {one: shown[one].status for one in shown}
    assert {one: told[one]["independent_origins"] for one in told} == {one: len(shown[one].origins) for one in shown}
    changed = [one for one in told if told[one]["status"] != next(dossier.claims(ids=[one])).status.value]
    assert changed
    assert run(command, ["claim", changed[0], "--believe", view.belief, "--json", "--dossier", str(gold_file)]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == told[changed[0]]["status"]


def test_a_list_under_a_view_is_sorted_by_what_counts(dossier: Dossier) -> None:
    """At a day the newest are those last told of by that day."""
    page = claims_page(dossier, View("", "1962-10-27"), ClaimFilter(), size=1000)
    days = [row.last for row in page.rows]
    assert days == sorted(days, reverse=True)
    assert days[0] <= "1962-10-27"
    assert len(page.rows) == page.pager.total


def test_a_claim_that_nobody_had_denied_by_a_day_was_uncontested_then(dossier: Dossier) -> None:
    """The status at a day is the one that what had been said by then makes, in lists and of the single claim."""
    early = {claim.id: claim for claim in dossier.claims("until 1962-10-25")}
    late = {claim.id: claim for claim in dossier.claims()}
    turned = [one for one in early if early[one].status is not late[one].status]
    assert turned
    for one in turned:
        before, after = early[one], late[one]
        assert len(before.responses) < len(after.responses) or len(before.statements) < len(after.statements)
    undenied = [one for one in turned if not early[one].responses]
    assert undenied
    assert all(early[one].status is ClaimStatus.UNCONTESTED for one in undenied)
