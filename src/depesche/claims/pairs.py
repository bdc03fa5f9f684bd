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
    STEMS,
    Bools,
    Codes,
    Column,
    Crowd,
    Ids,
    Laid,
    Values,
    shapes,
    state_actor,
)
from depesche.claims.places import Place
from depesche.claims.propositions import UNDATED, Floats, Proposition

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


@dataclass(frozen=True, slots=True)
class Compared:
    """One statement compared with others, a row an other.

    Args:
        rows: the features in the order of `FEATURES`.
        crowd: where the others stand.
        chosen: their places there.
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
    chosen: Ids
    place: Mapping[str, int]
    one: Values
    two: Values
    context: Values
    in_context: Values
    in_opening: Values
    speaker_named: Bools
    side_named: Bools

    def fact(self, name: str) -> Ids:
        """One of `depesche.claims.crowd.FACTS` of the others."""
        return self.crowd.fact(name)[self.chosen]


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


def compare(item: Proposition, crowd: Crowd, telling: Telling, place: Place) -> Compared:
    """One statement compared with a crowd of others; see `compare_each`."""
    return _compare([item], crowd, telling, place, [range(len(crowd.items))])[0]


def compare_each(
    asked: Sequence[tuple[Proposition, Sequence[Proposition]]], codes: Codes, telling: Telling, place: Place
) -> list[Compared]:
    """Several statements compared at once, each with others of its own.

    Args:
        asked: later statements, each with earlier ones or others of its document, one at least.
        codes: makes numbers of them.
        telling: the dossier's word counts when the later statements came.
        place: the order of the later statements' document.
    """
    everyone = {other.id: other for _, others in asked for other in others}
    crowd = Crowd(list(everyone.values()), codes, list({item.id: item for item, _ in asked}.values()))
    chosen = [[crowd.place[other.id] for other in others] for _, others in asked]
    return _compare([item for item, _ in asked], crowd, telling, place, chosen)


def _compare(
    items: Sequence[Proposition], crowd: Crowd, telling: Telling, place: Place, chosen: Sequence[Sequence[int]]
) -> list[Compared]:
    """Several statements compared, each with those of a crowd that are chosen for it.

    Args:
        items: the later statements, one at least.
        crowd: earlier ones, and others of their document.
        telling: the dossier's word counts when the later statements came.
        place: the order of the later statements' document.
        chosen: for each statement, the places of those that count.
    """
    places = [np.array(one, dtype=np.int64) for one in chosen]
    ends = np.cumsum([len(one) for one in places])
    left = np.repeat(np.arange(len(items)), [len(one) for one in places])
    pairs = _Pairs(items, crowd, left, np.concatenate(places), telling)
    (speaker, side), sparse = pairs.named(), [*pairs.features(), *_places(pairs, place), *_people(pairs), *_rest(pairs)]
    table = np.array([*_vectors(pairs, places), *sparse], dtype=np.float32).T
    found = []
    for end, there in zip(ends.tolist(), places, strict=True):
        part = slice(end - len(there), end)
        found.append(
            Compared(
                rows=np.ascontiguousarray(table[part]),
                crowd=crowd,
                chosen=there,
                place={crowd.items[number].id: row for row, number in enumerate(there.tolist())},
                one=pairs.one[part],
                two=pairs.two[part],
                context=pairs.context[part],
                in_context=pairs.in_context[part],
                in_opening=pairs.in_opening[part],
                speaker_named=speaker[part],
                side_named=side[part],
            )
        )
    return found


def _vectors(pairs: _Pairs, places: Sequence[Ids]) -> list[Floats]:
    """The features that are products of vectors."""
    crowd, items = pairs.crowd, pairs.own.items
    product = {key: values[pairs.right, pairs.left] for key, values in crowd.products(items).items()}
    forth, back = (
        np.concatenate(parts)
        for parts in zip(*(crowd.aligned(item, there) for item, there in zip(items, places, strict=True)), strict=True)
    )

    def likeness(name: str) -> Floats:
        return np.concatenate([crowd.likeness(item, name, there) for item, there in zip(items, places, strict=True)])

    return [
        likeness("vector"),
        likeness("around"),
        np.maximum(product["around", "vector"], product["vector", "around"]),
        np.maximum(product["vector", "lead"], product["lead", "vector"]),
        likeness("lead"),
        np.minimum(forth, back),
        np.maximum(forth, back),
        np.concatenate([crowd.led(item)[there] for item, there in zip(items, places, strict=True)]),
    ]


def _share(part: Values, whole: Values) -> Values:
    """Part of a whole; 0 of nothing."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


class _Pairs:
    """Pairs of statements, and the words that the two share.

    Args:
        items: the statements.
        crowd: the others.
        left: for each pair, the place of the statement.
        right: for each pair, the place of the other.
        telling: the dossier's word counts.
    """

    def __init__(self, items: Sequence[Proposition], crowd: Crowd, left: Ids, right: Ids, telling: Telling) -> None:
        self.own, self.crowd, self.left, self.right = Laid(items, crowd.codes), crowd, left, right
        self._all = np.arange(len(items))
        self._columns: dict[str, tuple[Column, Ids]] = {}
        codes = crowd.codes
        self._sides = np.array([codes.mark(SIDE, item.extra.get("side", "")) for item in items], dtype=np.int64)
        self._homes = np.array([codes.mark(CITED, item.home) for item in items], dtype=np.int64)
        self._states = _held([[codes.things[state_actor(code)] for code in item.states] for item in items])
        self._cites = _held([[codes.things[outlet] for outlet in item.cites] for item in items])
        self._size = crowd.codes.size  # only now: nothing is numbered from here on
        stems, mine, rarities, weights = self._theirs(STEMS), self._mine(STEMS), crowd.rarities(right), self._weights
        total, totals = mine.sums(weights)[left], stems.sums(rarities)
        shared = self._at(mine, weights, STEMS)
        near, reached = self._near(shared)
        self.one = _share(stems.sums(shared) + _NEAR * near, total)
        self.two = _share(stems.sums(np.where(shared > 0, 1.0, _NEAR * reached) * rarities), totals)
        told = np.array([value * telling(key) for item in items for key, value in item.stems.items()], np.float64)
        whole = mine.sums(told)
        self._telling = stems.sums(self._at(mine, told, STEMS))
        self._told = np.where(whole > 0, whole, 1.0)[left]
        self._names = stems.sums((shared >= _NAME).astype(np.float64))
        self.context = _share(self._theirs("context").sums(self._at(mine, weights, "context")), total)
        self._opening = _share(self._theirs("opening").sums(self._at(mine, weights, "opening")), total)
        self.in_context = _share(stems.sums(self._at(self._mine("context"), 1.0, STEMS) * rarities), totals)
        self.in_opening = _share(stems.sums(self._at(self._mine("opening"), 1.0, STEMS) * rarities), totals)
        self.marks = self._marks()

    @property
    def _weights(self) -> Values:
        return self.own.rarities(self._all)

    def _mine(self, name: str) -> Column:
        """What the statements hold, a row a statement."""
        return self.own.column(name, self._all)

    def _theirs(self, name: str) -> Column:
        """What the others hold, a row a pair."""
        if name not in self._columns:
            column = self.crowd.column(name, self.right)
            self._columns[name] = (column, self._keys(column.ids, self.left[column.rows]))
        return self._columns[name][0]

    def _keys(self, ids: Ids, statements: Ids) -> Ids:
        """Numbers that are the same only for the same thing with the same statement."""
        return statements * self._size + ids

    def _look_up(self, own: Column, values: Values | float, at: Ids) -> Values:
        room = len(self.own.items) * self._size
        return self.crowd.codes.look_up(self._keys(own.ids, own.rows), values, at, room)

    def _at(self, own: Column, values: Values | float, name: str) -> Values:
        """For all that the others hold, the value of the same in the statement; 0 where it is not there."""
        self._theirs(name)
        return self._look_up(own, values, self._columns[name][1])

    def _near(self, shared: Values) -> tuple[Values, Values]:
        """For each pair the weight of the statement's stems that the other has only nearly; and for each stem of the
        others whether it is near to one of the statement's.
        """
        stems, mine, theirs = self._theirs(STEMS), self._mine("shapes"), self._theirs("shapes")
        met = np.flatnonzero(self._at(mine, 1.0, "shapes"))
        reached = np.zeros(len(stems.ids))
        reached[(_begins(stems)[theirs.rows] + self._theirs("shaped").ids)[met]] = 1.0
        # Every stem of the statement that has a shape which was met, with the pair.
        keys, bearers = self._keys(mine.ids, mine.rows), self._mine("shaped").ids
        order = np.argsort(keys, kind="stable")
        asked = self._columns["shapes"][1][met]
        first, last = (np.searchsorted(keys[order], asked, side) for side in ("left", "right"))
        many = last - first
        which = order[np.arange(many.sum()) + np.repeat(first - (np.cumsum(many) - many), many)]
        own = self._mine(STEMS)
        place = _begins(own)[mine.rows[which]] + bearers[which]
        nearly = np.unique(np.repeat(theirs.rows[met], many) * len(own.ids) + place)
        # Those that the other has, too, were counted as shared.
        same = np.flatnonzero(shared)
        had = self._look_up(own, np.arange(len(own.ids), dtype=np.float64), self._columns[STEMS][1][same])
        nearly = nearly[~np.isin(nearly, stems.rows[same] * len(own.ids) + had.astype(np.int64))]
        weights = self._weights[nearly % max(1, len(own.ids))]
        return np.bincount(nearly // max(1, len(own.ids)), weights, len(self.left)).astype(np.float64), reached

    def _grams(self) -> Values:
        """The share of the fewer four-letter pieces that both have."""
        column = self._theirs("grams")
        fewer = np.minimum(self.crowd.count("grams")[self.right], self.own.count("grams")[self.left])
        return column.sums(self._at(self._mine("grams"), 1.0, "grams")) / np.maximum(fewer, 1)

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
            np.minimum(np.minimum(self.theirs("stems"), self.mine("stems")), 8),
        ]

    def mine(self, name: str) -> Ids:
        """One of `depesche.claims.crowd.FACTS` of the statements, a number a pair."""
        return self.own.fact(name)[self.left]

    def theirs(self, name: str) -> Ids:
        """The same of the others."""
        return self.crowd.fact(name)[self.right]

    def same(self, name: str) -> Bools:
        """Whether the same holds of both."""
        return np.equal(self.mine(name), self.theirs(name))

    def named(self) -> tuple[Bools, Bools]:
        """Whether the others' words name who speaks in the statement, and his side."""
        speaker = self._theirs(STEMS).sums(self._at(self._mine("names"), 1.0, STEMS)) > 0
        return speaker, self.marks[SIDE] > 0

    def names(self) -> tuple[Bools, Bools]:
        """Whether the statement's words name who speaks in the other, and his side."""
        named = self._theirs("names").sums(self._at(self._mine(STEMS), 1.0, "names")) > 0
        return named, self._look_up(self._states, 1.0, self._keys(self.theirs("side"), self.left)) > 0

    def cited(self) -> Bools:
        """Whether one of both cites the outlet that printed the other."""
        column = self._theirs("marks")
        theirs = column.sums((column.ids == self._homes[self.left[column.rows]]).astype(np.float64)) > 0
        mine = self._look_up(self._cites, 1.0, self._keys(self.theirs("home"), self.left)) > 0
        return theirs | mine

    def _marks(self) -> Values:
        """How many marks of each kind both have, (`KINDS`, pairs)."""
        own = self._mine("marks")
        kept = own.ids % KINDS != SIDE
        wanted = Column(
            np.append(own.ids[kept], self._sides), np.append(own.rows[kept], self._all), len(self.own.items)
        )
        return self._theirs("marks").by_kind(self._at(wanted, 1.0, "marks"))


def _held(listed: Sequence[Sequence[int]]) -> Column:
    """A column from what each row holds."""
    ids = np.array([one for held in listed for one in held], dtype=np.int64)
    return Column(ids, np.repeat(np.arange(len(listed)), [len(held) for held in listed]), len(listed))


def _begins(column: Column) -> Ids:
    """Where the things of each row begin."""
    counts = np.bincount(column.rows, minlength=column.count)
    return np.cumsum(counts) - counts


def _places(pairs: _Pairs, place: Place) -> list[Values]:
    """Where both stand, if it is in one document."""
    same = pairs.same("document")
    between, strangers = place.between(pairs.own.items, pairs.crowd.items, pairs.left, pairs.right)
    return [
        same.astype(np.float64),
        np.where(same, np.minimum(np.abs(pairs.mine("sentence") - pairs.theirs("sentence")), 12), 15),
        np.where(same, np.minimum(np.abs(pairs.mine("paragraph") - pairs.theirs("paragraph")), 6), 8),
        np.where(same, between, 21),
        np.where(same, strangers, 21),
    ]


def _people(pairs: _Pairs) -> list[Bools]:
    """Who says both, through whom, and whom they name."""
    same = {name: pairs.same(name) for name in ("speaker", "side", "home", "group", "document")}
    (speaker, side), (speaker_back, side_back) = pairs.named(), pairs.names()
    return [
        same["speaker"],
        same["side"],
        (pairs.marks[LINK] > 0) & ~same["speaker"],
        pairs.cited() & ~same["home"],
        pairs.marks[CITED] > 0,
        speaker | speaker_back,
        side | side_back,
        same["group"] & ~same["document"],
    ]


def _rest(pairs: _Pairs) -> list[Values]:
    """What both say in numbers, states and form, and when."""
    numbers, states, mine, theirs = pairs.marks[NUMBER], pairs.marks[STATE], pairs.mine, pairs.theirs
    both_numbers = (theirs("numbers") > 0) & (mine("numbers") > 0)
    both_states = (theirs("states") > 0) & (mine("states") > 0)
    unknown = ~pairs.same("document") & ((theirs("day") == 0) | (mine("day") == 0))
    act, acts = (
        laid.of_each("act", lambda one: _ACTS.get(one.act, 4), chosen)
        for laid, chosen in ((pairs.own, pairs.left), (pairs.crowd, pairs.right))
    )
    return [
        (numbers > 0) - (both_numbers & (numbers == 0)).astype(np.float64),
        theirs("negated") != mine("negated"),
        _share(states, mine("states") + theirs("states") - states),
        both_states & (states == 0),
        np.where(unknown, UNDATED, np.minimum(np.abs(mine("day") - theirs("day")), 120)),
        5 * np.minimum(acts, act) + np.maximum(acts, act),
        mine("title") + theirs("title"),
        mine("unnamed") + theirs("unnamed"),
        mine("direct") + theirs("direct"),
        np.minimum(theirs("sentence"), np.minimum(mine("sentence"), 12)),
    ]


def exact(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Share of the rarity of ``left``'s stems that ``right`` has too. 0 to 1."""
    total = shared = 0.0
    for key, weight in left.items():
        total += weight
        if key in right:
            shared += weight
    return shared / total if total else 0.0
