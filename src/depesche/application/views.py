"""What can be read out of a dossier: records with decisions applied, under a belief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from depesche.application.believing import Believer
from depesche.application.deciding import find
from depesche.application.exporting import DossierExport
from depesche.exchange.contract import AnyRecord, as_json
from depesche.exchange.source import ExportSource
from depesche.ledger import Ledger
from depesche.records import Actor, Claim, Contact, Position, Proposal, Statement


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
        """Claims by their first day, counted on the evidence that the belief admits."""
        return self._decided("claim", belief, filters)

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
            UnknownName: there is none.
        """
        found = list(self._decided(record, "", {"ids": [identity]}))
        return found[0] if found else find(self.ledger, record, identity)

    def actor_names(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """Actors' names by id: of all, or of those asked for."""
        filters: dict[str, Any] = {} if ids is None else {"ids": ids}
        return {actor.id: actor.name for actor in self.actors(**filters)}

    def as_json(self, record: AnyRecord) -> dict[str, Any]:
        """A record as the outside contract writes it."""
        return as_json(record)

    def export_source(self, belief: str = "") -> ExportSource:
        """The dossier as exports read it."""
        return DossierExport(self, belief)  # type: ignore[arg-type]

    def _decided(self, record: str, belief: str, filters: dict[str, Any]) -> Iterator[Any]:
        found: Iterator[Any] = getattr(self.ledger, f"iter_{record}s")(**filters)
        return found if not belief else Believer(self.ledger, belief).kept(record, found)
