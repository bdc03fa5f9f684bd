"""The day of a web page: what its own fields say, and when a guess may stand in for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from depesche.reading.dates import iso_date
from depesche.reading.fields import text_fields

_JSON_LD = re.compile(r'"datePublished"\s{0,20}:\s{0,20}"([^"]{1,120})"')
_CHANGED = re.compile(r"modified|moddate|updated|revision|lastmod", re.IGNORECASE)
_NUMBERS = re.compile(r"\D{0,40}(\d{1,4})(\D{1,40})(\d{1,4})(?:\D{1,10}(\d{1,4}))?")
_MONTH = re.compile(r"[^\W\d_]{3}")
_LONGEST = 120  # characters of a date in a field, as in `iso_date`


def stated_days(tree: Any) -> list[str]:
    """What a page's fields say about its day of publication, as written, the most certain first.

    Takes the fields of the head (Open Graph, Dublin Core, schema.org) and of JSON-LD; where there are none, `<time>`
    and the day of the last change.

    Args:
        tree: the page as lxml parsed it.
    """
    named = [(_name(meta), " ".join((meta.get("content") or "").split())) for meta in tree.iter("meta")]
    named = [(name, value) for name, value in named if 0 < len(value) <= _LONGEST]
    scripts = tree.xpath('//script[@type="application/ld+json"]/text()')
    published = [value for name, value in named if "published" in text_fields({_last(name): value})]
    published += [found for script in scripts for found in _JSON_LD.findall(script)]
    if published:
        return published
    times = [" ".join(time.get("datetime", "").split()) for time in tree.iter("time")]
    changed = [value for name, value in named if _CHANGED.search(name)]
    return [value for value in (*times, *changed) if 0 < len(value) <= _LONGEST]


def _name(meta: Any) -> str:
    return str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "")


def _last(name: str) -> str:
    """The part of a field's name behind the vocabulary's ("article:published_time", "dc.date.issued")."""
    return re.split(r"[:.]", name)[-1]


def day_of_page(stated: Sequence[str], guess: str | None) -> str | None:
    """The day of a page: the guess where a field bears it out or there is no field, else what the fields say.

    Guessers read formats that `iso_date` does not know, but make the first of the month of a day that is none
    (2024-02-31). A field that is no date is returned as written, so that it can be named.

    Args:
        stated: what the fields say, the most certain first.
        guess: the day that a library found (ISO).
    """
    if not stated or (guess and any(_bears_out(value, guess) for value in stated)):
        return guess
    valid = next(filter(None, map(iso_date, stated)), None)
    return valid[:10] if valid else stated[0]


def _bears_out(value: str, guess: str) -> bool:
    """Whether a field names the day: in a form that we know, or by the same numbers in whatever order."""
    known = iso_date(value)
    if known is not None:
        return known[:10] == guess
    numbers = _NUMBERS.match(value)
    if numbers is None:
        return False
    year, month, day = (int(part) for part in guess.split("-"))
    first, between, second, third = numbers.groups()
    if _MONTH.search(between):
        return Counter((int(first), int(second))) == Counter((year, day))
    return third is not None and Counter((int(first), int(second), int(third))) == Counter((year, month, day))
