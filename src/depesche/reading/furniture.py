"""The lexicon of page furniture (``de/junk.tsv`` ...) and how its phrases are found in the words of a short line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from depesche.reading.lexicon import languages, lines_of

# Words, numbers (with what joins their digits), and the marks that phrases speak of.
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,:/'-]\d+)*|[:?!©★☆@/]")

_STEM_SHORTEST, _STEM_LONGEST = 3, 11  # letters of the beginnings of words in the lexicon
_PAIR = 9  # words of a line with a pair in it


class Phrase(NamedTuple):
    """A phrase of the lexicon: its words, the kind of furniture, where it must stand, its weight of evidence.

    ``last`` is the word that ends the line in a "pair" ("jetzt ... bestellen").
    """

    words: tuple[str, ...]
    kind: str
    place: str
    weight: float
    last: str = ""


class Match(NamedTuple):
    """A phrase found: where its words begin and end among the tokens."""

    phrase: Phrase
    first: int
    last: int


class Furniture(NamedTuple):
    """The lexicon: phrases of a line's head and of any place, by their first two words (the second "" where there is
    one only), the words of menus, and single words that hint at a kind ("leser*": any word that begins so).

    ``openers`` are the first words of the phrases of any place: most words of an article are none.
    """

    head: dict[tuple[str, str], tuple[Phrase, ...]]
    anywhere: dict[tuple[str, str], tuple[Phrase, ...]]
    openers: frozenset[str]
    menu: frozenset[str]
    hints: dict[str, tuple[float, str]]


def tokens_of(text: str) -> list[str]:
    """The text's words in lower case; numbers become "#"."""
    return ["#" if token[0].isdigit() else token for token in TOKEN.findall(text.casefold())]


@cache
def furniture() -> Furniture:
    """The lexicons of all languages together."""
    head: dict[tuple[str, str], list[Phrase]] = {}
    anywhere: dict[tuple[str, str], list[Phrase]] = {}
    menu: set[str] = set()
    hinted: dict[str, tuple[float, str]] = {}
    for language in languages():
        for line in lines_of(language, "junk.tsv"):
            kind, place, weight, phrase = line.split("\t")
            phrase, _, last_word = phrase.partition(" ~ ")
            words = tuple(tokens_of(phrase.replace("#", "0")))
            if place == "word":
                menu.update(words)
            elif place == "hint":
                hinted.update(dict.fromkeys(phrase.split(), (float(weight), kind)))
            else:
                index = anywhere if place in ("in", "end") else head
                key = (words[0], words[1] if len(words) > 1 else "")
                index.setdefault(key, []).append(Phrase(words, kind, place, float(weight), last_word))
    return Furniture(
        _ordered(head), _ordered(anywhere), frozenset(first for first, _ in anywhere), frozenset(menu), hinted
    )


def _ordered(index: dict[tuple[str, str], list[Phrase]]) -> dict[tuple[str, str], tuple[Phrase, ...]]:
    """Longest phrases first."""
    return {key: tuple(sorted(found, key=lambda one: -len(one.words))) for key, found in index.items()}


def phrases_at(tokens: Sequence[str], first: int, index: Mapping[tuple[str, str], tuple[Phrase, ...]]) -> list[Phrase]:
    """The phrases of an index whose words stand from ``first`` on, longest first."""
    token = tokens[first]
    found: list[Phrase] = []
    if first + 1 < len(tokens):
        found.extend(
            phrase
            for phrase in index.get((token, tokens[first + 1]), ())
            if len(phrase.words) == 2 or tuple(tokens[first : first + len(phrase.words)]) == phrase.words
        )
    found.extend(index.get((token, ""), ()))
    return found


def matches(tokens: Sequence[str], known: Furniture) -> list[Match]:
    """Every phrase that stands where it must, at most one (the longest) of each place from each word on.

    What must stand at the end of a line is found anywhere; the caller looks at what is behind it.
    """
    found: list[Match] = []
    if tokens:
        _collect(found, tokens, 0, known.head)
    for first, token in enumerate(tokens):
        if token in known.openers:
            _collect(found, tokens, first, known.anywhere)
    return found


def _collect(
    found: list[Match], tokens: Sequence[str], first: int, index: Mapping[tuple[str, str], tuple[Phrase, ...]]
) -> None:
    taken: set[str] = set()
    for phrase in phrases_at(tokens, first, index):
        last = first + len(phrase.words)
        if phrase.place not in taken and _stands(phrase, first, last, tokens):
            taken.add(phrase.place)
            found.append(Match(phrase, first, last))


def _stands(phrase: Phrase, first: int, last: int, tokens: Sequence[str]) -> bool:
    match phrase.place:
        case "in" | "end":
            return True
        case "start":
            return first == 0
        case "all":
            return first == 0 and last == len(tokens)
        case _:  # a pair
            end = tokens[-1] if tokens[-1] != "!" else tokens[max(0, len(tokens) - 2)]
            return first == 0 and len(tokens) <= _PAIR and end == phrase.last


def hints(tokens: Sequence[str], known: Furniture) -> tuple[float, str]:
    """What single words hint at: the sum of at most three hints, and the kind of the strongest."""
    found = sorted((hint for token in set(tokens) if (hint := _hint(token, known))), reverse=True)[:3]
    return sum(weight for weight, _ in found), found[0][1] if found else ""


def _hint(token: str, known: Furniture) -> tuple[float, str] | None:
    if token in known.hints:
        return known.hints[token]
    stems = (f"{token[:length]}*" for length in range(min(len(token), _STEM_LONGEST), _STEM_SHORTEST - 1, -1))
    return next((known.hints[stem] for stem in stems if stem in known.hints), None)
