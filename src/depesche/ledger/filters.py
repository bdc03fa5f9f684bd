"""What to leave out when records are gone through: one small record of filters, and what it means for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from depesche.errors import UnknownName
from depesche.ledger import schema

document, statement, actor = schema.document, schema.statement, schema.actor


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything is optional; what is given has to hold together.

    ``since`` and ``until`` are ISO days, months or years, both included. They speak of a document's publication (and
    that of a statement's document), and of the time in which a claim, position or contact holds.
    """

    ids: tuple[str, ...] | None = None
    document: str | None = None
    actor: str | None = None
    party: str | None = None
    issue: str | None = None
    outlet: str | None = None
    language: str | None = None
    since: str | None = None
    until: str | None = None
    also: tuple[str, ...] = ()  # ids that a person merged into the actor or party asked for
    joined: tuple[str, ...] = ()  # actors that a person put into the party
    left: tuple[str, ...] = ()  # actors that a person took out of it

    @classmethod
    def of(cls, given: dict[str, Any]) -> Filters:
        """Filters from keywords.

        Raises:
            UnknownName: a keyword that is no filter.
        """
        names = {one.name for one in fields(cls)} - {"also", "joined", "left"}
        for name in given:
            if name not in names:
                raise UnknownName("no such filter", name, f"There are: {', '.join(sorted(names))}.")
        ids: Iterable[str] | None = given.get("ids")
        return cls(**{**given, "ids": None if ids is None else tuple(dict.fromkeys(ids))})

    @property
    def actors(self) -> tuple[str, ...]:
        """The actor asked for and those merged into it."""
        return (self.actor or "", *self.also)

    @property
    def parties(self) -> tuple[str, ...]:
        """The party asked for and those merged into it."""
        return (self.party or "", *self.also)


def _end(day: str) -> str:
    """A text behind every time on that day, in that month or year."""
    return f"{day}~"


def _published(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.since:
        conditions.append(document.c.order_day >= filters.since)
    if filters.until:
        conditions += [document.c.order_day <= _end(filters.until), document.c.order_day != ""]
    if filters.outlet is not None:
        conditions.append(document.c.outlet == filters.outlet)
    if filters.language is not None:
        conditions.append(document.c.language == filters.language)
    return conditions


def _members(filters: Filters) -> Select[tuple[str]]:
    """The actors of a party, itself included."""
    return select(actor.c.id).where(_of_party(filters))


def _of_party(filters: Filters) -> ColumnElement[bool]:
    parties = filters.parties
    member = or_(actor.c.id.in_(parties), actor.c.party.in_(parties))
    if filters.left:
        member = and_(member, actor.c.id.not_in(filters.left))
    return or_(member, actor.c.id.in_(filters.joined)) if filters.joined else member


def documents(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on ``document``: actor and party are those who speak in it."""
    conditions = _published(filters)
    if filters.document is not None:
        conditions.append(document.c.id == filters.document)
    if filters.actor is not None:
        spoken = select(statement.c.document).where(statement.c.speaker.in_(filters.actors))
        conditions.append(document.c.id.in_(spoken))
    if filters.party is not None:
        spoken = select(statement.c.document).where(statement.c.speaker.in_(_members(filters)))
        conditions.append(document.c.id.in_(spoken))
    if filters.issue is not None:
        conditions.append(document.c.id.in_(select(statement.c.document).where(statement.c.id.in_(_on(filters.issue)))))
    return conditions


def _on(issue: str) -> Select[tuple[str]]:
    """The statements on which positions on an issue rest."""
    evidence, position = schema.position_evidence, schema.position
    return (
        select(evidence.c.statement)
        .join(position, position.c.id == evidence.c.position)
        .where(position.c.issue == issue)
    )


def statements(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on ``statement`` joined with ``document``: actor is speaker or addressee, party the speaker's."""
    conditions = _published(filters)
    if filters.document is not None:
        conditions.append(statement.c.document == filters.document)
    if filters.actor is not None:
        conditions.append(or_(statement.c.speaker.in_(filters.actors), statement.c.addressee.in_(filters.actors)))
    if filters.party is not None:
        conditions.append(statement.c.speaker.in_(_members(filters)))
    if filters.issue is not None:
        conditions.append(statement.c.id.in_(_on(filters.issue)))
    return conditions


def actors(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on ``actor``: those who speak in a document or at a time, of a party, on an issue."""
    conditions: list[ColumnElement[bool]] = []
    if filters.actor is not None:
        conditions.append(actor.c.id.in_(filters.actors))
    if filters.party is not None:
        conditions.append(_of_party(filters))
    spoken = statements(Filters(document=filters.document, issue=filters.issue, outlet=filters.outlet,
                                language=filters.language, since=filters.since, until=filters.until))  # fmt: skip
    if spoken:
        conditions.append(actor.c.id.in_(_joined(statement.c.speaker).where(*spoken)))
    return conditions


def _joined(column: Any) -> Select[tuple[str]]:
    return select(column).join(document, document.c.id == statement.c.document)


def claims(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on ``claim``: by the statements that carry it."""
    claim, carried = schema.claim, schema.claim_statement
    conditions: list[ColumnElement[bool]] = []
    if filters.since:
        conditions.append(claim.c.last >= filters.since)
    if filters.until:
        conditions.append(claim.c.first <= _end(filters.until))
    said = statements(replace(filters, ids=None, since=None, until=None))  # fmt: skip
    if said:
        matching = _joined(statement.c.id).where(*said)
        conditions.append(claim.c.id.in_(select(carried.c.claim).where(carried.c.statement.in_(matching))))
    return conditions


def positions(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on ``position``: its party and issue; actor is the party or on whose word it rests."""
    position, evidence = schema.position, schema.position_evidence
    conditions: list[ColumnElement[bool]] = []
    if filters.issue is not None:
        conditions.append(position.c.issue == filters.issue)
    if filters.party is not None:
        conditions.append(position.c.party.in_(filters.parties))
    if filters.actor is not None:
        conditions.append(or_(position.c.party.in_(filters.actors), position.c.asserted_by.in_(filters.actors)))
    if filters.since:
        conditions.append(func.coalesce(position.c.until, "~") >= filters.since)
    if filters.until:
        conditions.append(func.coalesce(position.c.since, "") <= _end(filters.until))
    said = statements(Filters(document=filters.document, outlet=filters.outlet, language=filters.language))
    if said:
        matching = _joined(statement.c.id).where(*said)
        conditions.append(position.c.id.in_(select(evidence.c.position).where(evidence.c.statement.in_(matching))))
    return conditions


def proposals(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on ``proposal``: by its terms' issues and documents, and by who makes or gets it."""
    proposal, term, involved = schema.proposal, schema.proposal_term, schema.proposal_party
    conditions: list[ColumnElement[bool]] = []
    if filters.issue is not None:
        conditions.append(proposal.c.id.in_(select(term.c.proposal).where(term.c.issue == filters.issue)))
    if filters.actor is not None:
        conditions.append(proposal.c.id.in_(select(involved.c.proposal).where(involved.c.actor.in_(filters.actors))))
    if filters.party is not None:
        members = select(involved.c.proposal).where(involved.c.actor.in_(_members(filters)))
        conditions.append(proposal.c.id.in_(members))
    published = documents(Filters(document=filters.document, outlet=filters.outlet, language=filters.language,
                                  since=filters.since, until=filters.until))  # fmt: skip
    if published:
        there = select(document.c.id).where(*published)
        conditions.append(proposal.c.id.in_(select(term.c.proposal).where(term.c.document.in_(there))))
    return conditions


def contacts(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on ``contact``: by who took part, when it was and where it is told."""
    contact, involved, evidence = schema.contact, schema.contact_party, schema.contact_evidence
    conditions: list[ColumnElement[bool]] = []
    if filters.actor is not None:
        conditions.append(contact.c.id.in_(select(involved.c.contact).where(involved.c.actor.in_(filters.actors))))
    if filters.party is not None:
        members = select(involved.c.contact).where(involved.c.actor.in_(_members(filters)))
        conditions.append(contact.c.id.in_(members))
    if filters.since:
        conditions.append(func.coalesce(contact.c.when_end, contact.c.when_start) >= filters.since)
    if filters.until:
        conditions.append(contact.c.when_start <= _end(filters.until))
    told = documents(Filters(document=filters.document, outlet=filters.outlet, language=filters.language))
    if told:
        there = select(document.c.id).where(*told)
        conditions.append(contact.c.id.in_(select(evidence.c.contact).where(evidence.c.document.in_(there))))
    if filters.issue is not None:
        conditions.append(false())
    return conditions
