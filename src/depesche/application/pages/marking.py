"""A document's text cut into blocks and pieces: who says what where, ready to be laid out, nothing left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from depesche.records import Document, Span, Statement

PART = 60_000
"""Characters of one part of a long document (some 25 printed pages); further ones are asked for by number."""

_WIDE = 140
"""A line longer than this many characters is a whole paragraph: the text is not wrapped at a column."""

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters that all are of the same statements, the outermost first.

    ``begins`` are the statements whose first character this is; ``cue``, ``who``, ``hedge``, ``hit`` and ``shown`` say
    that the words are a cue, name a speaker, keep a distance, are what was searched for, or are what a link shows;
    ``shown_first`` that those begin here.
    """

    text: str
    statements: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    cue: bool = False
    who: bool = False
    hedge: bool = False
    hit: bool = False
    shown: bool = False
    shown_first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, the title, or junk that is folded away. ``kind``: "paragraph", "title" or "junk"."""

    kind: str
    pieces: tuple[Piece, ...]
    note: str = ""

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(piece.text for piece in self.pieces)


Range = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a text: which (from 1) of how many, from where to where, and its ranges."""

    number: int
    of: int
    ranges: tuple[Range, ...]

    def holds(self, place: int) -> bool:
        """Whether a character stands in it."""
        begins = self.number == 1 or place >= self.ranges[0][0]
        return begins and (self.number == self.of or place < self.ranges[-1][1])


def parts_of(document: Document) -> list[Part]:
    """The parts of a text; at least one."""
    found = _parts(list(_ranges(document)))
    return [Part(number, len(found), tuple(ranges)) for number, ranges in enumerate(found, 1)]


def blocks(
    document: Document,
    part: Part,
    statements: Sequence[Statement],
    hits: Iterable[Span] = (),
    shown: Span | None = None,
) -> tuple[Block, ...]:
    """One part of a text laid out; ``shown`` are the words that a link shows."""
    marks = _Marks(document, statements, hits, shown)
    found = []
    for start, end, kind, note in part.ranges:
        pieces = tuple(marks.pieces(start, end)) if kind != "junk" else (marks.aside(start, end),)
        if any(piece.text.strip() for piece in pieces):
            found.append(Block(kind, pieces, note))
    return tuple(found)


def _ranges(document: Document) -> Iterator[Range]:
    """The text from beginning to end: (start, end, kind, note)."""
    place = 0
    for junk in sorted(document.junk):
        if junk.start < place:
            continue
        yield from _paragraphs(document, place, junk.start)
        yield junk.start, junk.end, "junk", junk.kind
        place = junk.end
    yield from _paragraphs(document, place, len(document.text))


def _paragraphs(document: Document, start: int, end: int) -> Iterator[Range]:
    text, title = document.text, document.title_span
    if title is not None and start <= title.start < title.end <= end:
        yield from _paragraphs_plain(text, start, title.start)
        yield title.start, title.end, "title", ""
        start = title.end
    yield from _paragraphs_plain(text, start, end)


def _paragraphs_plain(text: str, start: int, end: int) -> Iterator[Range]:
    wide = any(len(line) > _WIDE for line in text[start : min(end, start + 20_000)].split("\n"))
    breaks = _LINE if wide else _BLANK
    place = start
    for found in breaks.finditer(text, start, end):
        yield from _cut(place, found.end())
        place = found.end()
    yield from _cut(place, end)


def _cut(start: int, end: int) -> Iterator[Range]:
    for place in range(start, end, PART):
        yield place, min(end, place + PART), "paragraph", ""


def _parts(ranges: list[Range]) -> list[list[Range]]:
    parts: list[list[Range]] = [[]]
    room = PART
    for one in ranges:
        size = one[1] - one[0]
        if size > room and parts[-1]:
            parts.append([])
            room = PART
        parts[-1].append(one)
        room -= size
    return parts


class _Marks:
    """Everything that marks characters, as events in text order."""

    def __init__(
        self, document: Document, statements: Sequence[Statement], hits: Iterable[Span], shown: Span | None
    ) -> None:
        self._text = document.text
        size = len(document.text)
        self._length = {one.id: sum(span.end - span.start for span in one.content) for one in statements}
        self._events: dict[int, list[tuple[bool, str, str]]] = {}
        for one in statements:
            for number, span in enumerate(one.content):
                self._span(span, "statement" if number else "first", one.id, size)
            for kind, spans in (("cue", one.cue), ("who", one.speaker.spans)):
                for span in spans:
                    self._span(span, kind, one.id, size)
            for hedge in one.hedges:
                self._span(Span(hedge.start, hedge.end), "hedge", one.id, size)
        for span in hits:
            self._span(span, "hit", "", size)
        self._shown = shown.start if shown else -1
        if shown:
            self._span(shown, "shown", "", size)
        self._places = sorted(self._events)

    def _span(self, span: Span, kind: str, owner: str, size: int) -> None:
        start, end = max(0, span.start), min(size, span.end)
        if start < end:
            self._events.setdefault(start, []).append((True, kind, owner))
            self._events.setdefault(end, []).append((False, kind, owner))

    def aside(self, start: int, end: int) -> Piece:
        """A range that was set aside, in one piece: links into it shall find it all the same."""
        begins = [owner for at, events in self._events.items() if start <= at < end
                  for starts, kind, owner in events if starts and kind == "first"]  # fmt: skip
        shown = start <= self._shown < end
        return Piece(self._text[start:end].strip(), begins=tuple(begins), shown=shown, shown_first=shown)

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of a range; ranges may be asked for in any order."""
        open_: dict[tuple[str, str], int] = {}
        begins: list[str] = []
        place = start
        for at in self._places:
            if at >= end:
                break
            if at > place:
                yield self._piece(place, at, open_, begins)
                place, begins = at, []
            for starts, kind, owner in self._events[at]:
                key = ("statement" if kind == "first" else kind, owner)
                open_[key] = open_.get(key, 0) + (1 if starts else -1)
                if starts and kind == "first" and at >= start:
                    begins.append(owner)
        if end > place:
            yield self._piece(place, end, open_, begins)

    def _piece(self, start: int, end: int, open_: Mapping[tuple[str, str], int], begins: Sequence[str]) -> Piece:
        living = [key for key, times in open_.items() if times > 0]
        kinds = {kind for kind, _ in living}
        covering = sorted((owner for kind, owner in living if kind == "statement"), key=lambda one: -self._length[one])
        return Piece(
            self._text[start:end],
            tuple(covering),
            tuple(one for one in begins if one in covering),
            "cue" in kinds,
            "who" in kinds,
            "hedge" in kinds,
            "hit" in kinds,
            "shown" in kinds,
            "shown" in kinds and start == self._shown,
        )
