"""What a person should look at next: disputed claims and the least certain readings, each with its evidence and what
can be decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depesche.application.pages.claim_index import ClaimFilter, claim_index
from depesche.application.pages.common import Cast, Person, Said, View, said, said_of
from depesche.application.pages.contacts import Quote, quote_of
from depesche.application.pages.doubt import in_doubt, sureness
from depesche.application.pages.remembering import memory_of
from depesche.errors import UnknownName
from depesche.ledger import facets
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Claim,
    ClaimStatus,
    Contact,
    ContactFormat,
    ContactStatus,
    Decision,
    Kind,
    Position,
    Proposal,
    ProposalStatus,
    Statement,
    Strength,
)

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

RECORDS = ("statement", "claim", "actor", "position", "proposal", "contact")
"""What has a queue. Responses are decided on at their claim."""

AHEAD = 500
"""Readings looked up ahead, so that a decision does not make the whole dossier be sorted again."""

QUEUE = 14
"""Readings shown in the queue."""

MOST_CANDIDATES = 8
"""Things offered for a merge."""

YES, NO = "yes", "no"
"""A field that is true or false, as forms have it."""

MOST_QUOTES = 12
"""Quotations shown of one reading."""


@dataclass(frozen=True, slots=True)
class Title:
    """What a reading is called; of a position also its outcome, and whether it rules that out."""

    text: str
    outcome: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A reading that waits; ``confidence`` is None where nothing was measured."""

    id: str
    title: Title
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that can be edited. ``group``: where the words for its values stand, "" where they are words already;
    ``people``: names to choose from.
    """

    name: str
    value: str
    values: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    group: str = ""
    people: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be the same."""

    id: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A response of a claim, to be rejected by itself."""

    id: str
    relation: str
    said: Said


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One reading with its evidence: quotations (which can be split off, where ``parts`` has their statements), words
    that prove it without being a statement (``places``), facts as (name, value), fields to edit, what it might be
    merged with, responses.
    """

    record: str
    id: str
    title: Title
    confidence: float | None
    quotes: tuple[Said, ...]
    facts: tuple[tuple[str, str], ...]
    fields: tuple[Choice, ...]
    candidates: tuple[Candidate, ...]
    can_merge: bool
    parts: tuple[str, ...]
    answers: tuple[AnswerPart, ...]
    decisions: tuple[Decision, ...]
    places: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision in the log, with what it is about.

    Args:
        decision: the decision.
        title: what the reading is called; its id where it is gone.
        about: (record, id) of the reading to review, None where it is gone or none.
        stands: nothing has ended it.
    """

    decision: Decision
    title: Title
    about: tuple[str, str] | None
    stands: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The queue of one kind of record, the reading looked at, and the decision made last."""

    view: View
    record: str
    total: int
    queue: tuple[QueueRow, ...]
    item: ReviewItem | None
    last: DecisionRow | None


def review_page(dossier: Dossier, view: View, record: str, identity: str | None) -> ReviewPage:
    """Build the page.

    Raises:
        UnknownName: no such record or reading.
    """
    if record not in RECORDS:
        raise UnknownName("nothing is reviewed under this name", record, f"There are: {', '.join(RECORDS)}.")
    decided = {decision.target for decision in dossier.decisions(record)}
    merged = {str(one) for decision in dossier.decisions(record) for one in decision.change.get("ids", ())}
    without = decided | merged
    total, waiting = memory_of(dossier).get(
        ("in doubt", record), lambda: in_doubt(dossier, record, AHEAD + len(without))
    )
    ids = [one for one in waiting if one not in without][:QUEUE]
    total = max(len(ids), total - len(without.intersection(waiting)))
    things = {one.id: one for one in getattr(dossier, f"{record}s")(ids=ids)} if ids else {}
    cast = Cast(dossier)
    told = said(dossier, ids, cast) if record == "statement" else {}
    titles = {one: _statement_title(told[one]) for one in told}
    queue = tuple(
        QueueRow(one, titles.get(one) or title_of(dossier, things[one], cast), sureness(dossier, things[one]))
        for one in ids
        if one in things
    )
    chosen = identity or (queue[0].id if queue else None)
    item = review_item(dossier, record, chosen, cast) if chosen else None
    made = [decision for decision in dossier.decisions() if decision.record in (*RECORDS, "response")]
    last = next(iter(decision_rows(dossier, made[-1:])), None)
    return ReviewPage(view, record, total, queue, item, last)


def title_of(dossier: Dossier, thing: Any, cast: Cast) -> Title:
    """What a reading is called in a list."""
    if isinstance(thing, Statement):
        found = said(dossier, [thing.id], cast).get(thing.id)
        return _statement_title(found) if found else Title(thing.id)
    if isinstance(thing, Claim):
        return Title(thing.gist)
    if isinstance(thing, Actor):
        return Title(thing.name)
    if isinstance(thing, Position):
        return _position_title(dossier, thing, cast)
    if isinstance(thing, Proposal):
        return Title(" → ".join(", ".join(cast[one].name for one in side) for side in (thing.by, thing.to)))
    return Title(" – ".join(", ".join(cast[one].name for one in side) for side in thing.parties))


def _statement_title(found: Said) -> Title:
    return Title(f"{found.speaker.name if found.speaker else '–'}: {found.words}")


def _position_title(dossier: Dossier, thing: Position, cast: Cast) -> Title:
    known = dossier.codebook().by_id.get(thing.issue)
    name = next((one.name for one in known.outcomes if one.id == thing.outcome), thing.outcome) if known else None
    return Title(
        f"{cast[thing.party].name}: {known.name if known else thing.issue}", name or thing.outcome, thing.refuses
    )


def review_item(dossier: Dossier, record: str, identity: str, cast: Cast) -> ReviewItem:
    """One reading.

    Raises:
        UnknownName: there is no such reading.
    """
    thing = dossier.one(record, identity)
    evidence = _statements(dossier, thing)
    quotes = said(dossier, evidence[:MOST_QUOTES], cast)
    splits = record in ("claim", "actor", "position") and len(evidence) > 1
    return ReviewItem(
        record=record,
        id=thing.id,
        title=title_of(dossier, thing, cast),
        confidence=sureness(dossier, thing),
        quotes=tuple(quotes.values()),
        facts=tuple(_facts(thing, cast)),
        fields=tuple(_fields(dossier, thing, cast)),
        candidates=tuple(_candidates(dossier, thing)),
        can_merge=record in ("claim", "actor"),
        parts=tuple(quotes) if splits else (),
        answers=tuple(_answers(dossier, thing, cast)),
        decisions=tuple(dossier.decisions(record, thing.id)),
        places=tuple(_places(dossier, thing)),
    )


def _statements(dossier: Dossier, thing: Any) -> list[str]:
    """The statements that prove a reading."""
    if isinstance(thing, Statement):
        return [thing.id]
    if isinstance(thing, Claim):
        return list(thing.statements)
    if isinstance(thing, Position):
        return [shown.statement for shown in thing.evidence]
    if isinstance(thing, Proposal):
        return list(thing.evidence)
    if isinstance(thing, Contact):
        return list(thing.statements)
    return facets.statements_by(dossier.ledger, [thing.id], MOST_QUOTES, 0, None)


def _places(dossier: Dossier, thing: Any) -> list[Quote]:
    """The words that tell of a contact, or of a proposal's terms."""
    told = thing.evidence if isinstance(thing, Contact) else thing.terms if isinstance(thing, Proposal) else ()
    texts = dossier.ledger.documents({one.document for one in told[:MOST_QUOTES]})
    return [quote_of(texts[one.document], one.start, one.end) for one in told[:MOST_QUOTES] if one.document in texts]


def _facts(thing: Any, cast: Cast) -> list[tuple[str, str]]:
    told: list[tuple[str, str | None]]
    if isinstance(thing, Actor):
        party = cast.get(thing.party)
        told = [("kind", thing.kind.value), ("party", party.name if party else ""), ("names", ", ".join(thing.names))]
        return [(name, value) for name, value in told if value]
    if isinstance(thing, Position):
        told = [("strength", thing.strength.value), ("refuses", YES if thing.refuses else ""), ("since", thing.since)]
        return [(name, value) for name, value in told if value]
    if isinstance(thing, Contact):
        told = [("format", thing.format.value), ("when", thing.when.text or thing.when.start)]
        return [(name, value) for name, value in told if value]
    return []


def _fields(dossier: Dossier, thing: Any, cast: Cast) -> list[Choice]:
    if isinstance(thing, Statement):
        people = _people_of(dossier, thing)
        speaker = cast.get(thing.speaker.actor)
        return [
            Choice("speaker", speaker.name if speaker else "", people=tuple(person.name for person in people)),
            _enum("act", thing.act, Act, "act"),
            _enum("kind", thing.kind, Kind, "kind"),
        ]
    if isinstance(thing, Claim):
        return [Choice("gist", thing.gist, required=True), _enum("status", thing.status, ClaimStatus, "status")]
    if isinstance(thing, Actor):
        party = cast.get(thing.party)
        return [
            Choice("name", thing.name, required=True),
            _enum("kind", thing.kind, ActorKind, "actor_kind"),
            Choice("party", party.name if party else ""),
        ]
    if isinstance(thing, Position):
        known = dossier.codebook().by_id.get(thing.issue)
        outcomes = known.outcomes if known else ()
        return [
            _enum("strength", thing.strength, Strength, "strength"),
            Choice("refuses", YES if thing.refuses else NO, (NO, YES), group="decisions"),
            Choice("outcome", thing.outcome, tuple(one.id for one in outcomes), tuple(one.name for one in outcomes)),
        ]
    if isinstance(thing, Proposal):
        return [_enum("status", thing.status, ProposalStatus, "proposal_status")]
    return [
        _enum("format", thing.format, ContactFormat, "format_name"),
        _enum("status", thing.status, ContactStatus, "contact_status"),
    ]


def _enum(name: str, value: Any, kind: Any, group: str) -> Choice:
    return Choice(name, value.value, tuple(one.value for one in kind), group=group)


def _people_of(dossier: Dossier, statement: Statement) -> list[Person]:
    """Who speaks in the same dispatch."""
    cast = Cast(dossier)
    actors = {one.speaker.actor for one in dossier.statements(document=statement.document)}
    cast.load(actors)
    return sorted((cast[one] for one in actors if one), key=lambda person: person.name)


def _candidates(dossier: Dossier, thing: Any) -> list[Candidate]:
    """What might be the same: claims and actors that share telling words."""
    if isinstance(thing, Claim):
        index = claim_index(dossier, View())
        found: dict[str, None] = {}
        for word in _telling(thing.gist)[:3]:
            found.update(dict.fromkeys(index.page(index.mask(ClaimFilter(q=word)), "last", 0, MOST_CANDIDATES + 1)))
        ids = [one for one in found if one != thing.id][:MOST_CANDIDATES]
        return [Candidate(one.id, one.gist, one.first or "") for one in dossier.claims(ids=ids)] if ids else []
    if isinstance(thing, Actor):
        words = {word.casefold() for name in (thing.name, *thing.names) for word in _telling(name)}
        actors = _all_actors(dossier)
        near = [row for row in actors if row[0] != thing.id and words & set(row[1].casefold().split())]
        return [Candidate(row[0], row[1], row[2]) for row in near[:MOST_CANDIDATES]]
    return []


def _all_actors(dossier: Dossier) -> list[tuple[str, str, str, str | None]]:
    """Every actor as (id, name, kind, party)."""
    rows: list[tuple[str, str, str, str | None]] = memory_of(dossier).get(
        "actors", lambda: facets.actor_rows(dossier.ledger)
    )
    return rows


def _telling(text: str) -> list[str]:
    """The longest words of a text, which tell the most."""
    words = sorted(dict.fromkeys(text.replace(",", " ").replace(".", " ").split()), key=lambda word: -len(word))
    return [word for word in words if len(word) > 3][:5]


def _answers(dossier: Dossier, thing: Any, cast: Cast) -> list[AnswerPart]:
    if not isinstance(thing, Claim):
        return []
    parts = said(dossier, [answer.statement for answer in thing.responses], cast)
    return [
        AnswerPart(f"{thing.id}/{answer.statement}", answer.relation.value, parts[answer.statement])
        for answer in thing.responses
        if answer.statement in parts
    ]


def decision_log(dossier: Dossier, most: int = 200) -> list[DecisionRow]:
    """The decisions made last, the latest first."""
    return decision_rows(dossier, dossier.decisions(living=False)[: -most - 1 : -1])


def decision_rows(dossier: Dossier, decisions: Sequence[Decision]) -> list[DecisionRow]:
    """Decisions with what they are about, looked up together."""
    cast = Cast(dossier)
    by_record: dict[str, set[str]] = {}
    for one in decisions:
        record, identity = _about(one)
        by_record.setdefault(record, set()).add(identity)
    titles = {
        (record, identity): title
        for record, ids in by_record.items()
        if record in RECORDS
        for identity, title in _titles(dossier, record, ids, cast).items()
    }
    rows = []
    for one in decisions:
        about = _about(one)
        told = one.change.get("name") or one.change.get("path") if about[0] not in RECORDS else None
        title = titles.get(about) or Title(str(told or one.target))
        stands = one.undone_by is None and one.undoes is None
        rows.append(DecisionRow(one, title, about if about in titles else None, stands))
    return rows


def _about(decision: Decision) -> tuple[str, str]:
    """What a decision is to be seen at: of a response its claim."""
    if decision.record == "response":
        return "claim", decision.target.partition("/")[0]
    return decision.record, decision.target


def _titles(dossier: Dossier, record: str, ids: set[str], cast: Cast) -> dict[str, Title]:
    """What readings of a kind are called; those that a decision took away as they were read."""
    now = list(getattr(dossier, f"{record}s")(ids=sorted(ids)))
    gone = sorted(ids - {one.id for one in now})
    now += list(getattr(dossier.ledger, f"iter_{record}s")(decided=False, ids=gone)) if gone else []
    if record != "statement":
        return {one.id: title_of(dossier, one, cast) for one in now}
    texts = dossier.ledger.documents({one.document for one in now})
    return {one.id: _statement_title(said_of(one, texts[one.document], cast)) for one in now if one.document in texts}


def resolved(dossier: Dossier, name: str, among: Sequence[str] = ()) -> str | None:
    """The actor of a name that a person typed; None where it is empty.

    Raises:
        UnknownName: nobody is called so.
    """
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return None
    rows = _all_actors(dossier)
    matching = [row[0] for row in rows if row[1].casefold() == wanted or row[0] == name]
    if not matching:
        raise UnknownName("nobody in this dossier is called so", name, "`Actors` lists them.")
    return next((one for one in matching if one in among), matching[0])
