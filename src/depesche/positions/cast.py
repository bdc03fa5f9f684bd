"""Who belongs to whom: actors to parties, and where a text names a party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from depesche.positions.codebook import Codebook
from depesche.positions.data import language_data
from depesche.positions.roll import roll_of
from depesche.records import Actor, ActorKind

PARTY_KINDS = frozenset({ActorKind.STATE, ActorKind.ORGANISATION, ActorKind.GROUP, ActorKind.OFFICE})


@dataclass
class Cast:
    """The actors at hand and the parties they speak for.

    Where the codebook names parties, there are no others: an actor who is on a party's list (`Roll`) belongs to it, and
    so does whoever's own party is. Where the codebook names none, the actor's own record decides.
    """

    codebook: Codebook
    actors: Mapping[str, Actor]
    _listed_as: dict[str, str | None] = field(default_factory=dict)  # of actors asked for before

    def party(self, actor_id: str | None) -> str | None:
        """The party that the actor speaks for, or None."""
        actor = self.actors.get(actor_id or "")
        if actor is None:
            return None
        if self.codebook.parties:
            if actor.id not in self._listed_as:
                self._listed_as[actor.id] = self._listed(actor)
            return self._listed_as[actor.id]
        if actor.party is not None:
            owner = self.actors.get(actor.party)
            return owner.party if owner is not None and owner.kind == ActorKind.PERSON else actor.party
        return actor.id if actor.kind in PARTY_KINDS and not _are_several(actor) else None

    def _listed(self, actor: Actor) -> str | None:
        """Which of the codebook's parties the actor, or whoever he belongs to, is or speaks for."""
        roll, looked_at = roll_of(self.codebook.parties), set[str]()
        one: Actor | None = actor
        while one is not None and one.id not in looked_at:
            if (found := roll.entry(one)) is not None:
                return found
            looked_at.add(one.id)
            one = self.actors.get(one.party or "")
        return None

    def parties(self, actor_ids: Iterable[str]) -> list[str]:
        """The distinct parties of the actors, in order."""
        found = (self.party(actor_id) for actor_id in actor_ids)
        return list(dict.fromkeys(party for party in found if party))


def _are_several(actor: Actor) -> bool:
    """Whether an actor's name is a word for more than one party: "beide Seiten"."""
    return actor.name.partition(" ")[0].lower() in _several()


@lru_cache(maxsize=1)
def _several() -> frozenset[str]:
    return frozenset(language_data("de", "attribution")["several"])
