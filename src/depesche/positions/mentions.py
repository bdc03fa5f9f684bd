"""Where a text names a party: its names, its people's last names, and a state's adjective, people and capital."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from depesche.actors.lexicon import lexicon
from depesche.language.lexicon import BIT
from depesche.language.lexicon import lexicon as word_forms
from depesche.positions.cast import Cast
from depesche.positions.data import language_data
from depesche.positions.words import Word, fold, stem, words
from depesche.records import Actor, ActorKind

MOST_NAMES = 4  # words of a name that are looked for together
SAME_LETTERS = 6  # letters that a party's name and its adjective have in common, where it is no state
LONG_TAIL = 5  # letters: a known noun that long makes a compound; a shorter one may end a name by chance ("Schering")
_COMMON = BIT["noun"] | BIT["adjective"] | BIT["city"] | BIT["country"]
TODAY = "9999-12-31"  # a document without a date speaks of the states that there are now
UNTELLING = 3  # letters: shorter single words are no names, unless they are written in capitals (USA, PLO)


class Mention(NamedTuple):
    """A name found: its first and last word, the party and the actor it names, and whether it is a name or a state's
    adjective, people or capital.
    """

    first: int
    last: int
    party: str | None
    actor: str | None
    name: bool


class Mentions:
    """A look-up of names; ``parties`` holds for each name's words the party, ``actors`` the actor."""

    def __init__(self, cast: Cast, actors: Iterable[Actor] = (), language: str = "de") -> None:
        self.cast = cast
        self.language = language
        self.parties: dict[tuple[str, ...], str] = {}
        self.actors: dict[tuple[str, ...], str] = {}
        self._adjectives: dict[str, str] = {}
        self._states: dict[str, str] = {}  # state code -> party
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
                self._add_person(name, party, actor.id, actor.kind is ActorKind.PERSON)

    def _add_party(self, name: str, party: str) -> None:
        key = self._key(name)
        if key:
            self.parties.setdefault(key, party)
        code = lexicon().states.named(re.sub(r"\s*\(.*", "", name))
        if code is not None:
            self._states.setdefault(code, party)
            return
        for word in words(name, self.language):
            surface = name[word.start : word.end]
            if surface.isupper() or (len(surface) > UNTELLING and is_own_name(surface, self.language)):
                self.parties.setdefault((word.stem,), party)
                if len(word.form) >= SAME_LETTERS:
                    self._adjectives.setdefault(word.form[:SAME_LETTERS], party)

    def _add_person(self, name: str, party: str | None, actor: str | None, family: bool = True) -> None:
        """A name, and by ``family`` its last word too: of a body ("Europäische Union") that would be any union's."""
        key = self._key(name)
        if not key:
            return
        for form in (key, key[-1:]) if family and len(key[-1]) > UNTELLING and _is_person(name) else (key,):
            if actor is not None:
                self.actors.setdefault(form, actor)
            if party is not None:
                self.parties.setdefault(form, party)

    def _key(self, name: str) -> tuple[str, ...]:
        return tuple(word.stem for word in words(name, self.language))[:MOST_NAMES]

    def _state(self, surface: str, before: str, day: str | None) -> str | None:
        """The party of the state that a word names, by name, adjective, people or (if no mere place) capital."""
        states = lexicon().states
        day = day or TODAY
        look_ups = [states.by_adjective]
        if surface[:1].isupper():
            look_ups = [states.named, states.by_people, states.by_adjective]
            if before not in _places(self.language):
                look_ups.append(states.by_capital)
        for look_up in look_ups:
            code = look_up(surface, day)
            if code is not None:
                return self._states.get(code) or self._states.get(states.successor(code, day))
        return None

    def _derived(self, form: str) -> str | None:
        """The party of whose name a word is the adjective or the people ("tarussisch", "Tarussier" of "Tarussien")."""
        party = self._adjectives.get(form[:SAME_LETTERS])
        derived = _endings("adjective", "people", language=self.language)
        return party if party is not None and form.endswith(derived) else None

    def find(self, found: Sequence[Word], text: str, day: str | None = None) -> list[Mention]:
        """The names among the words, the longest match first.

        Args:
            day: the day of publication (ISO), which tells the Soviet Union's Moscow from Russia's.
        """
        result = []
        index = 0
        while index < len(found):
            for length in range(min(MOST_NAMES, len(found) - index), 0, -1):
                key = self._known_key(found[index : index + length])
                party, actor = self.parties.get(key), self.actors.get(key)
                first = text[found[index].start : found[index].start + 1]
                if (party or actor) and first.isupper():
                    result.append(Mention(index, index + length - 1, party, actor, True))
                    index += length
                    break
            else:
                before = found[index - 1].form if index else ""
                party = self._state(text[found[index].start : found[index].end], before, day)
                party = party or self._derived(found[index].form)
                if party is not None:
                    result.append(Mention(index, index, party, None, False))
                index += 1
        return result

    def _known_key(self, found: Sequence[Word]) -> tuple[str, ...]:
        """The words' key; of a genitive whose stem is cut otherwise ("Arafats", "Arafat") the nominative's."""
        key = tuple(word.stem for word in found)
        form = found[-1].form
        if key in self.parties or key in self.actors or not form.endswith("s"):
            return key
        return (*key[:-1], stem(form[:-1], self.language))

    def parties_in(self, found: Sequence[Word], text: str, day: str | None = None) -> list[str]:
        """The distinct parties named, in order."""
        return list(dict.fromkeys(item.party for item in self.find(found, text, day) if item.party))

    def subject(self, found: Sequence[Word], text: str, day: str | None = None) -> str | None:
        """The party that a clause is about: the first one named, if nothing but small words stand before it."""
        openers, wrong = _lists(self.language)
        if any(_is_infinitive(w.form, self.language) for w in _first_clause(found, text) if text[w.start].islower()):
            return None  # "die Raketen abzuziehen" has no subject, "Kuba sei bereit, die Raketen abzuziehen" has
        for first, last, party, *_ in self.find(found, text, day):
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


@lru_cache(maxsize=4096)
def is_own_name(surface: str, language: str) -> bool:
    """Whether a word of a party's name names that party alone: no common noun or adjective, no state and no place.

    "Nationen", "Volksfront" and "Palästinas" are said of others too; "Renamo" is not. A word that the compiled lexicon
    does not know is a compound where it ends in a noun that it knows.
    """
    states = lexicon().states
    look_ups = (states.named, states.by_capital, states.by_people, states.by_adjective)
    if not surface[:1].isupper() or any(look_up(surface) for look_up in look_ups):
        return False
    if fold(surface).endswith(_endings("adjective", language=language)):
        return False
    forms = word_forms(language)
    if forms is None:
        return True
    entry = forms.find(surface)
    if entry is not None:
        return bool(entry.features & BIT["name"]) and not entry.features & _COMMON
    compound = forms.find_compound(surface)
    return compound is None or len(surface) - compound.tail < LONG_TAIL


def _is_person(name: str) -> bool:
    """Whether a name looks like a person's: two to four words, capitals or particles, no state or capital."""
    parts = name.split()
    states = lexicon().states
    return 2 <= len(parts) <= 4 and all(
        (part[:1].isupper() or part in lexicon().particles)
        and not (states.named(part) or states.by_adjective(part) or states.by_capital(part) or states.by_people(part))
        for part in parts
    )


def _first_clause(found: Sequence[Word], text: str) -> Sequence[Word]:
    """The words before the first comma that two words or more stand before."""
    for place in range(1, len(found) - 1):
        if "," in text[found[place].end : found[place + 1].start]:
            return found[: place + 1]
    return found


def _is_infinitive(form: str, language: str) -> bool:
    markers, infixed = _infinitives(language)
    return form in markers or form.startswith(infixed)


@lru_cache(maxsize=8)
def _infinitives(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    data = language_data(language, "attribution")
    markers = [fold(word) for word in data["infinitive"]]
    return frozenset(markers), tuple(fold(part) + mark for part in data["infinitive_prefixes"] for mark in markers)


@lru_cache(maxsize=8)
def _endings(*kinds: str, language: str) -> tuple[str, ...]:
    data = language_data(language, "attribution")["derived"]
    return tuple(str(ending) for kind in kinds for ending in data[kind])


@lru_cache(maxsize=8)
def _places(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in language_data(language, "attribution")["place_prepositions"])


@lru_cache(maxsize=8)
def _lists(language: str) -> tuple[frozenset[str], frozenset[str]]:
    data = language_data(language, "attribution")
    return frozenset(fold(w) for w in data["openers"]), frozenset(fold(w) for w in data["not_subject"])


@lru_cache(maxsize=8)
def carriers(language: str) -> tuple[str, ...]:
    """Parts of the names of outlets that carry a party's own words."""
    return tuple(fold(str(part)) for part in language_data(language, "attribution")["carriers"])
