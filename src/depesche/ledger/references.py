"""What records say of one another, rewritten: an actor or statement that was merged goes by its new id, one that was
rejected is no longer spoken of. A record whose last evidence is gone is gone (nothing without evidence).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from depesche.records import (
    Actor,
    Claim,
    Contact,
    Mention,
    Position,
    Proposal,
    Statement,
)


@dataclass(frozen=True, slots=True)
class References:
    """Which ids now mean which (None: nothing any more), for actors and for statements.

    ``speakers`` are statements whose speaker was given to another actor by a split, with what that one is now.
    """

    actors: Mapping[str, str | None] = field(default_factory=dict)
    statements: Mapping[str, str | None] = field(default_factory=dict)
    speakers: Mapping[str, str | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.actors or self.statements or self.speakers)

    def rewritten(self, record: Any) -> Any:
        """The record with its references brought up to date; None where nothing is left of it."""
        if not self:
            return record
        if isinstance(record, Statement):
            return self._statement(record)
        if isinstance(record, Actor):
            return self._actor(record)
        if isinstance(record, Claim):
            return self._claim(record)
        if isinstance(record, Position):
            return self._position(record)
        if isinstance(record, Proposal):
            return self._proposal(record)
        if isinstance(record, Contact):
            return self._contact(record)
        return record

    def _one(self, actor: str | None) -> str | None:
        return self.actors.get(actor, actor) if actor is not None else None

    def _many(self, actors: Iterable[str]) -> tuple[str, ...]:
        return _mapped(actors, self.actors)

    def _said(self, statements: Iterable[str]) -> tuple[str, ...]:
        return _mapped(statements, self.statements)

    def _mention(self, mention: Mention) -> Mention:
        actor = self._one(mention.actor)
        return mention if actor == mention.actor else replace(mention, actor=actor)

    def _statement(self, record: Statement) -> Statement:
        speaker = self._mention(record.speaker)
        if record.id in self.speakers:
            speaker = replace(speaker, actor=self.speakers[record.id])
        return replace(
            record,
            speaker=speaker,
            addressee=self._mention(record.addressee) if record.addressee else None,
            via=self._many(record.via),
            via_mentions=tuple(self._mention(mention) for mention in record.via_mentions),
            parent=self.statements.get(record.parent, record.parent) if record.parent else None,
            continues=self.statements.get(record.continues, record.continues) if record.continues else None,
        )

    def _actor(self, record: Actor) -> Actor:
        party = self._one(record.party)
        memberships = tuple(
            replace(membership, party=party_now)
            for membership in record.memberships
            if (party_now := self._one(membership.party)) is not None and party_now != record.id
        )
        return replace(record, party=None if party == record.id else party, memberships=memberships)

    def _claim(self, record: Claim) -> Claim | None:
        statements = self._said(record.statements)
        if record.statements and not statements:
            return None
        origins = [
            replace(origin, actor=self._one(origin.actor), statements=self._said(origin.statements))
            for origin in record.origins
        ]
        responses = [
            replace(response, statement=now)
            for response in record.responses
            if (now := self.statements.get(response.statement, response.statement)) is not None
        ]
        return replace(
            record,
            statements=statements,
            responses=tuple(responses),
            origins=tuple(
                now
                for now, before in zip(origins, record.origins, strict=True)
                if now.statements or not before.statements
            ),
        )

    def _position(self, record: Position) -> Position | None:
        party = self._one(record.party)
        evidence = tuple(
            one._replace(statement=now)
            for one in record.evidence
            if (now := self.statements.get(one.statement, one.statement)) is not None
        )
        if party is None or (record.evidence and not evidence):
            return None
        return replace(record, party=party, asserted_by=self._one(record.asserted_by), evidence=evidence)

    def _proposal(self, record: Proposal) -> Proposal | None:
        evidence = self._said(record.evidence)
        if record.evidence and not evidence:
            return None
        return replace(
            record,
            by=self._many(record.by),
            to=self._many(record.to),
            terms=tuple(replace(term, given_by=self._one(term.given_by)) for term in record.terms),
            evidence=evidence,
        )

    def _contact(self, record: Contact) -> Contact | None:
        statements = self._said(record.statements)
        if record.statements and not statements:
            return None
        return replace(
            record,
            parties=tuple(self._many(party) for party in record.parties),
            reported_by=self._many(record.reported_by),
            statements=statements,
        )


def _mapped(ids: Iterable[str], now: Mapping[str, str | None]) -> tuple[str, ...]:
    mapped = (now.get(id_, id_) for id_ in ids)
    return tuple(dict.fromkeys(id_ for id_ in mapped if id_ is not None))
