"""Who takes back what he said himself, or what he printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from depesche.claims.propositions import Proposition
from depesche.claims.words import taking_back
from depesche.records import Relation, Response

_END = re.compile(r"[.!?…][“”\"«»‘’)]*\s")  # where a sentence ends, as far as its words tell


def takes_back(answer: Proposition, claim: Sequence[Proposition]) -> bool:
    """Whether an answer takes back what a claim says: by its own words, and by whoever said or printed it."""
    return speaks_of_error(answer) and is_his_own(answer, claim)


def taken_back(response: Response, answer: Proposition, claim: Sequence[Proposition]) -> Response:
    """An answer as the whole claim shows it: what it takes back may have been read after it, as corrections of one day
    are. Anything else stays as it is.
    """
    if response.form == "retraction" or response.relation == Relation.DECLINES or not takes_back(answer, claim):
        return response
    return replace(response, relation=Relation.DENIES, form="retraction", denied=())


def speaks_of_error(answer: Proposition) -> bool:
    """Whether an answer's sentence withdraws a report or admits a mistake ("zieht die Meldung zurück", "habe sich
    geirrt") without refusing to ("nimmt den Bericht nicht zurück").
    """
    sentence = _sentence(answer)
    marks = taking_back()
    return any(mark.search(sentence) for mark in marks["marks"]) and not any(
        mark.search(sentence) for mark in marks["refused"]
    )


def is_his_own(answer: Proposition, claim: Sequence[Proposition]) -> bool:
    """Whether the claim was said by whoever answers, rests on his word, or stood in his paper.

    Words that nobody is named for are those of the outlet that prints them. What follows in the answer's own document
    explains the mistake and is not what was taken back.
    """
    speaker = answer.speaker
    voices = {speaker} if speaker else {answer.home}
    return any(
        bool(voices & {item.speaker, item.home, *item.via, *item.cites} - {""})
        for item in claim
        if item.document != answer.document or item.start < answer.start
    )


def _sentence(answer: Proposition) -> str:
    """The answer's own words and the sentence in which they stand, small letters, in one line."""
    frame = answer.extra.get("frame", "")
    found = _END.search(frame, min(len(frame), max(0, frame.find(answer.text[:40])) + len(answer.text)))
    return " ".join(f"{frame[: found.start()] if found else frame} {answer.text}".lower().split())
