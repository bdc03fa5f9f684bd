"""Propositions laid out as arrays, so that a statement is compared with all its candidates at once.

Words, names and ids become whole numbers; what a proposition holds of a kind (its stems, its four-letter grams, ...)
becomes a row of a `Column`, a flat array of numbers with the row of each. What some statements share with each of some
others is then one look-up of that flat array and one sum by rows, for all pairs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from depesche.actors.names import skeleton
from depesche.claims.meaning import aligned, padded
from depesche.claims.propositions import Floats, Proposition
from depesche.claims.words import COMMON, UNKNOWN, rarity, stem, words
from depesche.records import stable_id

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_PREFIX, _SUFFIX = 5, 6  # letters that stems must share at the beginning or the end to count as near
COLUMNS = ("stems", "context", "opening", "grams", "names", "marks", "shapes", "shaped")
STEMS = "stems"
FACTS = (
    "document",
    "group",
    "speaker",
    "side",
    "home",
    "outlet",
    "day",
    "start",
    "sentence",
    "paragraph",
    "act",
    "title",
    "unnamed",
    "direct",
    "negated",
    "stems",
    "numbers",
    "states",
    "cites",
)
VECTORS = ("vector", "around", "lead")
NUMBER, STATE, CITED, LINK, SIDE = range(5)  # kinds of marks: numbers, states, outlets cited, the chain, states' actors
KINDS = 5
_FACT = {name: place for place, name in enumerate(FACTS)}
_COLUMN = {name: place for place, name in enumerate(COLUMNS)}


@lru_cache(maxsize=65536)
def shapes(key: str) -> tuple[str, ...]:
    """By what a stem meets near ones: its beginning, its end (compounds), and for rare words its sound (names)."""
    if key[0] == "§" or len(key) < _PREFIX:
        return ()
    found = [f"{key[:_PREFIX]}-", f"-{key[-_SUFFIX:]}"] if len(key) >= _SUFFIX else [f"{key[:_PREFIX]}-"]
    return (*found, f"~{skeleton(key)}") if len(key) >= _SUFFIX and rarity(key) >= UNKNOWN else tuple(found)


def grams(word: str) -> list[str]:
    """The four-letter pieces of a word that tells something, spaces around it."""
    key = f" {word.lower()} "
    return [key[start : start + 4] for start in range(len(key) - 3)] if rarity(word) > COMMON else []


@lru_cache(maxsize=20_000)
def name_stems(name: str) -> tuple[str, ...]:
    """The stems by which a statement's words name an actor."""
    return tuple(stem(word) for word in words(name)[-2:] if rarity(word) >= 10 and len(word) > 2)


@lru_cache(maxsize=4096)
def state_actor(code: str) -> str:
    """The actor id of a state."""
    return stable_id("a", f"state:{code}")


class Numbers(dict[object, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, key: object) -> int:
        self[key] = number = len(self)
        return number

    def of(self, keys: Iterable[object]) -> Ids:
        """The numbers of some things."""
        return np.array([self[key] for key in keys], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Coded:
    """One proposition as numbers: a row of each of `COLUMNS`, the rarity of its stems, and its `FACTS`.

    "shapes" are those of its stems, "shaped" which of its stems has each of them.
    """

    columns: tuple[Ids, ...]
    weights: Values
    facts: Ids
    lengths: tuple[int, ...]

    def fact(self, name: str) -> int:
        """One of `FACTS`."""
        return int(self.facts[_FACT[name]])


@dataclass(frozen=True, slots=True)
class Column:
    """What several propositions hold of one kind: all of it, and to which of them each belongs."""

    ids: Ids
    rows: Ids
    count: int

    def sums(self, values: Values) -> Values:
        """The sum for each proposition, from a value for each thing held."""
        return np.bincount(self.rows, weights=values, minlength=self.count).astype(np.float64, copy=False)

    def by_kind(self, values: Values) -> Values:
        """The same of marks for each of their kinds, (`KINDS`, count)."""
        places = self.ids % KINDS * self.count + self.rows
        found = np.bincount(places, weights=values, minlength=KINDS * self.count)
        return found.astype(np.float64, copy=False).reshape(KINDS, self.count)


class Codes:
    """Turns propositions into numbers, each once; two are only comparable if the same `Codes` made them."""

    def __init__(self) -> None:
        self.words = Numbers()
        self.grams = Numbers()
        self.marks = Numbers()
        self.things = Numbers()
        self.shapes = Numbers()
        self._coded: dict[str, tuple[Proposition, Coded]] = {}
        self._openings: dict[str, tuple[Mapping[str, float], Ids]] = {}
        self._shapes: dict[str, list[int]] = {}
        self._pieces: dict[str, list[int]] = {}
        self._scratch = np.zeros(0)  # all 0 between look-ups

    def of(self, item: Proposition) -> Coded:
        """A proposition as numbers."""
        known = self._coded.get(item.id)
        if known is None or known[0] is not item:
            known = self._coded[item.id] = (item, self._code(item))
        return known[1]

    def mark(self, kind: int, key: str) -> int:
        """The number of a mark; its kind is what remains when it is divided by `KINDS`."""
        return KINDS * self.marks[key] + kind

    def _code(self, item: Proposition) -> Coded:
        marks = [
            *(self.mark(NUMBER, one) for one in item.numbers),
            *(self.mark(STATE, one) for one in item.states),
            *(self.mark(CITED, one) for one in item.cites),
            *(self.mark(LINK, one) for one in {item.speaker, *item.via}),
            *(self.mark(SIDE, state_actor(one)) for one in item.states),
        ]
        columns = (
            self.words.of(item.stems),
            self.words.of(item.context),
            self._opening(item),
            self._grams(item.text),
            self.words.of(set(name_stems(item.extra.get("speaker", "")))),
            np.array(marks, dtype=np.int64),
            *self._shaped(item.stems),
        )
        weights = np.array(list(item.stems.values()), dtype=np.float64)
        return Coded(columns, weights, self._facts(item), tuple(map(len, columns)))

    def _shaped(self, stems: Iterable[str]) -> tuple[Ids, Ids]:
        """The shapes of some stems, and the place of the stem that has each."""
        found: list[int] = []
        bearers: list[int] = []
        for place, key in enumerate(stems):
            if key not in self._shapes:
                self._shapes[key] = [self.shapes[shape] for shape in shapes(key)]
            found += self._shapes[key]
            bearers += [place] * len(self._shapes[key])
        return np.array(found, dtype=np.int64), np.array(bearers, dtype=np.int64)

    def _grams(self, text: str) -> Ids:
        found: set[int] = set()
        for word in words(text):
            if word not in self._pieces:
                self._pieces[word] = [self.grams[piece] for piece in grams(word)]
            found.update(self._pieces[word])
        return np.array(list(found), dtype=np.int64)

    def _opening(self, item: Proposition) -> Ids:
        """A document's opening, which all its statements share."""
        known = self._openings.get(item.document)
        if known is None or (known[0] is not item.opening and known[0] != item.opening):
            known = self._openings[item.document] = (item.opening, self.words.of(item.opening))
        return known[1]

    def _facts(self, item: Proposition) -> Ids:
        name = self.things
        return np.array(
            [
                name[item.document],
                name[item.group],
                name[item.speaker],
                name[item.extra.get("side")],
                name[item.home],
                name[item.extra.get("outlet", "")],
                item.day,
                item.start,
                item.sentence,
                item.paragraph,
                name[item.act],
                item.title,
                item.extra.get("speaker_kind") == "unnamed",
                item.kind == "direct",
                item.negated,
                len(item.stems),
                len(item.numbers),
                len(item.states),
                len(item.cites),
            ],
            dtype=np.int64,
        )

    @property
    def size(self) -> int:
        """More than any number given so far."""
        return max(
            len(self.words), len(self.grams), KINDS * len(self.marks) + KINDS, len(self.things), len(self.shapes), 1
        )

    def look_up(self, keys: Ids, values: Values | Bools | float, at: Ids, room: int) -> Values:
        """What stands at some numbers, all below ``room``, if the values stand at ``keys`` and 0 everywhere else."""
        if len(self._scratch) < room:
            self._scratch = np.zeros(2 * room)
        self._scratch[keys] = values
        found = self._scratch[at]
        self._scratch[keys] = 0.0
        return found


class Laid:
    """Several propositions as numbers, laid end to end.

    Args:
        items: the propositions.
        codes: makes numbers of them.
    """

    def __init__(self, items: Sequence[Proposition], codes: Codes) -> None:
        self.items, self.codes = items, codes
        self._coded = [codes.of(item) for item in items]
        facts = [one.facts for one in self._coded]
        self._facts = np.concatenate(facts).reshape(-1, len(FACTS)).T if facts else np.zeros((len(FACTS), 0), np.int64)
        self._lengths = np.array([one.lengths for one in self._coded], dtype=np.int64).reshape(-1, len(COLUMNS)).T
        self._flat: dict[str, tuple[Ids, Ids]] = {}
        self._weights: Values | None = None

    def _laid(self, name: str) -> tuple[Ids, Ids]:
        """All numbers of one of `COLUMNS`, and where each proposition's begin."""
        if name not in self._flat:
            place = _COLUMN[name]
            lengths = self._lengths[place]
            ids = np.concatenate([one.columns[place] for one in self._coded]) if self._coded else np.zeros(0, np.int64)
            self._flat[name] = (ids, np.cumsum(lengths) - lengths)
        return self._flat[name]

    def _spread(self, name: str, chosen: Ids) -> tuple[Ids, Ids]:
        """Where the numbers of some of the propositions lie, and the row of each: its proposition's place among the
        chosen.
        """
        counts = self._lengths[_COLUMN[name]][chosen]
        before = np.cumsum(counts) - counts
        rows = np.repeat(np.arange(len(chosen)), counts)
        return np.arange(len(rows)) + np.repeat(self._laid(name)[1][chosen] - before, counts), rows

    def column(self, name: str, chosen: Ids) -> Column:
        """One of `COLUMNS` of some of the propositions, a row each."""
        at, rows = self._spread(name, chosen)
        return Column(self._laid(name)[0][at], rows, len(chosen))

    def rarities(self, chosen: Ids) -> Values:
        """The rarity of each stem of the column of stems."""
        if self._weights is None:
            parts = [one.weights for one in self._coded]
            self._weights = np.concatenate(parts) if parts else np.zeros(0)
        return self._weights[self._spread(STEMS, chosen)[0]]

    def count(self, name: str) -> Ids:
        """How much each proposition holds of one of `COLUMNS`."""
        return np.asarray(self._lengths[_COLUMN[name]])

    def fact(self, name: str) -> Ids:
        """One of `FACTS`, a number a proposition."""
        return np.asarray(self._facts[_FACT[name]])

    def of_each(self, name: str, value: Callable[[Proposition], float], chosen: Ids) -> Values:
        """A value of some of the propositions that hangs on one of `FACTS` alone, worked out once for each."""
        facts = self.fact(name)[chosen]
        _, first, inverse = np.unique(facts, return_index=True, return_inverse=True)
        return np.array([value(self.items[chosen[place]]) for place in first], dtype=np.float64)[inverse]


class Crowd(Laid):
    """Several propositions side by side, with their vectors; what is asked of them more than once is kept.

    Args:
        items: the propositions, one at least.
        codes: makes numbers of them.
        asking: statements of one document that will be compared with them; their products are made at once.
    """

    def __init__(self, items: Sequence[Proposition], codes: Codes, asking: Sequence[Proposition] = ()) -> None:
        super().__init__(items, codes)
        self.place = {item.id: number for number, item in enumerate(items)}
        self._vectors: dict[str, Floats] = {}
        self._words: tuple[Floats, Floats] | None = None
        self._leads: dict[str, Floats] = {}
        self._asking = {item.id: number for number, item in enumerate(asking)}
        self._products = self._multiplied(asking) if asking else {}

    def likeness(self, item: Proposition, name: str, chosen: Ids) -> Floats:
        """The products of one of the vectors of some of the propositions with the same of a statement.

        Of the chosen alone, one matrix by one vector: equal vectors then come to the same last digit as in training,
        and there the trees cut.
        """
        return np.asarray(self._table(name)[chosen] @ getattr(item, name))

    def products(self, items: Sequence[Proposition]) -> dict[tuple[str, str], Floats]:
        """The products of each vector of the propositions with each of some statements, (count, statements): of
        "vector", "around" and "lead", the propositions' first.
        """
        places = [self._asking[item.id] for item in items if item.id in self._asking]
        if len(places) < len(items):
            return self._multiplied(items)
        return {key: found[:, places] for key, found in self._products.items()}

    def _table(self, name: str) -> Floats:
        if name not in self._vectors:
            parts = [getattr(item, name) for item in self.items]
            self._vectors[name] = np.concatenate(parts).reshape(len(parts), -1)
        return self._vectors[name]

    def _multiplied(self, asking: Sequence[Proposition]) -> dict[tuple[str, str], Floats]:
        """The same for several statements at once, (count, statements) each."""
        asked = np.concatenate([getattr(one, name) for name in VECTORS for one in asking])
        asked = asked.reshape(len(VECTORS) * len(asking), -1).T
        found = {}
        for name in VECTORS:
            table = self._table(name) @ asked
            for number, other in enumerate(VECTORS):
                found[name, other] = table[:, number * len(asking) : (number + 1) * len(asking)]
        return found

    def aligned(self, item: Proposition, chosen: Ids) -> tuple[Floats, Floats]:
        """How well a statement's words are met by those of some of the propositions, and the other way round (see
        `meaning.aligned`).
        """
        vectors, weights = self._padded()
        return aligned(item.words, item.weights, vectors[chosen], weights[chosen])

    def led(self, item: Proposition) -> Floats:
        """How well the propositions' words are met by those of the opening of a statement's document."""
        if item.document not in self._leads:
            vectors, weights = self._padded()
            self._leads[item.document] = aligned(item.lead_words, item.lead_weights, vectors, weights)[1]
        return self._leads[item.document]

    def _padded(self) -> tuple[Floats, Floats]:
        if self._words is None:
            self._words = padded([(item.words, item.weights) for item in self.items])
        return self._words
