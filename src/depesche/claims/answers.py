"""Which claim a denial, confirmation or refusal answers: the features of an answer and one statement of a claim."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from depesche.claims.pairs import FEATURES as PAIR_FEATURES
from depesche.claims.pairs import features as pair_features
from depesche.claims.pairs import names_side, names_speaker, overlap
from depesche.claims.propositions import Floats, Proposition
from depesche.claims.words import rarity, report_nouns, stem, words

ANSWERING = ("deny", "decline", "confirm", "reject")
FEATURES = (
    *PAIR_FEATURES,
    "signed_distance",
    "generic",
    "answer_act",
    "claim_act",
    "answerer_named",
    "answerers_side_named",
    "outlet_cited",
    "signed_days",
    "nearest_before",
    "claim_title",
    "claim_unnamed",
    "context_in_claim",
    "claim_in_context",
    "claim_in_answer",
)
_ACT = {"deny": 0, "decline": 1, "confirm": 2, "reject": 3}
_CLAIM_ACT = {"assert": 0, "promise": 1, "offer": 2, "assess": 3, "accept": 4, "warn": 5, "demand": 6, "confirm": 7}


def generic(item: Proposition) -> bool:
    """Whether an answer says little by itself: "jeden Kommentar", "den Bericht"."""
    nouns = {stem(noun) for noun in report_nouns()}
    return not any(value >= 10.5 and key not in nouns for key, value in item.stems.items() if key[0] != "§")


def features(answer: Proposition, claim: Proposition, nearest: bool) -> Floats:
    """The features of an answer and one statement of a claim.

    Args:
        answer: the denial, confirmation or refusal.
        claim: a statement of the claim.
        nearest: whether it is the last assertion by somebody else before the answer in the same document.
    """
    same = answer.document == claim.document
    outlet = [stem(word) for word in words(claim.extra.get("outlet", "")) if rarity(word) >= 9]
    cited = bool(outlet) and not same and all(part in answer.context for part in outlet)
    more = np.array(
        (
            max(-12, min(12, answer.sentence - claim.sentence)) if same else 15,
            generic(answer),
            _ACT.get(answer.act, 4),
            _CLAIM_ACT.get(claim.act, 8),
            names_speaker(answer, claim),
            names_side(answer, claim),
            cited,
            max(-30, min(120, answer.day - claim.day)),
            nearest,
            claim.title,
            claim.extra.get("speaker_kind") == "unnamed",
            overlap(answer.stems, claim.context),
            overlap(claim.stems, answer.context),
            overlap(claim.stems, answer.stems),
        ),
        dtype=np.float32,
    )
    return np.concatenate([pair_features(answer, claim), more])


def nearest_assertion(answer: Proposition, document: Sequence[Proposition]) -> str | None:
    """The last assertion by somebody else before the answer in its document."""
    before = [
        item
        for item in document
        if item.start < answer.start
        and item.speaker != answer.speaker
        and item.act not in ("deny", "decline", "demand", "reject")
    ]
    return before[-1].id if before else None
