"""How alike two propositions are: the features of pairs, for the trained scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

import numpy as np

from depesche.actors.names import skeleton
from depesche.claims.meaning import alignments
from depesche.claims.propositions import Floats, Proposition
from depesche.claims.words import UNKNOWN, rarity, stem, words
from depesche.records import stable_id

_PREFIX, _SUFFIX = 5, 6  # letters that stems must share at the beginning or the end to count as near
_NEAR = 0.7  # what a near stem counts

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


def overlap(
    left: Mapping[str, float], right: Mapping[str, float], shapes_right: AbstractSet[str] | None = None
) -> float:
    """Share of the rarity of ``left``'s stems that ``right`` has too; near stems count 0.7. 0 to 1.

    Args:
        left: stems with their rarity.
        right: the same.
        shapes_right: the shapes of ``right``'s stems, where they are at hand.
    """
    if not left or not right:
        return 0.0
    if shapes_right is None:
        shapes_right = {shape for key in right for shape in shapes(key)}
    total = shared = 0.0
    for one, weight in left.items():
        total += weight
        if one in right:
            shared += weight
        elif not shapes_right.isdisjoint(shapes(one)):
            shared += _NEAR * weight
    return shared / total


@lru_cache(maxsize=65536)
def shapes(key: str) -> tuple[str, ...]:
    """By what a stem meets near ones: its beginning, its end (compounds), and for rare words its sound (names)."""
    if key[0] == "§" or len(key) < _PREFIX:
        return ()
    found = [f"{key[:_PREFIX]}-", f"-{key[-_SUFFIX:]}"] if len(key) >= _SUFFIX else [f"{key[:_PREFIX]}-"]
    return (*found, f"~{skeleton(key)}") if len(key) >= _SUFFIX and rarity(key) >= UNKNOWN else tuple(found)


def near(one: str, two: str) -> bool:
    """Whether two stems share a beginning or an end, or sound alike."""
    return not set(shapes(one)).isdisjoint(shapes(two))


def shapes_of(item: Proposition) -> AbstractSet[str]:
    """The shapes of a statement's stems."""
    if item.shapes is None:
        item.shapes = frozenset(shape for key in item.stems for shape in shapes(key))
    return item.shapes


@lru_cache(maxsize=20_000)
def _grams(text: str) -> frozenset[str]:
    found: set[str] = set()
    for word in words(text):
        if rarity(word) > 8.6:
            key = f" {word.lower()} "
            found.update(key[start : start + 4] for start in range(len(key) - 3))
    return frozenset(found)


@lru_cache(maxsize=20_000)
def _name_stems(name: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(name)[-2:] if rarity(word) >= 10 and len(word) > 2)


@lru_cache(maxsize=4096)
def _state_actor(code: str) -> str:
    return stable_id("a", f"state:{code}")


def names_speaker(answer: Proposition, claim: Proposition) -> bool:
    """Whether the claim's words name who speaks in the other statement."""
    return any(part in claim.stems for part in _name_stems(answer.extra.get("speaker", "")))


def names_side(answer: Proposition, claim: Proposition) -> bool:
    """Whether the claim's words name the side (state) of who speaks in the other statement."""
    side = answer.extra.get("side", "")
    return any(_state_actor(code) == side for code in claim.states)


class Telling:
    """How telling a stem is in this dossier: common words of the conflict itself tell little.

    Args:
        documents: how many documents the dossier has.
        counts: stem -> in how many of them it stands.
    """

    def __init__(self, documents: int, counts: Mapping[str, int]) -> None:
        self._documents = documents
        self._counts = counts

    def __call__(self, stem: str) -> float:
        """Between 0 (in every document) and 1 (in none yet)."""
        count = self._counts.get(stem, 0)
        return float(np.log((self._documents + 1) / (count + 0.5)) / np.log(2 * self._documents + 2))


class Place:
    """Where statements stand in their document: what lies between two of them.

    Args:
        document: its propositions in text order.
    """

    def __init__(self, document: Sequence[Proposition]) -> None:
        self._number = {item.id: number for number, item in enumerate(document)}
        self._speakers = [item.speaker for item in document]

    def between(self, one: Proposition, two: Proposition) -> tuple[int, int]:
        """How many statements lie between two, and how many of them by somebody who says neither."""
        if one.id not in self._number or two.id not in self._number:
            return 20, 20
        first, last = sorted((self._number[one.id], self._number[two.id]))
        inner = self._speakers[first + 1 : last]
        others = sum(speaker not in (one.speaker, two.speaker) for speaker in inner)
        return min(len(inner), 20), min(others, 20)


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
    vectors = np.stack([other.vector for other in others])
    arounds = np.stack([other.around for other in others])
    leads = np.stack([other.lead for other in others])
    words = [(other.words, other.weights) for other in others]
    forth, back = alignments(item.words, item.weights, words)
    dense = np.stack(
        (
            vectors @ item.vector,
            arounds @ item.around,
            np.maximum(arounds @ item.vector, vectors @ item.around),
            np.maximum(vectors @ item.lead, leads @ item.vector),
            leads @ item.lead,
            np.minimum(forth, back),
            np.maximum(forth, back),
            alignments(item.lead_words, item.lead_weights, words)[1],
        ),
        axis=1,
    )
    weights = {key: value * telling(key) for key, value in item.stems.items()}
    total = sum(weights.values()) or 1.0
    sparse = [_sparse(item, other, weights, total, place) for other in others]
    return np.concatenate([dense, np.array(sparse, dtype=np.float32)], axis=1).astype(np.float32)


def _sparse(
    item: Proposition, other: Proposition, weights: Mapping[str, float], total: float, place: Place
) -> tuple[float, ...]:
    """The features that are no products of vectors."""
    one = overlap(item.stems, other.stems, shapes_of(other))
    two = overlap(other.stems, item.stems, shapes_of(item))
    same = item.document == other.document
    states = item.states | other.states
    grams, more = _grams(item.text), _grams(other.text)
    telling = sum(weight for key, weight in weights.items() if key in other.stems)
    names = sum(weight >= 13.5 and key in other.stems for key, weight in item.stems.items())
    chain = {item.speaker, *item.via} & {other.speaker, *other.via}
    numbers = bool(item.numbers & other.numbers) - bool(
        item.numbers and other.numbers and not item.numbers & other.numbers
    )
    first, second = sorted((_ACTS.get(item.act, 4), _ACTS.get(other.act, 4)))
    between, others = place.between(item, other) if same else (21, 21)
    return (
        min(one, two),
        max(one, two),
        telling,
        telling / total,
        (exact(item.stems, other.context) + exact(other.stems, item.context)) / 2,
        max(exact(item.stems, other.opening), exact(other.stems, item.opening)),
        len(grams & more) / max(1, min(len(grams), len(more))),
        min(names, 3),
        min(len(item.stems), len(other.stems), 8),
        same,
        min(abs(item.sentence - other.sentence), 12) if same else 15,
        min(abs(item.paragraph - other.paragraph), 6) if same else 8,
        between,
        others,
        item.speaker == other.speaker,
        item.extra.get("side") == other.extra.get("side"),
        bool(chain) and item.speaker != other.speaker,
        (other.home in item.cites or item.home in other.cites) and item.home != other.home,
        bool(item.cites & other.cites),
        names_speaker(item, other) or names_speaker(other, item),
        names_side(item, other) or names_side(other, item),
        item.group == other.group and not same,
        numbers,
        item.negated != other.negated,
        len(item.states & other.states) / len(states) if states else 0.0,
        bool(item.states and other.states and not item.states & other.states),
        min(abs(item.day - other.day), 120),
        5 * first + second,
        item.title + other.title,
        (item.extra.get("speaker_kind") == "unnamed") + (other.extra.get("speaker_kind") == "unnamed"),
        (item.kind == "direct") + (other.kind == "direct"),
        min(item.sentence, other.sentence, 12),
    )


def exact(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Share of the rarity of ``left``'s stems that ``right`` has too. 0 to 1."""
    total = shared = 0.0
    for key, weight in left.items():
        total += weight
        if key in right:
            shared += weight
    return shared / total if total else 0.0
