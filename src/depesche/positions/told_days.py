"""The day of a stance: its document's, or an earlier one that its sentence tells ("hatte im März gefordert")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from depesche.positions.lists import word_classes
from depesche.positions.passages import Passages
from depesche.records import Span, Statement

_MARKS = re.compile(r"[,;:]\s|\s[-–—]\s")


def told_day(statement: Statement, passages: Passages) -> str | None:
    """The day (ISO) on which a statement was made, as its sentence tells it, else that of its entry or the document.

    An earlier day counts where it stands with an auxiliary of having done in the clause that leads to the statement:
    the first day of what is told ("im März"). A pluperfect without a day says nothing of when.
    """
    day = passages.day_at(statement.start)
    start, end = passages.sentences[passages.sentence_at(statement.start)]
    times = [
        time
        for time in passages.times_in(Span(start, end))
        if time.type == "DATE" and time.since and (day is None or (time.until or time.since) < day)
    ]
    if not times:
        return day
    lead = _lead(statement, start, end, passages)
    spans = () if statement.id in passages.stances else statement.content  # a stance is told by its whole clause
    inside = [time for time in times if lead.start <= time.start < lead.end and not _in(spans, time.start)]
    told = any(
        hit.label == "earlier" and not _in(spans, hit.start)
        for hit in word_classes(passages.language, "attribution").find(passages.text, lead.start, lead.end)
    )
    return inside[0].since if inside and told else day


def _lead(statement: Statement, start: int, end: int, passages: Passages) -> Span:
    """The clause that leads to a statement: that of its cue, or else the one in which it begins."""
    at = next((span.start for span in statement.cue if start <= span.start < end), statement.start)
    marks = [match.span() for match in _MARKS.finditer(passages.text, start, end)]
    begin = max((stop for _, stop in marks if stop <= at), default=start)
    return Span(begin, min((first for first, _ in marks if first >= at), default=end))


def _in(spans: Sequence[Span], place: int) -> bool:
    return any(span.start <= place < span.end for span in spans)


__all__ = ["told_day"]
