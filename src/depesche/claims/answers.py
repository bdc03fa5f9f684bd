"""What a denial, confirmation or refusal answers: the features of an answer and one statement of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from depesche.claims.crowd import Codes, Crowd, Values
from depesche.claims.pairs import FEATURES as PAIR_FEATURES
from depesche.claims.pairs import Compared, Telling, compare
from depesche.claims.places import Place
from depesche.claims.propositions import UNDATED, Floats, Proposition
from depesche.claims.words import forms, rarity, report_nouns, stem, words

FEATURES = (
    *PAIR_FEATURES,
    "signed_distance",
    "generic",
    "reports",
    "points",
    "answer_act",
    "claim_act",
    "answerer_unnamed",
    "answerer_named",
    "answerers_side_named",
    "outlet_cited",
    "signed_days",
    "nearest_before",
    "nearest_same",
    "claim_title",
    "claim_unnamed",
    "claim_cites",
    "context_in_claim",
    "claim_in_context",
    "claim_in_opening",
    "claim_in_answer",
    "after_answer",
    "before_answer",
    "answers_here",
    "answer_title",
    "denial_words",
    "answer_negated",
)
_ACT = {"deny": 0, "decline": 1, "confirm": 2, "reject": 3, "assert": 4, "assess": 5, "offer": 6, "promise": 7}
_CLAIM_ACT = {"assert": 0, "promise": 1, "offer": 2, "assess": 3, "accept": 4, "warn": 5, "demand": 6, "confirm": 7}
ANSWERING = ("deny", "decline", "confirm", "reject")  # acts that are answers by themselves
OPEN = (*ANSWERING, "assert", "assess", "offer", "promise", "accept")  # acts that can be answers where they stand
_POINTING = frozenset(["das", "dies", "davon", "dazu", "darauf", "darüber", "daran", "so", "solche", "solches", "es"])


class Around:
    """What stands around the statements of one document, as far as answers need it.

    Args:
        document: its propositions in text order.
    """

    def __init__(self, document: Sequence[Proposition]) -> None:
        self._document = list(document)
        self._number = {item.id: number for number, item in enumerate(document)}
        self.answers = sum(item.act in ANSWERING for item in document)

    def nearest(self, answer: Proposition, same: bool = False) -> str | None:
        """The last assertion before the answer by somebody else (or, ``same``, by whoever answers)."""
        for item in reversed(self._document[: self._number.get(answer.id, 0)]):
            if (item.speaker == answer.speaker) == same and item.act not in (*ANSWERING, "demand"):
                return item.id
        return None

    def beside(self, answer: Proposition, step: int) -> int:
        """What the same speaker's neighbouring statement is: 0 none near, 1 other, 2 confirm, 3 decline, 4 deny."""
        number = self._number.get(answer.id, -9) + step
        if not 0 <= number < len(self._document):
            return 0
        other = self._document[number]
        if other.speaker != answer.speaker or abs(other.sentence - answer.sentence) > 3:
            return 0
        return {"deny": 4, "reject": 4, "decline": 3, "confirm": 2}.get(other.act, 1)


@lru_cache(maxsize=4096)
def _outlet_stems(outlet: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(outlet) if rarity(word) >= 9)


@lru_cache(maxsize=1)
def _report_stems() -> frozenset[str]:
    return frozenset(stem(noun) for noun in report_nouns())


def generic(item: Proposition) -> bool:
    """Whether an answer says little by itself: "jeden Kommentar", "den Bericht"."""
    nouns = _report_stems()
    return not any(value >= 10.5 and key not in nouns for key, value in item.stems.items() if key[0] != "§")


def _marks(item: Proposition) -> tuple[float, ...]:
    """Whether an answer names a report, points back, and has the words of denials."""
    listed = [word.lower() for word in words(item.text)]
    nouns = report_nouns()
    text = f" {item.text.lower()} "
    denial = sum(any(phrase in text for phrase in forms()[name]) for name in ("authorisation", "non_denial", "partial"))
    return (
        any(word in nouns and word not in _POINTING for word in listed),
        any(word in _POINTING for word in listed[:4]),
        denial,
    )


def rows(answer: Proposition, claims: Sequence[Proposition], telling: Telling, place: Place, around: Around) -> Floats:
    """The features of an answer with statements of claims, a row a statement, in the order of `FEATURES`."""
    if not claims:
        return np.zeros((0, len(FEATURES)), np.float32)
    return rows_of(answer, compare(answer, Crowd(claims, Codes()), telling, place), around)


def rows_of(answer: Proposition, compared: Compared, around: Around) -> Floats:
    """The same, from what the comparison of the two statements found."""
    crowd = compared.crowd
    count = len(compared.chosen)
    reports, points, denial = _marks(answer)
    same = compared.fact("document") == crowd.codes.of(answer).fact("document")
    unknown = ~same & ((compared.fact("day") == 0) | (answer.day == 0))

    def only(identity: str | None) -> Values:
        found = np.zeros(count)
        if identity is not None and identity in compared.place:
            found[compared.place[identity]] = 1.0
        return found

    def all_alike(value: float) -> Values:
        return np.full(count, value, dtype=np.float64)

    more = [
        np.where(same, np.clip(answer.sentence - compared.fact("sentence"), -12, 12), 15),
        all_alike(generic(answer)),
        all_alike(reports),
        all_alike(points),
        all_alike(_ACT.get(answer.act, 8)),
        crowd.of_each("act", lambda claim: _CLAIM_ACT.get(claim.act, 8), compared.chosen),
        all_alike(answer.extra.get("speaker_kind") == "unnamed"),
        compared.speaker_named,
        compared.side_named,
        (crowd.of_each("outlet", lambda claim: _cites(answer, claim), compared.chosen) > 0) & ~same,
        np.where(unknown, UNDATED, np.clip(answer.day - compared.fact("day"), -30, 120)),
        only(around.nearest(answer)),
        only(around.nearest(answer, same=True)),
        compared.fact("title"),
        compared.fact("unnamed"),
        compared.fact("cites") > 0,
        compared.context,
        compared.in_context,
        compared.in_opening,
        compared.two,
        all_alike(around.beside(answer, -1)),
        all_alike(around.beside(answer, 1)),
        all_alike(min(around.answers, 8)),
        all_alike(answer.title),
        all_alike(denial),
        all_alike(answer.negated),
    ]
    return np.concatenate([compared.rows, np.array(more, dtype=np.float32).T], axis=1)


def _cites(answer: Proposition, claim: Proposition) -> bool:
    """Whether the answer's context names the outlet that printed the claim."""
    outlet = _outlet_stems(claim.extra.get("outlet", ""))
    return bool(outlet) and all(part in answer.context for part in outlet)
