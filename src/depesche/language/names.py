"""Name spans from the tagger's marginal probabilities."""

from __future__ import annotations

from collections.abc import Sequence

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
_MIN_CONFIDENCE = 0.4  # of the weakest token; F1 on GermEval dev is flat from 0.35 to 0.5


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
    best = marginals.argmax(axis=1).tolist()
    kinds = [tag[2:] for tag in tags]
    begins = [tag.startswith("B") for tag in tags]
    of_kind = {kind: [place for place, one in enumerate(kinds) if one == kind] for kind in _KINDS}
    found: list[Name] = []
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
                found.append(Name(tokens[place][0], tokens[end - 1][1], _KINDS[kind], round(confidence, 3)))
            place = end
    return found
