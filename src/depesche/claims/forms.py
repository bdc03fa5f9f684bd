"""In what form something is denied, confirmed or left open, what relation that is, and which words are denied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from depesche.claims.propositions import Floats, Proposition, days_between
from depesche.claims.retractions import takes_back
from depesche.claims.words import forms, words
from depesche.records import Evidence, Relation

RELATIONS = (Relation.DENIES, Relation.PARTLY_DENIES, Relation.CONFIRMS, Relation.DECLINES)
_FORMS = ("authorisation", "retraction", "partial", "non_denial", "admission", "no_comment")
RELATING = (
    "act",
    *_FORMS,
    *(f"{name}_around" for name in _FORMS),
    "negated",
    "words",
    "unnamed",
    "direct",
    "title",
    "said_it",
    "same_side",
    "likeness",
    "claim_negated",
    "numbers_differ",
    "days",
    "same_document",
    "question",
)
_ACT = {"deny": 0, "reject": 1, "decline": 2, "confirm": 3, "assert": 4, "assess": 5, "offer": 6, "promise": 7}


class Scorer(Protocol):
    """A trained score."""

    def score(self, rows: Floats) -> Floats:
        """A probability a row."""


def form_of(answer: Proposition, claim: Sequence[Proposition]) -> str:
    """The form of an answer: flat, partial, non_denial, authorisation, third_party, retraction, reversal, admission,
    official, anonymous, no_comment or evasion.
    """
    own = f" {answer.text.lower()} "
    around = f"{own} {answer.extra.get('frame', '').lower()}"
    phrases = forms()
    said_it = any(item.speaker == answer.speaker for item in claim if answer.speaker)
    if answer.act == "decline":
        return "no_comment" if _marked(around, phrases["no_comment"]) else "evasion"
    if takes_back(answer, claim):
        return "retraction"
    if answer.act == "confirm":
        if answer.extra.get("speaker_kind") == "unnamed":
            return "anonymous"
        return "admission" if _marked(around, phrases["admission"]) else "official"
    if said_it and _marked(around, phrases["retraction"]):  # "Das ist falsch. Wir bedauern den Fehler."
        return "retraction"
    if said_it and any(item.day < answer.day for item in claim if item.speaker == answer.speaker):
        return "reversal"
    for name in ("authorisation", "non_denial", "partial"):
        if _marked(own, phrases[name]):
            return name
    return "flat"


def _marked(text: str, phrases: Sequence[str]) -> bool:
    """Whether one of the phrases stands in the text: stems of six letters and more anywhere, shorter ones as words."""
    return any(phrase in text if len(phrase) > 5 else f" {phrase} " in text for phrase in phrases)


def relating(answer: Proposition, claim: Sequence[Proposition]) -> Floats:
    """The features of an answer and the claim that it is tied to, in the order of `RELATING`, one row."""
    own = f" {answer.text.lower()} "
    around = answer.extra.get("frame", "").lower()
    phrases = forms()
    nearest = max(claim, key=lambda one: (float(one.vector @ answer.vector), one.id))
    said = [item.day for item in claim if answer.speaker and item.speaker == answer.speaker]
    days = min(days_between(answer.day, item.day, item.document == answer.document) for item in claim)
    sides = {item.extra.get("side") for item in claim}
    return np.array(
        [
            (
                _ACT.get(answer.act, 8),
                *(_marked(own, phrases[name]) for name in _FORMS),
                *(_marked(around, phrases[name]) for name in _FORMS),
                answer.negated,
                min(len(words(answer.text)), 30),
                answer.extra.get("speaker_kind") == "unnamed",
                answer.kind == "direct",
                answer.title,
                bool(said),
                answer.extra.get("side") in sides,
                float(nearest.vector @ answer.vector),
                nearest.negated,
                bool(answer.numbers and nearest.numbers and not answer.numbers & nearest.numbers),
                max(-3, min(120, days)),
                any(item.document == answer.document for item in claim),
                "?" in answer.text,
            )
        ],
        dtype=np.float32,
    )


def relation_of(answer: Proposition, claim: Sequence[Proposition], scores: Mapping[str, Scorer]) -> Relation:
    """The likeliest relation of an answer to the claim that it is tied to.

    A refusal declines, whoever takes his own words back denies them (even where he "confirms" his mistake), and a
    confirmation is never a refusal, whatever the scores say; otherwise the best score decides.
    """
    if answer.act == "decline":
        return Relation.DECLINES
    if takes_back(answer, claim):
        return Relation.DENIES
    row = relating(answer, claim)
    allowed = [one for one in RELATIONS if answer.act != "confirm" or one != Relation.DECLINES]
    return max(allowed, key=lambda one: float(scores[f"relation_{one}"].score(row)[0]))


def denied_of(answer: Proposition, claim: Sequence[Proposition], relation: Relation, form: str) -> tuple[Evidence, ...]:
    """The claim's words that are denied: those of the statement that the answer stands nearest to, of its own document
    where it can be. Nothing where nothing is denied, or only the authority to say it.
    """
    if relation not in (Relation.DENIES, Relation.PARTLY_DENIES) or form in ("authorisation", "retraction"):
        return ()
    nearest = max(
        claim, key=lambda one: (float(one.vector @ answer.vector) + 0.1 * (one.document == answer.document), one.id)
    )
    return tuple(Evidence(nearest.document, start, end) for start, end in nearest.spans)
