"""Stances that an article states in its own words, where attribution found no statement: "Moskau lehnt ... strikt ab".

The truths call such sentences reported statements of the party. Here they are a narrow fall-back: a party as subject, a
verb of stance and a word of an issue, in a sentence that no statement touches. They are returned as statements of kind
"reported", so that every position keeps a statement as its evidence.
"""

from __future__ import annotations

import re

from depesche.positions.codebook import Codebook
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.records import Act, Kind, Medium, Mention, Span, Statement, stable_id

MOST_BEFORE = 6  # words before the subject: a conjunction and an adverbial ("Während", "Am Freitag")
CONFIDENCE = 0.5  # measured on nothing; a statement that only a rule found
_CUT = re.compile(r"[,;:]\s|\s[-–—]\s")


def stated(passages: Passages, codebook: Codebook, mentions: Mentions) -> list[Statement]:
    """The stances stated by the article itself, as statements; the speaker is the party named."""
    found = []
    for index, (start, end) in enumerate(passages.sentences):
        touched = any(s.start < end and any(span.end > start for span in s.content) for s in passages.statements)
        if not touched and passages.hits[index]:
            found += _in_sentence(index, passages, codebook, mentions)
    return found


def _in_sentence(index: int, passages: Passages, codebook: Codebook, mentions: Mentions) -> list[Statement]:
    words_ = passages.words[index]
    verbs = word_classes(passages.language, "stances").hits(words_)
    named = [
        item for item in mentions.find(words_, passages.text, passages.day) if item.party and item.first <= MOST_BEFORE
    ]
    named = [item for item in named if passages.text[words_[item.first].start].isupper()]  # no mere adjective
    if not verbs or not named:
        return []
    subject = named[0]
    speaker = subject.actor or _voice(subject.party, mentions)
    if speaker is None:
        return []
    begin, end = words_[subject.first].start, words_[subject.last].end
    found = []
    for start, stop in _clauses(passages.text, end, passages.sentences[index][1]):
        act = next((hit.label for hit in verbs if start <= hit.start < stop or hit.start < stop <= hit.end), None)
        about = [hit for hit in passages.hits[index] if start <= hit.start < stop]
        if act is None or act == "joints" or not about:
            continue
        found.append(
            Statement(
                id=stable_id("s", passages.document.id, "stance", start, stop),
                document=passages.document.id,
                kind=Kind.REPORTED,
                act=Act(act),
                content=(Span(start, stop),),
                speaker=Mention((Span(begin, end),), speaker),
                medium=Medium.SPEECH_OR_WRITING,
                confidence=CONFIDENCE,
            )
        )
    return found


def _voice(party: str | None, mentions: Mentions) -> str | None:
    """The actor that is the party, or one that speaks for it."""
    if party in mentions.cast.actors:
        return party
    return next((key for key in sorted(mentions.cast.actors) if mentions.cast.party(key) == party), None)


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts, begin = [], start
    for match in _CUT.finditer(text, start, end):
        cuts.append((begin, match.start()))
        begin = match.end()
    cuts.append((begin, end))
    result = []
    for first, last in cuts:
        while first < last and not text[first].isalnum():
            first += 1
        while last > first and not text[last - 1].isalnum():
            last -= 1
        if last > first:
            result.append((first, last))
    return result
