"""Who met, wrote to, phoned or mediated between whom: sentences with a contact word and two parties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from depesche.positions.cast import Cast
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mention, Mentions
from depesche.positions.models import Models, load_models
from depesche.positions.passages import Passages, strongest
from depesche.positions.patterns import Hit
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
MOST_GROUPS = 50  # latest contacts of one sort that a new sighting is compared with
ENOUGH_WEIGHT = 0.6  # of a contact word that alone makes a contact


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
    people: tuple[str, ...] = ()

    def pack(self) -> bytes:
        """As bytes for a stage index."""
        return json.dumps([getattr(self, name) for name in self.__slots__], ensure_ascii=False).encode()

    @staticmethod
    def unpack(packed: bytes) -> Sighting:
        """From `pack`."""
        parties, *rest, people = json.loads(packed)
        return Sighting(tuple(parties), *rest, people=tuple(people))  # type: ignore[misc]

    @property
    def id(self) -> str:
        """A stable id for the stage index."""
        return stable_id("g", self.document, self.start, *self.parties)

    @property
    def key(self) -> str:
        """What sightings of one contact have in common."""
        return "|".join(self.parties)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with a contact word and two parties, and what speaks for a contact."""

    sentence: int
    parties: tuple[str, ...]
    labels: Mapping[str, float]
    inside: tuple[Statement, ...]
    features: tuple[float, ...]
    people: tuple[str, ...]


FEATURES = (
    *FORMATS, "not_yet", "denied", "confirmed", "three", "names", "states", "with", "near", "spoken", "inferred",
    "narrated", "title", *(f"act_{act.value}" for act in Act), "demand", "open", "future", "past", "refuse",
)  # fmt: skip


def candidates(passages: Passages, cast: Cast, mentions: Mentions) -> list[Candidate]:
    """The sentences that may tell of a contact."""
    found = []
    for index, words_ in enumerate(passages.words):
        hits = word_classes(passages.language, "contacts").hits(words_)
        labels = strongest(hits)
        if max((labels.get(name, 0.0) for name in FORMATS), default=0.0) < ENOUGH_WEIGHT:
            continue
        start, end = passages.sentences[index]
        inside = tuple(s for s in passages.statements if s.start < end and s.end > start)
        named = mentions.find(words_, passages.text, passages.day)
        parties = list(dict.fromkeys(item.party for item in named if item.party))
        inferred = 0.0
        for party in (cast.party(statement.speaker.actor) for statement in inside):
            if party is not None and len(parties) < 2 and party not in parties:
                parties.append(party)
                inferred = 0.5
        if len(parties) < 2 and index:
            before = mentions.parties_in(passages.words[index - 1], passages.text, passages.day)
            more = [party for party in before if party not in parties][: 2 - len(parties)]
            parties += more
            inferred = 1.0 if more else inferred
        if len(parties) < 2:
            continue
        parties = parties[:MOST_PARTIES]
        weighed = _features(index, labels, hits, named, inside, inferred, passages)
        people = tuple(sorted({words_[item.last].stem for item in named if item.name}))
        found.append(Candidate(index, tuple(sorted(parties)), labels, inside, weighed, people))
    return found


def _features(
    index: int,
    labels: Mapping[str, float],
    hits: Sequence[Hit],
    named: Sequence[Mention],
    inside: Sequence[Statement],
    inferred: float,
    passages: Passages,
) -> tuple[float, ...]:
    own = passages.words[index]
    contact = [hit.start for hit in hits if hit.label in FORMATS and hit.weight >= ENOUGH_WEIGHT]
    accompanied = {hit.end for hit in hits if hit.label == "with"}
    starts = [own[item.first].start for item in named]
    near = min((abs(one - other) for one in contact for other in starts), default=400)
    start = passages.sentences[index][0]
    within = [any(s.start <= place < s.end for s in inside) for place in contact]
    title = passages.document.title_span
    signals = {hit.label for hit in passages.signals[index]}
    acts = {statement.act for statement in inside}
    distinct = {item.party for item in named if item.party}
    return (
        *(labels.get(name, 0.0) for name in FORMATS),
        float("not_yet" in labels), float("denied" in labels), float("confirmed" in labels),
        float(len(distinct) > 2), min(sum(item.name for item in named), 4) / 4,
        min(sum(not item.name for item in named), 4) / 4,
        float(any(0 < start_ - stop <= 30 for start_ in starts for stop in accompanied)),
        max(0.0, 1 - near / 80), float(any(within)), float(inferred), float(not inside),
        float(title is not None and title.start <= start < title.end), *(float(act in acts) for act in Act),
        *(float(name in signals) for name in ("demand", "open", "future", "past", "refuse")),
    )  # fmt: skip


def sightings(
    passages: Passages, analysis: Analysis, cast: Cast, mentions: Mentions, models: Models | None = None
) -> list[Sighting]:
    """The contacts that a document's sentences tell of."""
    models = models or load_models()
    found = []
    for candidate in candidates(passages, cast, mentions):
        sure = models.contact_probability(candidate.features)
        if sure >= models.contact_threshold:
            found.append(_sighting(candidate, passages, analysis, cast))
    return found


def _sighting(candidate: Candidate, passages: Passages, analysis: Analysis, cast: Cast) -> Sighting:
    start, end = passages.sentences[candidate.sentence]
    time = next((t for t in analysis.times if start <= t.start < end and t.type in ("DATE", "TIME")), None)
    place = next((n for n in analysis.names if start <= n.start < end and n.kind is NameKind.PLACE), None)
    teller = candidate.inside[0] if candidate.inside else None
    return Sighting(
        parties=candidate.parties,
        format=_format(candidate.labels, len(candidate.parties)),
        status=_status(candidate, cast).value,
        document=passages.document.id,
        start=start,
        end=end,
        day=passages.day or "",
        since=time.since if time else None,
        until=time.until if time else None,
        text=passages.text[time.start : time.end] if time else "",
        place=passages.text[place.start : place.end] if place else None,
        reported_by=teller.speaker.actor if teller else None,
        statement=teller.id if teller else None,
        people=candidate.people,
    )


def _format(labels: Mapping[str, float], parties: int) -> str:
    for name in ("track1.5", "phone", "mediation", "backchannel", "letter", "track2"):
        if labels.get(name, 0.0) >= ENOUGH_WEIGHT and not (name == "mediation" and parties < 2):
            return name
    return "track1"


def _status(candidate: Candidate, cast: Cast) -> ContactStatus:
    acts = {statement.act for statement in candidate.inside}
    if acts == {Act.DENY} or ("denied" in candidate.labels and acts & {Act.DENY, Act.REJECT}):
        return ContactStatus.DENIED
    if not candidate.inside or Act.CONFIRM in acts or "confirmed" in candidate.labels:
        return ContactStatus.CONFIRMED
    speakers = [cast.actors.get(statement.speaker.actor or "") for statement in candidate.inside]
    own = any(cast.party(statement.speaker.actor) in candidate.parties for statement in candidate.inside)
    named = any(actor is not None and actor.kind not in (ActorKind.UNNAMED, ActorKind.OUTLET) for actor in speakers)
    return ContactStatus.CONFIRMED if own and named else ContactStatus.REPORTED


def contacts_of(found: Iterable[Sighting]) -> list[Contact]:
    """Sightings of the same parties as contacts: those of one format, or near in time, are one contact."""
    groups: dict[str, list[_Group]] = {}
    for seen in sorted(found, key=lambda item: (item.day, item.document, item.start)):
        sort = _sort(seen.format)
        for group in groups.setdefault(sort, [])[-MOST_GROUPS:]:
            if group.takes(seen):
                group.add(seen)
                break
        else:
            groups[sort].append(_Group([seen], set(seen.people)))
    return [_contact(group.sightings) for same in groups.values() for group in same]


@dataclass
class _Group:
    """Sightings of one contact and all people that they name."""

    sightings: list[Sighting]
    people: set[str]

    def takes(self, seen: Sighting) -> bool:
        """Whether a sighting may be of this contact: it does not name quite other people."""
        return not self.people or not seen.people or not self.people.isdisjoint(seen.people)

    def add(self, seen: Sighting) -> None:
        """Take the sighting in."""
        self.sightings.append(seen)
        self.people.update(seen.people)


def _sort(form: str) -> str:
    """Letters and calls are things of their own; a secret channel and a mediated one may be one contact."""
    return "secret" if form in ("backchannel", "mediation", "track1.5", "track2") else form


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
