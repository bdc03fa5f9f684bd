"""How alike two propositions are: the features of pairs, for the trained scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depesche.claims.crowd import (
    CITED,
    KINDS,
    LINK,
    NUMBER,
    SIDE,
    STATE,
    Bools,
    Codes,
    Column,
    Crowd,
    Ids,
    Numbers,
    Values,
    shapes,
    state_actor,
)
from depesche.claims.propositions import Floats, Proposition

_NEAR = 0.7  # what a near stem counts
_NAME = 13.5  # nats; stems as rare as this are mostly names

FEATURES = (
    "cosine",
    "around",
    "cross",
    "lead_content",
    "lead_lead",
    "words_min",
    "words_max",
    "words_in_opening",
    "overlap_min",
    "overlap_max",
    "shared_telling",
    "share_telling",
    "context_overlap",
    "opening_overlap",
    "grams",
    "names_shared",
    "length",
    "same_document",
    "sentences_between",
    "paragraphs_between",
    "statements_between",
    "others_between",
    "same_speaker",
    "same_side",
    "shared_chain",
    "cites_home",
    "cites_same",
    "speaker_named",
    "side_named",
    "same_report",
    "numbers",
    "negation_differs",
    "states_shared",
    "states_clash",
    "days",
    "acts",
    "titles",
    "unnamed",
    "direct",
    "sentence",
)
_ACTS = {
    "assert": 0,
    "confirm": 0,
    "promise": 1,
    "offer": 1,
    "accept": 1,
    "demand": 2,
    "reject": 2,
    "warn": 3,
    "assess": 3,
}


def overlap(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Share of the rarity of ``left``'s stems that ``right`` has too; near stems count 0.7. 0 to 1.

    `compare` works this out for many statements at once.
    """
    if not left or not right:
        return 0.0
    shapes_right = {shape for key in right for shape in shapes(key)}
    total = shared = 0.0
    for one, weight in left.items():
        total += weight
        if one in right:
            shared += weight
        elif not shapes_right.isdisjoint(shapes(one)):
            shared += _NEAR * weight
    return shared / total


def near(one: str, two: str) -> bool:
    """Whether two stems share a beginning or an end, or sound alike."""
    return not set(shapes(one)).isdisjoint(shapes(two))


class Telling:
    """How telling a stem is in this dossier: common words of the conflict itself tell little.

    Args:
        documents: how many documents the dossier has.
        counts: stem -> in how many of them it stands.
    """

    def __init__(self, documents: int, counts: Mapping[str, int]) -> None:
        self._documents = documents
        self._counts = counts
        self._known: dict[str, float] = {}

    def __call__(self, stem: str) -> float:
        """Between 0 (in every document) and 1 (in none yet)."""
        known = self._known.get(stem)
        if known is None:
            count = self._counts.get(stem, 0)
            known = float(np.log((self._documents + 1) / (count + 0.5)) / np.log(2 * self._documents + 2))
            self._known[stem] = known
        return known


class Place:
    """Where statements stand in their document: what lies between two of them.

    Args:
        document: its propositions in text order.
    """

    def __init__(self, document: Sequence[Proposition]) -> None:
        self._number = {item.id: number for number, item in enumerate(document)}
        speakers = Numbers()
        self._speaker = speakers.of(item.speaker for item in document)
        # How many of the first n statements each speaker made.
        self._made = np.zeros((len(document) + 1, len(speakers)), dtype=np.int32)
        self._made[np.arange(1, len(document) + 1), self._speaker] = 1
        np.cumsum(self._made, axis=0, out=self._made)

    def between(self, one: Proposition, others: Sequence[Proposition]) -> tuple[Ids, Ids]:
        """How many statements lie between one and each other of the document, and how many of them by somebody who
        says neither; 20 at most, and 20 where one of the two is not known.
        """
        numbers = np.array([self._number.get(other.id, -1) for other in others], dtype=np.int64)
        own = self._number.get(one.id, -1)
        inner, strangers = np.full(len(others), 20), np.full(len(others), 20)
        known = np.flatnonzero(numbers >= 0)
        if own < 0 or not len(known):
            return inner, strangers
        there = numbers[known]
        first, last = np.minimum(there, own), np.maximum(there, own)
        after = np.minimum(first + 1, last)
        mine, theirs = self._speaker[own], self._speaker[there]
        same = self._made[last, mine] - self._made[after, mine]
        same += np.where(theirs == mine, 0, self._made[last, theirs] - self._made[after, theirs])
        inner[known] = np.minimum(last - after, 20)
        strangers[known] = np.minimum(last - after - same, 20)
        return inner, strangers


@dataclass(frozen=True, slots=True)
class Compared:
    """One statement compared with others.

    Args:
        rows: the features in the order of `FEATURES`, a row an other.
        crowd: the others.
        place: other's id -> row.
        one: share of the statement's stems that the other has (`overlap`).
        two: share of the other's stems that the statement has.
        context: share of the statement's stems that the other's context has (`exact`).
        in_context: share of the other's stems that the statement's context has.
        in_opening: share of the other's stems that the opening of the statement's document has.
        speaker_named: whether the other's words name who speaks in the statement.
        side_named: whether they name his side.
    """

    rows: Floats
    crowd: Crowd
    place: Mapping[str, int]
    one: Values
    two: Values
    context: Values
    in_context: Values
    in_opening: Values
    speaker_named: Bools
    side_named: Bools


def rows(item: Proposition, others: Sequence[Proposition], telling: Telling, place: Place) -> Floats:
    """The features of pairs of one statement with others, in the order of `FEATURES`, a row a pair.

    Args:
        item: the later statement.
        others: earlier ones, and others of its document.
        telling: the dossier's word counts when the later statement came.
        place: the order of the later statement's document.
    """
    if not others:
        return np.zeros((0, len(FEATURES)), np.float32)
    return compare(item, Crowd(others, Codes()), telling, place).rows


def compare(
    item: Proposition, crowd: Crowd, telling: Telling, place: Place, chosen: Sequence[int] | None = None
) -> Compared:
    """One statement compared with a crowd of others.

    Args:
        item: the later statement.
        crowd: earlier ones, and others of its document.
        telling: the dossier's word counts when the later statement came.
        place: the order of the later statement's document.
        chosen: the places of those that count; all where None.
    """
    places = np.arange(len(crowd.items)) if chosen is None else np.array(chosen, dtype=np.int64)
    words = _Words(item, crowd, telling)
    speaker_named, side_named = words.named()
    sparse = [*words.features(), *_places(item, crowd, place), *_people(item, crowd, words), *_rest(item, crowd, words)]
    table = np.array([*_vectors(item, crowd, places), *sparse], dtype=np.float32)
    return Compared(
        rows=np.ascontiguousarray(table.T),
        crowd=crowd,
        place=crowd.place if chosen is None else {crowd.items[number].id: number for number in chosen},
        one=words.one,
        two=words.two,
        context=words.context,
        in_context=words.in_context,
        in_opening=words.in_opening,
        speaker_named=speaker_named,
        side_named=side_named,
    )


def _vectors(item: Proposition, crowd: Crowd, chosen: Ids) -> list[Floats]:
    """The features that are products of vectors."""
    product = crowd.products(item)
    forth, back = crowd.aligned(item, chosen)
    return [
        crowd.likeness(item, "vector", chosen),
        crowd.likeness(item, "around", chosen),
        np.maximum(product["around", "vector"], product["vector", "around"]),
        np.maximum(product["vector", "lead"], product["lead", "vector"]),
        crowd.likeness(item, "lead", chosen),
        np.minimum(forth, back),
        np.maximum(forth, back),
        crowd.led(item),
    ]


def _share(part: Values, whole: Values | float) -> Values:
    """Part of a whole; 0 of nothing."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=np.asarray(whole) > 0)


class _Words:
    """The words that a statement shares with each of some others.

    Args:
        item: the statement.
        crowd: the others.
        telling: the dossier's word counts.
    """

    def __init__(self, item: Proposition, crowd: Crowd, telling: Telling) -> None:
        self._item, self._crowd, self._own = item, crowd, crowd.codes.of(item)
        self._stems, rarities = crowd.column("stems"), crowd.weights
        own, mine = self._own, self._own.column("stems")
        total, totals = float(own.weights.sum()), self._stems.sums(rarities)
        weights = self._at(mine, own.weights, self._stems)
        near, reached = self._near(weights)
        shared = np.where(weights > 0, 1.0, _NEAR * reached) * rarities
        self.one = _share(self._stems.sums(weights) + _NEAR * near, total)
        self.two = _share(self._stems.sums(shared), totals)
        told = np.array([value * telling(key) for key, value in item.stems.items()], dtype=np.float64)
        self._telling = self._stems.sums(self._at(mine, told, self._stems))
        self._told = float(told.sum()) or 1.0
        self._names = self._stems.sums((weights >= _NAME).astype(np.float64))
        context, opening = crowd.column("context"), crowd.column("opening")
        self.context = _share(context.sums(self._at(mine, own.weights, context)), total)
        self._opening = _share(opening.sums(self._at(mine, own.weights, opening)), total)
        self.in_context = self._within(own.column("context"), rarities, totals)
        self.in_opening = self._within(own.column("opening"), rarities, totals)
        self.marks = self._marks()

    def _at(self, ids: Ids, values: Values | float, column: Column) -> Values:
        """For all that a column holds, the value of what is among ``ids``; 0 for the rest."""
        return self._crowd.codes.look_up(ids, values, column.ids)

    def _within(self, ids: Ids, rarities: Values, totals: Values) -> Values:
        """The share of the others' stems that stand among some words."""
        return _share(self._stems.sums(self._at(ids, 1.0, self._stems) * rarities), totals)

    def _near(self, weights: Values) -> tuple[Values, Values]:
        """For each other the weight of the statement's stems that it has only nearly; and for each stem of the others
        whether it is near to one of the statement's.
        """
        places, alike = self._crowd.codes.near(self._own)
        reached = self._at(alike, 1.0, self._stems)
        met = np.flatnonzero(reached)
        if not len(met):
            return np.zeros(self._stems.count), reached
        there = self._crowd.codes.look_up(self._stems.ids, 1.0, alike) > 0
        places, alike = places[there], alike[there]
        own = self._own.column("stems")
        meets = np.zeros((len(own), self._stems.count), dtype=bool)
        pair, place = np.nonzero(alike[:, None] == self._stems.ids[met][None, :])
        meets[places[pair], self._stems.rows[met[place]]] = True
        same = np.flatnonzero(weights)
        stem, place = np.nonzero(own[:, None] == self._stems.ids[same][None, :])
        meets[stem, self._stems.rows[same[place]]] = False
        return self._own.weights @ meets, reached

    def _grams(self) -> Values:
        """The share of the fewer four-letter pieces that both have."""
        column, own = self._crowd.column("grams"), self._own.column("grams")
        fewer = np.minimum(np.bincount(column.rows, minlength=column.count), len(own))
        return column.sums(self._at(own, 1.0, column)) / np.maximum(fewer, 1)

    def features(self) -> list[Values]:
        """The features of shared words."""
        return [
            np.minimum(self.one, self.two),
            np.maximum(self.one, self.two),
            self._telling,
            self._telling / self._told,
            (self.context + self.in_context) / 2,
            np.maximum(self._opening, self.in_opening),
            self._grams(),
            np.minimum(self._names, 3),
            np.minimum(np.minimum(self._crowd.fact("stems"), len(self._item.stems)), 8),
        ]

    def named(self) -> tuple[Bools, Bools]:
        """Whether the others' words name who speaks in the statement, and his side."""
        return self._stems.sums(self._at(self._own.column("names"), 1.0, self._stems)) > 0, self.marks[SIDE] > 0

    def names(self) -> tuple[Bools, Bools]:
        """Whether the statement's words name who speaks in the other, and his side."""
        column = self._crowd.column("names")
        things = self._crowd.codes.things
        sides = [things[state_actor(code)] for code in self._item.states]
        named = column.sums(self._at(self._own.column("stems"), 1.0, column)) > 0
        return named, np.isin(self._crowd.fact("side"), sides)

    def cites(self, outlet: str) -> Bools:
        """Whether the others cite an outlet."""
        column = self._crowd.column("marks")
        return column.sums((column.ids == self._crowd.codes.mark(CITED, outlet)).astype(np.float64)) > 0

    def _marks(self) -> Values:
        """How many marks of each kind both have, (`KINDS`, count)."""
        own = self._own.column("marks")
        side = self._crowd.codes.mark(SIDE, self._item.extra.get("side", ""))
        wanted = np.append(own[own % KINDS != SIDE], side)
        column = self._crowd.column("marks")
        return column.by_kind(self._at(wanted, 1.0, column))


def _places(item: Proposition, crowd: Crowd, place: Place) -> list[Values]:
    """Where both stand, if it is in one document."""
    same = crowd.fact("document") == crowd.codes.of(item).fact("document")
    between, strangers = place.between(item, crowd.items)
    return [
        same.astype(np.float64),
        np.where(same, np.minimum(np.abs(item.sentence - crowd.fact("sentence")), 12), 15),
        np.where(same, np.minimum(np.abs(item.paragraph - crowd.fact("paragraph")), 6), 8),
        np.where(same, between, 21),
        np.where(same, strangers, 21),
    ]


def _people(item: Proposition, crowd: Crowd, words: _Words) -> list[Bools]:
    """Who says both, through whom, and whom they name."""
    own, things = crowd.codes.of(item), crowd.codes.things
    same = {name: crowd.fact(name) == own.fact(name) for name in ("speaker", "side", "home", "group", "document")}
    cited = np.isin(crowd.fact("home"), [things[outlet] for outlet in item.cites]) | words.cites(item.home)
    (speaker, side), (speaker_back, side_back) = words.named(), words.names()
    return [
        same["speaker"],
        same["side"],
        (words.marks[LINK] > 0) & ~same["speaker"],
        cited & ~same["home"],
        words.marks[CITED] > 0,
        speaker | speaker_back,
        side | side_back,
        same["group"] & ~same["document"],
    ]


def _rest(item: Proposition, crowd: Crowd, words: _Words) -> list[Values]:
    """What both say in numbers, states and form, and when."""
    numbers, states = words.marks[NUMBER], words.marks[STATE]
    both_numbers = (crowd.fact("numbers") > 0) & bool(item.numbers)
    both_states = (crowd.fact("states") > 0) & bool(item.states)
    act, acts = _ACTS.get(item.act, 4), crowd.each("act", lambda other: _ACTS.get(other.act, 4))
    return [
        (numbers > 0) - (both_numbers & (numbers == 0)).astype(np.float64),
        crowd.fact("negated") != item.negated,
        _share(states, len(item.states) + crowd.fact("states") - states),
        both_states & (states == 0),
        np.minimum(np.abs(item.day - crowd.fact("day")), 120),
        5 * np.minimum(acts, act) + np.maximum(acts, act),
        item.title + crowd.fact("title"),
        (item.extra.get("speaker_kind") == "unnamed") + crowd.fact("unnamed"),
        (item.kind == "direct") + crowd.fact("direct"),
        np.minimum(crowd.fact("sentence"), min(item.sentence, 12)),
    ]


def exact(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Share of the rarity of ``left``'s stems that ``right`` has too. 0 to 1."""
    total = shared = 0.0
    for key, weight in left.items():
        total += weight
        if key in right:
            shared += weight
    return shared / total if total else 0.0
