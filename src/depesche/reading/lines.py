"""A text as lines that are not blank, with their offsets: what metadata and junk are read off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")


class Line(NamedTuple):
    """A line without the blanks around it: ``text`` is the document's text between ``start`` and ``end``."""

    start: int
    end: int
    text: str
    after_blank: bool  # whether an empty line (or the beginning of the text) stands before it


def lines_of_text(text: str, start: int = 0) -> Iterator[Line]:
    """The lines that hold more than blanks, from ``start`` on."""
    previous = -1
    for match in _LINE.finditer(text, start):
        raw = match[0]
        stripped = raw.strip()
        if not stripped:
            continue
        begin = match.start() + (len(raw) - len(raw.lstrip()))
        gap = text[previous:begin] if previous >= 0 else "\n\n"
        breaks = gap.count("\n") or gap.count("\r")
        yield Line(begin, begin + len(stripped), stripped, breaks > 1)
        previous = begin + len(stripped)
