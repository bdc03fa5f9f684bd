"""Records under a belief: what rests on evidence that it does not admit is left out, or counted without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from depesche.ledger import Ledger
from depesche.positions.belief import Belief
from depesche.records import Claim, Contact, Position, Proposal, Statement

# Records looked at together: few enough to keep memory flat, enough to ask the ledger seldom.
_TOGETHER = 500


class Believer:
    """A belief, ready to be asked about records of a dossier.

    Raises:
        BadExpression: the belief cannot be understood.
    """

    def __init__(self, ledger: Ledger, belief: str) -> None:
        self.ledger = ledger
        self.belief = Belief.parse(belief)

    def kept(self, record: str, found: Iterator[Any]) -> Iterator[Any]:
        """The records that the belief admits, claims recounted on what it admits."""
        judges: dict[str, Callable[[Sequence[Any]], Iterable[Any]]] = {
            "statement": self._statements,
            "claim": self._claims,
            "position": self._positions,
            "proposal": self._proposals,
            "contact": self._contacts,
        }
        while batch := list(islice(found, _TOGETHER)):
            yield from judges[record](batch)

    def admitted(self, identities: Iterable[str]) -> set[str]:
        """Those of the statements that count."""
        wanted = list(dict.fromkeys(identities))
        return {statement.id for statement in self._statements(list(self.ledger.iter_statements(ids=wanted)))}

    def _statements(self, found: Sequence[Statement]) -> list[Statement]:
        documents = {
            document.id: document
            for document in self.ledger.iter_documents(with_text=False, ids=[said.document for said in found])
        }
        speakers = {said.speaker.actor for said in found if said.speaker.actor}
        actors = {actor.id: actor for actor in self.ledger.iter_actors(ids=speakers)}
        belongs = self.ledger.claims_of([said.id for said in found])
        claims = {
            claim.id: claim for claim in self.ledger.iter_claims(ids={one for ids in belongs.values() for one in ids})
        }
        return [
            said
            for said in found
            if self.belief.admits(
                said,
                documents.get(said.document),
                actors.get(said.speaker.actor or ""),
                [
                    claims[one]
                    for one in belongs.get(said.id, ())
                    if one in claims and said.id in claims[one].statements
                ],
            )
        ]

    def _claims(self, found: Sequence[Claim]) -> Iterator[Claim]:
        named = {one for claim in found for one in claim.statements}
        answering = {response.statement for claim in found for response in claim.responses}
        admitted = self.admitted(named | answering)
        for claim in found:
            statements = tuple(one for one in claim.statements if one in admitted)
            if statements:
                origins = (
                    replace(origin, statements=tuple(one for one in origin.statements if one in admitted))
                    for origin in claim.origins
                )
                yield replace(
                    claim,
                    statements=statements,
                    responses=tuple(answer for answer in claim.responses if answer.statement in admitted),
                    origins=tuple(origin for origin in origins if origin.statements),
                )

    def _positions(self, found: Sequence[Position]) -> Iterator[Position]:
        admitted = self.admitted(shown.statement for position in found for shown in position.evidence)
        for position in found:
            evidence = tuple(shown for shown in position.evidence if shown.statement in admitted)
            if evidence:
                yield replace(position, evidence=evidence)

    def _proposals(self, found: Sequence[Proposal]) -> Iterator[Proposal]:
        admitted = self.admitted(one for proposal in found for one in proposal.evidence)
        for proposal in found:
            evidence = tuple(one for one in proposal.evidence if one in admitted)
            if evidence:
                yield replace(proposal, evidence=evidence)

    def _contacts(self, found: Sequence[Contact]) -> Iterator[Contact]:
        """A contact told by statements needs one that counts; one that the article itself tells stands on its own."""
        admitted = self.admitted(one for contact in found for one in contact.statements)
        for contact in found:
            statements = tuple(one for one in contact.statements if one in admitted)
            if statements or not contact.statements:
                yield replace(contact, statements=statements)
