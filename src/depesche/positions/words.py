"""Words of a text in a form that patterns can be looked up in: folded, stemmed, with their offsets.

Folding makes words comparable ("Rückzüge" and "Ruckzuge" alike): lower case, no accents, ß as ss. Stemming takes an
inflection ending off; the endings are language data (``<language>/inflection.yaml``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from depesche.positions.data import language_data

_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.!?…:;]+[\"”“»«’)]*\s+|\n\s*\n")


class Word(NamedTuple):
    """A word of a text: its range, its folded form and its stem."""

    start: int
    end: int
    form: str
    stem: str


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word in lower case without accents, ß as ss."""
    if word.isascii():
        return word.lower()
    flat = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in flat if not unicodedata.combining(letter))


@lru_cache(maxsize=8)
def _endings(language: str) -> tuple[tuple[str, ...], int]:
    data = language_data(language, "inflection")
    return tuple(sorted(map(str, data["endings"]), key=len, reverse=True)), int(data["shortest"])


@lru_cache(maxsize=65536)
def stem(form: str, language: str = "de") -> str:
    """The folded word without its inflection ending."""
    endings, shortest = _endings(language)
    for ending in endings:
        if form.endswith(ending) and len(form) - len(ending) >= shortest:
            return form[: -len(ending)]
    return form


def words(text: str, language: str = "de", start: int = 0, end: int | None = None) -> list[Word]:
    """The words of ``text[start:end]``, with offsets into ``text``; hyphens part words."""
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        form = fold(match.group())
        found.append(Word(match.start(), match.end(), form, stem(form, language)))
    return found


def clauses(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """A rough cut of ``text[start:end]`` into sentences: the fall-back where a document was not analysed."""
    stop = len(text) if end is None else end
    cuts, begin = [], start
    for match in _END.finditer(text, start, stop):
        if match.end() > begin:
            cuts.append((begin, match.end()))
            begin = match.end()
    if begin < stop:
        cuts.append((begin, stop))
    return cuts


def fold_all(items: Iterable[str]) -> list[str]:
    """All items folded."""
    return [fold(item) for item in items]
