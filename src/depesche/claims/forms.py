"""In what form something is denied, confirmed or left open, and the relation that follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.claims.propositions import Proposition
from depesche.claims.words import forms
from depesche.records import Relation


def form_of(answer: Proposition, claim: Sequence[Proposition]) -> str:
    """The form of an answer: flat, partial, non_denial, authorisation, third_party, retraction, reversal, admission,
    official, anonymous, no_comment or evasion.
    """
    text = f"{answer.text} {answer.extra.get('frame', '')}".lower()
    marks = {name for name, phrases in forms().items() if any(phrase in text for phrase in phrases)}
    said_it = any(item.speaker == answer.speaker and item.day <= answer.day for item in claim)
    if answer.act == "decline":
        return "no_comment" if "no_comment" in marks else "evasion"
    if answer.act == "confirm":
        return "admission" if "admission" in marks else "official"
    if said_it and "retraction" in marks:
        return "retraction"
    if said_it and any(item.day < answer.day for item in claim if item.speaker == answer.speaker):
        return "reversal"
    for name in ("authorisation", "non_denial", "partial"):
        if name in marks:
            return name
    return "flat"


def relation_of(answer: Proposition, form: str) -> Relation:
    """The relation that an act in this form stands for."""
    if answer.act == "decline":
        return Relation.DECLINES
    if answer.act == "confirm":
        return Relation.CONFIRMS
    return Relation.PARTLY_DENIES if form in ("partial",) else Relation.DENIES
