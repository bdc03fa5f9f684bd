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
    own = f" {answer.text.lower()} "
    around = f"{own} {answer.extra.get('frame', '').lower()}"
    phrases = forms()
    said_it = any(item.speaker == answer.speaker for item in claim if answer.speaker)
    if answer.act == "decline":
        return "no_comment" if _marked(around, phrases["no_comment"]) else "evasion"
    if answer.act == "confirm":
        if answer.extra.get("speaker_kind") == "unnamed":
            return "anonymous"
        return "admission" if _marked(around, phrases["admission"]) else "official"
    if said_it and _marked(around, phrases["retraction"]):
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


def relation_of(answer: Proposition, form: str) -> Relation:
    """The relation that an act in this form stands for."""
    if answer.act == "decline":
        return Relation.DECLINES
    if answer.act == "confirm":
        return Relation.CONFIRMS
    return Relation.PARTLY_DENIES if form in ("partial",) else Relation.DENIES
