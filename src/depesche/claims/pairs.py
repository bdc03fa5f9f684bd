"""How alike two propositions are: the features of a pair, for the trained scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from depesche.actors.names import similar
from depesche.claims.propositions import Floats, Proposition
from depesche.claims.words import rarity, stem, words
from depesche.records import stable_id

_PREFIX = 5  # letters that compounds and inflections must share at one end to count as near
_NEAR = 0.7  # what a near stem counts

FEATURES = (
    "cosine",
    "around",
    "cross",
    "lead_content",
    "lead_lead",
    "overlap_min",
    "overlap_max",
    "context_overlap",
    "grams",
    "names_shared",
    "length",
    "same_document",
    "sentences_between",
    "paragraphs_between",
    "same_speaker",
    "same_side",
    "shared_chain",
    "speaker_named",
    "side_named",
    "same_report",
    "numbers",
    "negation_differs",
    "states_shared",
    "states_clash",
    "days",
    "acts",
    "title",
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
    """Share of the rarity of ``left``'s stems that ``right`` has too; near stems count 0.7. 0 to 1."""
    if not left or not right:
        return 0.0
    total = shared = 0.0
    for one, weight in left.items():
        total += weight
        if one in right:
            shared += weight
        elif any(near(one, two) for two in right):
            shared += _NEAR * weight
    return shared / total


@lru_cache(maxsize=200_000)
def near(one: str, two: str) -> bool:
    """Whether two stems share a beginning, an end, or are spellings of one name."""
    if one[0] == "§" or two[0] == "§" or min(len(one), len(two)) < _PREFIX:
        return False
    if one[:_PREFIX] == two[:_PREFIX] or one.endswith(two) or two.endswith(one):
        return True
    return len(one) >= 6 and len(two) >= 6 and one[0] in "cdszjkqv" and similar(one, two)


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


def features(left: Proposition, right: Proposition) -> Floats:
    """The features of a pair, symmetric, in the order of `FEATURES`."""
    one, two = overlap(left.stems, right.stems), overlap(right.stems, left.stems)
    same = left.document == right.document
    states = left.states | right.states
    grams, others = _grams(left.text), _grams(right.text)
    shared_grams = len(grams & others) / max(1, min(len(grams), len(others)))
    names = sum(weight >= 13.5 and one_stem in right.stems for one_stem, weight in left.stems.items())
    chain = {left.speaker, *left.via} & {right.speaker, *right.via}
    numbers = bool(left.numbers & right.numbers) - bool(
        left.numbers and right.numbers and not left.numbers & right.numbers
    )
    group, other_group = _ACTS.get(left.act, 4), _ACTS.get(right.act, 4)
    return np.array(
        (
            left.vector @ right.vector,
            left.around @ right.around,
            max(left.vector @ right.around, left.around @ right.vector),
            max(left.lead @ right.vector, right.lead @ left.vector),
            left.lead @ right.lead,
            min(one, two),
            max(one, two),
            (overlap(left.stems, right.context) + overlap(right.stems, left.context)) / 2,
            shared_grams,
            min(names, 3),
            min(len(left.stems), len(right.stems), 8),
            same,
            min(abs(left.sentence - right.sentence), 12) if same else 15,
            min(abs(left.paragraph - right.paragraph), 6) if same else 8,
            left.speaker == right.speaker,
            left.extra.get("side") == right.extra.get("side"),
            bool(chain) and left.speaker != right.speaker,
            names_speaker(left, right) or names_speaker(right, left),
            names_side(left, right) or names_side(right, left),
            left.group == right.group and not same,
            numbers,
            left.negated != right.negated,
            len(left.states & right.states) / len(states) if states else 0.0,
            bool(left.states and right.states and not left.states & right.states),
            min(abs(left.day - right.day), 120),
            4 * min(group, other_group) + max(group, other_group),
            left.title or right.title,
        ),
        dtype=np.float32,
    )
