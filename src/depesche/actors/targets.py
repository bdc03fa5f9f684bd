"""Speakers that are no persons: states and their offices, organisations, outlets and agencies.

A state speaks through its government, capital and, as a metonym, its seat ("Moskau", "der Kreml", "die türkische
Regierung", "Türken"): all are the state. A ministry, embassy or palace is an actor of its own with the state as its
party; an unnamed spokesman speaks as the institution he speaks for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from depesche.actors.lexicon import Seat, lexicon
from depesche.actors.mentions import Parsed
from depesche.actors.names import gender_of_name, is_other_acronym, is_woman, nominative_name, plain
from depesche.actors.registry import Known, Registry
from depesche.records import ActorKind, stable_id

_ENDINGS = ("ischen", "ischer", "isches", "ische", "isch", "en", "em", "er", "es", "e", "s", "n")
_FILLER = frozenset(
    [
        "der",
        "die",
        "das",
        "des",
        "dem",
        "den",
        "von",
        "vom",
        "zu",
        "zum",
        "zur",
        "für",
        "in",
        "im",
        "und",
        "am",
        "an",
        "bei",
        "ein",
        "eine",
    ]
)


@lru_cache(maxsize=1)
def organisations() -> dict[str, str]:
    """International organisations: stem key of each name -> the name shown."""
    table: dict[str, str] = {}
    for line in files("depesche.actors").joinpath("organisations.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            names = line.split(",")
            for name in names:
                table.setdefault(stem_key(name), names[0])
    return table


@lru_cache(maxsize=65536)
def stem_key(words: str) -> str:
    """Words without articles and endings, so that a name is one in every case: "Rheinischen Kuriers" = "…er Kurier"."""
    kept = [word for word in re.split(r"[\s/]+", plain_words(words)) if word and word not in _FILLER]
    return " ".join(map(_stem, kept))


def plain_words(words: str) -> str:
    """`plain` for several words, hyphens as spaces' equals."""
    return " ".join(plain(word) for word in words.replace("-", " ").split())


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


NEAR = 600  # code points before a name, among which a state is looked for


@dataclass(slots=True)
class Setting:
    """What a document adds to the reading of a mention."""

    registry: Registry
    day: str | None
    outlet: Known | None
    home: str | None = None  # the state of the dateline
    hosts: dict[str, str] = field(default_factory=dict)  # capitals that mean a body in this text: "brussel" -> its name


def state_of(parsed: Parsed, day: str | None) -> str | None:
    """The state that a mention's adjectives, owner, prefix or complement name."""
    states = lexicon().states
    for word in parsed.adjectives:
        if code := states.by_adjective(word, day) or _of_people(word, day):
            return code
    prefixes = (one for one in parsed.prefixes if not only_about(parsed, one) and not is_other_acronym(one))
    for word in (parsed.owner, *prefixes):
        if word and (
            code := states.named(word) or states.by_capital(word, day) or states.by_adjective(word + "isch", day)
        ):
            return code
    rest = [word for word in re.split(r"[\s,]+", parsed.rest) if word]
    if rest[:1] in (["in"], ["bei"]) and (parsed.is_a(lexicon().envoys) or not parsed.heads):
        return None  # where an ambassador serves does not say whose he is, nor where anybody "in Tunis" is
    if rest[:1] == ["für"] and parsed.is_a(lexicon().topical):
        return None  # "der Sondergesandte für Nordkorea"
    for number, word in enumerate(rest):
        for size in (3, 2, 1):
            if code := states.named(" ".join(rest[number : number + size])):
                return code
        if code := states.by_adjective(word, day) or _of_body(word):
            return code
    for word in rest:
        if code := states.by_capital(word, day):
            return code
    return None


def _of_people(word: str, day: str | None) -> str | None:
    """The state of an inhabitants' name that stands as an adjective: "die Luxemburger Regierung"."""
    return lexicon().states.by_people(word, day) if word[:1].isupper() and word.endswith("er") else None


def _of_body(word: str) -> str | None:
    """The state before an institution in one compound: "US-Außenministerium", "Iran-Regierung"."""
    words = lexicon()
    head, dash, body = word.partition("-")
    if not dash or not (words.ends_in(body, words.institutions) or words.ends_in(body, words.government)):
        return None
    return words.states.named(head)


def only_about(parsed: Parsed, prefix: str) -> bool:
    """Whether a compound only says what somebody deals with: "Iran-Beauftragter", but not "US-Beauftragter"."""
    return parsed.is_a(lexicon().topical) and not prefix.isupper() and lexicon().states.named(prefix) is not None


def sending_state(parsed: Parsed, day: str | None) -> str | None:
    """The state that goes before the body in a compound: "Nordkoreas UN-Vertreter", "der russische UN-Botschafter"."""
    states = lexicon().states
    if parsed.owner and (code := states.named(parsed.owner) or states.by_capital(parsed.owner, day)):
        return code
    sent = parsed.adjectives if parsed.is_a(lexicon().posted) else []
    return next((code for word in sent if (code := states.by_adjective(word, day))), None)


def governed(setting: Setting, parsed: Parsed, before: str, home: str | None) -> Known | None:
    """Whose government somebody belongs to who has an office and no state in his title, till a title tells.

    That of the dateline (`home`); or of the capital in which the last words before him are spoken: "In Bonn sagte
    Minister Held". None if his paragraph has last named another state in any other way.
    """
    if parsed.former or parsed.head.lower() not in lexicon().statesmen:
        return None
    states, day = lexicon().states, setting.day
    words = re.findall(r"[\w-]+", before[-NEAR:].rpartition("\n")[2])
    for last in range(len(words), 0, -1):
        for first in range(max(0, last - 3), last):
            name = " ".join(words[first:last])
            capital = states.by_capital(name, day)
            if code := capital or states.named(name) or (states.by_adjective(name, day) if last - first == 1 else None):
                spoken = capital and first and words[first - 1].lower() in lexicon().inside
                return state(setting, code) if spoken or code == home else None
    return state(setting, home) if home is not None else None


def state(setting: Setting, code: str, words: str = "") -> Known:
    """The actor of a state."""
    states = lexicon().states
    known = setting.registry.keyed(f"state:{code}", ActorKind.STATE, states.display.get(code, code))
    if code not in known.states:
        known.states.append(code)
    setting.registry.add_name(known, words)
    return known


def office(setting: Setting, code: str, kind: str, words: str) -> Known:
    """An institution of a state; the state is its party."""
    known = _stateless(setting, kind) if setting.registry.get(stable_id("a", f"office:{code}:{kind}")) is None else None
    if known is None:
        posts = [f"d:{kind}"] if kind.startswith("ministry:") else []
        known = setting.registry.keyed(f"office:{code}:{kind}", ActorKind.ORGANISATION, words, posts)
    if not known.states:
        known.states.append(code)
        known.party = state(setting, code).id
    setting.registry.add_name(known, words)
    return known


def _stateless(setting: Setting, kind: str) -> Known | None:
    """A ministry named before its state was ("das Verkehrsministerium", then "das Bundesverkehrsministerium")."""
    if not kind.startswith("ministry:"):
        return None
    return next((known for known in setting.registry.find(f"d:{kind}") if not known.states), None)


def any_ministry(setting: Setting, department: str) -> Known | None:
    """The dossier's only ministry of a department, whatever its state."""
    found = setting.registry.find(f"d:ministry:{department}")
    return found[0] if len(found) == 1 else None


def stateless_ministry(setting: Setting, department: str, words: str) -> Known:
    """A ministry whose state the text does not tell."""
    kind = f"ministry:{department}"
    return setting.registry.keyed(f"office:?:{kind}", ActorKind.ORGANISATION, words, [f"d:{kind}"])


def seat(setting: Setting, words: str) -> Known | None:
    """A seat, agency, state, capital or international organisation named by these very words (in any case)."""
    table = lexicon()
    key = plain_words(words).replace("ß", "ss")
    found = table.seats.get(plain(words)) or _seats_by_stem().get(stem_key(words))
    if found:
        code = table.states.successor(found.state, setting.day)
        if found.office == "government":
            return state(setting, code, words)
        return office(setting, code, found.office, found.name)
    if agency := table.agencies.get(plain(words)):
        return outlet(setting, agency[0])
    if body := setting.hosts.get(key) or setting.hosts.get(key.removesuffix("s")):
        meant = table.states.named(body)
        return state(setting, meant, words) if meant else organisation(setting, body)
    named = table.states.named(words) or table.states.by_capital(words, setting.day)
    if named and not is_other_acronym(words):
        return state(setting, named, words)
    if name := organisations().get(stem_key(key)):
        own = setting.registry.short_form(stem_key(key))
        other = own is not None and organisations().get(own) != name  # "OAS" where the text says what it means
        return organisation(setting, words if other else name)
    return None


@lru_cache(maxsize=1)
def _seats_by_stem() -> dict[str, Seat]:
    return {stem_key(found.name): found for found in lexicon().seats.values()}


def outlet(setting: Setting, name: str) -> Known:
    """A newspaper, broadcaster or agency; known ones are found by a shared name ("EXPRESS", "Express am Mittag")."""
    table = lexicon()
    if agency := table.agencies.get(plain(name)):
        name = agency[0]
    key = stem_key(name)
    own = setting.outlet
    if own is not None and (stem_key(own.name) == key or stem_key(own.name).split()[:1] == [key]):
        return own
    for known in setting.registry.find(f"o:{key}"):
        return known
    return setting.registry.keyed(f"outlet:{key}", ActorKind.OUTLET, nominative_name(name), [f"o:{key}"])


def body_or_people(setting: Setting, name: str) -> Known:
    """What a bare noun with an article names that nothing before it fits: a body, or somebody whose name nobody tells
    ("die Wirtin", "die Nachbarn").
    """
    head = name.split()[0] if name else ""
    people = head.lower() in lexicon().people or is_woman(head)
    return organisation(setting, name, ActorKind.UNNAMED if people else ActorKind.ORGANISATION)


def organisation(setting: Setting, name: str, kind: ActorKind = ActorKind.ORGANISATION) -> Known:
    """Any other organisation, by the stems of its name; a shorter name finds a longer one that holds its words."""
    name = nominative_name(name)
    key = stem_key(name)
    also = setting.registry.short_form(key)
    found = setting.registry.find(f"g:{key}") or (setting.registry.find(f"g:{also}") if also else [])
    if found:
        known = max(found, key=lambda one: one.seen)
        setting.registry.add_name(known, name)
        if also and not setting.registry.only_looking:
            setting.registry.touch(known, [f"g:{key}", f"g:{also}"])
        return known
    posts = {f"g:{key}"} | ({f"g:{also}"} if also else set())
    words = key.split()
    if len(words) == 2:
        for short in setting.registry.find(f"g:{words[-1]}"):
            if all(stem_key(one) == words[-1] for one in (short.name, *short.names)):
                if not setting.registry.only_looking:  # "die Bahn", then "die Deutsche Bahn"
                    short.names, short.name = [*short.names, short.name], name
                    setting.registry.touch(short, [f"g:{key}", *(f"g:{word}" for word in words if len(word) >= 4)])
                return short
    if len(words) > 1:
        posts |= {f"g:{word}" for word in words if len(word) >= 4}
        if not _OWNED.search(name):
            posts.add(f"g:{words[-1]}")
    return setting.registry.keyed(f"org:{key}", kind, name, sorted(posts))


_WORD = r"(?<!\w)[A-ZÄÖÜ][\wäöüß-]{1,60}"
_JOINED = r"(?:(?:de[rsmn]|vom|von|für|und|zur|zum|im|in) (?:[a-zäöüß]+e[nrsm]? )?){0,2}"  # "Armee der freien Bauern"
_SHORT = re.compile(rf"((?:{_WORD} {_JOINED}){{0,5}}{_WORD}) \(([A-ZÄÖÜ][A-Za-zÄÖÜäöü]{{0,5}}[A-ZÄÖÜ])\)")
_OWNED = re.compile(r" de[rs] [A-ZÄÖÜ]{2,6}$")  # "Regionalbüro der UVT" is not the UVT
_SMALL = 24  # short forms of one text that are kept


def short_forms(text: str) -> dict[str, str]:
    """Short forms that a text introduces in brackets, both ways: "Klinikärztebund (KÄB)".

    The letters of the short form must stand in the name in their order, the first at its beginning.
    """
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        words, letters = match[1].split(), match[2].lower()
        for first in range(len(words)):
            name = " ".join(words[first:])
            if gender_of_name(words[first]) or lexicon().agencies.get(letters):
                break  # "Claudia Dumont (CDU)" is a member of it, "Montag (AFP)" a dateline
            if name[:1].lower() == letters[:1] and _in_order(letters, name.lower()) and len(found) < 2 * _SMALL:
                found[stem_key(name)], found[stem_key(match[2])] = stem_key(match[2]), stem_key(name)
                break
    return found


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def ministry(word: str) -> str | None:
    """The department of a ministry's name ("Bundesverkehrsministerium": verkehr), "" for a bare "Ministerium".

    A "Departement" may be anything, but an "Aussendepartement" is a ministry.
    """
    lower = word.lower()
    if (at := lower.find("departement")) > 0:
        return lexicon().ministries.get(lower[:at])
    at = lower.find("ministeri")
    if at < 0:
        return None
    head = lower[:at].rstrip("-").removeprefix("bundes")
    forms = lexicon().ministries
    return forms.get(head) or forms.get(head.rstrip("s")) or head.rstrip("s")
