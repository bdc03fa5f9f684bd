"""The day of a web page: what its own fields say, and when a guess may stand in for them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Any

from depesche.reading.dates import iso_date
from depesche.reading.fields import text_fields

_JSON_LD = re.compile(r'"datePublished"\s{0,20}:\s{0,20}"([^"]{1,120})"')
_CHANGED = re.compile(r"modified|moddate|updated|revision|lastmod", re.IGNORECASE)
_NUMBERS = re.compile(r"\D{0,40}(\d{1,4})(\D{1,40})(\d{1,4})(?:\D{1,10}(\d{1,4}))?")
_MARK = re.compile(r"date|datum|time|publi|zeit|posted|dateline", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})\b")
_YEAR = re.compile(r"\d{4}")  # `<time>` also holds hours and durations
_MARKABLE = ("time", "div", "span", "p", "b", "small", "abbr", "li", "em", "i", "td")
_MOST_MARKED = 200  # elements of a page that are looked at
_MOST_PARTS = 20  # pieces of text of one of them
_MONTH = re.compile(r"[^\W\d_]{3}")
_LONGEST = 120  # characters of a date in a field, as in `iso_date`


def day_of_page(tree: Any, url: str | None, guess: str | None) -> str | None:
    """The day of a page: the guess where a field bears it out, else what the fields say.

    Where there is no field, the guess counts if an element marked as a date or the address bears it out: a day that
    only the article speaks of is not the day of the article. Guessers read formats that `iso_date` does not know, but
    make the first of the month of a day that is none (2024-02-31). A field that is no date is returned as written, so
    that it can be named.

    Args:
        tree: the page as lxml parsed it.
        url: its address.
        guess: the day that a library found (ISO).
    """
    stated = _stated(tree)
    if guess and any(_bears_out(value, guess) for value in stated or _marked(tree, url)):
        return guess
    if not stated:
        return None
    valid = next(filter(None, map(iso_date, stated)), None)
    return valid[:10] if valid else stated[0]


def _stated(tree: Any) -> list[str]:
    """What a page's fields say about its day of publication, as written, the most certain first.

    Takes the fields of the head (Open Graph, Dublin Core, schema.org) and of JSON-LD; where there are none, `<time>`
    and the day of the last change.
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
    return [value for value in (*times, *changed) if len(value) <= _LONGEST and _YEAR.search(value)]


def _marked(tree: Any, url: str | None) -> list[str]:
    """Short texts of elements that are marked as a date, and a day in the page's address: weaker than a field."""
    found = [one for one in tree.iter(*_MARKABLE) if one.tag == "time" or _MARK.search(_marks(one))]
    texts = [" ".join("".join(islice(one.itertext(), _MOST_PARTS)).split()) for one in found[:_MOST_MARKED]]
    in_address = ["-".join(match.groups()) for match in _IN_ADDRESS.finditer(url or "")]
    return [text for text in texts if 0 < len(text) <= _LONGEST] + in_address


def _marks(element: Any) -> str:
    return " ".join(element.get(name, "") for name in ("class", "id", "itemprop"))


def _name(meta: Any) -> str:
    return str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "")


def _last(name: str) -> str:
    """The part of a field's name behind the vocabulary's ("article:published_time", "dc.date.issued")."""
    return re.split(r"[:.]", name)[-1]


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
