"""What mail puts around a dispatch that is passed on: heads of messages inside a message, and how a subject begins.

A head is a run of lines that begin with names of fields ("Von: ...", "Gesendet: ...", "Betreff: ..."), at least three
of them different, perhaps under a line of its own ("-----Ursprüngliche Nachricht-----").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from depesche.reading.lexicon import Lexicon
from depesche.reading.lines import Line, lines_of_text

_FIELDS = 3  # different fields that make a head: two may stand in an interview ("Von: ..., An: ...")
_LONGEST = 300  # code points of a line of a head
_LOOKED = 20_000  # code points at the beginning of a text in which the message that is passed on begins
_FIELD = re.compile(r"[>*\s]*(?P<name>[^\W\d_]{2,15}(?:-[^\W\d_]{1,5})?)\s?\*?:\*?\s*(?P<value>.*)$")
_RULE = re.compile(r"[>\s]*[-_=]{2,}\s?(?:(?P<words>[^-_=]{4,60}?)\s?[-_=]{2,}:?)?$")


class Passed(NamedTuple):
    """The head of a message that another passes on: subject and date as written, None where it does not say."""

    subject: str | None
    date: str | None


def head_lines(lines: Sequence[Line], words: Lexicon) -> Iterator[int]:
    """The numbers of the lines that are heads of messages inside a text."""
    for first, last, _ in _heads(lines, words):
        yield from range(first, last)


def passed_on(text: str, words: Lexicon) -> Passed | None:
    """The last head near a text's beginning: of the message that all others pass on."""
    found = None
    for *_, fields in _heads(list(lines_of_text(text[:_LOOKED])), words):
        found = Passed(fields.get("subject"), fields.get("date"))
    return found


def bare_subject(subject: str, words: Lexicon) -> tuple[str, bool]:
    """The subject without what tells that it answers or passes on, and whether it passes on: "WG: AW: Weidesteuer"."""
    passes = None
    while True:
        lead, colon, rest = subject.partition(":")
        lead = lead.strip().casefold()
        if not colon or not rest.strip() or lead not in words.passed | words.answered:
            return subject, bool(passes)
        passes = lead in words.passed if passes is None else passes
        subject = rest.strip()


def _heads(lines: Sequence[Line], words: Lexicon) -> Iterator[tuple[int, int, dict[str, str]]]:
    at = 0
    while at < len(lines):
        first, fields = at, dict[str, str]()
        while at < len(lines) and (field := _field(lines[at], words)):
            fields.setdefault(*field)
            at += 1
        if len(fields) >= _FIELDS:
            above = first > 0 and _RULE.match(lines[first - 1].text) is not None
            yield (first - 1 if above else first), at, fields
        at = max(at, first + 1)


def _field(line: Line, words: Lexicon) -> tuple[str, str] | None:
    match = _FIELD.match(line.text) if len(line.text) <= _LONGEST else None
    name = words.mail_fields.get(match["name"].casefold()) if match else None
    return (name, match["value"].strip(" *")) if name and match else None
