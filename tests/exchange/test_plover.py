"""PLOVER: events with names, words and on whose word they rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from depesche.exchange.plover import party_of_each
from depesche.positions.plover import QUAD
from depesche.records import Actor, ActorKind
from tests.exchange.hostile import HARD, Drawn, Hard, drawn
from tests.exchange.test_exports import Made, exported


def events(source: Made) -> list[dict[str, Any]]:
    """The export's lines."""
    return [json.loads(line) for line in exported("plover", source=source).splitlines()]


def test_the_events_are_the_golden_file() -> None:
    """Keys and their order never change by accident."""
    assert exported("plover", source=Hard()) == Path(__file__).with_name("golden.plover.jsonl").read_bytes()


def test_every_event_is_of_a_type_and_quad_of_plover() -> None:
    """Statements, positions, proposals and contacts each make theirs."""
    found = events(Hard())
    assert all(event["quad"] == QUAD[event["event"]] for event in found)
    assert [(event["from"], event["event"]) for event in found] == [
        ("statement", "REJECT"),
        ("statement", "REJECT"),
        ("position", "REQUEST"),
        ("proposal", "AGREE"),
        ("contact", "CONSULT"),
        ("contact", "CONSULT"),
    ]
    assert [event["status"] for event in found[-2:]] == ["reported", "denied"]


def test_an_event_rests_on_words_and_on_somebodys_word() -> None:
    """Evidence points into the text; claimed_by names those through whom it came."""
    event = events(Hard())[1]
    (proof,) = event["evidence"]
    assert HARD[proof["start"] : proof["end"]] == proof["text"]
    assert [who["name"] for who in event["actor"]] == ["Österreich"]
    assert [who["name"] for who in event["claimed_by"]] == ["Graf Ott", "Botschaft"]
    assert event["recipient"] == [{"id": "a3", "name": "Graf Ott"}]


def test_a_position_is_dated_and_points_into_the_document_of_its_statement() -> None:
    """Only the documents of statements that a position cites are kept in mind for that."""
    event = events(Hard())[2]
    assert event["evidence"] == [{"document": "d1", "start": 34, "end": 58, "text": None}]
    assert event["date"] == "1962-10-19"


def test_whoever_belongs_to_an_office_of_a_state_speaks_for_the_state() -> None:
    """Parties are found up to the topmost; a circle of memberships ends; who belongs to nobody makes no event."""
    actors = {
        actor.id: actor
        for actor in (
            Actor("state", "S", ActorKind.STATE),
            Actor("office", "O", ActorKind.OFFICE, party="state"),
            Actor("man", "M", ActorKind.PERSON, party="office"),
            Actor("free", "F", ActorKind.PERSON),
            Actor("x", "X", ActorKind.GROUP, party="y"),
            Actor("y", "Y", ActorKind.GROUP, party="x"),
            Actor("codebook", "C", ActorKind.PERSON, party="of-the-codebook"),
        )
    }
    found = party_of_each(actors)
    assert {name: found.get(name) for name in ("state", "office", "man", "free", "codebook")} == {
        "state": "state",
        "office": "state",
        "man": "state",
        "free": None,
        "codebook": "of-the-codebook",
    }
    assert found["x"] in ("x", "y")


@given(drawn())
@settings(deadline=None)
def test_any_text_stays_on_its_line(source: Drawn) -> None:
    """No line end in a text breaks an event, and evidence points at its words."""
    assert len(exported("plover", source=source).decode().splitlines()) == len(events(source))
    for event in events(source):
        for proof in event["evidence"]:
            assert proof["text"] is None or source.text[proof["start"] : proof["end"]] == proof["text"]
