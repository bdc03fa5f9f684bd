"""The numbered points of a plan, a demand or an agreement: they belong to whom the sentence before them belongs to.

"Oslo schlägt folgendes vor: 1. ... 2. ...": attribution reads sentence by sentence and finds nobody who says them. They
become reported statements of the party that the sentence before them names, with its act, and terms of one
proposal. Where attribution found somebody who says one of them, they are left to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mention as Named
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.positions.stances import reported, voice
from depesche.records import Act, Span, Statement

MOST_POINTS = 30  # of one list
MOST_BETWEEN = 1500  # letters from one point's number to the next one's
MOST_BLANK = 20  # letters between the colon and the first point
BACK = 1  # sentences before the one that leads to the points in which the party and the plan may be named
# What the sentence before the points tells, the strongest first, by the class of words that tells it.
ACTS = (("demand", Act.DEMAND), ("binds", Act.PROMISE), ("lays_out", Act.OFFER))
_NUMBER = re.compile(r"(?m)^[ \t]*\(?(\d{1,2})[.)][ \t]+(?=\S)")
_END = re.compile(r"\n[ \t]*\n|\Z")


class Points(NamedTuple):
    """A list of points, and where the sentence that leads to it ends."""

    lead: int
    spans: tuple[Span, ...]


def numbered(passages: Passages, mentions: Mentions) -> list[Statement]:
    """The points of a document's lists that nobody is found to say, as statements of whom they belong to."""
    found = []
    for points in _lists(passages.text):
        if not _is_said(points, passages):
            found += _of_list(points, passages, mentions)
    return found


def _lists(text: str) -> list[Points]:
    """The lists of two points or more, numbered from one on, behind a colon."""
    found: list[Points] = []
    run: list[re.Match[str]] = []
    for match in _NUMBER.finditer(text):
        near = bool(run) and match.start() - run[-1].start() <= MOST_BETWEEN
        if near and int(match.group(1)) == len(run) + 1:
            run.append(match)
        else:
            found += _list_of(run, text)
            run = [match] if match.group(1) == "1" else []
    return [*found, *_list_of(run, text)]


def _list_of(run: Sequence[re.Match[str]], text: str) -> list[Points]:
    if len(run) < 2:
        return []
    begin = run[0].start()
    before = text[max(0, begin - MOST_BLANK) : begin].rstrip()
    if not before.endswith(":"):
        return []
    lead = max(0, begin - MOST_BLANK) + len(before)
    starts = [match.end() for match in run[:MOST_POINTS]]
    ends = [*(match.start() for match in run[1:MOST_POINTS])]
    ends += [min(starts[-1] + MOST_BETWEEN, len(text))] * (len(starts) - len(ends))
    return [Points(lead, tuple(_trimmed(start, end, text) for start, end in zip(starts, ends, strict=True)))]


def _trimmed(start: int, end: int, text: str) -> Span:
    """A point up to the end of its paragraph, without its last mark."""
    blank = _END.search(text, start, end)
    stop = blank.start() if blank is not None else end
    return Span(start, start + len(text[start:stop].rstrip(" \t\n.,;:")))


def _is_said(points: Points, passages: Passages) -> bool:
    """Whether a statement stands in one of the points."""
    begin, end = points.spans[0].start, points.spans[-1].end
    return any(one.start < end and one.end > begin for one in passages.statements)


def _of_list(points: Points, passages: Passages, mentions: Mentions) -> list[Statement]:
    last = passages.sentence_at(points.lead - 1)
    sentences = range(last, max(-1, last - 1 - BACK), -1)
    act = next((told for index in sentences if (told := _act(index, passages)) is not None), None)
    named = next((owner for index in sentences if (owner := _owner(index, passages, mentions)) is not None), None)
    speaker = (named[1].actor or voice(named[1].party, mentions)) if named else None
    if act is None or named is None or speaker is None:
        return []
    return [
        reported(passages.document.id, span, act, named[0], speaker)
        for span in points.spans
        if any(letter.isalpha() for letter in passages.text[span.start : span.end])
    ]


def _act(index: int, passages: Passages) -> Act | None:
    """What a sentence says of the points behind it; nothing where it denies it."""
    labels = {hit.label for hit in word_classes(passages.language, "stances").hits(passages.words[index])}
    if "negates" in labels:
        return None
    return next((act for label, act in ACTS if label in labels), None)


def _owner(index: int, passages: Passages, mentions: Mentions) -> tuple[Span, Named] | None:
    """The first party that a sentence names, and where: no adjective, and no place ("in Oslo")."""
    words_ = passages.words[index]
    wrong = {
        hit.start
        for hit in word_classes(passages.language, "attribution").hits(words_)
        if hit.label in ("place_prepositions", "not_subject")
    }
    for one in mentions.find(words_, passages.text, passages.day):
        before = words_[one.first - 1].start if one.first else -1
        if one.party and passages.text[words_[one.first].start].isupper() and before not in wrong:
            return Span(words_[one.first].start, words_[one.last].end), one
    return None


__all__ = ["numbered"]
