"""What happened when: positions taken, moves, proposals and contacts as one list of events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from depesche.positions.positions import Move, moves
from depesche.records import Contact, Evidence, Position, Proposal


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on the timeline.

    ``kind`` is "position", "move", "proposal" or "contact"; ``thing`` the id of the record (of the later position for a
    move). ``strength`` holds a position's strength, for a move "before>after"; ``status`` a proposal's or contact's.
    """

    day: str | None
    kind: str
    thing: str
    parties: tuple[str, ...]
    issues: tuple[str, ...] = ()
    strength: str = ""
    status: str = ""
    attributed: bool = False
    contested: bool = False
    evidence: tuple[Evidence, ...] = ()


def all_moves(positions: Iterable[Position], unnamed: frozenset[str] = frozenset()) -> list[Move]:
    """The moves in every cell, earliest first; those of one cell on one day, or on none, in the cell's order."""
    cells: dict[tuple[str, str], list[Position]] = {}
    for position in positions:
        cells.setdefault((position.party, position.issue), []).append(position)
    found = [
        move for cell in cells.values() for move in moves(sorted(cell, key=lambda p: (p.since or "", p.id)), unnamed)
    ]
    return sorted(found, key=lambda move: (move.since or "", move.party, move.issue))


def timeline(
    positions: Sequence[Position],
    proposals: Sequence[Proposal],
    contacts: Sequence[Contact],
    documents: Mapping[str, str],
    days: Mapping[str, str | None],
    unnamed: frozenset[str] = frozenset(),
    since: str | None = None,
) -> list[Event]:
    """All events, earliest first; undated ones first of all.

    Args:
        documents: statement id -> document id, for evidence.
        days: document id -> day of publication (ISO).
        unnamed: actors that are unnamed sources.
        since: leave out what is earlier than this day.
    """
    events = [_taken(position, documents) for position in positions]
    events += [_moved(move, positions, documents) for move in all_moves(positions, unnamed)]
    events += [_proposed(proposal, documents, days) for proposal in proposals]
    events += [_met(contact, days) for contact in contacts]
    if since is not None:
        events = [event for event in events if event.day is not None and event.day >= since]
    return sorted(events, key=lambda event: (event.day or "", event.kind, event.thing))


def _spans(position: Position, documents: Mapping[str, str]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(documents[span.statement], span.start, span.end)
        for span in position.evidence
        if span.statement in documents
    )


def _taken(position: Position, documents: Mapping[str, str]) -> Event:
    return Event(
        position.since,
        "position",
        position.id,
        (position.party,),
        (position.issue,),
        strength=position.strength.value,
        attributed=not position.self_declared,
        contested=position.rejected_by_party,
        evidence=_spans(position, documents),
    )


def _moved(move: Move, positions: Sequence[Position], documents: Mapping[str, str]) -> Event:
    after = next(position for position in positions if position.id == move.after)
    return Event(
        move.since,
        "move",
        move.after,
        (move.party,),
        (move.issue,),
        strength=f"{move.from_strength.value}>{move.to_strength.value}",
        attributed=not after.self_declared,
        contested=move.denied,
        evidence=_spans(after, documents),
    )


def _proposed(proposal: Proposal, documents: Mapping[str, str], days: Mapping[str, str | None]) -> Event:
    told = sorted(filter(None, (days.get(documents.get(key, "")) for key in proposal.evidence)))
    return Event(
        told[0] if told else None,
        "proposal",
        proposal.id,
        (*proposal.by, *proposal.to),
        tuple(dict.fromkeys(term.issue for term in proposal.terms)),
        status=proposal.status.value,
        evidence=tuple(Evidence(term.document, term.start, term.end) for term in proposal.terms),
    )


def _met(contact: Contact, days: Mapping[str, str | None]) -> Event:
    told = sorted(filter(None, (days.get(item.document) for item in contact.evidence)))
    return Event(
        contact.when.start or (told[0] if told else None),
        "contact",
        contact.id,
        tuple(actor for side in contact.parties for actor in side),
        status=contact.status.value,
        evidence=contact.evidence,
    )
