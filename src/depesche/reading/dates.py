"""Dates of publication as sources write them, to ISO 8601 text. Month names and the like are language data."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from depesche.reading.lexicon import Lexicon, lexicon

_ISO = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?$"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$")
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?$")
_CENTURY = 45  # a year of two figures below it is of this century: agencies' stamps began after 1945
_MILLISECONDS = 100_000_000_000  # seconds since 1970 reach this in the year 5138; larger numbers are milliseconds


def iso_date(value: str) -> str | None:
    """A date of publication as ISO text ("1962-10-19", "2023-05-01T12:30:00+02:00"), or None where it is no date.

    Takes ISO 8601 (whole or to the month or year), RFC 822 ("Fri, 19 Oct 1962 10:00:00 GMT"), seconds or milliseconds
    since 1970, and dates in words of the languages at hand ("24. Oktober 1962, 10:15 Uhr"). Nothing is completed: a
    date without a year is none.
    """
    value = value.strip()
    if not value or len(value) > 120:
        return None
    return _iso(value) or _epoch(value) or _rfc822(value) or written_date(value, lexicon()) or _short(value)


def _iso(value: str) -> str | None:
    match = _ISO.match(value) or _COMPACT.match(value)
    if match is None:
        return None
    year, month, day, hour, minute, second, *rest = (*match.groups(), None)
    return assemble(year, month, day, hour, minute, second, rest[0])


def assemble(
    year: str,
    month: str | None,
    day: str | None,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    zone: str | None = None,
) -> str | None:
    """ISO text of the parts, or None where they name no day or time of the calendar."""
    try:
        if month is None:
            return f"{int(year):04d}" if 1 <= int(year) <= 9999 else None
        if day is None:
            return date(int(year), int(month), 1).isoformat()[:7]
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    if zone and zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return moment.isoformat() + ("+00:00" if zone == "Z" else zone or "")


def _epoch(value: str) -> str | None:
    if not _EPOCH.match(value):
        return None
    seconds = float(value)
    if seconds >= _MILLISECONDS:
        seconds /= 1000
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _rfc822(value: str) -> str | None:
    if ":" not in value:
        return None
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _short(value: str) -> str | None:
    """A whole value with a year of two figures ("3.3.14")."""
    match = lexicon().short_date.fullmatch(value)
    return short_date(match, lexicon()) if match else None


def written_date(value: str, words: Lexicon) -> str | None:
    """The one date with a year that a short text holds, in words or digits ("Stand: 24.10.1962, 10:15 Uhr")."""
    match = words.date.search(value)
    if match is None:
        return None
    part = match.groupdict()
    month = part["month"] or part["month2"]
    number = words.months.get((part["name"] or part["name2"] or "").rstrip(".").casefold()) if month is None else month
    if number is None:
        return None
    year, day = _either(part, "year"), _either(part, "day")
    return assemble(year, str(number), day, part["hour"], part["minute"])


def short_date(match: re.Match[str], words: Lexicon) -> str | None:
    """The day (ISO) of a date whose year has two figures, as `Lexicon.short_date` found it."""
    month = match["month"] or str(words.months[(match["name"] or "").rstrip(".").casefold()])
    return assemble(whole_year(match["year"]), month, match["day"])


def whole_year(year: str) -> str:
    """A year of two figures as one of four: "87" is 1987, "20" is 2020."""
    return year if len(year) == 4 else f"{20 if int(year) < _CENTURY else 19}{year}"


def _either(part: dict[str, str | None], name: str) -> str:
    """The group of that name, or one of its twins in the pattern's other branches, that took part in the match."""
    return next(filter(None, (part[f"{name}{number}"] for number in ("", 2, 3, 4))), "")
