"""What FollowTheMoney has no schema for, as its notes: statements, claims, positions, proposals; contacts as events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depesche.exchange.ftm_values import Entity, entity, identity, moment
from depesche.exchange.streams import name_of, web_address
from depesche.records import (
    Actor,
    Claim,
    Contact,
    ContactStatus,
    Document,
    Mention,
    Position,
    Proposal,
    Span,
    Statement,
    quoted,
    stable_id,
)


class Notes:
    """Makes notes; knows the actors' and issues' names.

    A note's ``description`` is words of a document or of the dossier; ``keywords`` holds terms of our closed lists;
    ``notes`` holds, a line each, what has no property.
    """

    def __init__(self, actors: dict[str, Actor], issues: dict[str, str]) -> None:
        self._actors = actors
        self._issues = issues

    def statement(self, document: Document, statement: Statement) -> Entity:
        """A note on the document and the speaker; its description is exactly the words of the content."""
        speaker = self._name(statement.speaker.actor) or quoted(document.text, statement.speaker.spans)
        actor = statement.speaker.actor
        addressee = statement.addressee or Mention()
        return entity(
            statement.id,
            "Note",
            {
                "name": f"{speaker or '?'}: {statement.act.value}",
                "description": quoted(document.text, statement.content),
                "entity": [identity(document.id), *self._known([actor] if actor else [])],
                "proof": identity(document.id),
                "publisher": document.outlet,
                "sourceUrl": web_address(document.url),
                "keywords": [statement.act.value, statement.kind.value, *(hedge.kind for hedge in statement.hedges)],
                "notes": [
                    f"content: {_ranges(statement.content)}",
                    f"confidence: {statement.confidence:.2f}",
                    "negated" if statement.negated else "",
                    f"via: {', '.join(self._names(statement.via))}" if statement.via else "",
                    f"addressee: {self._name(addressee.actor)}" if addressee.actor else "",
                    f"nested in: {identity(statement.parent)}" if statement.parent else "",
                ],
            },
        )

    def claim(self, claim: Claim) -> Entity:
        """A note on the statements (notes themselves) that make the claim."""
        count = claim.independent_origins
        return entity(
            claim.id,
            "Note",
            {
                "name": f"claim: {claim.status.value}, {count} independent origin{'' if count == 1 else 's'}",
                "description": claim.gist,
                "entity": [identity(found) for found in claim.statements],
                "keywords": ["claim", claim.status.value],
                "notes": [
                    *(f"origin: {self._name(origin.actor) or '?'}: {origin.why}" for origin in claim.origins),
                    f"credibility: {claim.credibility}",
                    f"from {claim.first} to {claim.last}" if claim.first else "",
                ],
            },
        )

    def responses(self, claim: Claim) -> Iterator[Entity]:
        """A link from each answering statement to the claim, its role the relation ("denies")."""
        for found in claim.responses:
            yield entity(
                stable_id("e", claim.id, found.statement, found.relation),
                "UnknownLink",
                {
                    "subject": identity(found.statement),
                    "object": identity(claim.id),
                    "role": found.relation.value,
                    "summary": found.form,
                },
            )

    def position(self, position: Position) -> Entity:
        """A note on the party and the statements that prove the position."""
        wanted = f"not {position.outcome}" if position.refuses else position.outcome
        return entity(
            position.id,
            "Note",
            {
                "name": f"{self._name(position.party)}: {self._issue(position.issue)}: {wanted}",
                "description": position.condition,
                "entity": [
                    *self._known([position.party]),
                    *(identity(found.statement) for found in position.evidence),
                ],
                "keywords": ["position", position.strength.value],
                "notes": [
                    f"from {position.since or '?'} until {position.until or 'now'}",
                    f"on the word of {self._name(position.asserted_by)}" if position.asserted_by else "",
                    "self-declared" if position.self_declared else "attributed by others",
                    "rejected by the party" if position.rejected_by_party else "",
                ],
            },
        )

    def proposal(self, proposal: Proposal) -> Entity:
        """A note on those who propose, those to whom they do, and the statements that prove it."""
        sides = f"{', '.join(self._names(proposal.by)) or '?'} to {', '.join(self._names(proposal.to)) or '?'}"
        return entity(
            proposal.id,
            "Note",
            {
                "name": f"proposal of {sides}: {proposal.status.value}",
                "description": proposal.condition,
                "entity": [
                    *self._known([*proposal.by, *proposal.to]),
                    *(identity(found) for found in proposal.evidence),
                ],
                "proof": [identity(term.document) for term in proposal.terms],
                "keywords": ["proposal", proposal.status.value],
                "notes": [
                    f"{self._issue(term.issue)}: {term.outcome}"
                    + (f", given by {self._name(term.given_by)}" if term.given_by else "")
                    + f" ({identity(term.document)}, {term.start}-{term.end})"
                    for term in proposal.terms
                ],
            },
        )

    def contact(self, contact: Contact) -> Entity:
        """An event with all who took part; a note on them where the contact is denied, for then there may be none."""
        denied = contact.status is ContactStatus.DENIED
        people = [actor for side in contact.parties for actor in side]
        sides = " – ".join(", ".join(self._names(side)) for side in contact.parties)
        dates = {
            "startDate": moment(contact.when.start),
            "endDate": moment(contact.when.end),
            "location": contact.place,
        }
        return entity(
            contact.id,
            "Note" if denied else "Event",
            {
                "name": f"{sides} ({contact.format.value}, {contact.status.value})",
                "entity" if denied else "involved": self._known(people),
                **({} if denied else dates),
                "proof": [identity(found.document) for found in contact.evidence],
                "keywords": ["contact", contact.format.value, contact.status.value],
                "notes": [
                    f"when: {contact.when.text}" if contact.when.text else "",
                    *(f"{identity(found.document)}, {found.start}-{found.end}" for found in contact.evidence),
                ],
            },
        )

    def _name(self, actor: str | None) -> str | None:
        return name_of(self._actors, actor)

    def _names(self, actors: Iterable[str]) -> list[str]:
        return [self._name(actor) or actor for actor in actors]

    def _known(self, actors: Iterable[str]) -> list[str]:
        return [identity(actor) for actor in actors if actor in self._actors]

    def _issue(self, issue: str) -> str:
        return self._issues.get(issue, issue)


def _ranges(spans: Iterable[Span]) -> str:
    return ", ".join(f"{span.start}-{span.end}" for span in spans)
