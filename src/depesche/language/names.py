"""Name spans from the tagger's marginal probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
_MIN_CONFIDENCE = 0.4  # of the weakest token; F1 on GermEval dev is flat from 0.35 to 0.5


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
) -> list[Name]:
    """The names in a text.

    Args:
        tokens: ranges of all tokens.
        words: their texts.
        sentences: the sentences; no name crosses them.
        marginals: probability of each tag at each token, shape (tokens, tags).
        tags: the tags, "O" and "B-" or "I-" with a kind. Kinds that are no names of their own ("LOCderiv", "ORGpart")
            only keep others away.
    """
    found = _from_tags(tokens, words, sentences, marginals, tags)
    outside = marginals[:, list(tags).index("O")]
    return _consistent(tokens, words, found, outside)


def _from_tags(
    tokens: Sequence[Range],
    words: Sequence[str],
    sentences: Sequence[Sentence],
    marginals: npt.NDArray[np.float32],
    tags: Sequence[str],
) -> list[_Span]:
    """The names as the tags have them."""
    best = marginals.argmax(axis=1).tolist()
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
            if confidence >= _MIN_CONFIDENCE and any(letter.isalnum() for word in words[place:end] for letter in word):
                found.append(_Span(place, end, _KINDS[kind], confidence))
            place = end
    return found


def _consistent(
    tokens: Sequence[Range],
    words: Sequence[str],
    found: list[_Span],
    outside: npt.NDArray[np.float32],
) -> list[Name]:
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
            spans.append(_Span(place, place + 1, kind, _MIN_CONFIDENCE))
    return [
        Name(tokens[one.first][0], tokens[one.last - 1][1], one.kind, round(one.confidence, 3)) for one in sorted(spans)
    ]
