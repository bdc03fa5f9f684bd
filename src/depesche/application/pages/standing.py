"""Positions, proposals and contacts as a view sees them: under its belief, and as of its day.

A dossier has some thousands of them at most, however many dispatches it holds; they are kept together with the days of
their evidence, so that a slider over time needs no new reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from depesche.application.pages.admitting import Ground, ground_of
from depesche.application.pages.cells import Cells
from depesche.application.pages.common import View
from depesche.application.pages.remembering import memory_of
from depesche.ledger import facets
from depesche.positions.matrix import taking_part
from depesche.records import Contact, Position, Proposal

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier


@dataclass(frozen=True)
class Standing:
    """All positions, proposals and contacts that a belief admits. ``said``: by statement the day of its dispatch and
    the dispatch; ``days``: by dispatch its day.
    """

    positions: tuple[Position, ...]
    proposals: tuple[Proposal, ...]
    contacts: tuple[Contact, ...]
    said: Mapping[str, tuple[str, str]]
    days: Mapping[str, str]
    named: frozenset[str] = frozenset()  # parties that the codebook names

    def first_day(self, statements: Iterable[str]) -> str:
        """The day of the earliest of some statements, "" where none is known."""
        known = [self.said[one][0] for one in statements if one in self.said and self.said[one][0]]
        return min(known, default="")

    @cached_property
    def cells(self) -> Cells:
        """The positions as one looks at them cell by cell."""
        return self._cells(self.positions)

    @cached_property
    def shown(self) -> Cells:
        """Those of them that the matrix shows."""
        shown = taking_part(self.positions, self.named)
        return self.cells if len(shown) == len(self.positions) else self._cells(shown)

    def _cells(self, positions: tuple[Position, ...]) -> Cells:
        told = [min((self.said.get(shown.statement, ("",))[0] for shown in one.evidence), default="~")
                for one in positions]  # fmt: skip
        return Cells(positions, told)

    def positions_at(self, day: str | None, party: str = "", issue: str = "") -> tuple[Position, ...]:
        """The positions that were known on a day, of a party or on an issue if asked."""
        found: Iterable[Position] = self.positions
        if party or issue:
            found = (one for one in found if party in ("", one.party) and issue in ("", one.issue))
        return tuple(found) if day is None else tuple(filter(None, (self.position_at(one, day) for one in found)))

    def held(self, day: str | None) -> tuple[Position, ...]:
        """The positions that were held on a day (None: that have not ended), as they were known then."""
        return tuple(filter(None, (self.position_at(one, day) for one in self.cells.held(day))))

    def proposals_at(self, day: str | None) -> tuple[Proposal, ...]:
        """The proposals that were known on a day."""
        if day is None:
            return self.proposals
        return tuple(filter(None, (self._proposal(one, day) for one in self.proposals)))

    def contacts_at(self, day: str | None) -> tuple[Contact, ...]:
        """The contacts that were known on a day."""
        if day is None:
            return self.contacts
        return tuple(filter(None, (self._contact(one, day) for one in self.contacts)))

    def _told(self, statement: str, day: str) -> bool:
        return self.said.get(statement, ("", ""))[0] <= day

    def position_at(self, one: Position, day: str | None) -> Position | None:
        """A position as it was known on a day; None where it was not."""
        if day is None:
            return one
        if (one.since or "") > day:
            return None
        told = [self._told(shown.statement, day) for shown in one.evidence]
        ended = one.until is None or one.until <= day
        if all(told) and told and ended:
            return one  # the usual case; copying thousands of records would take most of a page's time
        evidence = tuple(shown for shown, known in zip(one.evidence, told, strict=True) if known)
        return replace(one, evidence=evidence, until=one.until if ended else None) if evidence else None

    def _proposal(self, one: Proposal, day: str) -> Proposal | None:
        evidence = tuple(statement for statement in one.evidence if self._told(statement, day))
        terms = tuple(term for term in one.terms if self.days.get(term.document, "") <= day)
        return replace(one, evidence=evidence, terms=terms) if terms and (evidence or not one.evidence) else None

    def _contact(self, one: Contact, day: str) -> Contact | None:
        evidence = tuple(shown for shown in one.evidence if self.days.get(shown.document, "") <= day)
        if not evidence:
            return None
        return replace(
            one, evidence=evidence, statements=tuple(said for said in one.statements if self._told(said, day))
        )


def whole_standing(dossier: Dossier, view: View) -> Standing:
    """What the view's belief admits, of all days.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    belief = view.belief

    def made() -> Standing:
        found = _standing(dossier, belief)
        _ = found.shown  # dear as well: made while readers are told that it is being counted
        return found

    whole: Standing = memory_of(dossier).get(("standing", belief), made)
    return whole


def _standing(dossier: Dossier, belief: str) -> Standing:
    if belief.strip():
        return _believed(whole_standing(dossier, View()), ground_of(dossier), belief)
    positions = tuple(dossier.positions())
    proposals, contacts = tuple(dossier.proposals()), tuple(dossier.contacts())
    documents = {term.document for one in proposals for term in one.terms}
    documents.update(shown.document for one in contacts for shown in one.evidence)
    statements = _rests_on(positions, proposals, contacts)
    said = {
        one: (day, document) for one, (document, day, _) in facets.statement_days(dossier.ledger, statements).items()
    }
    days = facets.document_days(dossier.ledger, documents)
    days |= {document: day for day, document in said.values()}
    named = frozenset(party.id for party in dossier.codebook().parties)
    return Standing(positions, proposals, contacts, said, days, named)


def _rests_on(positions: Iterable[Position], proposals: Iterable[Proposal], contacts: Iterable[Contact]) -> set[str]:
    statements = {shown.statement for one in positions for shown in one.evidence}
    statements.update(said for one in proposals for said in one.evidence)
    statements.update(said for one in contacts for said in one.statements)
    return statements


def _believed(whole: Standing, ground: Ground, belief: str) -> Standing:
    """What a belief admits of everything, as `depesche.application.believing` says for single records."""
    admitted = ground.admitted(View(belief))
    wanted = sorted(_rests_on(whole.positions, whole.proposals, whole.contacts))
    rows = ground.columns.rows(wanted)
    believed = {one for one, row in zip(wanted, rows.tolist(), strict=True)
                if row >= 0 and (admitted is None or admitted[row])}  # fmt: skip
    positions, proposals, contacts = [], [], []
    for position in whole.positions:
        evidence = tuple(shown for shown in position.evidence if shown.statement in believed)
        if evidence:
            positions.append(
                position if len(evidence) == len(position.evidence) else replace(position, evidence=evidence)
            )
    for proposal in whole.proposals:
        told = tuple(one for one in proposal.evidence if one in believed)
        if told:
            proposals.append(replace(proposal, evidence=told))
    for contact in whole.contacts:
        said = tuple(one for one in contact.statements if one in believed)
        if said or not contact.statements:
            contacts.append(replace(contact, statements=said))
    return Standing(tuple(positions), tuple(proposals), tuple(contacts), whole.said, whole.days, whole.named)
