"""The calendar behind TIMEX3 values: naming days, weeks, months, seasons; shifting; and the days a value covers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}  # meteorological, in months; winter runs over
_LETTER = {
    "S": "S",
    "Min": "M",
    "H": "H",
    "D": "D",
    "W": "W",
    "M": "M",
    "Q": "Q",
    "Y": "Y",
    "DE": "DE",
    "CE": "CE",
    "WE": "WE",
}
_MONTHS_IN = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}


class Value(NamedTuple):
    """The value of an expression: its TIMEX3 type and value, and the first and last day it covers (ISO)."""

    type: str
    value: str
    since: str | None = None
    until: str | None = None


def month_end(year: int, month: int) -> date:
    """The last day of a month; months over 12 run into the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def full_year(year: int) -> int:
    """A year of two digits as news writers mean it: up to 49 is this century."""
    return year if year > 99 else year + (2000 if year < 50 else 1900)


def count(value: object) -> float:
    """A count as written ("1.000", "2,5") or as given by a word."""
    return float(str(value).replace(".", "").replace(",", ".")) if isinstance(value, str) else float(str(value))


def length_value(amount: object, unit: str) -> str:
    """The TIMEX3 value of a length of time: "P8M", "PXY", "PT2.5H"."""
    shown = "X" if amount == "X" else f"{count(amount):g}"
    return f"P{'T' if unit in ('S', 'Min', 'H') else ''}{shown}{_LETTER[unit]}"


def shift_date(day: date, amount: float, unit: str) -> date:
    """A day moved by so many units; days that a month lacks become its last."""
    if unit in ("D", "W", "WE"):
        return day + timedelta(days=round(amount * (1 if unit == "D" else 7)))
    months = day.year * 12 + day.month - 1 + round(amount * _MONTHS_IN[unit])
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def name_of(day: date, unit: str) -> str:
    """The TIMEX3 name of the unit that a day lies in."""
    if unit == "D":
        return day.isoformat()
    if unit in ("W", "WE"):
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if unit == "WE" else "")
    if unit == "M":
        return f"{day.year:04}-{day.month:02}"
    if unit == "Q":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return {"Y": f"{day.year:04}", "DE": f"{day.year // 10:03}", "CE": f"{day.year // 100:02}"}[unit]


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian algorithm, Meeus 1991)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


_NAME = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?P<weekend>-WE)?|(?P<season>SP|SU|FA|WI)|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
)


def days_of(value: str) -> tuple[date, date] | None:
    """The first and last day of a named stretch ("2022-SP", "199", "2014-W08-WE"); None for other values."""
    if value.isdecimal() and len(value) in (2, 3):
        width = 10 ** (4 - len(value))
        first = int(value) * width
        return date(max(first, 1), 1, 1), date(first + width - 1, 12, 31)
    match = _NAME.fullmatch(value)
    if match is None:
        return None
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return monday + timedelta(days=5 if match["weekend"] else 0), monday + timedelta(days=6)
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return day, day
    first, last = 1, 12
    if match["season"]:
        first, last = SEASONS[match["season"]]
    elif match["quarter"]:
        first, last = 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"])
    elif match["half"]:
        first, last = 6 * int(match["half"]) - 5, 6 * int(match["half"])
    elif match["month"]:
        first = last = int(match["month"])
    return date(year, first, 1), month_end(year, last)


def covered(type_: str, value: str, part: str | None = None) -> Value:
    """A value with the days it covers; of a part (START, MID, END), the first, middle or last third."""
    days = days_of(value)
    if days is None:
        return Value(type_, value)
    first, last = days
    if part:
        third = (last - first) / 3
        if part == "START":
            last = first + third
        elif part == "MID":
            first, last = first + third, last - third
        else:
            first = last - third
    return Value(type_, value, first.isoformat(), last.isoformat())
