"""A paper's own line over or under an article: "FAZ, 12.03.1982, Nr. 60, S. 3", "DER SPIEGEL 1/1964, 1. Januar 1964".

Every part must be a date, a weekday, a number of an issue or page, a known place or the paper's name: a headline with a
date in it is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from depesche.reading.dateline import names_outlet
from depesche.reading.dates import written_date
from depesche.reading.lexicon import Lexicon

_LONGEST = 110  # code points of such a line
_PARTS = re.compile(r"\s*[,;|·•()]\s*|\s[–—-]\s")
_NUMBER = r"\d{1,4}(?:[./]\d{1,4})?(?:\s?[–-]\s?\d{1,4})?"
_NUMBERED = re.compile(rf"(?:(?P<word>[^\W\d_]{{1,12}})\.?\s?)?{_NUMBER}\.?$")
_ISSUE = re.compile(rf"\s{_NUMBER}$")
_SHORT_NAME = re.compile(r"[A-ZÄÖÜ]{2,5}$")


class Imprint(NamedTuple):
    """The paper's name, and the day (ISO) where the line gives it with a year."""

    outlet: str
    published: str | None


def imprint_of(line: str, words: Lexicon) -> Imprint | None:
    """What a paper's own line says, or None where it is none. A name of a few capitals needs an issue or a page."""
    dated = words.date.search(line) if len(line) <= _LONGEST else None
    if dated is None:
        return None
    name, numbered = "", False
    for part in _PARTS.split(f"{line[: dated.start()]}, {line[dated.end() :]}"):
        bare = part.strip(" /:.")
        if not bare or bare.casefold() in words.weekdays or bare.casefold() in words.places:
            continue
        if _is_number(part.strip(" /:"), words):
            numbered = True
        elif name:
            return None
        else:
            issue = _ISSUE.search(bare)
            numbered = numbered or issue is not None
            name = _without_label(bare[: issue.start()], words) if issue else bare
    short = numbered and _SHORT_NAME.match(name) is not None and name.casefold() not in words.agencies
    if not name or not (short or names_outlet(name, words)):
        return None
    return Imprint(name, written_date(dated[0], words))


def is_bare_date(line: str, words: Lexicon) -> bool:
    """Whether a line holds a date with a year, perhaps its weekday and the time, and nothing else."""
    date = words.date.search(line) if len(line) <= _LONGEST else None
    if date is None:
        return False
    rest = (line[: date.start()] + line[date.end() :]).strip(" ,;|·•–—-/()")
    return not rest or rest.casefold() in words.weekdays


def _without_label(name: str, words: Lexicon) -> str:
    """The name without the word before an issue's number: "Der Spiegel Nr."."""
    head, _, last = name.rstrip(" .").rpartition(" ")
    return head if last.casefold() in words.issues else name.rstrip(" .")


def _is_number(part: str, words: Lexicon) -> bool:
    if part.casefold() in words.issues:
        return True
    match = _NUMBERED.match(part)
    return match is not None and (match["word"] is None or match["word"].casefold() in words.issues)
