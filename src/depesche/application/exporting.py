"""The dossier as exports read it: streams of decided records, under a belief."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from depesche.exchange.source import Issue, Verdict, VerdictLine
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

    def verdict(self) -> Verdict | None:
        """Whether a deal is possible; None where nobody has drawn a line."""
        from depesche.application.dealing import bargain

        answer = bargain(self._dossier, self._belief, limit=1)
        deal = answer.deal
        if not deal.model.red_lines:
            return None
        named = dict.fromkeys(one for blocker in deal.blockers[:1] for one in blocker)
        named.update(dict.fromkeys(deal.cheapest.red_lines if deal.cheapest else ()))
        lines = {line.id: line for line in deal.model.red_lines}
        return Verdict(
            {language: answer.sentence(language) for language in ("de", "en")},
            tuple(
                VerdictLine(
                    lines[one].party,
                    lines[one].issue,
                    lines[one].strength,
                    tuple(shown.statement for shown in answer.evidence.get(one, ())),
                )
                for one in named
            ),
        )
