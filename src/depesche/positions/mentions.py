"""Where a text names a party: its names, its people's last names, and adjectives that begin like its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from depesche.positions.cast import Cast
from depesche.positions.data import language_data
from depesche.positions.words import Word, fold, words
from depesche.records import Actor, ActorKind

MOST_NAMES = 4  # words of a name that are looked for together
SAME_LETTERS = 5  # letters that a party's name and its adjective have in common ("Russland", "russisch")
UNTELLING = 3  # letters: shorter single words are no names, unless they are written in capitals (USA, PLO)


class Mentions:
    """A look-up of names; ``parties`` holds for each name's words the party, ``actors`` the actor."""

    def __init__(self, cast: Cast, actors: Iterable[Actor] = (), language: str = "de") -> None:
        self.language = language
        self.parties: dict[tuple[str, ...], str] = {}
        self.actors: dict[tuple[str, ...], str] = {}
        self._adjectives: dict[str, str] = {}
        for spec in cast.codebook.parties:
            for name in (spec.id, spec.name, *spec.names):
                self._add_party(name, spec.id)
            for name in spec.members:
                self._add_person(name, spec.id, None)
        for actor in actors:
            party = cast.party(actor.id)
            if actor.kind in (ActorKind.OUTLET, ActorKind.UNNAMED):
                continue
            for name in dict.fromkeys((actor.name, *actor.names)):
                if party is not None and party == actor.id:
                    self._add_party(name, party)
                self._add_person(name, party, actor.id)

    def _add_party(self, name: str, party: str) -> None:
        key = self._key(name)
        if key:
            self.parties.setdefault(key, party)
        for word in words(name, self.language):
            surface = name[word.start : word.end]
            telling = surface.isupper() or (surface[:1].isupper() and len(surface) > UNTELLING)
            if telling and (len(key) == 1 or surface.isupper() or len(key) > 2):
                self.parties.setdefault((word.stem,), party)
            if telling and len(word.form) >= SAME_LETTERS:
                self._adjectives.setdefault(word.form[:SAME_LETTERS], party)

    def _add_person(self, name: str, party: str | None, actor: str | None) -> None:
        key = self._key(name)
        if not key:
            return
        for form in (key, key[-1:]) if len(key[-1]) > UNTELLING else (key,):
            if actor is not None:
                self.actors.setdefault(form, actor)
            if party is not None:
                self.parties.setdefault(form, party)

    def _key(self, name: str) -> tuple[str, ...]:
        return tuple(word.stem for word in words(name, self.language))[:MOST_NAMES]

    def find(self, found: Sequence[Word], text: str) -> list[tuple[int, int, str | None, str | None]]:
        """The names among the words, longest first match: (index of first word, of last, party, actor)."""
        result = []
        index = 0
        while index < len(found):
            for length in range(min(MOST_NAMES, len(found) - index), 0, -1):
                key = tuple(word.stem for word in found[index : index + length])
                party, actor = self.parties.get(key), self.actors.get(key)
                first = text[found[index].start : found[index].start + 1]
                if (party or actor) and first.isupper():
                    result.append((index, index + length - 1, party, actor))
                    index += length
                    break
            else:
                party = self._adjectives.get(found[index].form[:SAME_LETTERS])
                if party is not None:
                    result.append((index, index, party, None))
                index += 1
        return result

    def parties_in(self, found: Sequence[Word], text: str) -> list[str]:
        """The distinct parties named, in order."""
        return list(dict.fromkeys(party for _, _, party, _ in self.find(found, text) if party))

    def subject(self, found: Sequence[Word], text: str) -> str | None:
        """The party that a clause is about: the first one named, if nothing but small words stand before it."""
        openers, wrong = _lists(self.language)
        for first, last, party, _ in self.find(found, text):
            before = [word.form for word in found[:first]]
            if any(word in wrong for word in before[-1:]) or len(before) > 4:
                return None
            if all(word in openers for word in before) or len(before) <= 1:
                follows = found[last + 1 : last + 2]
                # an adjective or genitive before a noun ("sowjetische Hilfe", "Kubas Grenzen") is no subject
                if follows and text[follows[0].start].isupper() and text[found[last].start].islower():
                    return None
                if party is not None and follows:
                    return party
            return None
        return None


@lru_cache(maxsize=8)
def _lists(language: str) -> tuple[frozenset[str], frozenset[str]]:
    data = language_data(language, "attribution")
    return frozenset(fold(w) for w in data["openers"]), frozenset(fold(w) for w in data["not_subject"])


@lru_cache(maxsize=8)
def carriers(language: str) -> tuple[str, ...]:
    """Parts of the names of outlets that carry a party's own words."""
    return tuple(fold(str(part)) for part in language_data(language, "attribution")["carriers"])
