"""Who met, wrote to, phoned or mediated between whom: sentences with a contact word and two parties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from depesche.positions.cast import Cast
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages, strongest
from depesche.records import (
    Act,
    ActorKind,
    Analysis,
    Contact,
    ContactFormat,
    ContactStatus,
    Evidence,
    NameKind,
    Statement,
    When,
    stable_id,
)

FORMATS = ("phone", "letter", "mediation", "backchannel", "track1.5", "track2", "meeting")
MOST_PARTIES = 3
ENOUGH_WEIGHT = 0.6  # of a contact word that alone makes a contact
SAME_CONTACT_DAYS = 7  # contacts of the same parties, format and within so many days are one


@dataclass(frozen=True, slots=True)
class Sighting:
    """A contact as one sentence tells it."""

    parties: tuple[str, ...]
    format: str
    status: str
    document: str
    start: int
    end: int
    day: str
    since: str | None
    until: str | None
    text: str
    place: str | None
    reported_by: str | None
    statement: str | None

    def pack(self) -> bytes:
        """As bytes for a stage index."""
        return json.dumps([getattr(self, name) for name in self.__slots__], ensure_ascii=False).encode()

    @staticmethod
    def unpack(packed: bytes) -> Sighting:
        """From `pack`."""
        parties, *rest = json.loads(packed)
        return Sighting(tuple(parties), *rest)

    @property
    def id(self) -> str:
        """A stable id for the stage index."""
        return stable_id("g", self.document, self.start, *self.parties)

    @property
    def key(self) -> str:
        """What sightings of one contact have in common."""
        return "|".join(self.parties)


def sightings(passages: Passages, analysis: Analysis, cast: Cast, mentions: Mentions) -> list[Sighting]:
    """The contacts that a document's sentences tell of."""
    found = []
    for index in range(len(passages.sentences)):
        seen = _in_sentence(index, passages, analysis, cast, mentions)
        if seen is not None:
            found.append(seen)
    return found


def _in_sentence(index: int, passages: Passages, analysis: Analysis, cast: Cast, mentions: Mentions) -> Sighting | None:
    hits = word_classes(passages.language, "contacts").hits(passages.words[index])
    labels = strongest(hits)
    if max((labels.get(name, 0.0) for name in FORMATS), default=0.0) < ENOUGH_WEIGHT:
        return None
    start, end = passages.sentences[index]
    inside = [s for s in passages.statements if s.start < end and s.end > start]
    parties = _parties(index, inside, passages, cast, mentions)
    if len(parties) < 2:
        return None
    status = _status(labels, inside, parties, cast)
    if status is None:
        return None
    time = next((t for t in analysis.times if start <= t.start < end and t.type in ("DATE", "TIME")), None)
    place = next((n for n in analysis.names if start <= n.start < end and n.kind is NameKind.PLACE), None)
    teller = inside[0] if inside else None
    return Sighting(
        parties=tuple(sorted(parties)),
        format=_format(labels, len(parties)),
        status=status.value,
        document=passages.document.id,
        start=start,
        end=end,
        day=(passages.document.published or "")[:10],
        since=time.since if time else None,
        until=time.until if time else None,
        text=passages.text[time.start : time.end] if time else "",
        place=passages.text[place.start : place.end] if place else None,
        reported_by=teller.speaker.actor if teller else None,
        statement=teller.id if teller else None,
    )


def _parties(index: int, inside: Sequence[Statement], passages: Passages, cast: Cast, mentions: Mentions) -> list[str]:
    found = mentions.parties_in(passages.words[index], passages.text)
    for statement in inside:
        party = cast.party(statement.speaker.actor)
        if party is not None and len(found) < 2:
            found.append(party)
    return list(dict.fromkeys(found))[:MOST_PARTIES]


def _format(labels: object, parties: int) -> str:
    assert isinstance(labels, dict)
    for name in ("track1.5", "phone", "mediation", "backchannel", "letter", "track2"):
        if labels.get(name, 0.0) >= ENOUGH_WEIGHT and not (name == "mediation" and parties < 2):
            return name
    return "track1"


def _status(labels: object, inside: Sequence[Statement], parties: Sequence[str], cast: Cast) -> ContactStatus | None:
    assert isinstance(labels, dict)
    acts = {statement.act for statement in inside}
    if "denied" in labels and (Act.DENY in acts or Act.REJECT in acts) or acts == {Act.DENY}:
        return ContactStatus.DENIED
    if "not_yet" in labels and not acts & {Act.CONFIRM}:
        return None
    if not inside or Act.CONFIRM in acts or "confirmed" in labels:
        return ContactStatus.CONFIRMED
    speakers = [cast.actors.get(statement.speaker.actor or "") for statement in inside]
    own = any(cast.party(statement.speaker.actor) in parties for statement in inside)
    named = any(actor is not None and actor.kind not in (ActorKind.UNNAMED, ActorKind.OUTLET) for actor in speakers)
    return ContactStatus.CONFIRMED if own and named else ContactStatus.REPORTED


def contacts_of(found: Iterable[Sighting]) -> list[Contact]:
    """Sightings of the same parties as contacts: those of one format, or near in time, are one contact."""
    groups: list[list[Sighting]] = []
    for seen in sorted(found, key=lambda item: (item.day, item.document, item.start)):
        for group in groups:
            if _same(group, seen):
                group.append(seen)
                break
        else:
            groups.append([seen])
    return [_contact(group) for group in groups]


def _same(group: Sequence[Sighting], seen: Sighting) -> bool:
    return any(other.document == seen.document or other.format == seen.format for other in group)


def _contact(group: Sequence[Sighting]) -> Contact:
    first = group[0]
    statuses = [seen.status for seen in group]
    status = ContactStatus.REPORTED
    if "confirmed" in statuses:
        status = ContactStatus.CONFIRMED
    elif "denied" in statuses:
        status = ContactStatus.DENIED
    formats: dict[str, int] = {}
    for seen in group:
        formats[seen.format] = formats.get(seen.format, 0) + (1 if seen.format == "track1" else 2)
    when = next((seen for seen in group if seen.since or seen.text), first)
    return Contact(
        id=stable_id("k", *first.parties, first.document, first.start),
        parties=tuple((party,) for party in first.parties),
        format=ContactFormat(max(formats, key=lambda name: formats[name])),
        when=When(when.since, when.until, when.text),
        status=status,
        evidence=tuple(Evidence(seen.document, seen.start, seen.end) for seen in group),
        place=next((seen.place for seen in group if seen.place), None),
        reported_by=tuple(dict.fromkeys(seen.reported_by for seen in group if seen.reported_by)),
        statements=tuple(dict.fromkeys(seen.statement for seen in group if seen.statement)),
        confidence=0.5,
    )


__all__ = ["Sighting", "contacts_of", "sightings"]
