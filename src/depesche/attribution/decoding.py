"""From the network's scores to quotes: which candidate contents to keep, and which tokens play which role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from depesche.attribution.network import (
    IS_NAMED,
    IS_QUOTE,
    ROLES,
    SPEAKER_END,
    SPEAKER_START,
    TAGS,
    Floats,
    Ints,
    sigmoid,
)
from depesche.attribution.tags import BEGIN, INSIDE, LEVELS, OUT, best_paths, decode


@dataclass(frozen=True, slots=True)
class Settings:
    """How to decode; every number was tuned on quotes-de dev (see the model's CARD.md).

    Args:
        lean: taken off the score of "outside" for a second, more generous search for contents.
        sentence: least log odds, by the tagger, of a whole sentence that is to be looked at as a content.
        keep: least probability of being a quote.
        plain: bonus for candidates of the first search where two overlap.
        cut: least probability of a token to count as speaker, cue, frame, addressee.
        named: least probability of having a speaker.
    """

    lean: float = 1.5
    sentence: float = -6.0
    keep: float = 0.5
    plain: float = 0.05
    cut: tuple[float, float, float, float] = (0.4, 0.4, 0.4, 0.4)
    named: float = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A content that may be a quote, with what the reader says of it. Token numbers throughout."""

    content: Ints
    level: int
    plain: bool
    look: Ints
    roles: Floats  # (len(look), roles)
    labels: Floats

    @property
    def sure(self) -> float:
        """The network's probability that this is a quote."""
        return float(sigmoid(self.labels[IS_QUOTE]))


Content = tuple[int, Ints]  # level, token numbers


def contents(scores: Floats, steps: Sequence[Floats], lean: float = 0.0) -> list[Content]:
    """The contents that the tagger's scores say, both levels; `lean` is taken off the score of "outside"."""
    return _searches([scores], steps, (lean,))[0][0]


def _searches(scores: Sequence[Floats], steps: Sequence[Floats], leans: Sequence[float]) -> list[list[list[Content]]]:
    """For each text and each lean, its contents; all decoded side by side."""
    rows: list[Floats] = []
    for one in scores:
        for lean in leans:
            for level in range(LEVELS):
                part = one[:, level * TAGS : (level + 1) * TAGS].copy()
                part[:, OUT] -= lean
                rows.append(part)
    paths = iter(best_paths(rows, [steps[i % LEVELS] for i in range(len(rows))]))
    return [[[(level, one) for level in range(LEVELS) for one in decode(next(paths))] for _ in leans] for _ in scores]


def both_searches(
    scores: Sequence[Floats],
    steps: Sequence[Floats],
    sentences: Sequence[Sequence[tuple[int, int]]],
    settings: Settings,
) -> list[tuple[list[Content], list[Content]]]:
    """For each text, the plain search's contents; and those that only the generous search finds, with likely whole
    sentences.
    """
    out = []
    found = _searches(scores, steps, (0.0, settings.lean))
    for (plain, generous), one, parts in zip(found, scores, sentences, strict=True):
        known = {(level, content.tobytes()) for level, content in plain}
        more = []
        for level, content in generous + likely_sentences(one, steps, parts, settings, plain):
            key = (level, content.tobytes())
            if key not in known:
                known.add(key)
                more.append((level, content))
        out.append((plain, more))
    return out


def likely_sentences(
    scores: Floats,
    steps: Sequence[Floats],
    sentences: Sequence[tuple[int, int]],
    settings: Settings,
    plain: Sequence[Content],
) -> list[Content]:
    """Sentences without a content of their own that the tagger all but takes for one.

    Reports such as "Both called for peace" are contents as a whole; their odds are spread over all their words.
    """
    taken = np.zeros(len(scores), dtype=bool)
    for level, content in plain:
        if not level:
            taken[content] = True
    odds = np.concatenate([[0.0], np.cumsum(scores[:, INSIDE] - scores[:, OUT])])
    step = steps[0]
    found: list[Content] = []
    for first, last in sentences:
        size = last - first
        if size < 4 or taken[first:last].any():
            continue
        moves = step[BEGIN, INSIDE] + (size - 2) * step[INSIDE, INSIDE] - (size - 1) * step[OUT, OUT]
        edge = step[OUT, BEGIN] + step[INSIDE, OUT] - 2 * step[OUT, OUT]
        value = odds[last] - odds[first] + scores[first, BEGIN] - scores[first, INSIDE] + moves + edge
        if value > settings.sentence:
            found.append((0, np.arange(first, last)))
    return found


def choose(candidates: Sequence[Candidate], settings: Settings) -> list[Candidate]:
    """The candidates to keep, in text order: sure enough, and the surest of those that overlap on a level."""
    taken: list[set[int]] = [set() for _ in range(LEVELS)]
    kept = []
    for candidate in sorted(candidates, key=lambda one: -(one.sure + settings.plain * one.plain)):
        tokens = candidate.content.tolist()
        if candidate.sure < settings.keep or not taken[candidate.level].isdisjoint(tokens):
            continue
        taken[candidate.level].update(tokens)
        kept.append(candidate)
    return sorted(kept, key=lambda one: (int(one.content[0]), -len(one.content), one.level))


def role_tokens(candidate: Candidate, settings: Settings) -> dict[str, Ints]:
    """The tokens of each role. The speaker is one stretch; the others may have gaps."""
    found = {}
    probabilities = sigmoid(candidate.roles[:, : len(ROLES)])
    for column, role in enumerate(ROLES[1:4], start=1):
        found[role] = candidate.look[probabilities[:, column] > settings.cut[column]]
    found["speaker"] = candidate.look[:0]
    if sigmoid(candidate.labels[IS_NAMED]) > settings.named:
        start, end = speaker_stretch(candidate.roles)
        found["speaker"] = candidate.look[start:end]
    return found


def speaker_stretch(roles: Floats, widest: int = 40) -> tuple[int, int]:
    """The best stretch [start, end) by the scores of its start and end and the mean of those between."""
    starts, ends = roles[:, SPEAKER_START], roles[:, SPEAKER_END]
    inner = np.concatenate([[0.0], np.cumsum(np.clip(roles[:, 0], -8, 8))])
    best, where = -np.inf, (0, 0)
    for first in np.argsort(-starts)[:6].tolist():
        last = np.arange(first, min(first + widest, len(starts)))
        values = starts[first] + ends[last] + (inner[last + 1] - inner[first]) / (last + 1 - first)
        top = int(np.argmax(values))
        if values[top] > best:
            best, where = float(values[top]), (first, first + top + 1)
    return where
