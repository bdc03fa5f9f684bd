"""PLOVER events (openeventdata, CC BY-SA 4.0 manual) from statements, positions, proposals and contacts.

Only the verbal types and CONSULT are made: dispatches about talks report words. ``claimed_by`` says on whose word an
event rests, which PLOVER has no field for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from depesche.records import (
    Act,
    Contact,
    ContactFormat,
    ContactStatus,
    Evidence,
    Position,
    Proposal,
    ProposalStatus,
    Statement,
    Strength,
    stable_id,
)

QUAD = {
    "AGREE": "VERBAL COOPERATION",
    "CONSULT": "VERBAL COOPERATION",
    "SUPPORT": "VERBAL COOPERATION",
    "CONCEDE": "VERBAL COOPERATION",
    "REQUEST": "VERBAL CONFLICT",
    "ACCUSE": "VERBAL CONFLICT",
    "REJECT": "VERBAL CONFLICT",
    "THREATEN": "VERBAL CONFLICT",
}
OF_ACT = {
    Act.OFFER: "AGREE",
    Act.PROMISE: "AGREE",
    Act.ACCEPT: "AGREE",
    Act.DEMAND: "REQUEST",
    Act.REJECT: "REJECT",
    Act.WARN: "THREATEN",
    Act.DENY: "REJECT",
}
MODE_OF_FORMAT = {
    ContactFormat.PHONE: "phone",
    ContactFormat.LETTER: "phone",  # "phone or some other remote medium"
    ContactFormat.MEDIATION: "third-party",
}
CONTEXTS = {  # an issue's PLOVER event or PA-X heading says little about context; the codebook's id is kept as it is
    "military": ("withdrawal", "ceasefire", "missiles", "arms_deliveries", "bases", "foreign_troops", "force_limits"),
    "diplomatic": ("talks_conditions", "talks_format", "recognition", "agreement", "alliance"),
    "territory": ("territory", "front_line", "status", "settlements", "capital"),
    "election": ("elections",),
    "economic": ("sanctions", "trade", "assets", "energy", "blockade"),
    "refugee": ("refugees",),
    "human-rights": ("minority_rights", "amnesty", "prisoners"),
}


@dataclass(frozen=True, slots=True)
class PloverEvent:
    """One event: who did what to whom, when, in which mode and context, and on whose word."""

    id: str
    event: str
    mode: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    date: str | None
    context: tuple[str, ...]
    claimed_by: tuple[str, ...]
    status: str  # confirmed, reported, denied
    evidence: tuple[Evidence, ...]

    @property
    def quad(self) -> str:
        """PLOVER's quad category."""
        return QUAD[self.event]


def contact_events(contacts: Iterable[Contact]) -> list[PloverEvent]:
    """CONSULT, one for each contact; the sides are actor and recipients."""
    return [
        PloverEvent(
            id=stable_id("v", contact.id),
            event="CONSULT",
            mode=MODE_OF_FORMAT.get(contact.format, "multilateral" if len(contact.parties) > 2 else ""),
            actor=contact.parties[0] if contact.parties else (),
            recipient=tuple(actor for side in contact.parties[1:] for actor in side),
            date=contact.when.start,
            context=(contact.format.value,),
            claimed_by=contact.reported_by,
            status=contact.status.value,
            evidence=contact.evidence,
        )
        for contact in contacts
    ]


def position_events(positions: Iterable[Position], documents: Mapping[str, str]) -> list[PloverEvent]:
    """REQUEST for demands, REJECT for refusals, CONCEDE for concessions, AGREE for openness, SUPPORT for preferences.

    Args:
        documents: statement id -> document id.
    """
    return [
        PloverEvent(
            id=stable_id("v", position.id),
            event=_event_of(position),
            mode="change" if _event_of(position) in ("REQUEST", "REJECT") else "",
            actor=(position.party,),
            recipient=(),
            date=position.since,
            context=context_of(position.issue),
            claimed_by=(position.asserted_by,) if position.asserted_by else (),
            status=_status(position),
            evidence=tuple(
                Evidence(documents[span.statement], span.start, span.end)
                for span in position.evidence
                if span.statement in documents
            ),
        )
        for position in positions
    ]


def _event_of(position: Position) -> str:
    if position.strength is Strength.CONCESSION:
        return "CONCEDE"
    if position.refuses:
        return "REJECT"
    if position.strength is Strength.OPEN:
        return "AGREE"
    return "SUPPORT" if position.strength is Strength.PREFERENCE else "REQUEST"


def _status(position: Position) -> str:
    if position.rejected_by_party:
        return ContactStatus.DENIED.value
    return ContactStatus.CONFIRMED.value if position.self_declared else ContactStatus.REPORTED.value


def proposal_events(proposals: Iterable[Proposal], days: Mapping[str, str | None]) -> list[PloverEvent]:
    """AGREE for a proposal made ("agree to, offer, promise"), REJECT by its recipients where it was rejected.

    Args:
        days: document id -> day of publication (ISO).
    """
    found = []
    for proposal in proposals:
        evidence = tuple(Evidence(term.document, term.start, term.end) for term in proposal.terms)
        day = min(filter(None, (days.get(item.document) for item in evidence)), default=None)
        context = tuple(dict.fromkeys(name for term in proposal.terms for name in context_of(term.issue)))
        status = "denied" if proposal.status is ProposalStatus.DENIED else "reported"
        found.append(
            PloverEvent(
                stable_id("v", proposal.id), "AGREE", "", proposal.by, proposal.to, day, context, (), status, evidence
            )
        )
        if proposal.status is ProposalStatus.REJECTED:
            found.append(
                PloverEvent(
                    stable_id("v", proposal.id, "rejected"),
                    "REJECT",
                    "change",
                    proposal.to,
                    proposal.by,
                    day,
                    context,
                    (),
                    "reported",
                    evidence,
                )
            )
    return found


def statement_events(
    statements: Iterable[Statement], parties: Mapping[str, str], days: Mapping[str, str | None]
) -> list[PloverEvent]:
    """One event for each statement of a party's member whose act is one of PLOVER's verbal types.

    Args:
        parties: actor id -> party id; statements of actors without a party make no event.
        days: document id -> day of publication (ISO).
    """
    found = []
    for statement in statements:
        event = OF_ACT.get(statement.act)
        party = parties.get(statement.speaker.actor or "")
        if event is None or party is None:
            continue
        other = statement.addressee.actor if statement.addressee else None
        found.append(
            PloverEvent(
                id=stable_id("v", statement.id),
                event=event,
                mode="change" if event in ("REQUEST", "REJECT") else "",
                actor=(party,),
                recipient=(parties.get(other, other),) if other else (),
                date=days.get(statement.document),
                context=(),
                claimed_by=statement.via or ((statement.speaker.actor,) if statement.speaker.actor else ()),
                status="reported" if statement.via else "confirmed",
                evidence=(Evidence(statement.document, statement.start, statement.end),),
            )
        )
    return found


def context_of(issue: str) -> tuple[str, ...]:
    """PLOVER's context of an issue of the general codebook; of others the issue's id."""
    return tuple(name for name, issues in CONTEXTS.items() if issue in issues) or (issue,)
