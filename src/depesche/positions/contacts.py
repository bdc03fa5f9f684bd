"""Sentences that tell of a contact: who met, wrote to, phoned or mediated between whom, how, on whose word."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depesche.positions.cast import Cast
from depesche.positions.contact_places import contact_place
from depesche.positions.contact_times import contact_time
from depesche.positions.contact_words import MAKING, TELLING, ContactWords
from depesche.positions.happening import is_of
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions
from depesche.positions.models import FORMAT_WORDS, FORMATS, ContactModels, Models, load_models
from depesche.positions.participants import Roll, Side
from depesche.positions.passages import Passages, strongest
from depesche.positions.patterns import Hit
from depesche.positions.tracks import named_tracks
from depesche.positions.words import Word
from depesche.records import Act, Actor, ActorKind, Analysis, NameKind, Span, Statement, TimeExpression, stable_id

WORDS = FORMAT_WORDS
MOST_PARTIES = 3
UNNAMED = -9.0  # log probability of every other format where the text names one
GUESSED = 0.5  # of the chance of a third side that only a sentence before names
FIRM = 0.5  # chance from which a third side counts when contacts are compared
ENOUGH_WEIGHT = 0.5  # of a contact word that makes a sentence worth looking at
KEPT_STEMS = 12  # long words of a sentence that are kept to tell contacts apart
LONG = 6  # letters

# How the contact word itself stands: what tells of a contact that was from what is only spoken of.
MANNER = (
    "close_not_yet", "close_denied", "close_hearsay", "close_refuse", "close_open", "noun", "verb", "infinitive",
    "indicative", "reported_mood", "definite", "indefinite", "bare", "on_occasion", "several_words", "question",
    "virtual",
)  # fmt: skip
VIRTUAL_BEFORE, VIRTUAL_AFTER = 16, 4  # words before and after a contact word in which it may be made virtual
CLOSE = 5  # words around a contact word that say how it is meant
# Of the two likeliest sides: how the less clearly named one is named.
BOTH = ("name", "adjective", "person", "inferred", "before", "near", "after_with", "genitive", "salience")
TRACKS = ("track1.5", "track2")
FEATURES = (
    *WORDS, "address", "not_yet", "denied", "confirmed", "hearsay", "dative", "chain", "sides", "three", "second",
    "third", "with", "between", "spoken", "narrated", "title", "dated", "placed", *(f"act_{act.value}" for act in Act),
    "demand", "open", "future", "past", "refuse", "negation", "wish", *MANNER, *(f"both_{name}" for name in BOTH),
)  # fmt: skip
STATUS_FEATURES = (
    "narrated", *(f"act_{act.value}" for act in Act), "participant", "party", "named", "unnamed", "chained", "denied",
    "confirmed", "hearsay", "negation", "not_yet", "title", "one_sided", "virtual",
)  # fmt: skip
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A contact as one sentence tells it.

    ``sides`` are its participants (`participants.Side.id`), ``keys`` what they are compared by. ``formats`` are log
    probabilities in the order of `models.FORMATS`; ``marks`` are `STATUS_FEATURES`.
    """

    sides: tuple[str, ...]
    keys: tuple[str, ...]
    people: tuple[str, ...]
    formats: tuple[float, ...]
    marks: tuple[float, ...]
    stems: tuple[str, ...]
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
    told: tuple[str, ...]  # all statements that the sentence holds a part of
    chance: float  # that the sentence tells of a contact
    takings: tuple[float, ...]  # that each of its sides took part
    secret: bool = False  # whether a word of secrecy in the document may be about it

    def pack(self) -> bytes:
        """As bytes for a stage index."""
        return json.dumps([getattr(self, name) for name in self.__slots__], ensure_ascii=False).encode()

    @staticmethod
    def unpack(packed: bytes) -> Sighting:
        """From `pack`."""
        values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in json.loads(packed)]
        return Sighting(*values)

    @property
    def track(self) -> str | None:
        """The format that the text names, where it names track 1.5 or track 2."""
        return next((name for name in TRACKS if self.formats[FORMATS.index(name)] == 0.0), None)

    @property
    def id(self) -> str:
        """A stable id for the stage index."""
        return stable_id("g", self.document, self.start, *self.keys)

    @property
    def firm(self) -> frozenset[str]:
        """The keys of its two likeliest sides, and of a third that is likely."""
        order = sorted(zip(self.takings, self.keys, strict=True), key=lambda pair: (-pair[0], pair[1]))
        return frozenset(key for rank, (taking, key) in enumerate(order) if rank < 2 or taking >= FIRM)

    @property
    def taking(self) -> float:
        """How probably the less likely of its first two sides took part."""
        return sorted(self.takings)[-2]

    @property
    def key(self) -> str:
        """What sightings of one contact have in common."""
        return "|".join(self.keys)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may tell of a contact, and what speaks for it."""

    sentence: int
    sides: tuple[Side, ...]
    labels: Mapping[str, float]
    inside: tuple[Statement, ...]
    places: tuple[int, ...]
    features: tuple[float, ...]  # all of FEATURES but those of the chosen sides, which `completed` fills in
    time: TimeExpression | None
    around: tuple[float, ...]  # the contact words, in the order of WORDS, of the sentences beside it and the title
    mediated: bool  # one of the sides is of a kind that mediates
    track: str | None = None  # the format that the text names, of those that it names alone (`tracks`)
    secret: bool = False  # whether a word of secrecy may be about it

    def side_rows(self) -> Array:
        """The sides' features, (sides, n)."""
        return np.array([side.features for side in self.sides])

    def completed(self, chances: Array) -> Array:
        """The sentence's features, given how probably each side took part."""
        order = np.sort(chances)[::-1]
        values = np.array(self.features)
        values[FEATURES.index("second")] = order[1]
        values[FEATURES.index("third")] = order[2] if len(order) > 2 else 0.0
        likeliest = self.side_rows()[np.argsort(-chances, kind="stable")[:2]]
        values[-len(BOTH) :] = likeliest[:, _BOTH_SIDES].min(axis=0)
        return values

    def format_row(self) -> Array:
        """What tells the format: the contact words, and who the sides are."""
        sides = self.side_rows().max(axis=0)[_FORMAT_SIDES]
        more = [float(len(self.sides) > 2), float(self.mediated)]
        return np.concatenate([np.array(self.features[: len(WORDS)]), self.around, sides, more])


def candidates(
    passages: Passages, analysis: Analysis, cast: Cast, mentions: Mentions, every: bool = False
) -> list[Candidate]:
    """The sentences that may tell of a contact: with a contact word and two who may have taken part.

    Args:
        every: also those whose contact words tell of none, to learn from.
    """
    roll = Roll(passages, analysis, cast, mentions, every)
    making = TELLING if every else MAKING
    found: list[tuple[int, list[Hit], tuple[int, ...], list[Side]]] = []
    words_ = ContactWords(passages, analysis, every)
    heard = [words_.find(index, roll.places(index)) for index in range(len(passages.words))]
    for index, hits in enumerate(heard):
        places = tuple(hit.start for hit in hits if hit.label in making and hit.weight >= ENOUGH_WEIGHT)
        if places:
            sides = roll.sides(index, places, words_.absent.get(index, frozenset()))
            if index in words_.ruled_out:  # who did not meet is not met again as "the two"
                sides = [side for side in sides if not side.features[_SIDE["before"]]]
            if len(sides) > 1:
                found.append((index, hits, places, sides))
    tracks = named_tracks(passages, (index for index, *_ in found))
    secrets = _secrets(heard, roll)
    return [
        replace(
            _candidate(
                passages, analysis, index, hits, places, sides, _around(heard, index), any(map(roll.mediates, sides))
            ),
            track=tracks.get(index),
            secret=_is_secret(index, {side.key for side in sides}, secrets),
        )
        for index, hits, places, sides in found
    ]


def _secrets(heard: Sequence[Sequence[Hit]], roll: Roll) -> dict[int, set[str]]:
    """The sentences with a word of secrecy, and whom each names."""
    return {
        index: {roll.key(item.id) for item in roll.named(index) if item.first >= 0}
        for index, hits in enumerate(heard)
        if any(hit.label == "backchannel" for hit in hits)
    }


def _is_secret(index: int, sides: Set[str], secrets: Mapping[int, Set[str]]) -> bool:
    """Whether a word of secrecy may be about a sentence's contact: it stands there, or in a sentence that names no two
    sides or two of its own. Secret talks of others say nothing of it.
    """
    return any(at == index or len(named) < 2 or len(named & sides) > 1 for at, named in secrets.items())


def _around(hits: Sequence[Sequence[Hit]], index: int) -> tuple[float, ...]:
    """The strongest contact words beside a sentence and in the first one, which is the title where there is one."""
    beside = [hit for i in {0, index - 1, index + 1} - {index} if 0 <= i < len(hits) for hit in hits[i]]
    labels = strongest(beside)
    return tuple(labels.get(name, 0.0) for name in WORDS)


def _candidate(
    passages: Passages,
    analysis: Analysis,
    index: int,
    hits: Sequence[Hit],
    places: tuple[int, ...],
    sides: Sequence[Side],
    around: tuple[float, ...],
    mediated: bool,
) -> Candidate:
    start, end = passages.sentences[index]
    inside = tuple(s for s in passages.statements if s.start < end and s.end > start)
    labels = strongest(hits)
    times = [t for t in analysis.times if start <= t.start < end and t.type in ("DATE", "TIME", "DURATION")]
    placed = any(start <= n.start < end and n.kind is NameKind.PLACE for n in analysis.names)
    telling = _covering(inside, places)
    title = passages.document.title_span
    signals = {hit.label for hit in passages.signals[index]}
    acts = {statement.act for statement in inside}  # not their shares: with those fewer contacts are found (0.54, 0.55)
    features = (
        *(labels.get(name, 0.0) for name in WORDS),
        *(float(name in labels) for name in ("address", "not_yet", "denied", "confirmed", "hearsay", "dative")),
        float(any(side.features[_SIDE["link"]] for side in sides)),
        min(len(sides), 5) / 5, float(len(sides) > 2), 0.0, 0.0,
        *(max(side.features[_SIDE[name]] for side in sides) for name in ("after_with", "after_between")),
        float(bool(telling)), float(not inside), float(title is not None and title.start <= start < title.end),
        float(bool(times)), float(placed), *(float(act in acts) for act in Act),
        *(float(name in signals) for name in ("demand", "open", "future", "past", "refuse", "negation", "wish")),
        *manner(passages, index, hits, places), *([0.0] * len(BOTH)),
    )  # fmt: skip
    when = contact_time(passages, index, times, places)
    return Candidate(index, tuple(sides), labels, inside, places, features, when, around, mediated)


def manner(passages: Passages, index: int, hits: Sequence[Hit], places: Sequence[int]) -> tuple[float, ...]:
    """How the contact words of a sentence stand (`MANNER`): their kind and mood, and the words close to them."""
    words_ = passages.words[index]
    where = {word.start: i for i, word in enumerate(words_)}
    at = [where[place] for place in places if place in where]
    close: set[str] = set()
    for hit in (*hits, *passages.signals[index]):
        i = where.get(hit.start)
        if i is not None and hit.start not in places and any(abs(i - place) <= CLOSE for place in at):
            close.add(hit.label)
    tokens = [passages.token_at(place) for place in places]
    kinds = {token.pos for token in tokens if token is not None}
    moods = {token.mood for token in tokens if token is not None}
    classes = word_classes(passages.language, "participants")
    before = {hit.label for place in at for hit in classes.hits(words_[max(0, place - 2) : place])}
    verbs = [token for token in tokens if token is not None and token.pos in ("VERB", "AUX")]
    infinitive = any(passages.text[t.start : t.end].lower() == t.lemma.lower() for t in verbs)
    articles = {"definite", "indefinite"} & before
    return (
        *(float(name in close) for name in ("not_yet", "denied", "hearsay", "refuse", "open")),
        float("NOUN" in kinds), float(bool(verbs)), float(infinitive), float("ind" in moods),
        float(bool({"sub1", "sub2"} & moods)), float("definite" in before), float("indefinite" in before),
        float("NOUN" in kinds and not articles), float("occasion" in before), min(len(at), 3) / 3,
        float(passages.sentence_text(index).rstrip(" \n»“\"”").endswith("?")), virtual(words_, at, passages.language),
    )  # fmt: skip


def virtual(words_: Sequence[Word], at: Sequence[int], language: str) -> float:
    """The share of the contact words that are but wished, offered, refused or possible."""
    hits = [hit for hit in word_classes(language, "participants").hits(words_) if hit.label == "virtual"]
    marked = [i for i, word in enumerate(words_) if any(hit.start <= word.start < hit.end for hit in hits)]
    inside = word_classes(language, "participants", compounds=True)
    spoken_of = [
        any(-VIRTUAL_AFTER <= place - i <= VIRTUAL_BEFORE for i in marked)
        or any(hit.label == "virtual" for hit in inside.hits(words_[place : place + 1]))
        for place in at
    ]
    return sum(spoken_of) / max(1, len(spoken_of))


def _covering(inside: Sequence[Statement], places: Sequence[int]) -> list[Statement]:
    """The statements that a contact word stands in."""
    return [s for s in inside if any(span.start <= place < span.end for span in s.content for place in places)]


def _side_index() -> dict[str, int]:
    from depesche.positions.participants import SIDE_FEATURES

    return {name: place for place, name in enumerate(SIDE_FEATURES)}


_SIDE = _side_index()
_BOTH_SIDES = [_SIDE[name] for name in BOTH]
_FORMAT_SIDES = [_SIDE[name] for name in ("partyless", "person")]


def sightings(
    passages: Passages, analysis: Analysis, cast: Cast, mentions: Mentions, models: Models | None = None
) -> list[Sighting]:
    """The contacts that a document's sentences tell of."""
    judge = (models or load_models()).contacts
    found = []
    for candidate in candidates(passages, analysis, cast, mentions):
        chances = judge.side_chances(candidate.side_rows())
        chance = judge.told(candidate.completed(chances))
        if chance >= judge.told_threshold:
            found.append(sighting(candidate, chances, chance, passages, analysis, cast, judge))
    return found


def chosen(candidate: Candidate, chances: Array, judge: ContactModels) -> list[tuple[Side, float]]:
    """Those who took part, the likely ones, two at least; and how probably each did."""
    order = [int(i) for i in np.argsort(-chances, kind="stable")]
    topic = _SIDE["topic"]  # a third side that the talks are only about took no part in them
    taken = [
        i
        for rank, i in enumerate(order)
        if rank < 2 or (chances[i] >= judge.side_threshold and not candidate.sides[i].features[topic])
    ][:MOST_PARTIES]
    shares = [
        float(chances[i]) * (1.0 if rank < 2 or _is_named(candidate.sides[i]) else GUESSED)
        for rank, i in enumerate(taken)
    ]
    return sorted(zip((candidate.sides[i] for i in taken), shares, strict=True), key=lambda pair: pair[0].key)


def _is_named(side: Side) -> bool:
    """Whether a side is named in the sentence itself or speaks in it: a third one from sentences before is a guess."""
    return not side.features[_SIDE["before"]]


def sighting(
    candidate: Candidate,
    chances: Array,
    chance: float,
    passages: Passages,
    analysis: Analysis,
    cast: Cast,
    judge: ContactModels,
) -> Sighting:
    """The record of a candidate, given how probably each side took part and the sentence tells of a contact."""
    taken = chosen(candidate, chances, judge)
    sides = [side for side, _ in taken]
    start, end = passages.sentences[candidate.sentence]
    teller = next(iter((*_covering(candidate.inside, candidate.places), *candidate.inside)), None)
    time, entry = candidate.time, passages.day_at(start)
    entered = entry if entry != passages.day else None  # an entry of another day tells of that day
    words_ = passages.words[candidate.sentence]
    stems = tuple(dict.fromkeys(w.stem for w in words_ if w.end - w.start >= LONG))[:KEPT_STEMS]
    return Sighting(
        sides=tuple(side.id for side in sides),
        keys=tuple(side.key for side in sides),
        people=tuple(sorted({name for side in sides for name in side.people})),
        formats=_formats(candidate, judge),
        marks=status_marks(candidate, sides, passages, cast),
        stems=stems,
        document=passages.document.id,
        start=start,
        end=end,
        day=passages.day or "",
        since=time.since if time else entered,
        until=time.until if time else entered,
        text=passages.text[time.start : time.end] if time else "",
        place=contact_place(passages, analysis, candidate.sentence, candidate.places),
        reported_by=teller.speaker.actor if teller else None,
        statement=teller.id if teller else None,
        told=tuple(statement.id for statement in candidate.inside),
        chance=round(chance, 3),
        takings=tuple(round(share, 3) for _, share in taken),
        secret=candidate.secret,
    )


def _formats(candidate: Candidate, judge: ContactModels) -> tuple[float, ...]:
    """Log probabilities of the formats; the one that the text names is certain."""
    if candidate.track is not None:
        return tuple(0.0 if name == candidate.track else UNNAMED for name in FORMATS)
    return tuple(round(float(v), 3) for v in judge.formats(candidate.format_row()))


def _teller(statement: Statement, cast: Cast) -> Actor | None:
    """On whose word a statement is told: the first of its chain who is no outlet, else the speaker."""
    for link in statement.via:
        actor = cast.actors.get(link)
        if actor is not None and actor.kind is not ActorKind.OUTLET:
            return actor
    return cast.actors.get(statement.speaker.actor or "")


def _affirms(candidate: Candidate, passages: Passages) -> bool:
    """Whether a sentence has a verb of telling what was ("berichtete von Kontakten"): it is no denial then."""
    start, end = passages.sentences[candidate.sentence]
    return any(
        token.pos == "VERB" and is_of(token.lemma, "affirming", passages.language)
        for token in passages.tokens_in(Span(start, end))
    )


def _acts(statements: Sequence[Statement]) -> dict[Act, float]:
    """How probably one of some statements is each act."""
    return {act: max((statement.share(act) for statement in statements), default=0.0) for act in Act}


def status_marks(candidate: Candidate, sides: Sequence[Side], passages: Passages, cast: Cast) -> tuple[float, ...]:
    """What tells whether a contact is confirmed, reported or denied here: who says so, by which act and words."""
    telling = _covering(candidate.inside, candidate.places) or list(candidate.inside)
    tellers = [_teller(statement, cast) for statement in telling]
    named = [actor is not None and actor.kind not in (ActorKind.UNNAMED, ActorKind.OUTLET) for actor in tellers]
    parties = {cast.party(actor.id) for actor in tellers if actor is not None} - {None}
    signals = {hit.label for hit in passages.signals[candidate.sentence]}
    acts = _acts(telling)
    if not {"negation", "refuse"} & signals and "denied" not in candidate.labels and _affirms(candidate, passages):
        acts[Act.DENY] = 0.0
    start, title = passages.sentences[candidate.sentence][0], passages.document.title_span
    return (
        float(not telling), *acts.values(),
        float(bool(parties & {side.id for side in sides})), float(bool(parties)), float(any(named)),
        float(bool(telling) and not all(named)), float(any(s.via for s in telling)),
        *(float(name in candidate.labels) for name in ("denied", "confirmed", "hearsay")),
        float("negation" in signals), float("not_yet" in candidate.labels),
        float(title is not None and title.start <= start < title.end),
        float(bool(parties & {side.id for side in sides}) and any(s.via for s in telling)),
        candidate.features[FEATURES.index("virtual")],
    )  # fmt: skip


__all__ = ["FEATURES", "FORMATS", "Candidate", "Sighting", "candidates", "chosen", "sighting", "sightings"]
