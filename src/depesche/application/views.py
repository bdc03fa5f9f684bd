"""What can be read out of a dossier: records with decisions applied, under a belief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from depesche.application import codebooks
from depesche.application.believing import Believer
from depesche.application.deciding import find
from depesche.application.exporting import DossierExport
from depesche.application.restating import as_of
from depesche.claims.sources import SourceRow, source_table
from depesche.exchange.contract import AnyRecord, as_json
from depesche.exchange.source import ExportSource
from depesche.ledger import Ledger
from depesche.positions.codebook import Codebook
from depesche.positions.matrix import Entry, Matrix, history, matrix, silent, taking_part
from depesche.positions.suggest import Suggestion, suggest
from depesche.positions.timeline import Event, timeline
from depesche.records import Actor, ActorKind, Claim, Contact, Position, Proposal, Statement


class Views:
    """The looking half of a `Dossier`.

    Every method takes the ledger's filters (``ids``, ``document``, ``actor``, ``party``, ``issue``, ``outlet``,
    ``language``, ``since``, ``until``; ISO days, both included) and a ``belief``: which evidence counts, such as
    ``"named; not denied; origins>=2"`` (docs/belief.md). Records come in an order that never changes.

    Raises:
        BadExpression: the belief cannot be understood.
        UnknownName: a filter that there is not.
    """

    ledger: Ledger

    def statements(self, belief: str = "", **filters: Any) -> Iterator[Statement]:
        """Who says what, document by document, in text order."""
        return self._decided("statement", belief, filters)

    def actors(self, **filters: Any) -> Iterator[Actor]:
        """People, states, organisations, outlets, unnamed sources, by name."""
        return self._decided("actor", "", filters)

    def claims(self, belief: str = "", **filters: Any) -> Iterator[Claim]:
        """Claims by their first day, counted on the evidence that the belief admits and that decisions left."""
        found = self._decided("claim", "", filters)
        if not belief and not self.ledger.decisions():
            return found
        return Believer(self.ledger, belief).kept("claim", found)

    def positions(self, belief: str = "", **filters: Any) -> Iterator[Position]:
        """Positions by issue, party and time."""
        return self._decided("position", belief, filters)

    def proposals(self, belief: str = "", **filters: Any) -> Iterator[Proposal]:
        """Proposals."""
        return self._decided("proposal", belief, filters)

    def contacts(self, belief: str = "", **filters: Any) -> Iterator[Contact]:
        """Contacts by day."""
        return self._decided("contact", belief, filters)

    def one(self, record: str, identity: str) -> Any:
        """One record by its id or the beginning of it.

        Raises:
            UnknownName: there is none, or several begin so.
        """
        thing = find(self.ledger, record, identity, rewritten=False)
        found = list(self._decided(record, "", {"ids": [thing.id]}))
        return found[0] if found else find(self.ledger, record, thing.id)

    def actor_names(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """Actors' names by id, and those of the codebook's parties: of all, or of those asked for."""
        wanted = None if ids is None else list(ids)
        filters: dict[str, Any] = {} if wanted is None else {"ids": wanted}
        parties = {one.id: one.name for one in self.codebook().parties if wanted is None or one.id in wanted}
        return parties | {actor.id: actor.name for actor in self.actors(**filters)}

    def as_json(self, record: AnyRecord) -> dict[str, Any]:
        """A record as the outside contract writes it."""
        return as_json(record)

    def export_source(self, belief: str = "") -> ExportSource:
        """The dossier as exports read it."""
        return DossierExport(self, belief)  # type: ignore[arg-type]

    # --- the state in tables ------------------------------------------------------------------------------------------

    def codebook(self) -> Codebook:
        """The codebook in use: the dossier's own, or the built-in general one."""
        return codebooks.in_use(self.ledger).codebook

    def codebook_yaml(self) -> str:
        """The codebook in use as its YAML was written."""
        return codebooks.in_use(self.ledger).yaml

    def matrix(self, belief: str = "", at: str | None = None) -> Matrix:
        """Where each party stands on each issue, today or at a day (ISO), by what was published until then."""
        codebook = self.codebook()
        known = taking_part(self.positions(belief), (party.id for party in codebook.parties))
        if at is not None:
            parties = {one.party for one in known}
            known = tuple(one for one in self.positions(as_of(belief, at)) if one.party in parties)
        return matrix(known, codebook, at)

    def silent_parties(self, parties: Iterable[str]) -> list[str]:
        """The names of the codebook's parties that are not among these ids."""
        return silent(self.codebook(), parties)

    def history(self, party: str, issue: str, belief: str = "", at: str | None = None) -> list[Entry]:
        """Every position of a party on an issue, earliest first; as it was known on a day (ISO) if one is named."""
        found = self.positions(as_of(belief, at), party=party, issue=issue)
        return history(found, self.codebook(), party, issue)

    def timeline(self, belief: str = "", since: str | None = None) -> list[Event]:
        """What happened when: positions taken and moved, proposals, contacts."""
        positions, proposals = list(self.positions(belief)), list(self.proposals(belief))
        contacts = list(self.contacts(belief))
        said = {shown.statement for position in positions for shown in position.evidence}
        said.update(one for proposal in proposals for one in proposal.evidence)
        documents = {statement.id: statement.document for statement in self.statements(ids=said)}
        wanted = {*documents.values(), *(shown.document for contact in contacts for shown in contact.evidence)}
        days = {document.id: document.published for document in self.ledger.iter_documents(with_text=False, ids=wanted)}
        speakers = {position.asserted_by for position in positions if position.asserted_by}
        unnamed = frozenset(actor.id for actor in self.actors(ids=speakers) if actor.kind is ActorKind.UNNAMED)
        return timeline(positions, proposals, contacts, documents, days, unnamed, since)

    def sources(self, belief: str = "") -> list[SourceRow]:
        """Who is quoted how often, at first hand or through whom, and contradicted how often; most quoted first."""
        return source_table(self.statements(belief), self.claims(belief))

    def suggest(self, most: int = 20) -> list[Suggestion]:
        """Issues and outcomes that the codebook lacks: noun groups often demanded or rejected, with examples."""
        statements = list(self.statements())
        texts = {
            document.id: document.text
            for document in self.ledger.iter_documents(ids={said.document for said in statements})
        }
        return suggest(statements, texts, self.codebook(), most=most)

    def _decided(self, record: str, belief: str, filters: dict[str, Any]) -> Iterator[Any]:
        found: Iterator[Any] = getattr(self.ledger, f"iter_{record}s")(**filters)
        return found if not belief else Believer(self.ledger, belief).kept(record, found)
