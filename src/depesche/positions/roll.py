"""The parties that a codebook lists, found by an actor's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

from depesche.actors.lexicon import lexicon
from depesche.actors.names import given_names_agree, similar, skeleton
from depesche.positions.codebook import PartySpec
from depesche.positions.words import fold
from depesche.records import Actor, ActorKind

_SHORTEST = 4  # letters that an adjective shares with its name
_CHANGED = 3  # letters at the end that may differ: "Sorwanien", "sorwanisch"; "Friesmark", "friesmärkisch"
_ADJECTIVE = ("", "e", "en", "er", "es", "em")
_ARTICLES = ("al-", "el-", "ar-", "as-", "at-", "ad-", "an-", "az-")  # Arabic, before a family name


class Roll:
    """Who stands under which party.

    An actor is known by any name of a party or a member as it is written there, a state by any of its names ("USA"), a
    party with something in brackets also without it if no other bears that name ("PLO (Führung in Tunis)"), and a
    person by a member's family name, in the usual transliterations, where no given name and no other party's member
    speaks against it. Bodies and unnamed sources of whom nothing else is known belong to the party in their words
    ("sorwanische Delegation"), which matters for parties that no table of states holds.

    Args:
        parties: as the codebook lists them.
    """

    def __init__(self, parties: Iterable[PartySpec]) -> None:
        parties = tuple(parties)
        self._names: dict[str, str] = {}
        self._states: dict[str, str] = {}
        self._families: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for party in parties:
            for name in party_names(party):
                self._names.setdefault(normal(name), party.id)
        self._words = [
            (word, party.id)
            for party in parties
            for name in dict.fromkeys(map(_short, (party.name, *party.names)))
            for word in name.split()
            if len(word) >= _SHORTEST and word[:1].isupper() and not _is_common(word)
        ]
        self._add_short(parties)
        for party in parties:
            for member in party.members:
                self._add_family(member, party.id)

    def _add_short(self, parties: tuple[PartySpec, ...]) -> None:
        short = [(_short(name), party.id) for party in parties for name in {party.name, *party.names}]
        bearers = Counter(normal(name) for name, _ in set(short))
        for name, party in short:
            if bearers[normal(name)] > 1:
                continue
            self._names.setdefault(normal(name), party)
            if (code := lexicon().states.named(name)) is not None:
                self._states.setdefault(code, party)

    def _add_family(self, member: str, party: str) -> None:
        *given, family = member.split() or [""]
        if given:
            self._families.setdefault(skeleton(_plain(family)), []).append((tuple(given), _plain(family), party))

    def entry(self, actor: Actor) -> str | None:
        """The party under which the actor himself stands, or None."""
        names = (actor.name, *actor.names)
        for name in names:
            if (found := self._names.get(normal(name))) is not None:
                return found
        if actor.kind == ActorKind.STATE:
            codes = (lexicon().states.named(name) for name in names)
            return next((self._states[code] for code in codes if code in self._states), None)
        if actor.kind == ActorKind.PERSON:
            return next((party for name in names if (party := self._by_family(name)) is not None), None)
        if actor.kind == ActorKind.OUTLET or actor.party is not None:
            return None
        return self._by_word(_short(actor.name))

    def _by_word(self, name: str) -> str | None:
        """The one party of whose name a word of the actor's is a form: "sorwanische Delegation", "Armee Senwars"."""
        parties = {party for word in name.split() for own, party in self._words if _is_form(word, own)}
        return parties.pop() if len(parties) == 1 else None

    def _by_family(self, name: str) -> str | None:
        *given, family = name.split() or [""]
        family = _plain(family)
        parties = {
            party
            for other, own, party in self._families.get(skeleton(family), ())
            if similar(own, family) and given_names_agree(tuple(given), other) is not False
        }
        return parties.pop() if len(parties) == 1 else None


@lru_cache(maxsize=8)
def roll_of(parties: tuple[PartySpec, ...]) -> Roll:
    """The roll of a codebook's parties; made once."""
    return Roll(parties)


def party_names(party: PartySpec) -> list[str]:
    """All names by which the codebook knows a party and its members."""
    return [party.id, party.name, *party.names, *party.members]


def normal(name: str) -> str:
    """A name to compare by: folded words without punctuation."""
    return " ".join(fold(part.strip(".,;:()\"'„“»«")) for part in name.split())


def _is_common(word: str) -> bool:
    """Whether a word is one of offices and bodies that any party may have: "Regierung", "Republik"."""
    table = lexicon()
    sorts = (table.institutions, table.government, table.roles, table.circle, table.source)
    return any(table.ends_in(word, endings) for endings in sorts)


def _is_form(word: str, name: str) -> bool:
    """Whether a word is a name, its genitive, or an adjective made of it ("friesmärkisch" of "Friesmark")."""
    word, name = fold(word.strip(".,;:()„“”\"'’«»")), fold(name)
    if word in (name, name + "s"):
        return True
    stem, ending, rest = word.rpartition("isch")
    if not ending or rest not in _ADJECTIVE:
        return False
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(stem, name, strict=False)))
    return same >= _SHORTEST and same >= len(name) - _CHANGED and same >= len(stem) - _CHANGED


def _short(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return name.partition(" (")[0].strip()


def _plain(family: str) -> str:
    """A family name without its article."""
    return family[3:] if family.lower().startswith(_ARTICLES) else family
