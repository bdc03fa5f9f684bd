"""A document as the stage looks at it: sentences with words, issue hits and signals, and each statement's place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from depesche.positions.codebook import Codebook
from depesche.positions.data import language_data
from depesche.positions.patterns import Hit, PatternSet
from depesche.positions.words import Word, clauses, words
from depesche.reading.entries import entries
from depesche.records import Document, ReadDocument, Span, Statement, TimeExpression, Token

MOST_LETTERS = 400_000  # of a document looked at; a dispatch has some 2,000


@lru_cache(maxsize=8)
def signal_set(language: str) -> PatternSet:
    """The signal words of a language, compiled; labels are their classes."""
    data = language_data(language, "signals")
    return PatternSet(
        ((str(name), str(pattern), 1.0) for name, patterns in data.items() for pattern in patterns),
        language,
        compounds=False,
    )


@lru_cache(maxsize=8)
def signal_classes(language: str) -> tuple[str, ...]:
    """The names of the signal classes, in the order of the file."""
    return tuple(str(name) for name in language_data(language, "signals"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: its first and last sentence, and whether it stands in the title."""

    first: int
    last: int
    in_title: bool


def _without(statement: Statement, part: Span) -> Statement:
    """A statement without a part of its content; whole where nothing else is left."""
    left = [
        Span(*ends)
        for span in statement.content
        for ends in ((span.start, min(span.end, part.start)), (max(span.start, part.end), span.end))
        if ends[0] < ends[1]
    ]
    return replace(statement, content=tuple(left)) if left else statement


class Passages:
    """One document, cut and searched once."""

    def __init__(self, read: ReadDocument, codebook: Codebook, language: str = "de") -> None:
        self.document: Document = read.document
        self.language = language
        self.text = read.document.text[:MOST_LETTERS]
        cut = [(s.start, min(s.end, len(self.text))) for s in read.analysis.sentences if s.start < len(self.text)]
        self.sentences: list[tuple[int, int]] = cut or clauses(self.text)
        self._starts = [start for start, _ in self.sentences]
        self.words: list[list[Word]] = [words(self.text, language, start, end) for start, end in self.sentences]
        self.hits: list[list[Hit]] = [codebook.issues_in(found, language) for found in self.words]
        self.outcome_hits: list[list[Hit]] = [codebook.outcomes_in(found, language) for found in self.words]
        self.signals: list[list[Hit]] = [signal_set(language).hits(found) for found in self.words]
        self.title_hits = codebook.issues_in(words(read.document.title or "", language), language)
        self.statements: Sequence[Statement] = read.statements
        self.stances: frozenset[str] = frozenset()  # ids of those that only `add` brought in
        self._tokens = read.analysis.tokens
        self._times = sorted(read.analysis.times)
        self._pieces: dict[int, list[tuple[int, int]]] = {}
        self._entries = entries(self.text, read.document.day, read.document.junk)

    def add(self, statements: Sequence[Statement], *, stances: bool = True) -> None:
        """Take further statements in; what one of them says stands no longer for whoever tells it (its parent).

        Args:
            statements: they.
            stances: whether they are but told in passing, and are no part of a proposal.
        """
        if stances:
            self.stances |= {item.id for item in statements}
        known = {item.id: item for item in self.statements}
        for one in statements:
            if one.parent in known:
                known[one.parent] = _without(known[one.parent], one.content[0])
        self.statements = tuple(sorted((*known.values(), *statements), key=lambda s: (s.start, s.end)))

    @property
    def day(self) -> str | None:
        """The day of publication (ISO)."""
        return (self.document.published or "")[:10] or None

    def day_at(self, offset: int) -> str | None:
        """The day (ISO) on which what stands there was written: its entry's in a ticker or chronology."""
        at = bisect_right(self._entries, offset, key=lambda entry: entry.start) - 1
        return self._entries[at].day.isoformat() if at >= 0 else self.day

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that holds the offset (or the last before it)."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def token_at(self, offset: int) -> Token | None:
        """The token that begins at or after the offset; None where the document was not analysed."""
        index = bisect_left(self._tokens, (offset,))
        return self._tokens[index] if index < len(self._tokens) else None

    def tokens_in(self, span: Span) -> Sequence[Token]:
        """The tokens that begin in a span."""
        return self._tokens[bisect_left(self._tokens, (span.start,)) : bisect_left(self._tokens, (span.end,))]

    def times_in(self, span: Span) -> Sequence[TimeExpression]:
        """The time expressions that begin in a span."""
        return self._times[bisect_left(self._times, (span.start,)) : bisect_left(self._times, (span.end,))]

    def pieces(self, index: int) -> Sequence[tuple[int, int]]:
        """A sentence cut at its semicolons where a verb of its own follows: sentences in all but their capital."""
        if index not in self._pieces:
            self._pieces[index] = self._cut(*self.sentences[index])
        return self._pieces[index]

    def _cut(self, start: int, end: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        last = end
        while (mark := self.text.rfind(";", start, last)) >= 0:
            if any(token.mood for token in self.tokens_in(Span(mark + 1, found[-1][0] if found else end))):
                found.append((mark + 1, found[-1][0] if found else end))
            last = mark
        found.append((start, found[-1][0] if found else end))
        return found[::-1]

    def frame(self, index: int) -> list[Word]:
        """The words of a sentence that stand in no statement."""
        start, end = self.sentences[index]
        covered, reach = [], start
        for statement in sorted(self.statements, key=lambda one: one.start):
            if statement.start >= end:
                break
            if statement.end > reach:
                covered.append((max(statement.start, reach), statement.end))
                reach = statement.end
        begins = [begin for begin, _ in covered]

        def inside(word: Word) -> bool:
            number = bisect_right(begins, word.start) - 1
            return number >= 0 and word.start < covered[number][1]

        return [word for word in self.words[index] if not inside(word)]

    def place(self, statement: Statement) -> Place:
        """Where the statement stands."""
        first, last = self.sentence_at(statement.start), self.sentence_at(max(statement.start, statement.end - 1))
        span = self.document.title_span
        in_title = span is not None and span.start <= statement.start < span.end
        return Place(first, last, in_title)

    def sentence_text(self, index: int) -> str:
        """The words of a sentence, "" outside the document."""
        if not 0 <= index < len(self.sentences):
            return ""
        start, end = self.sentences[index]
        return self.text[start:end]

    def inside(self, hits: Sequence[Sequence[Hit]], place: Place, spans: Sequence[Span]) -> list[Hit]:
        """The hits of the place's sentences that begin within the spans."""
        return [
            hit
            for index in range(place.first, min(place.last + 1, len(hits)))
            for hit in hits[index]
            if any(span.start <= hit.start < span.end for span in spans)
        ]

    def outside(self, hits: Sequence[Sequence[Hit]], place: Place, spans: Sequence[Span]) -> list[Hit]:
        """The hits of the place's sentences that begin outside the spans: the frame's."""
        return [
            hit
            for index in range(place.first, min(place.last + 1, len(hits)))
            for hit in hits[index]
            if not any(span.start <= hit.start < span.end for span in spans)
        ]


def strongest(hits: Sequence[Hit]) -> Mapping[str, float]:
    """The greatest weight of each label."""
    best: dict[str, float] = {}
    for hit in hits:
        best[hit.label] = max(best.get(hit.label, 0.0), hit.weight)
    return best


def parted(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, the weight of each divided by the number of labels that are hit at its place."""
    labels: dict[int, set[str]] = {}
    for hit in hits:
        labels.setdefault(hit.start, set()).add(hit.label)
    return [hit._replace(weight=hit.weight / len(labels[hit.start])) for hit in hits]


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that overlap no longer one of another label: "NATO-Beitrittspläne fallen lassen" means none."""
    ordered = sorted(hits, key=lambda hit: hit.start)
    reach = max((hit.end - hit.start for hit in hits), default=0)
    starts = [hit.start for hit in ordered]

    def beaten(hit: Hit) -> bool:
        near = ordered[bisect_right(starts, hit.start - reach) : bisect_left(starts, hit.end)]
        size = hit.end - hit.start
        return any(
            other.label != hit.label and other.end > hit.start and other.end - other.start > size for other in near
        )

    return [hit for hit in hits if not beaten(hit)]


def summed(hits: Sequence[Hit]) -> Mapping[str, float]:
    """The summed weight of each label over distinct places."""
    total: dict[str, float] = {}
    seen: set[tuple[str, int]] = set()
    for hit in hits:
        if (hit.label, hit.start) not in seen:
            seen.add((hit.label, hit.start))
            total[hit.label] = total.get(hit.label, 0.0) + hit.weight
    return total
