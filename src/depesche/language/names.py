"""Name spans from the tagger's marginal probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from depesche.language.tokens import Range
from depesche.records import Name, NameKind, Sentence

_KINDS = {
    "PER": NameKind.PERSON,
    "LOC": NameKind.PLACE,
    "ORG": NameKind.ORGANISATION,
    "OTH": NameKind.OTHER,
}
# A name seen elsewhere in the same text is taken over where the tagger itself doubts that there is none.
_MAX_OUTSIDE = 0.9
_MIN_VOTES = 1.5  # confidence, summed over the text, from which a name overrules a single different reading
_FILLED_IN = 0.5  # confidence of a place filled in so


@dataclass(frozen=True, slots=True)
class NameSettings:
    """What is fitted on development data after training (``training/language/settle.py``).

    Args:
        outside: weight of "no name" against the other tags when the best tag is chosen; under 1 finds more names.
        least: confidence of the weakest token under which a name is dropped.
        slope, offset: of the logistic curve (Platt 1999) from the weakest token's log odds to the confidence given.
    """

    outside: float = 1.0
    least: float = 0.4
    slope: float = 1.0
    offset: float = 0.0

    def calibrated(self, confidence: float) -> float:
        """The share of names of this confidence that are right."""
        bounded = min(max(confidence, 1e-4), 1 - 1e-4)
        return round(1 / (1 + exp(-(self.slope * log(bounded / (1 - bounded)) + self.offset))), 3)


class _Span(NamedTuple):
    """A name as a range of tokens."""

    first: int
    last: int
    kind: NameKind
    confidence: float


def names_of(
    tokens: Sequence[Range],
    words: Sequence[str],
    sentences: Sequence[Sentence],
    marginals: npt.NDArray[np.float32],
    tags: Sequence[str],
    settings: NameSettings,
) -> list[Name]:
    """The names in a text.

    Args:
        tokens: ranges of all tokens.
        words: their texts.
        sentences: the sentences; no name crosses them.
        marginals: probability of each tag at each token, shape (tokens, tags).
        tags: the tags, "O" and "B-" or "I-" with a kind. Kinds that are no names of their own ("LOCderiv", "ORGpart")
            only keep others away.
        settings: how readily to find names, and how sure to call them.
    """
    found = _from_tags(words, sentences, marginals, tags, settings)
    outside = marginals[:, list(tags).index("O")]
    return [
        Name(tokens[one.first][0], tokens[one.last - 1][1], one.kind, settings.calibrated(one.confidence))
        for one in _consistent(words, found, outside)
    ]


def _from_tags(
    words: Sequence[str],
    sentences: Sequence[Sentence],
    marginals: npt.NDArray[np.float32],
    tags: Sequence[str],
    settings: NameSettings,
) -> list[_Span]:
    """The names as the tags have them."""
    weights = np.array([settings.outside if tag == "O" else 1.0 for tag in tags], dtype=np.float32)
    best = (marginals * weights).argmax(axis=1).tolist()
    kinds = [tag[2:] for tag in tags]
    begins = [tag.startswith("B") for tag in tags]
    of_kind = {kind: [place for place, one in enumerate(kinds) if one == kind] for kind in _KINDS}
    found: list[_Span] = []
    for sentence in sentences:
        place = sentence.first
        while place < sentence.last:
            kind = kinds[best[place]]
            if kind not in _KINDS:
                place += 1
                continue
            end = place + 1
            while end < sentence.last and kinds[best[end]] == kind and not begins[best[end]]:
                end += 1
            confidence = float(marginals[place:end][:, of_kind[kind]].sum(axis=1).min())
            if confidence >= settings.least and any(letter.isalnum() for word in words[place:end] for letter in word):
                found.append(_Span(place, end, _KINDS[kind], confidence))
            place = end
    return found


def _consistent(words: Sequence[str], found: list[_Span], outside: npt.NDArray[np.float32]) -> list[_Span]:
    """Read a name alike everywhere in a text: the kind that most of its places have, and missed places filled in."""
    votes: dict[str, dict[NameKind, float]] = defaultdict(lambda: defaultdict(float))
    for one in found:
        votes[" ".join(words[one.first : one.last])][one.kind] += one.confidence
        if one.kind is NameKind.PERSON and one.last - one.first > 1:
            votes[words[one.last - 1]][one.kind] += one.confidence / 2  # "Wladimir Putin" speaks for "Putin"
    taken = [False] * len(words)
    spans = []
    for one in found:
        kinds = votes[" ".join(words[one.first : one.last])]
        kind = max(kinds, key=lambda name: kinds[name])
        share = kinds[kind] / sum(kinds.values())
        if kind is not one.kind and kinds[kind] >= _MIN_VOTES and kinds[kind] > 2 * kinds[one.kind]:
            one = one._replace(kind=kind, confidence=min(one.confidence, share))
        spans.append(one)
        taken[one.first : one.last] = [True] * (one.last - one.first)
    for place, word in enumerate(words):
        if taken[place] or outside[place] > _MAX_OUTSIDE or word not in votes or not word[0].isupper():
            continue
        kinds = votes[word]
        kind = max(kinds, key=lambda name: kinds[name])
        if kinds[kind] >= _MIN_VOTES:
            spans.append(_Span(place, place + 1, kind, _FILLED_IN))
    return sorted(spans)
