"""What pages share: from where they look, people, quotations in their sentences, pages of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from depesche.application.pages.remembering import memory_of
from depesche.application.restating import as_of
from depesche.errors import BadExpression
from depesche.records import Actor, ActorKind, Document, Statement, quoted

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

AROUND = 320
"""Characters of its sentence shown on either side of a quotation at most (two to three lines)."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_PAGE = 1_000_000
_LOOKED_AT = 1_000  # characters before and after a line break that tell how long lines are


@dataclass(frozen=True, slots=True)
class View:
    """From where a page looks; part of its address.

    Args:
        belief: which evidence counts ("" for all).
        at: the ISO day from which it looks: nothing published later counts. None: today.
    """

    belief: str = ""
    at: str | None = None

    @property
    def whole_belief(self) -> str:
        """The belief with the day in it, as the dossier's views take it."""
        return as_of(self.belief, self.at)

    @property
    def plain(self) -> bool:
        """Whether all evidence counts and the view is today's."""
        return not self.whole_belief


def day_of(text: str | None) -> str | None:
    """An ISO day from an address, None where it is empty.

    Raises:
        BadExpression: not a day.
    """
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise BadExpression("not a day", text[:40], "Write it as 1962-10-27.")


def as_day(text: str | None) -> date | None:
    """The day of an ISO text; the first of its month or year where it names no day."""
    try:
        return date.fromisoformat(((text or "")[:10] + "-01-01")[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Person:
    """An actor as a page names it; ``outlet`` is the name of an unnamed source's outlet where its own name lacks it."""

    id: str
    name: str
    kind: str = ActorKind.ORGANISATION.value
    party: str | None = None
    outlet: str | None = None

    @property
    def unnamed(self) -> bool:
        """Whether it is an unnamed source."""
        return self.kind == ActorKind.UNNAMED.value


def person_of(actor: Actor, outlet: str | None = None) -> Person:
    """An actor as a page names it; `outlet` is the name of its outlet."""
    beside = outlet if outlet and outlet not in actor.name else None
    return Person(actor.id, actor.name, actor.kind.value, actor.party, beside)


class Cast:
    """Actors by id, looked up as they are asked for and remembered as long as the dossier is as it was."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._known: dict[str, Person] = memory_of(dossier).get("people", dict)

    def load(self, ids: Iterable[str | None]) -> Cast:
        """Look up those not known yet, all at once."""
        wanted = {one for one in ids if one and one not in self._known}
        if wanted:
            found = list(self._dossier.actors(ids=sorted(wanted)))
            outlets = sorted({one.outlet for one in found if one.outlet})
            names = {one.id: one.name for one in self._dossier.actors(ids=outlets)} if outlets else {}
            self._known |= {one.id: person_of(one, names.get(one.outlet or "")) for one in found}
            unknown = wanted - self._known.keys()
            listed = self._dossier.codebook().parties if unknown else ()
            self._known |= {one.id: Person(one.id, one.name) for one in listed if one.id in unknown}
        return self

    def __getitem__(self, identity: str) -> Person:
        if identity not in self._known:
            self.load([identity])
        return self._known.get(identity) or Person(identity, identity)

    def get(self, identity: str | None) -> Person | None:
        """The person, None for None."""
        return self[identity] if identity else None

    def party_of(self, identity: str | None) -> Person | None:
        """The party that somebody belongs to: itself where it belongs to none."""
        if not identity:
            return None
        person = self[identity]
        return self[person.party] if person.party else person


@dataclass(frozen=True, slots=True)
class Source:
    """A dispatch as lists name it; ``outlet`` is the agency where no outlet is known (`Document.publisher`)."""

    id: str
    title: str
    outlet: str
    day: str
    copy_of: str | None = None


def source_of(document: Document) -> Source:
    """A dispatch as lists name it; the first words stand for a missing title."""
    day = (document.published or "")[:10]
    return Source(document.id, document.heading, document.publisher, day, document.copies_of)


def sources_of(dossier: Dossier, ids: Sequence[str]) -> dict[str, Source]:
    """Some dispatches as lists name them, those that are there; only of the untitled ones is the text read."""
    if not ids:
        return {}
    known = {one.id: one for one in dossier.documents(with_text=False, ids=ids)}
    untitled = [one.id for one in known.values() if not one.title]
    if untitled:
        known |= {one.id: one for one in dossier.documents(ids=untitled)}
    return {key: source_of(document) for key, document in known.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with all that a reader wants to know of it, its words in their sentence."""

    id: str
    source: Source
    speaker: Person | None
    speaker_words: str
    via: tuple[Person, ...]
    addressee: str
    act: str
    acts: tuple[tuple[str, float], ...]  # what it may be, the likeliest first; empty where a person told
    kind: str
    hedges: tuple[str, ...]
    negated: bool
    confidence: float
    before: str
    words: str
    after: str
    cue: str
    nested: bool
    carried: bool


def said(dossier: Dossier, ids: Iterable[str], cast: Cast, belief: str = "") -> dict[str, Said]:
    """Statements by id, each with its speaker, chain and sentence; those that a belief or a decision leaves out are
    missing.
    """
    wanted = list(dict.fromkeys(ids))
    found = {one.id: one for one in dossier.statements(belief, ids=wanted)} if wanted else {}
    texts = dossier.ledger.documents({one.document for one in found.values()})
    cast.load(actor for one in found.values() for actor in (one.speaker.actor, *one.via))
    return {
        identity: said_of(found[identity], texts[found[identity].document], cast)
        for identity in wanted
        if identity in found and found[identity].document in texts
    }


def said_of(statement: Statement, document: Document, cast: Cast) -> Said:
    """One statement of a document."""
    text = document.text
    before, after = sentence_around(text, statement.start, statement.end)
    addressee = statement.addressee
    return Said(
        id=statement.id,
        source=source_of(document),
        speaker=cast.get(statement.speaker.actor),
        speaker_words=quoted(text, statement.speaker.spans),
        via=tuple(cast[one] for one in statement.via),
        addressee=quoted(text, addressee.spans) if addressee else "",
        act=statement.act.value,
        acts=tuple((act.value, share) for act, share in statement.acts),
        kind=statement.kind.value,
        hedges=tuple(dict.fromkeys(hedge.kind.value for hedge in statement.hedges)),
        negated=statement.negated,
        confidence=statement.confidence,
        before=text[before : statement.start],
        words=quoted(text, statement.content),
        after=text[statement.end : after],
        cue=quoted(text, statement.cue),
        nested=statement.parent is not None,
        carried=statement.speaker.carried,
    )


_STOP = re.compile(r"(?<!\d)[.!?][“”\"»«’']?\s+(?=[A-ZÄÖÜ„“\"»])|\n\s*\n|\n")


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a quotation begins and ends, at most `AROUND` characters away."""
    begin = max(0, start - AROUND)
    stops = [found.end() for found in _stops(text, begin, start)]
    left = stops[-1] if stops else begin
    if not stops and begin:
        space = text.find(" ", begin, start)
        left = space + 1 if space >= 0 else begin
    limit = min(len(text), end + AROUND)
    stop = next(_stops(text, max(0, end - 1), min(len(text), limit + 1)), None)
    right = stop.start() + 1 if stop and stop.start() + 1 >= end else limit
    return left, max(end, right)


def _stops(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Where sentences, headlines and datelines end in a part of a text."""
    return (
        found for found in _STOP.finditer(text, start, end) if found[0] != "\n" or not _wrapped(text, found.start())
    )


def _wrapped(text: str, place: int) -> bool:
    """Whether a line break only wraps a sentence: the next word would not have fitted into the line.

    A headline or a dateline on a line of its own leaves room for it. How long a line may be is told by those around.
    """
    lines = text[max(0, place - _LOOKED_AT) : place].split("\n")[-2:]
    after = text[place + 1 : place + 1 + _LOOKED_AT].split("\n")[:2]
    longest = max(map(len, (*lines, *after)))
    return len(lines[-1]) + 1 + len(after[0].partition(" ")[0]) > longest


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of a list: which one (from 1), how many rows a page, how many rows in all."""

    page: int
    size: int
    total: int

    @classmethod
    def of(cls, page: int | str | None, size: int, total: int) -> Pager:
        """The page asked for, or the nearest that there is."""
        text = str(page or 1)
        asked = min(int(text), _MOST_PAGE) if text.isdecimal() and len(text) < 10 else 1
        return cls(max(1, min(asked, max(1, -(-total // size)))), size, total)

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.offset + self.size, self.total)
