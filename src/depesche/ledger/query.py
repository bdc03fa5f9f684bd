"""What a searcher typed, understood: words, "phrases", prefixes* and -unwanted ones. Nothing typed is an error.

Every word of the query has to be in a document. A word stands for all its forms and for the longer words that it is a
part of; within quotation marks it stands for its forms only, in this order. Words of fewer than four letters are
looked for as whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from depesche.errors import BadExpression
from depesche.ledger import words
from depesche.records import Span

MOST_WORDS = 64
"""Words in a query; a pasted sentence has some thirty. Bounds the work."""

SHORTEST_PART = 4
"""Letters from which a word is also looked for inside other words: "der" or "Öl" would be in every third one."""

ENDING = 2
"""Letters that a word loses at most before it is looked for inside others. Stems can be too short for that: "Raketen"
has the stem "rak", which is in "Irak"; "raket" is looked for instead."""

_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|„([^“”"]*)[“”"]?|(\S+))')


ENDING = 2
"""Letters that a stem may lack of a prefix typed and still be meant by it: with "Waffenruhe*" also "Waffenruhe" itself
(stem "waffenruh") is meant, with "Waffenst*" not "Waffen" (stem "waff")."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to be found.

    ``forms`` are, for each stemming algorithm, the stems in their order (one, unless it is a phrase). ``part`` is what
    is also looked for inside longer words, ``prefix`` what words have to begin with; "" where that is not asked for.
    """

    forms: tuple[tuple[str, ...], ...]
    part: str = ""
    prefix: str = ""
    unwanted: bool = False

    def matches(self, stem: str, whole: str) -> bool:
        """Whether a word is what a clause of one word looks for."""
        if self.prefix:
            return whole.startswith(self.prefix)
        return (stem,) in self.forms or bool(self.part and self.part in whole)


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
    clauses = [Clause(_forms([word], algorithms), part=_part(word, algorithms), unwanted=unwanted) for word in found]
    if piece.endswith("*"):
        clauses[-1] = Clause(_forms([found[-1]], algorithms), prefix=words.folded(found[-1]), unwanted=unwanted)
    return clauses


def _part(word: str, algorithms: list[str]) -> str:
    """What of a word is looked for inside longer ones: its stem, where that lacks no more than an ending."""
    whole = words.folded(word)
    shortest = min((words.stem(word, algorithm) for algorithm in algorithms), key=len)
    part = shortest if len(whole) - len(shortest) <= ENDING else whole[:-ENDING]
    part = part if len(part) >= SHORTEST_PART else whole
    return part if len(part) >= SHORTEST_PART else ""


def _forms(found: list[str], algorithms: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(tuple(words.stem(word, algorithm) for word in found) for algorithm in algorithms))


def spans(clauses: Iterable[Clause], text: str, algorithm: str) -> list[Span]:
    """Where the wanted clauses stand in a text, in text order, overlapping ones joined."""
    placed = words.placed(text, algorithm)
    found: set[Span] = set()
    for clause in clauses:
        if clause.unwanted:
            continue
        if len(clause.forms[0]) == 1:
            found.update(Span(start, end) for stem, whole, start, end in placed if clause.matches(stem, whole))
        else:
            for form in clause.forms:
                found.update(_phrases(form, placed))
    return _joined(sorted(found))


def _phrases(form: tuple[str, ...], placed: list[tuple[str, str, int, int]]) -> Iterator[Span]:
    size = len(form)
    stems = [stem for stem, *_ in placed]
    for place in range(len(stems) - size + 1):
        if stems[place] == form[0] and tuple(stems[place : place + size]) == form:
            yield Span(placed[place][2], placed[place + size - 1][3])


def _joined(found: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in found:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
