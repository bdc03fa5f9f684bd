"""Who met, wrote to or phoned whom: as a network, on a timeline, as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from depesche.application.pages.common import Cast, Pager, Person, Source, View, as_day, source_of
from depesche.application.pages.remembering import memory_of
from depesche.application.pages.standing import whole_standing
from depesche.exchange.pictures import Edge, Node
from depesche.records import Contact, Document

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

SIZE = 40
"""Lines of the list."""

MOST_MARKS = 400
"""Contacts drawn on the timeline at most, the latest."""

MOST_QUOTES = 12
"""Places shown that tell of one contact."""

AROUND = 80
"""Characters shown on either side of such words at most."""

_SUREST = ("confirmed", "reported", "denied")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a dispatch that tell of a contact; ``mark`` is where they stand, "START-END" in characters."""

    source: Source
    before: str
    words: str
    after: str
    mark: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact with its sides, its time (ISO days and in words), and the first of its ``evidence``."""

    id: str
    sides: tuple[tuple[Person, ...], ...]
    format: str
    status: str
    start: str
    end: str
    when: str
    place: str
    reported_by: tuple[Person, ...]
    quotes: tuple[Quote, ...]
    evidence: int
    confidence: float

    @property
    def quote(self) -> Quote | None:
        """The words that tell of it first."""
        return self.quotes[0] if self.quotes else None


@dataclass(frozen=True, slots=True)
class Happening:
    """A contact as the timeline draws it."""

    id: str
    format: str
    status: str
    start: date
    end: date
    names: str


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """Everything about contacts under a view; ``formats`` and ``statuses`` with counts. ``page_of`` tells on which page
    of the list each contact stands.
    """

    view: View
    format: str
    status: str
    formats: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]
    pager: Pager
    rows: tuple[ContactRow, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    happenings: tuple[Happening, ...]
    page_of: dict[str, int]


def contacts_page(
    dossier: Dossier, view: View, format: str = "", status: str = "", page: int | str | None = 1, size: int = SIZE
) -> ContactsPage:
    """Build the page, the latest contacts first.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    everything, found, nodes, edges, happenings = memory_of(dossier).get(
        ("contacts", view, format, status), lambda: _contacts(dossier, view, format, status)
    )
    pager = Pager.of(page, size, len(found))
    return ContactsPage(
        view,
        format,
        status,
        _counts(one.format.value for one in everything),
        _counts(one.status.value for one in everything),
        pager,
        tuple(contact_rows(dossier, found[pager.offset : pager.offset + size], Cast(dossier))),
        nodes,
        edges,
        happenings,
        {one.id: place // size + 1 for place, one in enumerate(found[:MOST_MARKS])},
    )


def _contacts(
    dossier: Dossier, view: View, format: str, status: str
) -> tuple[tuple[Contact, ...], list[Contact], tuple[Node, ...], tuple[Edge, ...], tuple[Happening, ...]]:
    """All contacts, those that pass, the latest first, and what is drawn of them."""
    everything = whole_standing(dossier, view).contacts_at(view.at)
    found = [
        one
        for one in everything
        if (not format or one.format.value == format) and (not status or one.status.value == status)
    ]
    found.sort(key=lambda one: (one.when.start or "", one.id), reverse=True)
    cast = Cast(dossier).load(actor for one in found for side in one.parties for actor in side)
    nodes, edges = network(found, cast)
    return everything, found, nodes, edges, tuple(_happenings(found, cast))


def _counts(values: object) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for value in values:  # type: ignore[attr-defined]
        counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def contact_rows(dossier: Dossier, found: list[Contact], cast: Cast, most: int = MOST_QUOTES) -> list[ContactRow]:
    """Contacts as lines of a list, each with so many of the words that tell of it at most."""
    texts = dossier.ledger.documents({shown.document for one in found for shown in one.evidence[:most]})
    cast.load(actor for one in found for side in (*one.parties, one.reported_by) for actor in side)
    rows = []
    for one in found:
        quotes = [quote_of(texts[shown.document], shown.start, shown.end)
                  for shown in one.evidence[:most] if shown.document in texts]  # fmt: skip
        rows.append(
            ContactRow(
                one.id,
                tuple(tuple(cast[actor] for actor in side) for side in one.parties if side),
                one.format.value,
                one.status.value,
                one.when.start or "",
                one.when.end or "",
                one.when.text,
                one.place or "",
                tuple(cast[actor] for actor in one.reported_by),
                tuple(quotes),
                len(one.evidence),
                one.confidence,
            )
        )
    return rows


def quote_of(document: Document, start: int, end: int) -> Quote:
    """Some words of a dispatch with what stands around them on their line."""
    text = document.text
    before = text[max(0, start - AROUND) : start].rpartition("\n")[2]
    after = text[end : end + AROUND].partition("\n")[0]
    return Quote(source_of(document), before, text[start:end], after, f"{start}-{end}")


def network(found: list[Contact], cast: Cast) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """People grouped by party, the best connected first, and the contacts between each two of different sides."""
    pairs: dict[tuple[str, str], list[Contact]] = {}
    times: dict[str, int] = {}
    for one in found:
        for side, other in combinations([side for side in one.parties if side], 2):
            for a in side:
                for b in other:
                    if a != b:
                        pairs.setdefault((min(a, b), max(a, b)), []).append(one)
                        times[a], times[b] = times.get(a, 0) + 1, times.get(b, 0) + 1
    parties = {actor: cast.party_of(actor) for actor in times}
    weight: dict[str, int] = {}
    for actor, party in parties.items():
        weight[party.id if party else actor] = weight.get(party.id if party else actor, 0) + times[actor]
    ranked = {party: place for place, party in enumerate(sorted(weight, key=lambda one: (-weight[one], one)))}
    best = sorted(times, key=lambda actor: (-times[actor], actor))[:40]
    best.sort(key=lambda actor: (_rank(parties[actor], actor, ranked), -times[actor], actor))
    sizes: dict[int, int] = {}
    for actor in best:
        sizes[_rank(parties[actor], actor, ranked)] = sizes.get(_rank(parties[actor], actor, ranked), 0) + 1
    nodes = []
    for actor in best:
        rank = _rank(parties[actor], actor, ranked)
        nodes.append(Node(actor, cast[actor].name, rank if sizes[rank] > 1 else None, f"/actors/{actor}"))
    edges = tuple(
        Edge(a, b, len(told), min((one.status.value for one in told), key=_SUREST.index), _about(a, b, told, cast))
        for (a, b), told in sorted(pairs.items(), key=lambda pair: len(pair[1]))
    )
    return tuple(nodes), edges


def _rank(party: Person | None, actor: str, ranked: dict[str, int]) -> int:
    return ranked[party.id if party else actor]


def _about(a: str, b: str, told: list[Contact], cast: Cast) -> str:
    whens = ", ".join(dict.fromkeys(one.when.text or one.when.start or "" for one in told))
    return f"{cast[a].name} – {cast[b].name} ({len(told)}): {whens}"[:400]


def _happenings(found: list[Contact], cast: Cast) -> list[Happening]:
    drawn = []
    for one in found[:MOST_MARKS]:
        start = as_day(one.when.start)
        if start is not None:
            end = as_day(one.when.end) or start
            names = " – ".join(", ".join(cast[actor].name for actor in side) for side in one.parties if side)
            drawn.append(Happening(one.id, one.format.value, one.status.value, start, max(start, end), names))
    return drawn
