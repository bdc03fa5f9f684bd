"""Who belongs to whom: actors to parties, and where a text names a party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from depesche.actors.lexicon import lexicon
from depesche.positions.codebook import Codebook, PartySpec
from depesche.positions.words import fold
from depesche.records import Actor, ActorKind

PARTY_KINDS = frozenset({ActorKind.STATE, ActorKind.ORGANISATION, ActorKind.GROUP, ActorKind.OFFICE})


@dataclass
class Cast:
    """The actors at hand and the parties they speak for.

    Where the codebook names parties, there are no others: an actor whose name is among a party's names or members
    belongs to it, and so does whoever's own party does. A state is known by any of its names ("USA"). Where the
    codebook names none, the actor's own record decides.
    """

    codebook: Codebook
    actors: Mapping[str, Actor]
    _by_name: dict[str, str] = field(default_factory=dict)
    _by_state: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for party in self.codebook.parties:
            for name in party_names(party):
                self._by_name.setdefault(normal(name), party.id)
            for name in (party.name, *party.names):
                if (code := lexicon().states.named(name)) is not None:
                    self._by_state.setdefault(code, party.id)

    def party(self, actor_id: str | None) -> str | None:
        """The party that the actor speaks for, or None."""
        actor = self.actors.get(actor_id or "")
        if actor is None:
            return None
        if self._by_name:
            return self._listed(actor)
        if actor.party is not None:
            return actor.party
        return actor.id if actor.kind in PARTY_KINDS else None

    def _listed(self, actor: Actor) -> str | None:
        """Which of the codebook's parties the actor, or whoever he belongs to, is or speaks for."""
        looked_at: set[str] = set()
        one: Actor | None = actor
        while one is not None and one.id not in looked_at:
            if (found := self._entry(one)) is not None:
                return found
            looked_at.add(one.id)
            one = self.actors.get(one.party or "")
        return None

    def _entry(self, actor: Actor) -> str | None:
        """Under which of the codebook's parties the actor's own name stands."""
        names = (actor.name, *actor.names)
        for name in names:
            if (found := self._by_name.get(normal(name))) is not None:
                return found
        if actor.kind != ActorKind.STATE:
            return None
        codes = (lexicon().states.named(name) for name in names)
        return next((self._by_state[code] for code in codes if code in self._by_state), None)

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
