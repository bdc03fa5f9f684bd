"""Positions, proposals and contacts as a view sees them: under its belief, and as of its day.

A dossier has some thousands of them at most, however many dispatches it holds; they are kept together with the days of
their evidence, so that a slider over time needs no new reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from depesche.application.pages.common import View
from depesche.application.pages.remembering import memory_of
from depesche.ledger import facets
from depesche.records import Contact, Position, Proposal

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Standing:
    """All positions, proposals and contacts that a belief admits. ``said``: by statement the day of its dispatch and
    the dispatch; ``days``: by dispatch its day.
    """

    positions: tuple[Position, ...]
    proposals: tuple[Proposal, ...]
    contacts: tuple[Contact, ...]
    said: Mapping[str, tuple[str, str]]
    days: Mapping[str, str]

    def first_day(self, statements: Iterable[str]) -> str:
        """The day of the earliest of some statements, "" where none is known."""
        known = [self.said[one][0] for one in statements if one in self.said and self.said[one][0]]
        return min(known, default="")

    def positions_at(self, day: str | None) -> tuple[Position, ...]:
        """The positions that were known on a day."""
        if day is None:
            return self.positions
        return tuple(filter(None, (self._position(one, day) for one in self.positions)))

    def at(self, day: str | None) -> Standing:
        """What was known on a day."""
        if day is None:
            return self
        return replace(
            self,
            positions=self.positions_at(day),
            proposals=tuple(filter(None, (self._proposal(one, day) for one in self.proposals))),
            contacts=tuple(filter(None, (self._contact(one, day) for one in self.contacts))),
        )

    def _told(self, statement: str, day: str) -> bool:
        return self.said.get(statement, ("", ""))[0] <= day

    def _position(self, one: Position, day: str) -> Position | None:
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


def standing(dossier: Dossier, view: View) -> Standing:
    """What the view sees.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    return whole_standing(dossier, view).at(view.at)


def whole_standing(dossier: Dossier, view: View) -> Standing:
    """What the view's belief admits, of all days.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    belief = view.belief
    whole: Standing = memory_of(dossier).get(("standing", belief), lambda: _standing(dossier, belief))
    return whole


def _standing(dossier: Dossier, belief: str) -> Standing:
    positions = tuple(dossier.positions(belief))
    proposals, contacts = tuple(dossier.proposals(belief)), tuple(dossier.contacts(belief))
    statements = {shown.statement for one in positions for shown in one.evidence}
    statements.update(said for one in proposals for said in one.evidence)
    statements.update(said for one in contacts for said in one.statements)
    documents = {term.document for one in proposals for term in one.terms}
    documents.update(shown.document for one in contacts for shown in one.evidence)
    said = {
        one: (day, document) for one, (document, day, _) in facets.statement_days(dossier.ledger, statements).items()
    }
    days = facets.document_days(dossier.ledger, documents)
    days |= {document: day for day, document in said.values()}
    return Standing(positions, proposals, contacts, said, days)
