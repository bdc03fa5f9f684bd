"""Names across spellings: normal forms, a transliteration-proof skeleton, similarity and given-name agreement.

German newsrooms write one person in many ways (Chruschtschow, Chruschtschew, Krustschow, Khrushchev; Dobrynin,
Dobrinin; Sorin, Zorin). `skeleton` maps the spellings that German, English and French transliterations give to one
sound onto one consonant string; `similar` checks that the whole strings are near. All functions are pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container
from functools import lru_cache

from depesche.language.lexicon import BIT, Entry, lexicon

_WEAK = ("en", "em", "e", "er", "es")  # endings of adjectives
# Digraphs of the common transliterations of Slavic, Arabic and Hebrew names, longest first, to one sound class each
_SOUNDS = (
    ("schtsch", "SC"),
    ("shch", "SC"),
    ("tsch", "C"),
    ("tch", "C"),
    ("cz", "C"),
    ("sch", "S"),
    ("zh", "S"),
    ("sh", "S"),
    ("dsch", "J"),
    ("dj", "J"),
    ("dh", "T"),
    ("th", "T"),
    ("ph", "F"),
    ("kh", "K"),
    ("gh", "K"),
    ("ch", "K"),
    ("ck", "K"),
    ("qu", "K"),
    ("ts", "S"),
    ("tz", "S"),
    ("ks", "KS"),
    ("x", "KS"),
)
_LETTERS = {
    **dict.fromkeys("szßc", "S"),
    **dict.fromkeys("kqg", "K"),
    **dict.fromkeys("td", "T"),
    **dict.fromkeys("bp", "P"),
    **dict.fromkeys("fvw", "F"),
    **dict.fromkeys("mn", "N"),
    "l": "L",
    "r": "R",
}
_VOWELS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ij", "i"), ("ii", "i"), ("y", "i"), ("j", "i"))
_LONG_SKELETON = 4  # sounds; shorter names need the same vowels too (Rabin is not Robin, Schell not Scholl)
_SHORTEST_TRADE = 5  # letters of a man's noun before "-in"; "Term" is no man in "Termin"
_UMLAUTS = str.maketrans("äöü", "aou")
_ACRONYM = 5  # letters; longer words in capitals are headlines' ("SCHWEIZ")
_MAX_NAME = 80  # characters of a name that are looked at


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """Lower case without accents, apostrophes and hyphens; umlauts as in German ("ü" as "ue" would split Inonü)."""
    decomposed = unicodedata.normalize("NFD", name[:_MAX_NAME].casefold().replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in decomposed if letter.isalnum() or letter == " ").strip()


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """The consonants of a name as sound classes, the same for all its usual transliterations.

    Vowels and "h" drop out, a vowel at the beginning is kept as "A"; equal neighbours are one ("Larsen", "Larssen").
    """
    word = plain(name).replace(" ", "")
    out: list[str] = []
    if word[:1] in "aeiouy":
        out.append("A")
    place = 0
    while place < len(word):
        for letters, sound in _SOUNDS:
            if word.startswith(letters, place):
                out.extend(sound)
                place += len(letters)
                break
        else:
            sound = _LETTERS.get(word[place], "")
            if word[place] == "c" and (place + 1 == len(word) or word[place + 1] in "aoulr"):
                sound = "K"
            if not sound and word[place].isdigit():
                sound = word[place]
            out.extend(sound)
            place += 1
    if word[:1] == "j":
        out.insert(0, "J")
    kept = [letter for number, letter in enumerate(out) if not number or out[number - 1] != letter]
    return "".join("S" if letter == "C" else letter for letter in kept).replace("SS", "S")


def similar(left: str, right: str) -> bool:
    """Whether two single names may be spellings of one: the same skeleton and near as strings, or one slip apart."""
    left, right = plain(left), plain(right)
    if left == right:
        return True
    if skeleton(left) == skeleton(right):
        one, two = _vowels(left), _vowels(right)
        if len(skeleton(left)) < _LONG_SKELETON:
            return one == two
        return sum((Counter(one) - Counter(two)).values()) <= 1 >= sum((Counter(two) - Counter(one)).values())
    return min(len(left), len(right)) >= 6 and abs(len(left) - len(right)) <= 1 and _one_slip(left, right)


def _one_slip(left: str, right: str) -> bool:
    """Whether one letter was dropped, added, changed or two neighbours swapped (Damerau-Levenshtein distance 1)."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    left_rest, right_rest = left[start:], right[start:]
    if len(left_rest) == len(right_rest):
        swapped = left_rest[1:2] + left_rest[:1] + left_rest[2:]
        return left_rest[1:] == right_rest[1:] or swapped == right_rest
    return left_rest[1:] == right_rest or left_rest == right_rest[1:]


@lru_cache(maxsize=65536)
def _vowels(word: str) -> str:
    """The vowels of a plain name in order, doubled and foreign spellings made one, a mute "e" at the end dropped."""
    for letters, vowel in _VOWELS:
        word = word.replace(letters, vowel)
    found = "".join(letter for letter in word if letter in "aeiou")
    return found[:-1] if len(found) > 1 and word.endswith("e") else found.rstrip("i") if word.endswith("ii") else found


def given_names_agree(left: tuple[str, ...], right: tuple[str, ...]) -> bool | None:
    """Whether two lists of given names can be one person's: True, False, or None where one of them is missing.

    Initials agree with every name they begin; of several given names one common one is enough.
    """
    if not left or not right:
        return None
    return any(_given_agree(one, two) for one in left for two in right)


def _given_agree(left: str, right: str) -> bool:
    one, two = plain(left), plain(right)
    if not one or not two:
        return False
    if len(one) == 1 or len(two) == 1:
        return one[0] == two[0]
    return similar(left, right) or (one[:3] == two[:3] and skeleton(left)[:2] == skeleton(right)[:2])


def _entry(word: str) -> Entry | None:
    known = lexicon("de")
    return known.find(word) if known is not None else None


_STRONG = {"feminine": "e", "masculine": "er", "neuter": "es"}  # endings of an adjective without an article


def nominative_name(name: str) -> str:
    """The name of an outlet or organisation as it calls itself: "(der) Rheinischen Presse" is the "Rheinische Presse".

    Only names of a noun whose gender the German lexicon knows, with adjectives before it; also out of the genitive.
    """
    *before, noun = name.split() or [""]
    known = lexicon("de")
    if not before or known is None or not all(word[0].isupper() for word in (*before, noun)):
        return name
    found = known.find(noun) or known.find_compound(noun)
    weak = any(word.endswith("en") and _strong(word, "e") != word for word in before)
    if weak and found and not found.features & BIT["nominative"]:  # "(des) Weißen Hofes"
        for form in (noun.removesuffix("s"), noun.removesuffix("es")):
            bare = known.find(form) or known.find_compound(form)
            if form != noun and bare and bare.features & BIT["noun"] and bare.features & BIT["nominative"]:
                noun, found = form, bare
    genders = [ending for gender, ending in _STRONG.items() if found and found.features & BIT[gender]]
    if len(genders) != 1 or (found and found.features & BIT["plural"]):  # "Öffentliche Dienste"
        return name
    return " ".join([*(_strong(word, genders[0]) for word in before), noun])


def _strong(word: str, ending: str) -> str:
    """An adjective with another ending; "Passauer" and what else is none stays."""
    bare = re.sub(r"e[mnrs]?$", "", word)
    entry = _entry(f"{bare.lower()}e")
    adjective = bare != word and entry is not None and entry.features & BIT["adjective"]
    return bare + ending if adjective else word


@lru_cache(maxsize=8192)
def gender_of_name(given: str) -> str:
    """Whose given name it is by the German lexicon: "m", "f", or "" where it does not know it or knows both."""
    entry = _entry(given.split("-")[0])
    if entry is None or not entry.features & BIT["given_name"]:
        return ""
    genders = [short for long, short in (("masculine", "m"), ("feminine", "f")) if entry.features & BIT[long]]
    return genders[0] if len(genders) == 1 else ""


@lru_cache(maxsize=8192)
def is_common_noun(word: str, shortest: int = 5) -> bool:
    """Whether the German lexicon knows a word of so many letters and more as a noun and as nobody's name."""
    entry = _entry(word)
    if entry is None or len(word) < shortest or not entry.features & BIT["noun"]:
        return False
    return not any(entry.features & BIT[kind] for kind in ("name", "given_name", "surname", "known_person"))


@lru_cache(maxsize=8192)
def is_woman(word: str) -> bool:
    """Whether a noun can only be a woman by what she does or is: "Wirtschafterin", of whom the lexicon has the man."""
    lower = word.lower()
    stem = lower.removesuffix("innen").removesuffix("in")
    if stem == lower or len(stem) < _SHORTEST_TRADE:
        return False
    plain_vowels = stem.translate(_UMLAUTS)
    return any(is_common_noun(one.capitalize()) for one in (stem, plain_vowels, plain_vowels + "e", stem + "e"))


def is_other_acronym(word: str) -> bool:
    """Whether capitals make an acronym of what is else a common noun: "BUND" is not "der Bund", "KUBA" is Kuba."""
    return 1 < len(word) <= _ACRONYM and word.isalpha() and word.isupper() and is_common_noun(word.capitalize(), 2)


def nominative(words: str, head: str) -> str:
    """One person's description as a name: "ehemaligen Beamten" is an "ehemaliger Beamter".

    Args:
        words: without article.
        head: the noun among them that says what the person is; words behind it stay.
    """
    parts = words.split()
    if head not in parts:
        return words
    place = parts.index(head)
    first, dash, noun = head.rpartition("-")  # "hohen UN-Beamten" as "Beamten"
    known, entry = lexicon("de"), _entry(noun)
    lemma = (known.lemma(noun, entry, "noun") if known is not None and entry is not None else None) or noun
    if not all(part.islower() and part.endswith(_WEAK) for part in parts[:place]):
        return words
    strong = _entry(f"{lemma}r") if lemma.endswith("e") and not head.endswith("e") else None
    if strong is not None and strong.features & BIT["noun"]:
        lemma = f"{lemma}r"  # declined like an adjective: "ein Beamter"
    woman = lemma.endswith("in") or (lemma.endswith("e") and head.endswith("e"))
    ending = "e" if woman else "er"
    adjectives = [re.sub(r"(?:e[nmrs]?)$", ending, part) for part in parts[:place]]
    return " ".join([*adjectives, f"{first}{dash}{lemma}", *parts[place + 1 :]])


_PARTITIVE = frozenset({"der", "dieser", "jener", "ihrer", "seiner", "unserer"})


def nominative_plural(words: str, head: str, numbers: Container[str] = ()) -> str:
    """Several people's description as a name: "fünf russischen Beamten" are "fünf russische Beamte".

    Some of a group ("drei dieser Personen") stay as they are: the group stands in the genitive.

    Args:
        words: without article.
        head: the noun among them that says what they are; words behind it stay.
        numbers: words that are no adjectives though they end like them ("sieben").
    """
    parts = words.split()
    if head not in parts:
        return words
    place = parts.index(head)
    if not _PARTITIVE.isdisjoint(parts[:place]):
        return words
    for before in range(place - 1, -1, -1):
        part = parts[before]
        if part in ("und", "oder", "sowie"):
            continue
        if not part.islower() or not part.endswith(("en", "er")) or part in numbers:
            break
        parts[before] = part[:-1]
    parts[place] = _plural(head)
    return " ".join(parts)


def _plural(head: str) -> str:
    """A noun's nominative plural from its dative: "Beamten" are "Beamte", "Ministern" are "Minister"."""
    strong = _entry(f"{head[:-1]}r") if head.endswith("en") else None  # declined like an adjective: "ein Beamter"
    short = _entry(head[:-1]) if head.endswith(("ern", "eln")) else None
    if any(entry is not None and entry.features & BIT["noun"] for entry in (strong, short)):
        return head[:-1]
    whole, bare = _entry(head), _entry(head[:-1])
    if whole is None or bare is None or not head.endswith("n") or whole.features & BIT["nominative"]:
        return head
    return head[:-1] if bare.features & BIT["noun"] and bare.features & BIT["plural"] else head  # "Anwälten"
