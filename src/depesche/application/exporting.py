"""The dossier as exports read it: streams of decided records, under a belief."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from depesche.exchange.source import Issue
from depesche.records import Actor, Claim, Contact, Document, Position, Proposal, Statement

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier


class DossierExport:
    """An `ExportSource` over a dossier."""

    def __init__(self, dossier: Dossier, belief: str) -> None:
        self._dossier = dossier
        self._belief = belief

    def documents(self) -> Iterable[Document]:
        """All documents, by day and id."""
        return self._dossier.documents()

    def actors(self) -> Iterable[Actor]:
        """All actors."""
        return self._dossier.actors()

    def statements(self) -> Iterable[Statement]:
        """Statements in the documents' order."""
        return self._dossier.statements(self._belief)

    def claims(self) -> Iterable[Claim]:
        """Claims."""
        return self._dossier.claims(self._belief)

    def positions(self) -> Iterable[Position]:
        """Positions."""
        return self._dossier.positions(self._belief)

    def proposals(self) -> Iterable[Proposal]:
        """Proposals."""
        return self._dossier.proposals(self._belief)

    def contacts(self) -> Iterable[Contact]:
        """Contacts."""
        return self._dossier.contacts(self._belief)

    def issues(self) -> Iterable[Issue]:
        """The codebook's issues."""
        for issue in self._dossier.codebook().issues:
            yield Issue(
                issue.id,
                issue.name,
                tuple(outcome.id for outcome in issue.outcomes),
                tuple(outcome.name for outcome in issue.outcomes),
                tuple(outcome.direction for outcome in issue.outcomes),
            )
