"""Finds many word patterns in a text at once, in time linear in the text.

A pattern is a few words:

- ``Waffenruhe`` a word in any inflection; from five letters on also as part of a compound ("Waffenruheabkommen",
  "Dauerwaffenruhe") where the set allows compounds;
- ``Truppen abziehen`` words that stand next to each other;
- ``Truppen + abziehen`` words within ten words of each other, in any order;
- ``lehnt ... ab`` words in this order within thirty words, the last of which ends its clause: a verb and its particle,
  which German parts by all that the clause says ("gab auf Anfrage bekannt" gives nothing up);
- ``=man`` this form only, no inflection, no compound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from depesche.positions.data import language_data
from depesche.positions.words import Word, fold, stem, words

WINDOW = 10  # words; within one clause group in news prose a verb and its object are rarely further apart
NEAR, PARTED = " + ", " ... "  # what stands between a pattern's words
BRACKET = 30  # words between a verb and its particle: one clause of the longest sentences in news prose
LONG_ENOUGH = 5  # letters of a pattern before it may be part of a compound: shorter ones hit by chance
MODIFIER = 0.6  # weight of a pattern that is the first part of a compound: the last part is what the thing is
REST = 3  # letters that the other part of a compound must have at least
MOST_SLOTS = 6  # words of one pattern


class Hit(NamedTuple):
    """A pattern found: what it stands for, its weight, where it begins and ends."""

    label: str
    weight: float
    start: int
    end: int


class _Rule(NamedTuple):
    label: str
    weight: float
    slots: int
    spread: str  # what parts the pieces: `NEAR`, `PARTED`, or nothing where words stand next to each other


@lru_cache(maxsize=8)
def _links(language: str) -> tuple[str, ...]:
    return tuple(str(link) for link in language_data(language, "inflection")["links"])


@lru_cache(maxsize=8)
def conjunctions(language: str) -> frozenset[str]:
    """The words that stand between two clauses, or two verbs of one subject, folded."""
    return frozenset(fold(str(word)) for word in language_data(language, "inflection")["conjunctions"])


class PatternSet:
    """Patterns compiled into dictionaries of stems.

    Args:
        patterns: (label, pattern, weight) triples.
        language: whose inflection applies.
        compounds: whether long words may be found inside compounds.
    """

    def __init__(
        self, patterns: Iterable[tuple[str, str, float]], language: str = "de", *, compounds: bool = True
    ) -> None:
        self.language = language
        self._rules: list[_Rule] = []
        self._exact: dict[str, list[tuple[int, int]]] = {}
        self._stems: dict[str, list[tuple[int, int]]] = {}
        self._parts: dict[str, list[tuple[int, int]]] = {}
        self._longest = 0
        for label, pattern, weight in patterns:
            self._add(label, pattern, weight, compounds)

    def _add(self, label: str, pattern: str, weight: float, compounds: bool) -> None:
        spread = next((mark for mark in (NEAR, PARTED) if mark in pattern), "")
        pieces = [piece.strip() for piece in pattern.split(spread)] if spread else pattern.split()
        slots = [(word, piece.startswith("=")) for piece in pieces for word in words(piece, self.language)][:MOST_SLOTS]
        if not slots:
            return
        rule = len(self._rules)
        self._rules.append(_Rule(label, weight, len(slots), spread))
        for slot, (word, exact) in enumerate(slots):
            if exact:
                self._exact.setdefault(word.form, []).append((rule, slot))
                continue
            self._stems.setdefault(word.stem, []).append((rule, slot))
            if word.form != word.stem:
                self._exact.setdefault(word.form, []).append((rule, slot))
            if compounds and len(word.stem) >= LONG_ENOUGH:
                self._parts.setdefault(word.stem, []).append((rule, slot))
                if word.form != word.stem:
                    self._parts.setdefault(word.form, []).append((rule, slot))
                self._longest = max(self._longest, len(word.form))

    def _slots(self, word: Word) -> dict[tuple[int, int], float]:
        """The rules and slots that a word fills, and how well."""
        found = dict.fromkeys((*self._exact.get(word.form, ()), *self._stems.get(word.stem, ())), 1.0)
        if self._parts and len(word.form) >= LONG_ENOUGH + REST:
            for filled, worth in self._inside(word.form, word.stem).items():
                found.setdefault(filled, worth)
        return found

    def _inside(self, form: str, root: str) -> dict[tuple[int, int], float]:
        found: dict[tuple[int, int], float] = {}
        links = _links(self.language)
        for cut in range(LONG_ENOUGH, min(len(form) - REST, self._longest) + 1):
            head = form[:cut]
            if head in self._parts and any(form.startswith(link, cut) for link in links):
                found.update(dict.fromkeys(self._parts[head], MODIFIER))
        for cut in range(max(REST, len(root) - self._longest), len(root) - LONG_ENOUGH + 1):
            if root[cut:] in self._parts:
                found.update(dict.fromkeys(self._parts[root[cut:]], 1.0))
        for cut in range(max(REST, len(form) - self._longest), len(form) - LONG_ENOUGH + 1):
            if form[cut:] in self._parts:
                found.update(dict.fromkeys(self._parts[form[cut:]], 1.0))
        return found

    def hits(self, found: Sequence[Word]) -> list[Hit]:
        """Every pattern in the words, in text order; of one pattern in one place one hit."""
        result: list[Hit] = []
        seen: dict[int, dict[int, int]] = {}  # rule -> slot -> index of the latest word that filled it
        for index, word in enumerate(found):
            for (rule_index, slot), worth in sorted(self._slots(word).items()):
                rule = self._rules[rule_index]
                if rule.slots == 1:
                    result.append(Hit(rule.label, rule.weight * worth, word.start, word.end))
                    continue
                filled = seen.setdefault(rule_index, {})
                filled[slot] = index
                closed = rule.spread != PARTED or self._closes(found, index)
                if closed and len(filled) == rule.slots and self._complete(rule, filled, index):
                    places = list(filled.values())
                    result.append(Hit(rule.label, rule.weight, found[min(places)].start, found[max(places)].end))
                    seen[rule_index] = {}
        return result

    def _closes(self, found: Sequence[Word], index: int) -> bool:
        """Whether a clause ends with a word: nothing follows, or a mark, or a conjunction."""
        if index + 1 == len(found):
            return True
        following = found[index + 1]
        return following.start - found[index].end > 1 or following.form in conjunctions(self.language)

    @staticmethod
    def _complete(rule: _Rule, filled: dict[int, int], index: int) -> bool:
        if not rule.spread:
            return all(filled[slot] == index - (rule.slots - 1 - slot) for slot in range(rule.slots))
        places = sorted(filled.values())
        if rule.spread == PARTED:
            in_order = [filled[slot] for slot in range(rule.slots)] == places
            return in_order and places[-1] - places[0] <= BRACKET
        return len(set(places)) == rule.slots and places[-1] - places[0] <= WINDOW

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Every pattern in ``text[start:end]``."""
        return self.hits(words(text, self.language, start, end))


__all__ = ["Hit", "PatternSet", "Word", "fold", "stem", "words"]
