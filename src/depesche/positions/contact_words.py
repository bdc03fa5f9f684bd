"""The words of contacts in a sentence, read as they are written: nouns with a capital, verbs with their own particle.

Patterns are looked up by stems, which "berichtet" and "Bericht", "Fühler" and "fühlen", "sagte ... zu" and "zu führen,
sagte" have in common; here what a pattern is (noun, verb, verb with a particle) must be what stands in the text. Words
in the name of an outlet ("Daily Mail", der „Bote“) and those of a contact that nothing says to be are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from depesche.positions.data import language_data
from depesche.positions.happening import Clauses, is_press
from depesche.positions.models import FORMAT_WORDS
from depesche.positions.passages import Passages
from depesche.positions.patterns import Hit, PatternSet
from depesche.records import Analysis, NameKind

SUBJECT = "contacts"
TELLING = (*FORMAT_WORDS, "address")  # an address is a saying to somebody ("habe ihm zugesichert")
MAKING = tuple(word for word in TELLING if not word.startswith("track"))  # a professor by himself is no contact
_QUOTED = re.compile(r"[„“\"«»›‹‚]\s*((?:[A-ZÄÖÜ][\w’'-]*\s?){1,4})[“”\"»«‹›‘]")
OPENING = 40  # letters of an answer among which the name of who gives it ends
_NOUN, _SMALL, _SPLIT, _PLAIN = "noun", "small", "split", "plain"
_SMALL_KINDS = ("VERB", "AUX", "ADJ", "ADV")


class ContactWords:
    """Finds the words of contacts in one document's sentences.

    Args:
        every: whether all that the patterns meet counts. The models learn from that: what they learn from more
            sentences is worth more than that those are clean (docs/positions.md).
    """

    def __init__(self, passages: Passages, analysis: Analysis, every: bool = False) -> None:
        self._passages, self._every = passages, every
        self.absent: dict[int, set[int]] = {}  # by sentence: names of those who took no part in its contact
        self.ruled_out: set[int] = set()  # sentences that say of a contact that it was not
        self._outlets = [match.span(1) for match in _QUOTED.finditer(passages.text)]
        self._outlets += [
            (name.start, name.end)
            for name in analysis.names
            if name.kind is NameKind.ORGANISATION
            and is_press(passages.text[name.start : name.end].split()[-1], passages.language)
        ]

    def find(self, index: int, people: Sequence[int]) -> list[Hit]:
        """The hits of `contacts.yaml` in a sentence, in text order.

        Args:
            people: places in the text of the words that name somebody.
        """
        if self._every:
            return [hit for _, hit in self._hits(index)]
        found = [hit for kind, hit in self._hits(index) if self._stands(kind, hit, index)]
        if all(hit.label not in TELLING for hit in found):
            return found
        clauses = Clauses(self._passages, index, people, self._affirmed(index))
        gone = {hit.start for hit in found if hit.label in TELLING and not clauses.happens(hit.start, hit.label)}
        if any(clauses.rules_out(place) for place in gone):
            self.ruled_out.add(index)
        told = [hit.start for hit in found if hit.label in TELLING and hit.start not in gone]
        self.absent[index] = clauses.beside(told).union(*map(clauses.partners, gone))
        return [hit for hit in found if hit.start not in gone or hit.label not in TELLING]

    def _affirmed(self, index: int) -> bool:
        """Whether the sentence after begins by saying yes, behind the name of who answers where there is one."""
        if index + 1 >= len(self._passages.words):
            return False
        affirms = language_data(self._passages.language, "happening")["affirms"]
        opening = self._passages.sentence_text(index + 1)[:OPENING].rpartition(":")[2]
        first = re.search(r"\w+", opening)
        return first is not None and first.group().lower() in affirms

    def _hits(self, index: int) -> Iterator[tuple[str, Hit]]:
        every = [
            (hit.start, hit.end, kind, hit)
            for kind, patterns in _sets(self._passages.language).items()
            for hit in patterns.hits(self._passages.words[index])
        ]
        for *_, kind, hit in sorted(every, key=lambda item: item[:3]):
            yield kind, hit

    def _stands(self, kind: str, hit: Hit, index: int) -> bool:
        """Whether what stands in the text is what the pattern is."""
        if any(start <= hit.start < end for start, end in self._outlets):
            return False
        capital = self._passages.text[hit.start : hit.start + 1].isupper()
        if kind == _NOUN:
            return capital
        if kind == _SMALL and hit.label in TELLING:  # "bestätigt" and "Bestätigung" say the same of a contact
            token = self._passages.token_at(hit.start)  # begins later where the word is a compound's last part
            return not capital or token is None or (token.start == hit.start and token.pos in _SMALL_KINDS)
        return kind != _SPLIT or Clauses(self._passages, index, ()).closes(hit.start, hit.end)


@lru_cache(maxsize=8)
def _sets(language: str) -> dict[str, PatternSet]:
    """The patterns of `contacts.yaml` by what they are."""
    data = language_data(language, "happening")
    particles, unsplit = (frozenset(map(str, data[name])) for name in ("particles", "unsplit"))
    by_kind: dict[str, list[tuple[str, str, float]]] = {_NOUN: [], _SMALL: [], _SPLIT: [], _PLAIN: []}
    for label, entries in language_data(language, SUBJECT).items():
        for entry in entries:
            for pattern, weight in entry.items() if isinstance(entry, dict) else ((entry, 1.0),):
                by_kind[_kind(str(pattern), particles, unsplit)].append((str(label), str(pattern), float(weight)))
    return {kind: PatternSet(patterns, language) for kind, patterns in by_kind.items()}


def _kind(pattern: str, particles: frozenset[str], unsplit: frozenset[str]) -> str:
    if " + " in pattern and pattern not in unsplit:
        return _SPLIT if pattern.split(" + ")[-1] in particles else _PLAIN
    if re.search(r"\W", pattern.removeprefix("=")):
        return _PLAIN
    return _NOUN if pattern.removeprefix("=")[:1].isupper() else _SMALL
