"""Which claim a denial, confirmation or refusal answers: features of (answer, claim statement) and the trained score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from depesche.claims.pairs import FEATURES as PAIR_FEATURES
from depesche.claims.pairs import features as pair_features
from depesche.claims.pairs import overlap
from depesche.claims.propositions import Floats, Proposition
from depesche.claims.words import rarity, report_nouns, stem, words

ANSWERING = ("deny", "decline", "confirm", "reject")
FEATURES = (
    *PAIR_FEATURES,
    "after_in_document",
    "sentences_between",
    "generic",
    "generic_same_document",
    "deny",
    "decline",
    "confirm",
    "reject",
    "speaker_named_in_claim",
    "outlet_cited",
    "later_day",
    "nearest_before",
    "claim_title",
    "claim_asserted",
    "context_in_claim",
    "claim_in_context",
)


def generic(item: Proposition) -> bool:
    """Whether an answer says little by itself: "jeden Kommentar", "den Bericht"."""
    nouns = report_nouns()
    return not any(value >= 10.5 and not _listed(key, nouns) for key, value in item.stems.items() if key[0] != "§")


def _listed(key: str, nouns: frozenset[str]) -> bool:
    return any(stem(noun) == key for noun in nouns)


def features(answer: Proposition, claim: Proposition, nearest: bool) -> Floats:
    """The features of an answer and one statement of a claim.

    Args:
        answer: the denial, confirmation or refusal.
        claim: a statement of the claim.
        nearest: whether it is the last assertion by somebody else before the answer in the same document.
    """
    base = pair_features(answer, claim)
    same = answer.document == claim.document
    after = same and claim.start < answer.start
    empty = generic(answer)
    name = [stem(word) for word in words(answer.extra.get("speaker", "")) if rarity(word) >= 10]
    about = any(part in claim.stems or part in claim.context for part in name)
    outlet = [stem(word) for word in words(claim.extra.get("outlet", "")) if rarity(word) >= 9]
    cited = bool(outlet) and not same and all(part in answer.context for part in outlet)
    more = np.array(
        (
            after,
            min(abs(answer.sentence - claim.sentence), 20) / 20 if same else 1.0,
            empty,
            empty and same,
            answer.act == "deny",
            answer.act == "decline",
            answer.act == "confirm",
            answer.act == "reject",
            about,
            cited,
            answer.day > claim.day,
            nearest,
            claim.title,
            claim.act in ("assert", "assess", "promise", "offer"),
            overlap(answer.stems, claim.context),
            overlap(claim.stems, answer.context),
        ),
        dtype=np.float32,
    )
    return np.concatenate([base, more])


def nearest_assertion(answer: Proposition, document: Sequence[Proposition]) -> str | None:
    """The last assertion by somebody else before the answer in its document."""
    before = [
        item
        for item in document
        if item.start < answer.start
        and item.speaker != answer.speaker
        and item.act not in ("deny", "decline", "demand")
    ]
    return before[-1].id if before else None
