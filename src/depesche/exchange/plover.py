"""PLOVER events as JSON Lines (https://github.com/openeventdata/PLOVER); see docs/exchange.md.

The events are made by `depesche.positions.plover`; here they get names and words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from depesche.exchange.source import ExportSource
from depesche.exchange.streams import json_line, known_actors, name_of, with_statements
from depesche.positions.plover import (
    PloverEvent,
    contact_events,
    position_events,
    proposal_events,
    statement_events,
)
from depesche.records import Actor, ActorKind


def write_plover(source: ExportSource, stream: IO[bytes], table: str = "") -> None:
    """Write the events of statements (document by document), positions, proposals and contacts."""
    actors = known_actors(source)
    for origin, event, text in _events(source, actors):
        stream.write(json_line(event_json(event, origin, actors, text)))


def event_json(event: PloverEvent, origin: str, actors: dict[str, Actor], text: str | None) -> dict[str, Any]:
    """One event. ``origin`` says from which record it was made; ``text`` is its document's text where at hand."""
    return {
        "id": event.id,
        "event": event.event,
        "mode": event.mode,
        "quad": event.quad,
        "context": list(event.context),
        "actor": _named(event.actor, actors),
        "recipient": _named(event.recipient, actors),
        "date": event.date,
        "status": event.status,
        "claimed_by": _named(event.claimed_by, actors),
        "from": origin,
        "evidence": [
            {
                "document": found.document,
                "start": found.start,
                "end": found.end,
                "text": None if text is None else text[found.start : found.end],
            }
            for found in event.evidence
        ],
    }


def _named(identities: Iterable[str], actors: dict[str, Actor]) -> list[dict[str, Any]]:
    return [{"id": identity, "name": name_of(actors, identity)} for identity in identities]


def _events(source: ExportSource, actors: dict[str, Actor]) -> Iterator[tuple[str, PloverEvent, str | None]]:
    parties = party_of_each(actors)
    cited = {found.statement for position in source.positions() for found in position.evidence}
    documents: dict[str, str] = {}  # of cited statements only
    termed = {term.document for proposal in source.proposals() for term in proposal.terms}
    days: dict[str, str | None] = {}  # of documents that hold a proposal's terms only
    for document, statements in with_statements(source):
        day = document.published[:10] if document.published else None
        for event in statement_events(statements, parties, {document.id: day}):
            yield "statement", event, document.text
        documents.update({found.id: document.id for found in statements if found.id in cited})
        if document.id in termed:
            days[document.id] = day
    for position in source.positions():
        for event in position_events([position], documents):
            yield "position", event, None
    for proposal in source.proposals():
        for event in proposal_events([proposal], days):
            yield "proposal", event, None
    for contact in source.contacts():
        for event in contact_events([contact]):
            yield "contact", event, None


def party_of_each(actors: Mapping[str, Actor]) -> dict[str, str]:
    """Actor id -> party id, up to the topmost (a spokesman's office's state); a party or state stands for itself."""
    found: dict[str, str] = {}
    heads = {actor.party for actor in actors.values() if actor.party}
    for identity, actor in actors.items():
        seen = {identity}
        while actor.party and actor.party in actors and actor.party not in seen:
            seen.add(actor.party)
            actor = actors[actor.party]
        top = actor.party if actor.party and actor.party not in actors else actor.id
        if top != identity or identity in heads or actor.kind is ActorKind.STATE:
            found[identity] = top
    return found
