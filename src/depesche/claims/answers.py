"""What a denial, confirmation or refusal answers: the features of an answer and one statement of a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from depesche.claims.pairs import FEATURES as PAIR_FEATURES
from depesche.claims.pairs import Place, Telling, exact, names_side, names_speaker, overlap, shapes_of
from depesche.claims.pairs import rows as pair_rows
from depesche.claims.propositions import Floats, Proposition
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
    reports, points, denial = _marks(answer)
    nearest, own = around.nearest(answer), around.nearest(answer, same=True)
    fixed = {
        "generic": float(generic(answer)),
        "reports": reports,
        "points": points,
        "answer_act": _ACT.get(answer.act, 8),
        "answerer_unnamed": answer.extra.get("speaker_kind") == "unnamed",
        "after_answer": around.beside(answer, -1),
        "before_answer": around.beside(answer, 1),
        "answers_here": min(around.answers, 8),
        "answer_title": answer.title,
        "denial_words": denial,
        "answer_negated": answer.negated,
    }
    more = [_row(answer, claim, fixed, nearest, own) for claim in claims]
    return np.concatenate([pair_rows(answer, claims, telling, place), np.array(more, dtype=np.float32)], axis=1)


def _row(
    answer: Proposition, claim: Proposition, fixed: Mapping[str, float], nearest: str | None, own: str | None
) -> tuple[float, ...]:
    same = answer.document == claim.document
    outlet = _outlet_stems(claim.extra.get("outlet", ""))
    cited = bool(outlet) and not same and all(part in answer.context for part in outlet)
    return (
        max(-12, min(12, answer.sentence - claim.sentence)) if same else 15,
        fixed["generic"],
        fixed["reports"],
        fixed["points"],
        fixed["answer_act"],
        _CLAIM_ACT.get(claim.act, 8),
        fixed["answerer_unnamed"],
        names_speaker(answer, claim),
        names_side(answer, claim),
        cited,
        max(-30, min(120, answer.day - claim.day)),
        claim.id == nearest,
        claim.id == own,
        claim.title,
        claim.extra.get("speaker_kind") == "unnamed",
        bool(claim.cites),
        exact(answer.stems, claim.context),
        exact(claim.stems, answer.context),
        exact(claim.stems, answer.opening),
        overlap(claim.stems, answer.stems, shapes_of(answer)),
        fixed["after_answer"],
        fixed["before_answer"],
        fixed["answers_here"],
        fixed["answer_title"],
        fixed["denial_words"],
        fixed["answer_negated"],
    )
