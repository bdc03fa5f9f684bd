"""A statement against a whole claim: what the scores of single pairs and the claim's history say together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from depesche.claims.answers import Around, generic
from depesche.claims.crowd import name_stems, state_actor
from depesche.claims.drafts import Draft
from depesche.claims.meaning import aligned, padded
from depesche.claims.pairs import Telling
from depesche.claims.propositions import Floats, Proposition, days_between

_FAR = 15.0  # sentences; stands for "in another document"

JOINING = (
    "best",
    "second",
    "mean",
    "worst",
    "above",
    "size",
    "documents",
    "here",
    "rank",
    "lead_over_next",
    "days_since_last",
    "days_since_first",
    "middle",
    "pooled",
    "pooled_back",
    "answers",
    "cites_home",
    "title",
    "act_known",
)
TYING = (
    "best",
    "second",
    "mean",
    "rank",
    "lead_over_next",
    "size",
    "documents",
    "here",
    "distance_before",
    "distance_any",
    "title_here",
    "nearest_here",
    "latest_here",
    "pooled",
    "pooled_context",
    "pooled_opening",
    "middle",
    "middle_opening",
    "answers",
    "answers_same_speaker",
    "answers_same_side",
    "answers_here",
    "like_answer",
    "like_answer_words",
    "twin",
    "days_since_last",
    "days_since_answer",
    "unnamed",
    "named_in_claim",
    "side_in_claim",
    "company_near",
    "company_same_before",
    "company_same_after",
    "company_mean",
    "opening_best",
    "act",
    "generic",
    "after_answer",
    "before_answer",
    "own_claim",
    "mean_claims",
)
_ACT = {"deny": 0, "decline": 1, "confirm": 2, "reject": 3, "assert": 4, "assess": 5, "offer": 6, "promise": 7}


@dataclass(slots=True)
class Whole:
    """A claim with its statements and answers loaded, and what is asked of them again and again.

    ``fits`` keeps how well answers of the document fit the claim, by their ids.
    """

    draft: Draft
    members: list[Proposition]
    replies: list[Proposition]
    stems: dict[str, float] = field(default_factory=dict)
    middle: Floats = field(default_factory=lambda: np.zeros(512, np.float32))
    fits: dict[str, float] = field(default_factory=dict)
    here: dict[str, list[Proposition]] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    rarity: float = 0.0
    vectors: Floats = field(init=False)
    spoken: Floats = field(init=False)
    words: tuple[Floats, Floats] = field(init=False)

    def __post_init__(self) -> None:
        for item in self.members:
            self.stems.update(item.stems)
            self.states |= item.states
            self.here.setdefault(item.document, []).append(item)
        self.rarity = sum(self.stems.values())
        self.vectors = np.array([item.vector for item in self.members], dtype=np.float32).reshape(-1, 512)
        self.spoken = np.array([item.vector for item in self.replies], dtype=np.float32).reshape(-1, 512)
        self.words = padded([(item.words, item.weights) for item in self.replies])
        if self.members:
            total = self.vectors.sum(axis=0)
            self.middle = np.asarray(total / (np.linalg.norm(total) + 1e-9), dtype=np.float32)


def weighed(stems: Mapping[str, float], telling: Telling) -> dict[str, float]:
    """Stems by their weight in this dossier."""
    return {key: value * telling(key) for key, value in stems.items()}


def held(weights: Mapping[str, float], others: Mapping[str, float]) -> float:
    """How much of some stems' weight others share. 0 to 1."""
    total = sum(weights.values())
    return sum(weight for key, weight in weights.items() if key in others) / total if total else 0.0


def pooled(stems: Mapping[str, float], others: Mapping[str, float], telling: Telling) -> float:
    """How much of some stems' weight in this dossier others share. 0 to 1."""
    return held(weighed(stems, telling), others)


def _covered(whole: Whole, stems: Mapping[str, float]) -> float:
    """Share of the rarity of the claim's stems that some stems have. 0 to 1."""
    return sum(whole.stems[key] for key in stems if key in whole.stems) / whole.rarity if whole.rarity else 0.0


def joining(item: Proposition, wholes: Sequence[Whole], scores: Mapping[str, float], telling: Telling) -> Floats:
    """The features of one statement joining each of some claims, a row a claim, in the order of `JOINING`.

    Args:
        item: the statement.
        wholes: the claims.
        scores: the pair score with each of their members, by id.
        telling: the dossier's word counts.
    """
    found = [sorted((scores[one.id] for one in whole.members if one.id in scores), reverse=True) for whole in wholes]
    means = [sum(values) / len(values) if values else 0.0 for values in found]
    order = sorted(range(len(wholes)), key=lambda number: -means[number])
    rank = {number: place for place, number in enumerate(order)}
    weights = weighed(item.stems, telling)
    table = []
    for number, (whole, values) in enumerate(zip(wholes, found, strict=True)):
        values = values or [0.0]
        rival = max((means[other] for other in order[:2] if other != number), default=0.0)
        days = [days_between(item.day, one.day, item.document == one.document) for one in whole.members]
        table.append(
            (
                values[0],
                values[min(1, len(values) - 1)],
                means[number],
                values[-1],
                sum(value >= 0.3 for value in values) / len(values),
                math.log(len(whole.draft.members)),
                len({one.group for one in whole.members}),
                len(whole.here.get(item.document, ())),
                min(rank[number], 9),
                means[number] - rival,
                min(min(days), 120),
                min(max(days), 120),
                float(item.vector @ whole.middle),
                held(weights, whole.stems),
                _covered(whole, item.stems),
                len(whole.draft.responses),
                any(one.home in item.cites or item.home in one.cites for one in whole.members),
                item.title or any(one.title for one in whole.members),
                any(one.act == item.act for one in whole.members),
            )
        )
    return np.array(table, dtype=np.float32).reshape(len(wholes), len(JOINING))


def tying(
    answer: Proposition,
    wholes: Sequence[Whole],
    best: Mapping[str, Mapping[str, float]],
    company: Sequence[Proposition],
    telling: Telling,
    around: Around,
    own: set[str],
) -> Floats:
    """The features of one statement answering each of some claims, a row a claim, in the order of `TYING`.

    Args:
        answer: the statement.
        wholes: the claims.
        best: per statement that may be an answer, the pair score with each candidate statement, by id.
        company: the other statements of the document that may be answers.
        telling: the dossier's word counts.
        around: the document.
        own: the claims that the statement itself belongs to.
    """
    scores = best[answer.id]
    found = [sorted((scores[one.id] for one in whole.members if one.id in scores), reverse=True) for whole in wholes]
    tops = [values[0] if values else 0.0 for values in found]
    order = sorted(range(len(wholes)), key=lambda number: -tops[number])
    rank = {number: place for place, number in enumerate(order)}
    nearest, latest = around.nearest(answer), around.nearest(answer, same=True)
    own_words = [weighed(stems, telling) for stems in (answer.stems, answer.context, answer.opening)]
    speaker, side = name_stems(answer.extra.get("speaker", "")), answer.extra.get("side", "")
    said = (_ACT.get(answer.act, 8), generic(answer), around.beside(answer, -1), around.beside(answer, 1))
    table = []
    for number, (whole, values) in enumerate(zip(wholes, found, strict=True)):
        values = values or [0.0]
        rival = max((tops[other] for other in order[:2] if other != number), default=0.0)
        here = whole.here.get(answer.document, [])
        before = [answer.sentence - one.sentence for one in here if one.start < answer.start]
        identities = {one.id for one in whole.members}
        table.append(
            (
                values[0],
                values[min(1, len(values) - 1)],
                sum(values) / len(values),
                min(rank[number], 9),
                tops[number] - rival,
                math.log(max(1, len(whole.draft.members))),
                len({one.group for one in whole.members}),
                len(here),
                min(before, default=_FAR),
                min((abs(answer.sentence - one.sentence) for one in here), default=_FAR),
                any(one.title for one in here),
                nearest in identities,
                latest in identities,
                *(held(weights, whole.stems) for weights in own_words),
                float(answer.vector @ whole.middle),
                float(answer.lead @ whole.middle),
                *_history(answer, whole),
                *_days(answer, whole),
                sum(one.extra.get("speaker_kind") == "unnamed" for one in whole.members) / len(whole.members),
                any(part in whole.stems for part in speaker),
                any(state_actor(code) == side for code in whole.states),
                *_company(answer, whole, best, company),
                float(max(whole.vectors @ answer.lead, default=0.0)),
                *said,
                whole.draft.id in own,
                min(len(wholes), 30),
            )
        )
    return np.array(table, dtype=np.float32).reshape(len(wholes), len(TYING))


def _history(answer: Proposition, whole: Whole) -> tuple[float, ...]:
    """What earlier answers to the claim say: how many, by whom, how alike."""
    replies = [one for one in whole.replies if one.id != answer.id]
    if not replies:
        return (0.0,) * 7
    cosines = whole.spoken @ answer.vector
    forth, back = aligned(answer.words, answer.weights, *whole.words)
    told = [
        (one, float(cosine), float(min(pair)))
        for one, cosine, *pair in zip(whole.replies, cosines, forth, back, strict=True)
        if one.id != answer.id and one.document != answer.document
    ]
    others = [cosine for _, cosine, _ in told]
    words = [likeness for _, _, likeness in told]
    twin = any(cosine > 0.9 and one.group == answer.group for one, cosine, _ in told)
    return (
        min(len(replies), 12),
        sum(one.speaker == answer.speaker for one in replies if one.document != answer.document),
        sum(one.extra.get("side") == answer.extra.get("side") for one in replies if one.document != answer.document),
        sum(one.document == answer.document for one in replies),
        max(others, default=0.0),
        max(words, default=0.0),
        twin,
    )


def _days(answer: Proposition, whole: Whole) -> tuple[float, float]:
    """Days since the claim was last said and last answered, 120 at most."""
    said, answered = (
        min((days_between(answer.day, one.day, one.document == answer.document) for one in items), default=120)
        for items in (whole.members, whole.replies)
    )
    return max(-3, min(120, said)), max(-3, min(120, answered))


def _company(
    answer: Proposition, whole: Whole, best: Mapping[str, Mapping[str, float]], company: Sequence[Proposition]
) -> tuple[float, ...]:
    """How well the claim fits the document's other answers: near, by the same speaker before and after, in the mean."""

    def fit(other: Proposition) -> float:
        if other.id not in whole.fits:
            scores = best[other.id]
            whole.fits[other.id] = max((scores.get(one.id, 0.0) for one in whole.members), default=0.0)
        return whole.fits[other.id]

    others = [(other, fit(other)) for other in company if other.id != answer.id]
    near = [value for other, value in others if abs(other.sentence - answer.sentence) <= 6]
    before = [value for other, value in others if other.speaker == answer.speaker and other.start < answer.start]
    after = [value for other, value in others if other.speaker == answer.speaker and other.start > answer.start]
    values = [value for _, value in others]
    return (
        max(near, default=0.0),
        before[-1] if before else 0.0,
        after[0] if after else 0.0,
        sum(values) / len(values) if values else 0.0,
    )
