"""Who belongs to whom: actors to parties, and where a text names a party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from depesche.positions.codebook import Codebook, PartySpec
from depesche.positions.words import fold
from depesche.records import Actor, ActorKind

PARTY_KINDS = frozenset({ActorKind.STATE, ActorKind.ORGANISATION, ActorKind.GROUP, ActorKind.OFFICE})


@dataclass
class Cast:
    """The actors at hand and the parties they speak for.

    ``parties`` maps an actor's id to its party's id. Where the codebook names parties, an actor whose name is among a
    party's names or members belongs to it; else the actor's own record decides.
    """

    codebook: Codebook
    actors: Mapping[str, Actor]
    _by_name: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for party in self.codebook.parties:
            for name in party_names(party):
                self._by_name.setdefault(normal(name), party.id)

    def party(self, actor_id: str | None) -> str | None:
        """The party that the actor speaks for, or None."""
        actor = self.actors.get(actor_id or "")
        if actor is None:
            return None
        if self._by_name:
            for name in (actor.name, *actor.names):
                if (found := self._by_name.get(normal(name))) is not None:
                    return found
            if actor.party is not None and actor.party in self.actors and actor.party != actor.id:
                return self.party(actor.party)
        if actor.party is not None:
            return actor.party
        return actor.id if actor.kind in PARTY_KINDS else None

    def parties(self, actor_ids: Iterable[str]) -> list[str]:
        """The distinct parties of the actors, in order."""
        found = (self.party(actor_id) for actor_id in actor_ids)
        return list(dict.fromkeys(party for party in found if party))


def party_names(party: PartySpec) -> list[str]:
    """All names by which the codebook knows a party and its members."""
    return [party.id, party.name, *party.names, *party.members]


def normal(name: str) -> str:
    """A name to compare by: folded words without punctuation."""
    return " ".join(fold(part.strip(".,;:()\"'„“»«")) for part in name.split())
