"""Gives a codebook of bare names more to recognise its issues by, from the built-in codebooks and from its own names.

Names share words ("Raketen auf Kuba", "Raketen in der Türkei"): a word that several issues share, or that names a
party, tells them apart badly and gets a lower weight. What the built-in codebooks know about an issue of the same kind
("Quarantäne/Seeblockade" is a blockade) is taken over at half weight, and so are the words of the fields of words
that a word of the name belongs to (``<language>/fields.yaml``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache

from depesche.positions.codebook import BUILT_IN, Codebook, Issue, Pattern, load_codebook
from depesche.positions.codebook_file import name_words
from depesche.positions.data import language_data
from depesche.positions.patterns import PatternSet
from depesche.positions.words import words

NAME_WEIGHT = 0.9  # of a word of an issue's own name that no other issue shares
PARTY_WEIGHT = 0.2  # of a word that names a party: "Kuba" stands everywhere in a dossier on Cuba
SAME_LETTERS = 4  # a party's name and its adjective begin alike: "Kuba", "kubanisch"
BORROWED = 0.5  # weight of words taken over from a built-in issue, times the weight by which it matched
ENOUGH = 0.7  # summed weight of a built-in issue's words in a name before its words are taken over


def expand(codebook: Codebook, language: str = "de") -> Codebook:
    """The codebook with issues of bare names made recognisable; issues with words of their own stay as they are."""
    bare = [issue for issue in codebook.issues if _is_bare(issue, language)]
    if not bare:
        return codebook
    shared = Counter(stem for issue in bare for stem in {word.stem for word in words(issue.name, language)})
    parties = {
        word.stem[:SAME_LETTERS]
        for spec in codebook.parties
        for name in (spec.id, spec.name, *spec.names)
        for word in words(name)
    }
    grown = {issue.id: _grow(issue, shared, parties, language) for issue in bare}
    return replace(codebook, issues=tuple(grown.get(issue.id, issue) for issue in codebook.issues))


def _is_bare(issue: Issue, language: str) -> bool:
    own = [pattern.text for pattern in issue.words.get(language, ())]
    return own == name_words(issue.name)


def _grow(issue: Issue, shared: Counter[str], parties: set[str], language: str) -> Issue:
    own: dict[str, float] = {}
    for text in name_words(issue.name):
        word = words(text, language)[0]
        weight = NAME_WEIGHT / shared[word.stem] if shared[word.stem] else NAME_WEIGHT
        if word.stem[:SAME_LETTERS] in parties:
            weight = min(weight, PARTY_WEIGHT)
        own[text] = weight
    for pattern in _borrowed(issue, language):
        if not any(word.stem in shared for word in words(pattern.text, language)):  # another issue's own name
            own.setdefault(pattern.text, pattern.weight)
    return replace(issue, words={**issue.words, language: tuple(Pattern(text, own[text]) for text in own)})


def _borrowed(issue: Issue, language: str) -> list[Pattern]:
    found: dict[str, float] = {}
    named = words(f"{issue.name}. {issue.description}", language)
    for book in BUILT_IN:
        codebook = load_codebook(book)
        total: dict[str, float] = {}
        for hit in codebook.issues_in(named, language):
            total[hit.label] = total.get(hit.label, 0.0) + hit.weight
        for name, weight in total.items():
            if weight >= ENOUGH:
                for pattern in codebook.issue(name).words.get(language, ()):
                    found[pattern.text] = max(found.get(pattern.text, 0.0), BORROWED * pattern.weight)
    for text, weight in _of_fields(issue.name, language).items():
        found.setdefault(text, weight)
    return [Pattern(text, weight) for text, weight in found.items()]


def _of_fields(name: str, language: str) -> dict[str, float]:
    """The words of the fields that a name's words belong to, the nearest field first, with their weights."""
    found: dict[str, float] = {}
    fields, members = _fields(language)
    nearest: dict[str, float] = {}
    for hit in fields.hits(words(name, language)):
        nearest[hit.label] = max(nearest.get(hit.label, 0.0), hit.weight)
    for label in sorted(nearest, key=lambda key: (-nearest[key], int(key))):
        for text in members[int(label)]:
            found.setdefault(text, BORROWED * nearest[label])
    return found


@lru_cache(maxsize=8)
def _fields(language: str) -> tuple[PatternSet, list[list[str]]]:
    """What calls a field of words (labels are its number), and each field's words."""
    data = language_data(language, "fields")["fields"]
    callers = ((str(number), str(word), 1.0) for number, entry in enumerate(data) for word in entry["of"])
    return PatternSet(callers, language), [[*map(str, entry["of"]), *map(str, entry["words"])] for entry in data]
