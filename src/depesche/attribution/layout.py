"""A page as lines and paragraphs, with the words and names that tell whose a stretch of it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from depesche.attribution.cues import load_data
from depesche.records import Analysis, Document, NameKind, Span

_LINE = re.compile(r"[^\n]+")
_BLANK = re.compile(r"\n[^\S\n]*\n")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_QUOTED = re.compile(r"[„»«“\"][^„“”»«\"]*[“”«»\"]")
MARKS = " \t*_>#•·–—-"  # what may stand before a label or around bold words


class Words:
    """The words of layouts of one language."""

    def __init__(self, language: str) -> None:
        self._data = load_data(language, "turns.yaml")
        self._sets: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._data)

    def has(self, name: str, word: str) -> bool:
        """Whether a word (in lower case) is in a list."""
        whole, begins = self._set(name)
        return word in whole or bool(begins and word.startswith(begins))

    def endings(self, name: str) -> tuple[str, ...]:
        """The words of a list, as endings of words."""
        return tuple(str(self._data.get(name, "")).split())

    def _set(self, name: str) -> tuple[frozenset[str], tuple[str, ...]]:
        if name not in self._sets:
            words = str(self._data.get(name, "")).split()
            begins = tuple(word[:-1] for word in words if word.endswith("*"))
            self._sets[name] = frozenset(word for word in words if not word.endswith("*")), begins
        return self._sets[name]

    def opens(self, name: str) -> re.Pattern[str]:
        """What matches where one of a list's phrases opens a line."""
        if name not in self._patterns:
            phrases = [_phrase(str(one)) for one in self._data.get(name) or ()]
            self._patterns[name] = re.compile("|".join(phrases) or r"(?!)", re.IGNORECASE)
        return self._patterns[name]


def _phrase(words: str) -> str:
    """A phrase as a pattern: "x*" is any word that begins with x, a "*" between words is whatever stands there."""
    parts = [r"[^\n]{1,60}?" if word == "*" else re.escape(word).replace(r"\*", r"[^\W\d_]*") for word in words.split()]
    return r"\s+".join(parts) + ("" if words.endswith(":") else r"(?!\w)")


@lru_cache(maxsize=4)
def words_of_layouts(language: str) -> Words:
    """The words of layouts of a language; none where it has no such data."""
    return Words(language)


class Page:
    """A document's lines and names.

    Args:
        document: the document; its junk is not looked at.
        analysis: its analysis.
    """

    def __init__(self, document: Document, analysis: Analysis) -> None:
        self.document = document
        self.analysis = analysis
        self.text = document.text
        self.known = words_of_layouts(analysis.language or "de")

    @cached_property
    def lines(self) -> list[Span]:
        """The lines with something in them, without blanks at their ends, but for junk."""
        found, junk, number = [], sorted(self.document.junk), 0
        for match in _LINE.finditer(self.text):
            start, end = match.start(), match.end()
            while start < end and self.text[start].isspace():
                start += 1
            while end > start and self.text[end - 1].isspace():
                end -= 1
            if start == end:
                continue
            while number < len(junk) and junk[number].end <= start:
                number += 1
            if number < len(junk) and junk[number].start <= start and junk[number].end >= end:
                continue
            found.append(Span(start, end))
        return found

    @cached_property
    def paragraphs(self) -> list[Span]:
        """Lines up to a blank one; each line by itself where the page has no blank ones."""
        if not _BLANK.search(self.text):
            return self.lines
        found: list[Span] = []
        for line in self.lines:
            if found and not _BLANK.search(self.text, found[-1].end, line.start):
                found[-1] = Span(found[-1].start, line.end)
            else:
                found.append(line)
        return found

    @cached_property
    def persons(self) -> dict[str, list[Span]]:
        """Where persons are named, by the last word of the name (case folded)."""
        found: dict[str, list[Span]] = {}
        for name in self.analysis.names:
            if name.kind is NameKind.PERSON:
                last = self.text[name.start : name.end].split()[-1:]
                found.setdefault("".join(last).strip(".,").casefold(), []).append(Span(name.start, name.end))
        return found

    @cached_property
    def _named(self) -> tuple[list[int], list[Span]]:
        names = sorted(Span(one.start, one.end) for one in self.analysis.names if one.kind is NameKind.PERSON)
        return [name.start for name in names], names

    def named(self, start: int, end: int) -> Sequence[Span]:
        """Where persons are named in a range, in text order."""
        starts, names = self._named
        return names[bisect_left(starts, start) : bisect_left(starts, end)]

    def fullest(self, key: str, before: int) -> Span | None:
        """The first place before another where a person of that last name is named with a given name."""
        for span in self.persons.get(key, ()):
            words = self.text[span.start : span.end].split()
            if span.start < before and len(words) > 1 and not words[0].endswith("."):
                return span
        return None

    def words(self, start: int, end: int) -> Iterator[str]:
        """The words of a range, as written."""
        return (match.group() for match in _WORD.finditer(self.text, start, end))

    def says_i(self, start: int, end: int) -> bool:
        """Whether somebody speaks of himself in a range, outside of quotation marks."""
        plain = _QUOTED.sub(" ", self.text[start:end])
        return any(self.known.has("first_person", match.group().lower()) for match in _WORD.finditer(plain))

    def is_question(self, start: int, end: int) -> bool:
        """Whether a range ends with a question."""
        return self.text[max(start, end - 8) : end].rstrip(' \t\n*_“”"«»)').endswith("?")
