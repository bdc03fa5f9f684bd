"""Positions, proposals and contacts as a view sees them: under its belief, and as of its day.

A dossier has some thousands of them at most, however many dispatches it holds; they are kept together with the days of
their evidence, so that a slider over time needs no new reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from depesche.application.pages.admitting import ground_of
from depesche.application.pages.cells import Cells
from depesche.application.pages.common import View
from depesche.application.pages.remembering import memory_of
from depesche.application.restating import Restater
from depesche.ledger import facets
from depesche.positions.belief import Belief
from depesche.positions.matrix import taking_part
from depesche.records import Contact, Position, Proposal

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier


@dataclass(frozen=True)
class Standing:
    """All positions, proposals and contacts that a belief admits. ``said``: by statement the day of its dispatch and
    the dispatch; ``days``: by dispatch its day; ``denied``: by position that its party denies the day since when.

    As of a day counts what was published until then, and what has no day (`depesche.application.restating.as_of`).
    """

    positions: tuple[Position, ...]
    proposals: tuple[Proposal, ...]
    contacts: tuple[Contact, ...]
    said: Mapping[str, tuple[str, str]]
    days: Mapping[str, str]
    named: frozenset[str] = frozenset()  # parties that the codebook names
    denied: Mapping[str, str] = field(default_factory=dict)

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
        return Cells(positions, told, [self.denied.get(one.id, "") for one in positions])

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
        denied = one.rejected_by_party and self.denied.get(one.id, "") <= day
        if all(told) and told and ended and denied == one.rejected_by_party:
            return one  # the usual case; copying thousands of records would take most of a page's time
        evidence = tuple(shown for shown, known in zip(one.evidence, told, strict=True) if known)
        if not evidence:
            return None
        until = one.until if ended else None  # what ended it was published later
        return replace(one, evidence=evidence, until=until, rejected_by_party=denied)

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
        _ = found.cells, found.shown  # dear as well: made while readers are told that it is being counted
        return found

    whole: Standing = memory_of(dossier).get(("standing", belief), made)
    return whole


def _standing(dossier: Dossier, belief: str) -> Standing:
    if belief.strip():
        return _believed(dossier, whole_standing(dossier, View()), belief)
    positions = tuple(dossier.positions())
    proposals, contacts = tuple(dossier.proposals()), tuple(dossier.contacts())
    said, days = _days(dossier, positions, proposals, contacts)
    named = frozenset(party.id for party in dossier.codebook().parties)
    denied = Restater(dossier.ledger, Belief(), set).denied_since(positions)
    return Standing(positions, proposals, contacts, said, days, named, denied)


def _days(
    dossier: Dossier,
    positions: Iterable[Position],
    proposals: Sequence[Proposal],
    contacts: Sequence[Contact],
    known: Standing | None = None,
) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """By statement its day and document, by document its day; what is known already is not looked up again."""
    said, days = (dict(known.said), dict(known.days)) if known else ({}, {})
    statements = {shown.statement for one in positions for shown in one.evidence}
    statements.update(one for proposal in proposals for one in proposal.evidence)
    statements.update(one for contact in contacts for one in contact.statements)
    found = facets.statement_days(dossier.ledger, statements - said.keys())
    said |= {one: (day, document) for one, (document, day, _) in found.items()}
    days |= {document: day for day, document in said.values()}
    documents = {term.document for one in proposals for term in one.terms}
    documents.update(shown.document for one in contacts for shown in one.evidence)
    return said, days | facets.document_days(dossier.ledger, documents - days.keys())


def _believed(dossier: Dossier, whole: Standing, belief: str) -> Standing:
    """What a belief admits of everything, stated anew as for the command line."""
    ground = ground_of(dossier)
    flags = ground.admitted(View(belief))

    def admits(statements: Iterable[str]) -> set[str]:
        wanted = sorted(set(statements))
        rows = ground.columns.rows(wanted).tolist()
        return {one for one, row in zip(wanted, rows, strict=True) if row >= 0 and (flags is None or flags[row])}

    restater = Restater(dossier.ledger, Belief.parse(belief), admits)
    positions = tuple(restater.positions(whole.positions))
    proposals, contacts = tuple(restater.proposals(whole.proposals)), tuple(restater.contacts(whole.contacts))
    said, days = _days(dossier, positions, proposals, contacts, whole)
    return Standing(positions, proposals, contacts, said, days, whole.named, restater.denied_since(positions))
