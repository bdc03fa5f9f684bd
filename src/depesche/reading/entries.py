"""The entries of live tickers and chronologies: where one begins, and on which day it was written or happened.

An entry begins with a line that begins with its day ("12. März: ...", "Donnerstag, 13. März, 9.15 Uhr: ...", or the day
alone on its line). A day without a year is the one nearest before the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from depesche.reading.dates import written_date
from depesche.reading.lexicon import Lexicon, lexicon
from depesche.reading.lines import Line, lines_of_text
from depesche.records import Junk

_HEAD = 60  # code points in which an entry's head ends
_LEAST = 2  # entries that make a ticker or a chronology: one day at the head of a line is a dateline or a byline
_LEAD = re.compile(r"[+*•|#>\s–—-]{0,6}(?:(?P<weekday>[^\W\d_]{2,10})\.?,?\s+(?:den\s+)?)?")
_CLOCK = re.compile(r"\s?[,|–-]?\s?(?:[^\W\d_]{2,3}\s)?(?:[01]?\d|2[0-3])[.:][0-5]\d(?:\s[^\W\d_]{1,3})?")
_ENDS = re.compile(r"\s?(?::\s|:?\s?$|\s?\|\s|\s?[–—-]\s|\s?\+{2,})")
_TIME_ALONE = re.compile(
    r"[+*•|#>\s–—-]{0,6}(?:[01]?\d|2[0-3])[.:][0-5]\d(?:\s[^\W\d_]{1,3})?\s?(?::|\||[–—-]\s|\+{2,}|$)"
)


class Entry(NamedTuple):
    """Where an entry's text begins (behind its day), and the day."""

    start: int
    day: date


def entries(text: str, published: date | None, junk: Sequence[Junk] = ()) -> tuple[Entry, ...]:
    """The entries of a text in its order; none where it is no ticker and no chronology.

    Args:
        text: the stored text.
        published: the day of publication; days behind it are no entries' (a calendar of what is to come).
        junk: what was set aside; a day there is the page's.
    """
    words = lexicon()
    aside = {span.start for span in junk}
    lines = list(lines_of_text(text))
    found: list[Entry] = []
    timed = 0
    for line in lines[:-1] if lines else ():
        if line.start in aside:
            continue
        entry = _entry(line, published or (found[-1].day if found else None), words)
        if entry and (published is None or entry.day <= published):
            found.append(entry)
        elif not entry and _TIME_ALONE.match(line.text[:_HEAD]):
            timed += 1
    last = lines[-1] if lines else None
    if (
        last
        and (entry := _entry(last, published, words))
        and entry.start < last.end
        and (published is None or entry.day <= published)
    ):
        found.append(entry)
    enough = len({entry.day for entry in found}) >= _LEAST or (found and timed >= _LEAST)
    return tuple(found) if enough else ()


def _entry(line: Line, near: date | None, words: Lexicon) -> Entry | None:
    head = line.text[:_HEAD]
    lead = _LEAD.match(head)
    if lead is None:
        return None
    weekday = lead["weekday"]
    begin = lead.end() if weekday is None or weekday.casefold() in words.weekdays else lead.start("weekday")
    if full := words.date.match(head, begin):
        end, day = full.end(), _full(full[0], words)
    elif short := words.day_month.match(head, begin):
        end, day = short.end(), _nearest(short[0], near, words)
    else:
        return None
    if clock := _CLOCK.match(head, end):
        end = clock.end()
    stop = _ENDS.match(head, end)
    if day is None or stop is None or (len(line.text) > _HEAD and stop.end() == len(head) and not stop[0].strip()):
        return None
    return Entry(line.start + stop.end(), day)


def _full(value: str, words: Lexicon) -> date | None:
    written = written_date(value, words)
    return date.fromisoformat(written[:10]) if written else None


def _nearest(value: str, near: date | None, words: Lexicon) -> date | None:
    """The day of a day and month at or before another day; None without one."""
    if near is None:
        return None
    days = (_full(f"{value} {near.year - back}", words) for back in (0, 1))
    return next((day for day in days if day and day <= near), None)


__all__ = ["Entry", "entries"]
