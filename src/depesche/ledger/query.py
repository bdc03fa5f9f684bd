"""What a searcher typed, understood: words, "phrases", prefixes* and -unwanted ones. Nothing typed is an error.

Every word of the query has to be in a document. A word stands for all its forms and for the longer words that it is a
part of; within quotation marks it stands for its forms only, in this order. Words of fewer than three letters are
looked for as whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from depesche.errors import BadExpression
from depesche.ledger import words
from depesche.records import Span

MOST_WORDS = 64
"""Words in a query; a pasted sentence has some thirty. Bounds the work."""

SHORTEST_PART = 3
"""Letters from which a word is also looked for inside other words: "Öl" would be in every third one."""

_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|„([^“”"]*)[“”"]?|(\S+))')


ENDING = 2
"""Letters that a stem may lack of a prefix typed and still be meant by it: with "Waffenruhe*" also "Waffenruhe" itself
(stem "waffenruh") is meant, with "Waffenst*" not "Waffen" (stem "waff")."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to be found.

    ``forms`` are, for each stemming algorithm, the stems in their order (one, unless it is a phrase). For a prefix
    they are the stems that it has as a whole word, and ``prefix`` is what was typed.
    """

    forms: tuple[tuple[str, ...], ...]
    parts: bool = False
    prefix: str = ""
    unwanted: bool = False

    def near(self, stem: str) -> bool:
        """Whether the stem of a prefix is meant as a whole word, too."""
        return len(self.prefix) - len(stem) <= ENDING

    def matches(self, stem: str, form: tuple[str, ...]) -> bool:
        """Whether a word's stem is what a one-word clause looks for."""
        (wanted,) = form
        if self.prefix:
            return stem.startswith(self.prefix) or (stem == wanted and self.near(wanted))
        return wanted in stem if self.parts and len(wanted) >= SHORTEST_PART else wanted == stem


def parse(typed: str, algorithms: Iterable[str]) -> list[Clause]:
    """The clauses of a query.

    Raises:
        BadExpression: more than `MOST_WORDS` words.
    """
    used = sorted(set(algorithms))
    clauses: list[Clause] = []
    for minus, straight, german, word in _PIECE.findall(typed):
        phrase = straight or german
        clauses.extend(_clauses(phrase or word, used, phrase=bool(phrase), unwanted=bool(minus)))
        if sum(len(clause.forms[0]) for clause in clauses) > MOST_WORDS:
            raise BadExpression(f"more than {MOST_WORDS} words to search for", None, "Search for fewer words.")
    return list(dict.fromkeys(clauses))


def _clauses(piece: str, algorithms: list[str], *, phrase: bool, unwanted: bool) -> list[Clause]:
    found = words.WORD.findall(piece)
    if not found:
        return []
    if phrase:
        return [Clause(_forms(found, algorithms), unwanted=unwanted)]
    if unwanted and len(found) > 1:  # -Nord-Süd: not the two together
        return [Clause(_forms(found, algorithms), unwanted=True)]
    clauses = [Clause(_forms([word], algorithms), parts=True, unwanted=unwanted) for word in found]
    if piece.endswith("*"):
        clauses[-1] = _prefix(found[-1], algorithms, unwanted=unwanted)
    return clauses


def _prefix(typed: str, algorithms: list[str], *, unwanted: bool) -> Clause:
    beginning = words.folded(typed)
    return Clause(_forms([typed], algorithms), prefix=beginning, unwanted=unwanted)


def _forms(found: list[str], algorithms: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(tuple(words.stem(word, algorithm) for word in found) for algorithm in algorithms))


def spans(clauses: Iterable[Clause], text: str, algorithm: str) -> list[Span]:
    """Where the wanted clauses stand in a text, in text order, overlapping ones joined."""
    placed = words.stems_at(text, algorithm)
    found: list[Span] = []
    for clause in clauses:
        if not clause.unwanted:
            for form in clause.forms:
                found.extend(_spans_of(clause, form, placed))
    return _joined(sorted(set(found)))


def _spans_of(clause: Clause, form: tuple[str, ...], placed: list[tuple[str, int, int]]) -> list[Span]:
    if len(form) == 1:
        return [Span(start, end) for stem, start, end in placed if clause.matches(stem, form)]
    size = len(form)
    stems = [stem for stem, _, _ in placed]
    return [
        Span(placed[place][1], placed[place + size - 1][2])
        for place in range(len(stems) - size + 1)
        if stems[place] == form[0] and tuple(stems[place : place + size]) == form
    ]


def _joined(found: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in found:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
