"""Records under a belief: what rests on evidence that it does not admit is left out, or stated without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import islice
from typing import Any

from depesche.application.recounting import Recounter, is_whole
from depesche.application.restating import Restater
from depesche.ledger import Ledger
from depesche.positions.belief import Belief
from depesche.records import Claim, Contact, Document, Position, Proposal, Statement

FLAGS_OF_CLAIMS = ("denied", "partly-denied", "confirmed", "contested", "retracted")
NUMBERS_OF_CLAIMS = {"origins": 1, "credibility": 6}
"""Terms that ask about the claims of a statement; and what a statement counts for that belongs to none."""

# Statements of claims whose vectors are in memory at once (some 8 kB each).
_VECTORS = 4000

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
        self._issues: dict[str, Mapping[str, Position]] = {}  # of issues read whole, their positions as stated anew

    def kept(self, record: str, found: Iterator[Any]) -> Iterator[Any]:
        """The records that the belief admits, counted or stated anew on what it admits."""
        judges: dict[str, Callable[[Sequence[Any]], Iterable[Any]]] = {
            "statement": self._statements,
            "claim": self.counted,
            "position": self._positions,
            "proposal": self._proposals,
            "contact": self._contacts,
        }
        while batch := list(islice(found, _TOGETHER)):
            yield from judges[record](batch)

    def admitted(self, identities: Iterable[str]) -> set[str]:
        """Those of the statements that count."""
        return set(self._believed(identities)[0])

    def _believed(self, identities: Iterable[str]) -> tuple[dict[str, Statement], dict[str, Document]]:
        """Those of the statements that count, by id, and the documents of all of them, without text."""
        found = list(self.ledger.iter_statements(ids=dict.fromkeys(identities)))
        documents = self._documents(found)
        return {said.id: said for said in self._statements(found, documents)}, documents

    def _documents(self, found: Iterable[Statement]) -> dict[str, Document]:
        wanted = {said.document for said in found}
        return {one.id: one for one in self.ledger.iter_documents(with_text=False, ids=wanted)}

    def _statements(
        self, found: Sequence[Statement], documents: Mapping[str, Document] | None = None
    ) -> list[Statement]:
        if documents is None:
            documents = self._documents(found)
        if not self.belief:
            return list(found)
        speakers = {said.speaker.actor for said in found if said.speaker.actor and self._asks("named", "speaker")}
        actors = {actor.id: actor for actor in self.ledger.iter_actors(ids=speakers)}
        belongs = self._belongs(found) if self._asks(*FLAGS_OF_CLAIMS, *NUMBERS_OF_CLAIMS) else {}
        return [
            said
            for said in found
            if self.belief.admits(
                said,
                documents.get(said.document),
                actors.get(said.speaker.actor or ""),
                [claim for claim in belongs.get(said.id, ()) if said.id in claim.statements],
            )
        ]

    def _asks(self, *fields: str) -> bool:
        """Whether the belief asks about one of these: looking up what nobody asks about costs most of the time."""
        return any(term.field in fields for term in self.belief.terms)

    def _belongs(self, found: Sequence[Statement]) -> dict[str, list[Claim]]:
        """The claims of each statement, those that decisions touch as they are now."""
        named = self.ledger.claims_of([said.id for said in found])
        wanted = {one for ids in named.values() for one in ids}
        claims = {claim.id: claim for claim in self.ledger.iter_claims(ids=wanted) if claim.id not in self._touched[0]}
        belongs = {one: [claims[claim] for claim in ids if claim in claims] for one, ids in named.items()}
        for claim in self._changed:
            for one in claim.statements:
                belongs.setdefault(one, []).append(claim)
        return belongs

    @cached_property
    def _touched(self) -> tuple[set[str], set[str]]:
        """Claims that decisions touch, and those whose status a person set."""
        return self.ledger.touched("claim", "status")

    @cached_property
    def _changed(self) -> list[Claim]:
        """The claims that decisions touch, counted on what these left of them."""
        ids = self._touched[0]
        return list(Believer(self.ledger, "").counted(list(self.ledger.iter_claims(ids=ids)))) if ids else []

    def counted(self, found: Sequence[Claim]) -> Iterator[Claim]:
        """Claims counted on the statements that count, and on what decisions left of them or put to them."""
        touched, settled = self._touched
        concerned = found if self.belief else [claim for claim in found if claim.id in touched]
        named = {one for claim in concerned for one in claim.statements}
        answering = {response.statement for claim in concerned for response in claim.responses}
        believed, documents = self._believed(named | answering) if concerned else ({}, {})
        anew = [claim for claim in concerned if claim.id in touched or not is_whole(claim, believed)]
        counting = [
            believed[one]
            for claim in anew
            for one in (*claim.statements, *(answer.statement for answer in claim.responses))
            if one in believed
        ]
        people = {one for said in counting for one in (said.speaker.actor, *said.via) if one}
        actors = {actor.id: actor for actor in self.ledger.iter_actors(ids=people)} if people else {}
        recounted = Recounter(self.ledger, believed, documents, actors)
        now: dict[str, Claim | None] = {}
        for some in _lots(anew):
            recounted.prepare(claim for claim in some if claim.id not in settled)
            now.update((claim.id, recounted(claim, decided=claim.id in settled)) for claim in some)
        for claim in found:
            counted = now.get(claim.id, claim)
            if counted is not None:
                yield counted

    def _positions(self, found: Sequence[Position]) -> Iterator[Position]:
        parties: dict[str, set[str]] = {}
        for position in found:
            parties.setdefault(position.issue, set()).add(position.party)
        whole = len(found) == _TOGETHER  # more may come: who goes through a long list has each issue read once
        now = {issue: self._restated(issue, None if whole else some) for issue, some in parties.items()}
        for position in found:
            if (stated := now[position.issue].get(position.id)) is not None:
                yield stated

    def _restated(self, issue: str, parties: Set[str] | None) -> Mapping[str, Position]:
        """By id the positions on an issue that count, of some parties or of all, stated anew."""
        known = self._issues.get(issue)
        if known is None:
            cells = [one for one in self.ledger.iter_positions(issue=issue) if parties is None or one.party in parties]
            known = {one.id: one for one in self._restater.positions(cells)}
            if parties is None:
                self._issues[issue] = known
        return known

    def _proposals(self, found: Sequence[Proposal]) -> Iterable[Proposal]:
        return self._restater.proposals(found)

    def _contacts(self, found: Sequence[Contact]) -> Iterable[Contact]:
        return self._restater.contacts(found)

    @cached_property
    def _restater(self) -> Restater:
        return Restater(self.ledger, self.belief, self.admitted)


def _lots(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """Claims in lots of a bounded number of statements."""
    lot: list[Claim] = []
    size = 0
    for claim in claims:
        lot.append(claim)
        size += len(claim.statements) + len(claim.responses)
        if size >= _VECTORS:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot
