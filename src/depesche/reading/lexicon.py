"""The words that reading knows, loaded once from the language folders beside this file (``de/words.toml`` ...).

Code here knows no word of any language: a further language is one more folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the languages at hand know, merged.

    Args:
        months: month name, lower case without full stop -> 1 to 12.
        date: finds one date with a year, in words or in digits, with a clock time behind it.
        agencies: an agency's mark or name, lower case -> its key ("rtr" -> "reuters").
        no_places: words for urgency, version and genre that may stand where a dateline's place would, lower case.
        places: names that stand in datelines, lower case.
        place_endings: how place names end.
        before_places: prepositions that stand before a place ("in", "aus").
        month_prefixes: words that may stand before a month without a day in a dateline.
        bylines: words that begin a byline.
        own_reports: what marks a paper's own report where an agency would stand, lower case.
        credits: what stands before the agencies that a report draws on, lower case.
        outlet_endings: how the names of papers and broadcasters end, lower case.
        outlet_words: their last words where another word stands before ("Die Welt"), lower case.
        published: labels before a date of publication, lower case, best first.
        published_alone: those that count only at the line's head or behind a paper's name.
        not_authors: words in a byline that tell it is no person's name, lower case.
        common: a language's commonest words, by its code.
        weekdays: names and abbreviations of weekdays, lower case: no dateline's place.
        stamp: finds an agency's time stamp ("241551 Dez 20").
        short_date: finds a date whose year has two figures ("3. Sept. 98", "03.09.98").
        service, genres: words that make up a whole line of service ("eilmeldung") or genre ("analyse"), lower case.
        versions: words beside those in such a line ("zweite"), lower case.
        embargoes, notes: how lines to desks begin, the latter in brackets, lower case.
        edited: what tells the note in brackets on who wrote and edited, lower case.
        closings: how the mark at a dispatch's end begins ("(schluss)"), lower case.
        note_headings, confidential: headings of notes for desks, and how the line above them begins, lower case.
        issues: words before the number of an issue or page in a paper's own line, lower case.
        passed, answered: what a subject begins with that passes on ("wg") or answers ("aw"), lower case.
        mail_fields: names of fields in the head of a message, lower case -> "from", "to", "date" or "subject".
        finite: finite verbs that speak for a sentence of an article.
        address: words that speak to the reader, as they stand inside a line (case matters).
    """

    months: dict[str, int]
    date: re.Pattern[str]
    day_month: re.Pattern[str]
    agencies: dict[str, str]
    no_places: frozenset[str]
    places: frozenset[str]
    place_endings: tuple[str, ...]
    before_places: tuple[str, ...]
    month_prefixes: tuple[str, ...]
    bylines: tuple[str, ...]
    own_reports: frozenset[str]
    credits: tuple[str, ...]
    outlet_endings: tuple[str, ...]
    outlet_words: frozenset[str]
    published: tuple[str, ...]
    published_alone: frozenset[str]
    not_authors: frozenset[str]
    common: dict[str, frozenset[str]]
    weekdays: frozenset[str]
    stamp: re.Pattern[str]
    short_date: re.Pattern[str]
    service: frozenset[str]
    genres: frozenset[str]
    versions: frozenset[str]
    embargoes: tuple[str, ...]
    notes: tuple[str, ...]
    edited: tuple[str, ...]
    closings: tuple[str, ...]
    note_headings: frozenset[str]
    confidential: tuple[str, ...]
    issues: frozenset[str]
    passed: frozenset[str]
    answered: frozenset[str]
    mail_fields: dict[str, str]
    finite: frozenset[str]
    address: frozenset[str]


def languages() -> list[str]:
    """The languages that have a folder here, German first."""
    root = files("depesche.reading")
    found = [entry.name for entry in root.iterdir() if len(entry.name) == 2 and (entry / "words.toml").is_file()]
    return sorted(found, key=lambda name: (name != "de", name))


def lines_of(*path: str) -> Iterable[str]:
    """The lines of a data file that are neither empty nor comments."""
    text = files("depesche.reading").joinpath(*path).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def lexicon() -> Lexicon:
    """All languages' words."""
    data = [
        tomllib.loads(files("depesche.reading").joinpath(language, "words.toml").read_text(encoding="utf-8"))
        for language in languages()
    ]
    months = {name: number for words in data for name, number in words["months"].items()}
    clock = _all(data, "clock")
    return Lexicon(
        months=months,
        date=_date_pattern(months, clock, _all(data, "clock_before")),
        day_month=_day_month_pattern(months),
        agencies=_agencies(),
        no_places=frozenset(word for key in ("service", "genres", "versions") for word in _all(data, key)),
        places=frozenset(name for language in languages() for name in _places(language)),
        place_endings=tuple(_all(data, "place_endings")),
        before_places=tuple(_all(data, "before_places")),
        month_prefixes=tuple(_all(data, "month_prefixes")),
        bylines=tuple(_all(data, "bylines")),
        own_reports=frozenset(_all(data, "own_reports")),
        credits=tuple(_all(data, "credits")),
        outlet_endings=tuple(_all(data, "outlet_endings")),
        outlet_words=frozenset(_all(data, "outlet_words")),
        published=tuple(_all(data, "published")),
        published_alone=frozenset(_all(data, "published_alone")),
        not_authors=frozenset(_all(data, "not_authors")),
        address=frozenset(_all(data, "address")),
        weekdays=frozenset(_all(data, "weekdays")),
        stamp=_stamp_pattern(months),
        short_date=_short_date_pattern(months),
        service=frozenset(_all(data, "service")),
        genres=frozenset(_all(data, "genres")),
        versions=frozenset(_all(data, "versions")),
        embargoes=tuple(_all(data, "embargoes")),
        notes=tuple(_all(data, "notes")),
        edited=tuple(_all(data, "edited")),
        closings=tuple(_all(data, "closings")),
        note_headings=frozenset(_all(data, "note_headings")),
        confidential=tuple(_all(data, "confidential")),
        issues=frozenset(_all(data, "issues")),
        passed=frozenset(_all(data, "passed")),
        answered=frozenset(_all(data, "answered")),
        mail_fields={name: field for words in data for name, field in words.get("mail_fields", {}).items()},
        finite=frozenset(_all(data, "finite")),
        common={code: frozenset(words["common"]) for code, words in zip(languages(), data, strict=True)},
    )


def _all(data: list[dict[str, Any]], key: str) -> list[str]:
    return [word for words in data for word in words.get(key, ())]


def _agencies() -> dict[str, str]:
    """``agencies.tsv``: the key, then every mark and name, tab-separated."""
    return {
        name.casefold(): names[0] for line in lines_of("agencies.tsv") if (names := line.split("\t")) for name in names
    }


def _places(language: str) -> Iterable[str]:
    if not files("depesche.reading").joinpath(language, "places.txt").is_file():
        return ()
    return (name.strip().casefold() for line in lines_of(language, "places.txt") for name in line.split(","))


def _names(months: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))


def _date_pattern(months: dict[str, int], clock: list[str], before: list[str]) -> re.Pattern[str]:
    """Matches "24. Oktober 1962", "24.10.1962", "1962-10-24", "October 24, 1962", and a time "10:15"/"um 10.15 Uhr"."""
    names = _names(months)
    lead = "|".join(map(re.escape, before))
    unit = "|".join(map(re.escape, clock))
    return re.compile(
        rf"(?<![\d.])(?:"
        rf"(?P<day>\d{{1,2}})\.?\s?(?P<name>{names})\.?,?\s(?P<year>\d{{4}})"
        rf"|(?P<day2>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year2>\d{{4}})"
        rf"|(?P<name2>{names})\.?\s(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year3>\d{{4}})"
        rf"|(?P<year4>\d{{4}})-(?P<month2>\d{{2}})-(?P<day4>\d{{2}})"
        rf")(?!\d)"
        rf"(?:\s?[,|/–-]?\s?(?:(?:{lead})\s)?(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?!\d)(?:\s?(?:{unit}))?)?",
        re.IGNORECASE,
    )


def _day_month_pattern(months: dict[str, int]) -> re.Pattern[str]:
    """Matches a day and month without a year, as datelines have them: "24. Oktober", "Nov. 3"."""
    names = _names(months)
    return re.compile(rf"(?:\d{{1,2}}\.\s?(?:{names})\.?|(?:{names})\.?\s\d{{1,2}})", re.IGNORECASE)


def _stamp_pattern(months: dict[str, int]) -> re.Pattern[str]:
    """Matches an agency's time stamp: day, hour and minute in six figures, month, year ("241551 Dez 20")."""
    return re.compile(
        rf"(?<![\d.])(?P<day>[0-3]\d)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s+(?P<name>{_names(months)})\.?\s+"
        rf"(?P<year>(?:19|20)?\d{{2}})(?!\d)",
        re.IGNORECASE,
    )


def _short_date_pattern(months: dict[str, int]) -> re.Pattern[str]:
    """Matches a date whose year has two figures: "3. Sept. 98", "03.09.98"."""
    return re.compile(
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.\s?(?:(?P<name>{_names(months)})\.?\s|(?P<month>\d{{1,2}})\.\s?)'?(?P<year>\d{{2}})"
        rf"(?![\d.:]\d|\d|\s?%)",
        re.IGNORECASE,
    )
