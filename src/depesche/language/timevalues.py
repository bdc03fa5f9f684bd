"""What an expression of time is worth: TIMEX3 values, and the days they cover.

Relative expressions are reckoned from the day of publication, or from the last date that the text gave, in the
direction that the tense of the sentence and the words before it point to.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from depesche.language.timecalendar import (
    SEASONS,
    Value,
    count,
    covered,
    easter,
    full_year,
    length_value,
    month_end,
    name_of,
    shift_date,
)

Tense = Literal["past", "present", "future", ""]
# Sentences for which a day or year mentioned stays the frame of what follows: in news hardly any, a past day or month
# for some that look back, in history many (F1 on KRAUTS falls from two on; on WikiWarsDE it rises to thirty).
_KEEP_NEAR, _KEEP_PAST, _KEEP_FAR = 1, 10, 30
FAR = 3  # years before publication from which on a year is history
# Days before publication (and after it: a month is taken by its middle) that a text means without saying their year.
_RECENT, _COMING = 90, 15
_AHEAD = frozenset({"future", "present"})  # tenses in which "am Freitag" is the next one; KRAUTS: +0.02 with "present"


@dataclass(frozen=True, slots=True)
class Found:
    """An expression as a rule found it."""

    kind: str
    constants: Mapping[str, str]
    values: dict[str, Any]
    reach: str  # "since", "from", "until", "of", "ago", "ahead" or ""
    tense: Tense
    words: str
    after: str = ""  # the two characters that follow


class Resolver:
    """Values of one text's expressions, in text order.

    Args:
        published: the day of publication.
        daily: whether the text speaks of yesterday or tomorrow, and so means the day itself by "today".
        history: whether the text tells history: its years are then the frame of all that follows. In news a past year
            is what a treaty or a war is named by, and the days beside it are near the day of publication.
    """

    def __init__(self, published: date | None, daily: bool = False, history: bool = False) -> None:
        self._published = published
        self._daily = daily
        self._history = history or published is None
        self._last: date | None = None  # the last full day mentioned
        self._last_year: int | None = None  # the last year other than the year of publication
        self._bare = False  # whether that year stood without day and month
        self._age = 0

    def next_sentence(self) -> None:
        """The text went on to another sentence."""
        self._age += 1
        far = self._last_year is not None and (not self._published or self._last_year < self._published.year - FAR)
        keep = _KEEP_FAR if self._history else _KEEP_NEAR if self._bare else _KEEP_PAST
        if self._age > (keep if far else _KEEP_NEAR):
            self._last = self._last_year = None

    def move_to(self, day: date) -> None:
        """What follows was written on that day."""
        self._published = day
        self._last = self._last_year = None

    def resolve(self, found: Found) -> Value | None:
        """The value of an expression; None where it turns out to be none."""
        method = getattr(self, "_" + found.kind)
        try:
            wanted = _parameters(found.kind)
            value: Value | None = method(found, **{key: one for key, one in found.values.items() if key in wanted})
        except (ValueError, OverflowError):
            return None
        return self._reached(value, found) if value is not None else None

    # -- days -------------------------------------------------------------------------------------------------

    def _day(
        self,
        found: Found,
        day: Any = None,
        month: int = 0,
        year: Any = None,
        yearrel: int | None = None,
        weekday: int | None = None,
    ) -> Value | None:
        number = int(str(day).rstrip("."))
        if not 1 <= month <= 12 or not 1 <= number <= 31:
            return None
        if year is not None:
            full = full_year(int(year))
        elif yearrel is not None and self._published:
            full = self._published.year + yearrel
        else:
            guessed = self._year_of(month, number, found)
            if guessed is None:
                return Value("DATE", f"XXXX-{month:02}-{number:02}")
            full = guessed
        return self._exact(date(full, month, number))

    def _exact(self, day: date, type_: str = "DATE", suffix: str = "") -> Value:
        self._remember(day)
        return Value(type_, day.isoformat() + suffix, day.isoformat(), day.isoformat())

    def _remember(self, day: date) -> None:
        self._last, self._age, self._bare = day, 0, False
        self._last_year = day.year if self._published is None or day.year < self._published.year else None

    def _year_of(self, month: int, day: int, found: Found) -> int | None:
        """The year of a day or month named without one."""
        if self._published is None:
            return self._last_year
        year = self._published.year
        there = date(year, month, min(day, month_end(year, month).day))
        apart = (there - self._published).days
        if self._last_year is not None and self._framed(found, apart):
            return self._last_year
        if found.tense == "past" and apart > 40:
            return year - 1
        if apart > 270:  # "im Dezember", written in January, is the last one unless told otherwise
            return year - 1 if found.tense != "future" else year
        if apart < -270 and found.tense != "past":
            return year + 1
        return year

    def _framed(self, found: Found, apart: int) -> bool:
        """Whether the last past year is meant by a day that stands so many days from publication in this year."""
        if self._history:
            return True
        if found.tense in _AHEAD:
            return False
        near = -_RECENT <= apart <= _COMING
        return not near or (not self._bare and self._age <= _KEEP_NEAR)

    def _dayref(self, found: Found, ref: int = 0, part: str | None = None) -> Value | None:
        if self._published is None:
            return Value("DATE", "PRESENT_REF") if ref == 0 else None
        day = self._published + timedelta(days=ref)
        if part:
            return self._exact(day, "TIME", f"T{part}")
        if ref == 0 and not self._daily:  # "heute" is as often "nowadays"; it covers the day of publication anyway
            return Value("DATE", "PRESENT_REF", day.isoformat(), day.isoformat())
        return self._exact(day)

    def _weekday(
        self,
        found: Found,
        weekday: int = 1,
        rel: int | None = None,
        part: str | None = None,
        daypart: str | None = None,
        morning: str | None = None,
    ) -> Value | None:
        part = part or daypart or morning
        base = self._published
        if base is None:
            return Value("DATE", f"XXXX-WXX-{weekday}" + (f"T{part}" if part else ""))
        back = (base.isoweekday() - weekday) % 7
        day = base - timedelta(days=back)
        if rel in (1, 2):
            day = base + timedelta(days=(weekday - base.isoweekday()) % 7 or 7)
        elif rel == 0:
            day = base + timedelta(days=weekday - base.isoweekday())
        elif rel in (-1, -3):
            day = base - timedelta(days=back or 7)
        elif found.reach != "of" and (
            found.tense in _AHEAD or (found.reach in ("from", "until") and found.tense != "past")
        ):
            day = base + timedelta(days=(weekday - base.isoweekday()) % 7)
        return self._exact(day, "TIME", f"T{part}") if part else self._exact(day)

    def _part_of_day(self, found: Found, part: str = "NI", before: int | None = None, day: Any = None, month: int = 0,
                     year: Any = None) -> Value | None:  # fmt: skip
        if before is not None:
            whole = self._weekday(found, before)
            if whole is None or whole.since is None:
                return None
            last = date.fromisoformat(whole.since)
            first = last - timedelta(days=1)
            return Value("TIME", f"{first.isoformat()}T{part}", first.isoformat(), last.isoformat())
        if month:
            whole = self._day(found, day, month, year)
            return whole and Value("TIME", f"{whole.value}T{part}", whole.since, whole.until)
        return self._exact(self._last, "TIME", f"T{part}") if self._last else None

    def _part_today(self, found: Found, part: str = "MO") -> Value | None:
        day = self._last if self._last and self._age <= 1 else self._published
        return Value("TIME", f"{day.isoformat()}T{part}", day.isoformat(), day.isoformat()) if day else None

    def _shifted_day(self, found: Found, way: int = 1) -> Value | None:
        base = self._last or self._published
        return self._exact(base + timedelta(days=way)) if base else None

    def _holiday(self, found: Found, day: Any = 0, year: Any = None, yearrel: int | None = None) -> Value | None:
        base = self._published
        full = int(year) if year else base.year + (yearrel or 0) if base else None
        if isinstance(day, int):
            return self._exact(easter(full) + timedelta(days=day)) if full else None
        month, number = map(int, day.split("-"))
        return self._day(found, number, month, full)

    def _clock(self, found: Found, hour: Any = 0, minute: Any = 0) -> Value | None:
        clock = f"T{int(hour):02}:{int(minute):02}"
        if int(hour) > 24:
            return None
        day = self._last if self._last and self._age <= 1 else self._published
        if day is None:
            return Value("TIME", clock)
        return Value("TIME", day.isoformat() + clock, day.isoformat(), day.isoformat())

    # -- units -------------------------------------------------------------------------------------------------

    def _nounref(self, found: Found, ref: Any = (0, "D")) -> Value | None:
        shift, unit = ref
        base = self._last if unit == "D" and self._last else self._published
        return self._shifted(base, shift, unit)

    def _unit(self, found: Found, rel: int = 0, unit: str = "D") -> Value | None:
        plural = found.words.rsplit(None, 1)[-1].lower().endswith("n") and unit in ("D", "M", "Y", "W", "DE")
        if unit in ("S", "Min", "H", "CE", "DE") or (unit == "D" and rel == 0):
            return None
        base = self._published
        if rel == 2:
            base, rel = self._last or base, 1
        rel = {-3: -2, 3: 2}.get(rel, rel)
        if plural and unit != "W" and not found.words.lower().startswith(("dies",)):
            return None
        return self._shifted(base, rel, unit)

    def _shifted(self, base: date | None, shift: int, unit: str) -> Value | None:
        if base is None:
            return Value("DATE", ("PAST_REF", "PRESENT_REF", "FUTURE_REF")[(shift > 0) - (shift < 0) + 1])
        if unit == "D":
            return self._exact(base + timedelta(days=shift))
        value = name_of(shift_date(base, shift, unit), unit)
        return covered("DATE", value)

    def _weekend(self, found: Found) -> Value | None:
        base = self._published
        if base is None:
            return Value("DATE", "XXXX-WXX-WE")
        # On Saturday and Sunday it is this one, before that the last one unless the sentence looks ahead.
        ahead = found.tense == "future" or base.isoweekday() >= 6
        return covered("DATE", name_of(base if ahead else base - timedelta(days=7), "WE"))

    def _part(self, found: Found, part: str = "END", rel: int = 0, unit: str = "Y", year: Any = None, both: Any = None
              ) -> Value | None:  # fmt: skip
        if both:
            part, unit = both
        if year is not None:
            return covered("DATE", f"{int(year):04}", part) if unit == "Y" else None
        if unit in ("S", "Min", "H", "D", "DE", "CE", "WE") or self._published is None:
            return None
        rel = {-3: -2, 3: 2, 2: 1}.get(rel, rel)
        return covered("DATE", name_of(shift_date(self._published, rel, unit), unit), part)

    # -- months and longer -------------------------------------------------------------------------------------

    def _month(self, found: Found, month: int = 1, year: Any = None, part: str | None = None, rel: int | None = None,
               yearrel: int | None = None) -> Value | None:  # fmt: skip
        base = self._published
        if year is not None:
            full: int | None = int(year)
        elif yearrel is not None and base:
            full = base.year + yearrel
        elif rel is not None and base:
            full = base.year
            if rel < 0 and month >= base.month:
                full -= 1
            elif rel > 0 and month <= base.month:
                full += 1
        else:
            full = self._year_of(month, 15, found)
        if full is None:
            return Value("DATE", f"XXXX-{month:02}")
        self._note_year(full, bare=False)
        return covered("DATE", f"{full:04}-{month:02}", part)

    def _season(self, found: Found, season: str = "SU", year: Any = None, rel: int | None = None,
                yearrel: int | None = None, part: str | None = None) -> Value | None:  # fmt: skip
        base = self._published
        if year is not None:
            full = int(year)
        elif base is None:
            return Value("DATE", f"XXXX-{season}")
        else:
            first = SEASONS[season][0]
            full = base.year
            if yearrel is not None:
                full += yearrel
            elif rel == -1 or found.tense == "past":
                full -= first > base.month
            elif rel == 1:
                full += first <= base.month
        self._note_year(full, bare=False)
        return covered("DATE", f"{full:04}-{season}", part)

    def _quarter(self, found: Found, number: Any = 1, year: Any = None) -> Value | None:
        return self._fraction("Q", number, year, 4)

    def _half(self, found: Found, number: Any = 1, year: Any = None) -> Value | None:
        return self._fraction("H", number, year, 2)

    def _fraction(self, letter: str, number: Any, year: Any, most: int) -> Value | None:
        which = int(str(number).rstrip("."))
        full = int(year) if year else self._published.year if self._published else None
        return covered("DATE", f"{full:04}-{letter}{which}") if full and 1 <= which <= most else None

    def _year(self, found: Found, year: Any = 0, part: str | None = None) -> Value | None:
        if found.words.isdecimal() and found.after[:1] == " " and found.after[1:].isupper():
            return None  # "2000 Soldaten": a number before a noun
        self._note_year(int(year), bare=True)
        return covered("DATE", f"{int(year):04}", part)

    def _sum(self, found: Found, number: Any = 1, unit: str = "Y", number2: Any = 1, unit2: str = "M") -> Value | None:
        first, second = length_value(number, unit), length_value(number2, unit2)
        return Value("DURATION", first + second[1:]) if "T" not in first + second else None

    def _none(self, found: Found) -> Value | None:
        return None

    def _note_year(self, year: int, bare: bool) -> None:
        self._age, self._bare = 0, bare
        self._last_year = year if self._published is None or year < self._published.year else None

    def _decade(
        self, found: Found, decade: Any = 0, century: int | None = None, part: str | None = None
    ) -> Value | None:
        number = int(decade)
        if century is None:
            century = 20 if self._published and self._published.year >= 2000 + number * 10 + 15 else 19
        return covered("DATE", f"{century:02}{number}", part)

    def _century(self, found: Found, number: Any = 20, part: str | None = None, rel: int | None = None) -> Value | None:
        if rel is not None:
            if self._published is None:
                return None
            return covered("DATE", f"{self._published.year // 100 + rel:02}")
        return covered("DATE", f"{int(str(number).rstrip('.')) - 1:02}", part)

    # -- lengths and repetitions -------------------------------------------------------------------------------

    def _length(self, found: Found, number: Any = "X", unit: str = "D", reach: int | None = None,
                unitadj: str | None = None) -> Value | None:  # fmt: skip
        unit = unitadj or unit
        value = length_value(number, unit)
        base = self._published
        amount = None if number == "X" else count(number)
        if base is None or amount is None or unit in ("S", "Min", "H"):
            return Value("DURATION", value)
        direction = reach or {"ago": -1, "ahead": 1, "since": -1}.get(found.reach, 0)
        if not direction:
            return Value("DURATION", value)
        there = shift_date(base, direction * amount, unit)
        if found.reach == "ago" and reach is None:  # a point: as exact as its unit
            days = covered("DURATION", name_of(there, unit if unit in ("D", "W", "M", "Y") else "Y"))
            return Value("DURATION", value, days.since, days.until)
        first, last = sorted((base, there))
        if found.reach == "ahead" and reach is None:
            first = last
        return Value("DURATION", value, first.isoformat(), last.isoformat())

    def _value(self, found: Found, value: str = "") -> Value | None:
        return Value(found.constants["type"], value or found.constants["value"])

    def _set(self, found: Found, number: Any = 1, unit: str = "", weekday: int = 0, part: str | None = None,
             daypart: str | None = None, morning: str | None = None) -> Value | None:  # fmt: skip
        part = part or daypart or morning
        if weekday:
            return Value("SET", f"XXXX-WXX-{weekday}" + (f"T{part}" if part else ""))
        if part:
            return Value("SET", f"XXXX-XX-XXT{part}")
        return Value("SET", length_value(number, unit))

    # -- reach -------------------------------------------------------------------------------------------------

    def _reached(self, value: Value, found: Found) -> Value:
        """Stretch the days covered as the words before the expression say."""
        if value.type not in ("DATE", "TIME") or value.since is None:
            return value
        if found.reach == "since" and self._published and value.since <= self._published.isoformat():
            return value._replace(until=self._published.isoformat())
        if found.reach == "from":
            return value._replace(until=None)
        if found.reach == "until":
            return value._replace(since=None)
        return value


@lru_cache(maxsize=64)
def _parameters(kind: str) -> frozenset[str]:
    """The values that a kind of expression takes."""
    return frozenset(inspect.signature(getattr(Resolver, "_" + kind)).parameters)
