"""How alike two propositions are: the features of a pair and the trained score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from depesche.actors.names import similar
from depesche.claims.propositions import Floats, Proposition

_PREFIX = 5  # letters that compounds and inflections must share at one end to count as near


def overlap(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Share of the rarity of ``left``'s stems that ``right`` has too; near stems count 0.7. 0 to 1."""
    if not left or not right:
        return 0.0
    total = shared = 0.0
    for one, weight in left.items():
        total += weight
        if one in right:
            shared += weight
        elif any(_near(one, two) for two in right):
            shared += 0.7 * weight
    return shared / total


def _near(one: str, two: str) -> bool:
    if one[0] == "§" or two[0] == "§" or min(len(one), len(two)) < _PREFIX:
        return False
    if one[:_PREFIX] == two[:_PREFIX] or one.endswith(two) or two.endswith(one):
        return True
    return len(one) >= 6 and len(two) >= 6 and one[0] in "cdszjkqv" and similar(one, two)


FEATURES = (
    "cosine",
    "around",
    "cross",
    "overlap_min",
    "overlap_max",
    "context_overlap",
    "same_document",
    "adjacent",
    "same_speaker",
    "same_group",
    "numbers_differ",
    "numbers_shared",
    "negation_differs",
    "states_jaccard",
    "states_clash",
    "days",
    "same_speaker_same_document",
    "same_act",
    "cosine_squared",
    "cosine_overlap",
    "names_shared",
)


def features(left: Proposition, right: Proposition) -> Floats:
    """The features of a pair, symmetric, in the order of `FEATURES`."""
    cosine = float(left.vector @ right.vector)
    around = float(left.around @ right.around)
    cross = max(float(left.vector @ right.around), float(left.around @ right.vector))
    one, two = overlap(left.stems, right.stems), overlap(right.stems, left.stems)
    low, high = min(one, two), max(one, two)
    context = (overlap(left.stems, right.context) + overlap(right.stems, left.context)) / 2
    same_document = left.document == right.document
    same_speaker = left.speaker == right.speaker
    states = left.states | right.states
    names = sum(weight >= 13.5 and stem in right.stems for stem, weight in left.stems.items())
    return np.array(
        (
            cosine,
            around,
            cross,
            low,
            high,
            context,
            same_document,
            same_document and abs(left.sentence - right.sentence) <= 1,
            same_speaker,
            left.group == right.group and not same_document,
            bool(left.numbers and right.numbers and not left.numbers & right.numbers),
            bool(left.numbers & right.numbers),
            left.negated != right.negated,
            len(left.states & right.states) / len(states) if states else 0.0,
            bool(left.states and right.states and not left.states & right.states),
            min(abs(left.day - right.day), 90) / 90,
            same_document and same_speaker,
            left.act == right.act,
            cosine * cosine,
            cosine * high,
            min(names, 3) / 3,
        ),
        dtype=np.float32,
    )
