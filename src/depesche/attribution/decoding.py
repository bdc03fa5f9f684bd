"""From the network's scores to quotes: which candidate contents to keep, and which tokens play which role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from depesche.attribution.network import (
    CUE,
    IS_NAMED,
    IS_QUOTE,
    KINDS,
    QUOTE,
    ROLES,
    Floats,
    Ints,
    sigmoid,
)
from depesche.attribution.tags import BEGIN, INSIDE, LEVELS, OUT, TAGS, best_paths, decode

# Tuned on quotes-de dev, as `Settings` are; all are probabilities or shares of one.
SPEAKER_SHARE = 0.8
LEAST_CUE = 0.12
CUE_SHARE = 0.7
INDIRECT = 1  # place of the kind among the labels
UNCUED = (2, 3, 4)  # reported, free indirect, indirect/free indirect: with a cue in 6 of 726 cases in quotes-de train


@dataclass(frozen=True, slots=True)
class Settings:
    """How to decode; every number was tuned on quotes-de dev (see the model's CARD.md).

    Args:
        bonuses: added to the score of beginning a content, one more search each: the best path alone is shy, and finds
            half of the doubtful contents.
        rank: weights of `rank_features`, the last one for the constant 1; empty: the network's own word.
        keep: least probability, by the rank, of being a quote.
        cut: least probability of a token to count as speaker, cue, frame, addressee.
    """

    bonuses: tuple[float, ...] = (1.0, 2.0, 3.0)
    rank: tuple[float, ...] = ()
    keep: float = 0.5
    cut: tuple[float, float, float, float] = (0.3, 0.3, 0.35, 0.25)


@dataclass(frozen=True, slots=True)
class Content:
    """A content that a search found.

    Args:
        level: 0 for outer contents, 1 for those inside.
        tokens: token numbers.
        search: 0 for the plain search, n for the n-th bonus that was needed to find it.
        odds: how much better, by the tagger's scores, its tags are than none.
    """

    level: int
    tokens: Ints
    search: int = 0
    odds: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A content that may be a quote, with what the reader says of it. Token numbers throughout."""

    found: Content
    look: Ints
    roles: Floats  # (len(look), roles)
    labels: Floats

    @property
    def content(self) -> Ints:
        """The content's tokens."""
        return self.found.tokens

    @property
    def level(self) -> int:
        """0 for outer contents, 1 for those inside."""
        return self.found.level


def searches(scores: Sequence[Floats], steps: Sequence[Floats], bonuses: Sequence[float]) -> list[list[Content]]:
    """For each text, the contents of the plain search, then those that only the searches with a bonus find.

    Args:
        scores: of each text, the tagger's scores.
        steps: of each level, the score of going from tag to tag.
        bonuses: see `Settings`.
    """
    rows: list[Floats] = []
    moves: list[Floats] = []
    for bonus in (0.0, *bonuses):
        for level in range(LEVELS):
            step = steps[level].copy()
            step[OUT, BEGIN] += bonus
            for one in scores:
                rows.append(one[:, level * TAGS : (level + 1) * TAGS])
                moves.append(step)
    paths = iter(best_paths(rows, moves))
    found: list[dict[tuple[int, bytes], Content]] = [{} for _ in scores]
    for search in range(1 + len(bonuses)):
        for level in range(LEVELS):
            for known, one in zip(found, scores, strict=True):
                for tokens in decode(next(paths)):
                    key = (level, tokens.tobytes())
                    if key not in known:
                        known[key] = Content(level, tokens, search, content_odds(one, level, tokens))
    return [list(known.values()) for known in found]


def content_odds(scores: Floats, level: int, tokens: Ints) -> float:
    """How much better, by the tagger's scores, a content's tags are than none."""
    part = scores[tokens, level * TAGS : (level + 1) * TAGS]
    inside = float((part[1:, INSIDE] - part[1:, OUT]).sum())
    return inside + float(part[0, BEGIN] - part[0, OUT])


def rank_features(candidate: Candidate) -> Floats:
    """What tells good candidates from bad ones: mostly what tagger and reader think, and whether they agree."""
    labels, roles = candidate.labels, candidate.roles
    inside = np.isin(candidate.look, candidate.content)
    again = sigmoid(roles[:, QUOTE])  # where the reader itself sees the content
    agree = float(again[inside].sum())
    overlap = 2 * agree / (float(again.sum()) + int(inside.sum()))
    kinds = np.exp(labels[KINDS] - labels[KINDS].max())
    size = len(candidate.content)
    odds = candidate.found.odds
    return np.array(
        [
            np.clip(labels[IS_QUOTE], -8, 8),
            np.clip(odds, -10, 20) / 4,
            np.clip(odds / size, -2, 4),
            candidate.found.search == 0,
            candidate.found.search,
            overlap,
            np.log(size),
            candidate.level,
            float(sigmoid(roles[:, CUE]).max()),
            float(sigmoid(labels[IS_NAMED])),
            *(kinds / kinds.sum()),
            1.0,
        ],
        dtype=np.float32,
    )


def probability(candidate: Candidate, settings: Settings) -> float:
    """How sure it is that a candidate is a quote, between 0 and 1; not calibrated."""
    if not settings.rank:
        return float(sigmoid(candidate.labels[IS_QUOTE]))
    return float(sigmoid(rank_features(candidate) @ np.array(settings.rank, dtype=np.float32)))


def choose(candidates: Sequence[Candidate], settings: Settings) -> list[tuple[Candidate, float]]:
    """The candidates to keep, in text order, with their probabilities: the surest of those that overlap on a level."""
    taken: list[set[int]] = [set() for _ in range(LEVELS)]
    known: set[tuple[int, ...]] = set()
    kept = []
    sure = [(probability(candidate, settings), candidate) for candidate in candidates]
    for value, candidate in sorted(sure, key=lambda one: (-one[0], one[1].found.search)):
        tokens = candidate.content.tolist()
        if value < settings.keep or not taken[candidate.level].isdisjoint(tokens):
            continue
        if tuple(tokens) in known:  # the same words on the other level are the same quote
            continue
        known.add(tuple(tokens))
        taken[candidate.level].update(tokens)
        kept.append((candidate, value))
    return sorted(kept, key=lambda one: (int(one[0].content[0]), -len(one[0].content), one[0].level))


def role_tokens(candidate: Candidate, settings: Settings) -> dict[str, Ints]:
    """The tokens of each role, which may have gaps.

    A speaker named in several places keeps those stretches that are about as likely as the best. Kinds that have no
    cue by definition (`UNCUED`) get none; an indirect quote without any token over the cut gets its likeliest cue.
    """
    probabilities = sigmoid(candidate.roles[:, : len(ROLES)])
    found = {role: probabilities[:, column] > settings.cut[column] for column, role in enumerate(ROLES[:QUOTE])}
    found["speaker"] &= _near_best(probabilities[:, 0], found["speaker"])
    kind = int(np.argmax(candidate.labels[KINDS]))
    if kind in UNCUED:
        for role in ("cue", "frame", "addressee"):
            found[role][:] = False
    elif kind == INDIRECT and not found["cue"].any():
        likeliest = float(probabilities[:, CUE].max())
        if likeliest > LEAST_CUE:
            found["cue"] = probabilities[:, CUE] > CUE_SHARE * likeliest
    return {role: candidate.look[mask] for role, mask in found.items()}


def _near_best(probabilities: Floats, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Of the stretches in a mask, those whose best token is at least `SPEAKER_SHARE` as likely as the best of all."""
    kept = np.zeros(len(mask), dtype=bool)
    places = np.flatnonzero(mask)
    if len(places):
        for stretch in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
            if probabilities[stretch].max() >= SPEAKER_SHARE * probabilities[places].max():
                kept[stretch] = True
    return kept
