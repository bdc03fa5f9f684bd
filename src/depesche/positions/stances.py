"""Stances that an article states in its own words, where attribution found no statement: "Moskau lehnt ... strikt ab".

The truths call such sentences reported statements of the party. Here they are a narrow fall-back: a party as subject, a
verb of stance and a word of an issue, in a sentence that no statement touches. They are returned as statements of kind
"reported", so that every position keeps a statement as its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from depesche.positions.codebook import Codebook
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.records import Act, Kind, Medium, Mention, Span, Statement, stable_id

MOST_BEFORE = 6  # words before the subject: a conjunction and an adverbial ("Während", "Am Freitag")
ACTS = frozenset({"reject", "demand", "offer", "accept"})
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
    marks = word_classes(passages.language, "stances").hits(words_)
    verbs = [hit for hit in marks if hit.label in ACTS]
    named = [item for item in mentions.find(words_, passages.text, passages.day) if item.party]
    named = [item for item in named if passages.text[words_[item.first].start].isupper()]  # no mere adjective
    if not verbs or not named:
        return []
    found = []
    opens = {hit.start: hit.label for hit in marks if hit.label in ("relative", "extends")}
    end = words_[named[0].last].end if named[0].first <= MOST_BEFORE else passages.sentences[index][0]
    for start, stop in _clauses(passages.text, end, passages.sentences[index][1], opens):
        before = [item for item in named if words_[item.first].start < start]
        if opens.get(start) != "relative":
            before = [item for item in named[:1] if item.first <= MOST_BEFORE]
        act = next((hit.label for hit in verbs if start <= hit.start < stop or hit.start < stop <= hit.end), None)
        about = [hit for hit in passages.hits[index] if start <= hit.start < stop]
        speaker = (before[-1].actor or _voice(before[-1].party, mentions)) if before else None
        if act is None or not about or speaker is None:
            continue
        named_at = Span(words_[before[-1].first].start, words_[before[-1].last].end)
        found.append(
            Statement(
                id=stable_id("s", passages.document.id, "stance", start, stop),
                document=passages.document.id,
                kind=Kind.REPORTED,
                act=Act(act),
                content=(Span(start, stop),),
                speaker=Mention((named_at,), speaker),
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


def _clauses(text: str, start: int, end: int, opens: Mapping[int, str]) -> list[tuple[int, int]]:
    """The sentence's clauses without marks around them; one that a verb before it governs is joined to that one."""
    cuts, begin = [], start
    for match in _CUT.finditer(text, start, end):
        if opens.get(match.end()) == "extends":
            continue
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
