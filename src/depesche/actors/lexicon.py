"""Language data of the actor stage: states, seats, agencies and the words by which people are referred to.

The files stand beside this module, one folder a language; all languages are looked up at once, since German reports
quote English offices and the other way round. Loaded once, on first use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from depesche.actors.names import plain

LANGUAGES = ("de", "en")
_ADJECTIVE_ENDINGS = ("", "e", "er", "es", "en", "em")
_PERSON_ENDINGS = ("", "n", "en", "s", "r", "in", "innen", "nen")


@dataclass(frozen=True, slots=True)
class Seat:
    """An office that speaks for somebody: "Pentagon" is (US, "ministry:verteidigung")."""

    name: str
    state: str
    office: str


@dataclass(frozen=True, slots=True)
class Host:
    """A capital that speaks for a body which sits there, while it did, in texts that have one of its words."""

    place: str
    body: str
    since: str
    until: str
    words: re.Pattern[str]


def _host(place: str, body: str, since: str, until: str, words: str) -> Host:
    options = "|".join(re.escape(word).replace(r"\*", r"\w+") for word in words.split(","))
    return Host(_key(place), body, since, until, re.compile(rf"(?<!\w)(?:{options})(?!\w)"))


def _rows(path: str) -> Iterator[list[str]]:
    text = files("depesche.actors").joinpath(path).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def _key(word: str) -> str:
    return plain(word).replace("ß", "ss")


class States:
    """States by name, adjective, inhabitant and capital, with the time at which they existed."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.display: dict[str, str] = {}
        self.adjectives: dict[str, list[str]] = {}
        self.people: dict[str, list[str]] = {}
        self.capitals: dict[str, list[str]] = {}
        self.periods = {row[0]: (row[1], row[2] if len(row) > 2 else "") for row in _rows("periods.tsv")}
        for language in LANGUAGES:
            for code, names, adjectives, people, capitals in _rows(f"{language}/states.tsv"):
                self.display.setdefault(code, names.split(",")[0])
                for name in names.split(","):
                    self.names.setdefault(_key(name), code)
                    first, space, rest = name.partition(" ")
                    if space and first.endswith("e"):  # "in den Vereinigten Staaten"
                        self.names.setdefault(_key(f"{first}n {rest}"), code)
                        self.names.setdefault(_key(f"{first}r {rest}"), code)
                _spread(self.adjectives, adjectives, code, _ADJECTIVE_ENDINGS)
                _spread(self.people, people, code, _PERSON_ENDINGS)
                _spread(self.capitals, capitals, code, ("",))

    def named(self, word: str, day: str | None = None) -> str | None:
        """The state of that name, also in the genitive ("Kubas")."""
        key = _key(word)
        return self.names.get(key) or (self.names.get(key[:-1]) if key.endswith("s") else None)

    def by_adjective(self, word: str, day: str | None = None) -> str | None:
        """The state of an adjective ("sowjetischen")."""
        return self._living(self.adjectives.get(_key(word), []), day)

    def by_people(self, word: str, day: str | None = None) -> str | None:
        """The state of its inhabitant ("der Russe")."""
        return self._living(self.people.get(_key(word), []), day)

    def by_capital(self, word: str, day: str | None = None) -> str | None:
        """The state whose capital or seat of government the place is."""
        key = _key(word)
        found = self.capitals.get(key) or (self.capitals.get(key[:-1], []) if key.endswith("s") else [])
        return self._living(found, day)

    def seated(self, place: str) -> list[str]:
        """The states, of all times, whose capital a place is."""
        return self.capitals.get(_key(place), [])

    def words_of(self, code: str) -> set[str]:
        """A state's names and adjectives in all their forms, in plain letters."""
        names = {word for word, named in self.names.items() if named == code}
        adjectives = {word for word, codes in self.adjectives.items() if code in codes}
        return {*names, *(f"{name}s" for name in names), *adjectives}

    def successor(self, code: str, day: str | None) -> str:
        """The state that a name meant on that day, where two share a seat ("Kreml" in 1962 is the Soviet Union)."""
        if day is None or self._lived(code, day):
            return code
        for capital in self.capitals.values():
            if code in capital:
                return self._living(capital, day) or code
        return code

    def _lived(self, code: str, day: str) -> bool:
        since, until = self.periods.get(code, ("", ""))
        return since <= day and (not until or day <= until)

    def _living(self, codes: list[str], day: str | None) -> str | None:
        if day:
            codes = [code for code in codes if self._lived(code, day)] or codes
        return codes[0] if codes else None


def _spread(table: dict[str, list[str]], words: str, code: str, endings: tuple[str, ...]) -> None:
    for word in filter(None, words.split(",")):
        for ending in endings:
            known = table.setdefault(_key(word + ending), [])
            if code not in known:
                known.append(code)


class Lexicon:
    """All word lists; sets of lower-case words unless said otherwise."""

    def __init__(self) -> None:
        self.states = States()
        self.seats = {
            _key(name): Seat(names.split(",")[0], state, office)
            for language in LANGUAGES
            for names, state, office in _rows(f"{language}/seats.tsv")
            for name in names.split(",")
        }
        self.agencies = {
            _key(name): (names.split(",")[0], state)
            for names, state in _rows("agencies.tsv")
            for name in names.split(",")
        }
        self.hosts = [_host(*row) for row in _rows("de/hosts.tsv")]
        words = tomllib.loads(files("depesche.actors").joinpath("de/words.toml").read_text("utf-8"))
        self.determiners = {
            word: kind for kind, listed in words["determiners"].items() for word in listed if kind != "plural"
        }
        self.plural_words = frozenset(words["determiners"]["plural"])
        self.numbers: dict[str, int] = words["numbers"]
        self.pronouns: dict[str, str] = words["pronouns"]
        heads = words["heads"]
        self.roles = frozenset(heads["roles"])
        self.relational = frozenset(heads["relational"])
        self.envoys = frozenset(heads["envoys"])
        self.posted = frozenset(heads["posted"])
        self.topical = frozenset(heads["topical"])
        self.statesmen = frozenset(heads["statesmen"])
        self.inside = frozenset(heads["inside"])
        self.spokesman = frozenset(heads["spokesman"])
        self.source = frozenset(heads["source"])
        self.people = frozenset(heads["people"])
        self.nominative_members: dict[str, str] = heads["nominative_members"]
        self.informants = frozenset(heads["informants"])
        self.circle = frozenset(heads["circle"])
        self.members = frozenset(heads["members"])
        self.documents = frozenset(heads["documents"])
        self.outlets = frozenset(heads["outlets"])
        self.government = frozenset(heads["government"])
        self.movements = frozenset(heads["movements"])
        self.institutions = frozenset(heads["institutions"])
        people = words["people"]
        self.unnamed_marks: tuple[str, ...] = tuple(people["unnamed_marks"])
        marks = "|".join(r"\s?".join(map(re.escape, re.findall(r"\w\.", one))) for one in people["title_marks"])
        self.title_mark = re.compile(rf"\s(?:{marks})(?=[\s,]|$)", re.IGNORECASE)  # "General a. D. Isaac Rojas"
        self.particles = frozenset(people["particles"])
        self.prepositions = frozenset(people["prepositions"])
        self.former = frozenset(people["former"])
        self.private = frozenset(people["private"])
        self.chains: dict[str, list[str]] = words["chains"]
        self.phrases: dict[str, list[str]] = words["phrases"]
        self.ministries: dict[str, str] = {form: name for name, forms in words["ministries"].items() for form in forms}

    @cached_property
    def relying(self) -> re.Pattern[str]:
        """Finds the words by which an outlet names whom it relies on."""
        return re.compile("|".join(map(re.escape, self.chains["reliance"])), re.IGNORECASE)

    def ends_in(self, word: str, endings: frozenset[str]) -> str | None:
        """The longest of the endings that the lower-case word is or ends in, also inflected; None if none.

        An ending of fewer than four letters must be the whole word or follow a hyphen ("Sonderrat" is no "rat").
        """
        word = word.lower().rsplit("-", 1)[-1].strip("’'.")
        for form in (
            word,
            *(word[: -len(tail)] for tail in ("innen", "es", "en", "s", "n", "e") if word.endswith(tail)),
        ):
            for start in range(len(form)):
                part = form[start:]
                if part in endings and (start == 0 or len(part) >= 4):
                    return part
        return None


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one lexicon, loaded on first use."""
    return Lexicon()
