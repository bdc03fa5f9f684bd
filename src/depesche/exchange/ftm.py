"""FollowTheMoney entities, a JSON object a line (https://followthemoney.tech, for Aleph and OpenAleph).

Actors become people, organisations and public bodies, documents articles, contacts events. FollowTheMoney knows
nothing that somebody said, claimed or wants: statements, claims, positions and proposals become notes on the document
and the actors that they speak of (`depesche.exchange.ftm_notes`). See docs/exchange.md for what is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from depesche.exchange.ftm_notes import Notes
from depesche.exchange.ftm_values import (
    SCHEMA_OF_KIND,
    Entity,
    entity,
    identity,
    language,
    moment,
    names_of,
    one_line,
    wiki,
)
from depesche.exchange.source import ExportSource
from depesche.exchange.streams import json_line, known_actors, web_address, with_statements
from depesche.records import Actor, Document, Membership, Statement, quoted, stable_id


def write_ftm(source: ExportSource, stream: IO[bytes], table: str = "") -> None:
    """Write every entity on its line."""
    for found in entities(source):
        stream.write(json_line(found))


def entities(source: ExportSource) -> Iterator[Entity]:
    """Actors and memberships; each document with its mentions and statements; claims and so on."""
    actors = known_actors(source)
    notes = Notes(actors, {issue.id: issue.name for issue in source.issues()})
    for actor in source.actors():
        yield from actor_entities(actor, actors)
    for document, statements in with_statements(source):
        yield from document_entities(document)
        yield from mention_entities(document, statements, actors)
        for statement in statements:
            yield notes.statement(document, statement)
    for claim in source.claims():
        yield notes.claim(claim)
        yield from notes.responses(claim)
    for position in source.positions():
        yield notes.position(position)
    for proposal in source.proposals():
        yield notes.proposal(proposal)
    for contact in source.contacts():
        yield notes.contact(contact)


def actor_entities(actor: Actor, actors: dict[str, Actor]) -> Iterator[Entity]:
    """An actor, and a link to each party it belongs to."""
    yield entity(actor.id, SCHEMA_OF_KIND[actor.kind], {**names_of(actor), **wiki(actor.same_as)})
    for held in actor.memberships or ((Membership(actor.party),) if actor.party else ()):
        party = actors.get(held.party)
        if party is None or party.id == actor.id:
            continue
        own = stable_id("e", actor.id, held.party, held.role, held.since, held.until)
        dates = {"startDate": moment(held.since), "endDate": moment(held.until)}
        proof = [identity(found.document) for found in held.evidence]
        if SCHEMA_OF_KIND[party.kind] in ("Organization", "PublicBody"):
            ends = {"member": identity(actor.id), "organization": identity(party.id)}
            yield entity(own, "Membership", {**ends, "role": held.role, **dates, "proof": proof})
        else:  # only an Organization has members
            ends = {"subject": identity(actor.id), "object": identity(party.id)}
            yield entity(own, "UnknownLink", {**ends, "role": held.role or "belongs to", **dates, "proof": proof})


def document_entities(document: Document) -> Iterator[Entity]:
    """A dispatch as an Article with its text, and a link to the one that it is a copy of."""
    yield entity(
        document.id,
        "Article",
        {
            "fileName": (document.path or "").rsplit("/", 1)[-1].strip() or f"{document.id}.{document.format}",
            "title": document.title,
            "author": document.author,
            "publisher": document.outlet,
            "publishedAt": moment(document.published),
            "language": language(document.language),
            "sourceUrl": web_address(document.url),
            "bodyText": document.text,
            "keywords": document.agencies,
        },
    )
    if document.copies_of:
        ends = {"subject": identity(document.id), "object": identity(document.copies_of)}
        yield entity(stable_id("e", document.id, "copy"), "UnknownLink", {**ends, "role": "copy of"})


def mention_entities(document: Document, statements: list[Statement], actors: dict[str, Actor]) -> Iterator[Entity]:
    """The words by which the document names its speakers, each once, with whom they were taken to mean."""
    seen = set()
    for statement in statements:
        words = one_line(quoted(document.text, statement.speaker.spans))
        actor = actors.get(statement.speaker.actor or "")
        own = stable_id("m", document.id, words, actor.id if actor else "")
        if not words or own in seen:
            continue
        seen.add(own)
        yield entity(
            own,
            "Mention",
            {
                "document": identity(document.id),
                "name": words,
                "resolved": identity(actor.id) if actor else None,
                "detectedSchema": SCHEMA_OF_KIND[actor.kind] if actor else None,
            },
        )
