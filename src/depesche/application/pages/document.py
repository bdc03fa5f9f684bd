"""One dispatch: its text with who says what, and everything known about each statement."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from depesche.application.pages.common import Cast, Person, Said, Source, View, said_of, source_of, sources_of
from depesche.application.pages.marking import Block, Part, blocks, parts_of
from depesche.ledger import facets, query, words
from depesche.records import Document, Span, Statement

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

COLOURS = 8
"""Speakers of a dispatch that get a colour of their own, in order of appearance; further ones share the last."""

MOST_WORDS = 6_000
"""Words of two copies that are compared word by word (about 0.2 s); longer ones are compared line by line."""


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A claim that a statement belongs to or answers."""

    id: str
    gist: str
    status: str
    origins: int
    reports: int
    answers: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A statement beside the text: what is known of it, its colour, how deep it is nested, its claims."""

    said: Said
    colour: int
    depth: int
    claims: tuple[ClaimLink, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in the dispatch, with colour and number of statements."""

    person: Person | None
    colour: int
    statements: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A part of a dispatch laid out, with the cards of its statements. ``colours`` are by statement id; ``total``
    counts the statements of all parts, ``left_out`` those that the view does not admit.
    """

    view: View
    source: Source
    document: Document
    blocks: tuple[Block, ...]
    cards: tuple[Card, ...]
    total: int
    speakers: tuple[Speaker, ...]
    colours: dict[str, int]
    copies: tuple[Source, ...]
    before: str | None
    after: str | None
    left_out: int
    part: int
    parts: int
    q: str = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for in a dispatch: a part by number, or the one that holds a statement (its id) or some words."""

    part: int | None = None
    statement: str = ""
    words: Span | None = None


def document_page(dossier: Dossier, view: View, key: str, q: str = "", at: Looking = Looking()) -> DocumentPage:
    """Build the page.

    Raises:
        UnknownName: there is no such dispatch.
        BadExpression: the belief or the words to mark cannot be understood.
    """
    document = dossier.document(key)
    everything = list(dossier.statements(document=document.id))
    statements = everything
    if not view.plain:
        statements = list(dossier.statements(view.whole_belief, document=document.id))
    cast = Cast(dossier).load(actor for one in statements for actor in (one.speaker.actor, *one.via))
    order: dict[str, int] = {}
    counts: dict[str, int] = {}
    for one in statements:
        speaker = one.speaker.actor or ""
        order.setdefault(speaker, len(order))
        counts[speaker] = counts.get(speaker, 0) + 1
    colour_of = {speaker: min(place, COLOURS - 1) for speaker, place in order.items()}
    parents = {one.id: one.parent for one in statements}
    claims = _claims(dossier, [one.id for one in statements], view)
    told = [one for one in statements if one.content]
    shown = at.words if at.words and 0 <= at.words.start < at.words.end <= len(document.text) else None
    part = _part(parts_of(document), replace(at, words=shown), told)
    cards = tuple(
        Card(
            said_of(one, document, cast),
            colour_of[one.speaker.actor or ""],
            _depth(one.id, parents),
            tuple(claims.get(one.id, ())),
        )
        for one in told
        if part.holds(one.start)
    )
    before, after = facets.neighbours(dossier.ledger, document.id)
    copied = sources_of(dossier, facets.copies(dossier.ledger, document.id))
    return DocumentPage(
        view=view,
        source=source_of(document),
        document=document,
        blocks=blocks(document, part, told, _hits(document, q), shown),
        cards=cards,
        total=len(told),
        speakers=tuple(Speaker(cast.get(key), colour_of[key], counts[key]) for key in order),
        colours={one.id: colour_of[one.speaker.actor or ""] for one in told},
        copies=tuple(copied.values()),
        before=before,
        after=after,
        left_out=len(everything) - len(statements),
        part=part.number,
        parts=part.of,
        q=q,
    )


def _part(parts: list[Part], at: Looking, told: list[Statement]) -> Part:
    """The part asked for, or the nearest that there is."""
    place = at.words.start if at.words else next((one.start for one in told if one.id == at.statement), None)
    if at.part is None and place is not None:
        return next(part for part in parts if part.holds(place))
    return parts[min(max(1, at.part or 1), len(parts)) - 1]


def _depth(identity: str, parents: dict[str, str | None]) -> int:
    depth, seen = 0, {identity}
    parent = parents.get(identity)
    while parent in parents and parent not in seen:
        seen.add(parent)
        depth += 1
        parent = parents[parent]
    return depth


def _hits(document: Document, q: str) -> list[Span]:
    if not q.strip():
        return []
    algorithm = words.algorithm_of(document.language)
    return query.spans(query.parse(q, [algorithm]), document.text, algorithm)


def _claims(dossier: Dossier, statements: list[str], view: View) -> dict[str, list[ClaimLink]]:
    """The claims of each statement."""
    ids = {one for found in dossier.ledger.claims_of(statements).values() for one in found}
    links: dict[str, list[ClaimLink]] = {}
    for claim in dossier.claims(view.whole_belief, ids=sorted(ids)) if ids else ():
        answering = {response.statement for response in claim.responses}
        for statement in (*claim.statements, *answering):
            link = ClaimLink(
                claim.id,
                claim.gist,
                claim.status.value,
                claim.independent_origins,
                len(claim.statements),
                statement in answering,
            )
            links.setdefault(statement, []).append(link)
    return links


@dataclass(frozen=True, slots=True)
class Change:
    """Words that two copies share ("same"), or that only this ("here") or the other one ("there") has."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two copies of a report, word by word; ``shared`` is the part of this one's words that the other has too."""

    view: View
    here: Source
    there: Source
    changes: tuple[Change, ...]
    shared: float


_TOKEN = re.compile(r"\S+\s*")


def comparison_page(dossier: Dossier, view: View, key: str, other: str) -> ComparisonPage:
    """Build the page.

    Raises:
        UnknownName: one of them is not there.
    """
    here, there = dossier.document(key), dossier.document(other)
    mine, theirs = _TOKEN.findall(here.text), _TOKEN.findall(there.text)
    if len(mine) + len(theirs) > MOST_WORDS:
        mine, theirs = here.text.splitlines(keepends=True), there.text.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(
        None, [one.strip() for one in mine], [one.strip() for one in theirs], autojunk=len(mine) > MOST_WORDS
    )
    changes: list[Change] = []
    shared = 0
    for kind, i0, i1, j0, j1 in matcher.get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(mine[i0:i1])))
            shared += i1 - i0
            continue
        if j1 > j0:
            changes.append(Change("there", "".join(theirs[j0:j1])))
        if i1 > i0:
            changes.append(Change("here", "".join(mine[i0:i1])))
    return ComparisonPage(view, source_of(here), source_of(there), tuple(changes), shared / max(1, len(mine)))
