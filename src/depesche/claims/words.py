"""Word data of the claim stage: how rare words are, negations, and the words by which answers are told apart."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from depesche.actors.names import plain

UNKNOWN = 15.0  # nats; rarer than every word listed (the last have 13.5)
COMMON = 8.6  # nats; words at most this rare tell nothing about a topic ("sagte" 8.5, "Regierung" 9.4)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ENDINGS = ("ungen", "innen", "ten", "ern", "est", "en", "er", "es", "em", "te", "st", "et", "e", "s", "n", "t")


@lru_cache(maxsize=1)
def _rarities() -> dict[str, int]:
    table: dict[str, int] = {}
    for line in files("depesche.claims").joinpath("de/rarity.txt").read_text("utf-8").splitlines():
        level, *listed = line.split()
        if level.isdigit():
            table.update((word, int(level)) for word in listed)
    return table


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    return tomllib.loads(files("depesche.claims").joinpath("de/words.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def negations() -> frozenset[str]:
    """Words that negate a sentence."""
    return frozenset(map(str, _lists()["negations"]))


@lru_cache(maxsize=1)
def openers() -> frozenset[str]:
    """Words that open a clause and say nothing where it stands alone."""
    return frozenset(map(str, _lists()["openers"]))


@lru_cache(maxsize=1)
def pointers() -> frozenset[str]:
    """Words that, where a clause begins with them, point at something said before it."""
    return frozenset(map(str, _lists()["pointers"]))


@lru_cache(maxsize=1)
def report_nouns() -> frozenset[str]:
    """Words that refer to a report without saying what it reports."""
    return frozenset(map(str, _lists()["report_nouns"]))


@lru_cache(maxsize=1)
def number_words() -> dict[str, str]:
    """Number word -> the number in digits."""
    return {str(word): str(value) for word, value in _lists()["number_words"].items()}


@lru_cache(maxsize=1)
def forms() -> dict[str, tuple[str, ...]]:
    """Form of an answer -> the phrases that mark it."""
    return {name: tuple(listed) for name, listed in _lists()["forms"].items()}


def words(text: str) -> list[str]:
    """The words of a text, compounds with hyphens also in their parts."""
    found: list[str] = []
    for word in _WORD.findall(text):
        parts = word.split("-")
        found.extend(parts if len(parts) > 1 else [word])
    return found


@lru_cache(maxsize=65536)
def rarity(word: str) -> float:
    """Minus log probability of a word in nats, `UNKNOWN` for words not listed."""
    return float(_rarities().get(word.lower().replace("ß", "ss"), UNKNOWN))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without accents and inflection."""
    key = plain(word)
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 4:
            return key[: -len(ending)]
    return key


@lru_cache(maxsize=1)
def taking_back() -> dict[str, tuple[re.Pattern[str], ...]]:
    """By what a sentence takes something back ("marks"), and by what it says that it does not ("refused")."""
    return {name: tuple(map(re.compile, listed)) for name, listed in _lists()["taking_back"].items()}
