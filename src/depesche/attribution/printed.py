"""Letters, and speeches or declarations printed in full.

A letter has a salutation on a line of its own and a closing with a signature. What is printed in full is announced in a
line that ends with a colon ("Die Erklärung im Wortlaut:"), which names who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from depesche.attribution.layout import MARKS, Page
from depesche.attribution.turns import Form, Part, Turn
from depesche.records import Span

_SALUTATION = 110  # characters of its line
_SIGNATURE = 4  # lines behind the closing among which the signature is
_SIGNED = 80  # characters of a signature
_ANNOUNCED = 120  # characters at a paragraph's end among which its announcement is
_MOST = 300  # paragraphs of a speech
_ENDS_SALUTATION = (",", "!")
_OPENING, _CLOSING = '„“”»«"', '“”«»"'
_PIECE = re.compile(r"[^\s,!.]+\.?")


def letters(page: Page) -> list[Turn]:
    """The letters of a page, each owned by the one who signs it."""
    greets, closes = page.known.opens("salutations"), page.known.opens("closings")
    found: list[Turn] = []
    opened: Span | None = None
    for number, line in enumerate(page.lines):
        start = _bare(page, line)
        short = line.end - line.start <= _SALUTATION
        greeting = short and page.text[line.start : line.end].endswith(_ENDS_SALUTATION)
        if greeting and greets.match(page.text, start, line.end):
            opened = line
        elif (
            opened is not None
            and short
            and page.text[line.end - 1] != "."
            and (closing := closes.match(page.text, start, line.end)) is not None
        ):
            owner = _signature(page, Span(closing.end(), line.end), page.lines[number + 1 : number + 1 + _SIGNATURE])
            if owner is not None:
                addressee = _greeted(page, opened)
                found.append(Turn(Form.LETTER, Part.ANSWERS, opened.end, line.start, owner, addressee))
                opened = None
    return found


def _bare(page: Page, line: Span) -> int:
    start = line.start
    while start < line.end and page.text[start] in MARKS + _OPENING:
        start += 1
    return start


def _signature(page: Page, behind: Span, below: Sequence[Span]) -> Span | None:
    """The name behind a letter's closing, in its line or in one of those below."""
    for line in (behind, *below):
        if line.end - line.start <= _SIGNED:
            names = page.named(line.start, line.end)
            name = names[-1] if names else _signed(page, line)
            if name is not None:
                return name
    return None


def _signed(page: Page, line: Span) -> Span | None:
    """A line that is a name and nothing else: "H. Jónasson"."""
    pieces = [Span(*match.span()) for match in _PIECE.finditer(page.text, line.start, line.end)]
    words = [page.text[one.start : one.end] for one in pieces]
    while words and page.known.has("signs", words[0].strip(".").lower()):
        words, pieces = words[1:], pieces[1:]
    if not 1 < len(words) <= 4 or not all(word[:1].isupper() or page.known.has("particles", word) for word in words):
        return None
    return Span(pieces[0].start, pieces[-1].end)


def _greeted(page: Page, line: Span) -> Span | None:
    """Whom a salutation greets, without its polite words."""
    pieces = [Span(*match.span()) for match in _PIECE.finditer(page.text, line.start, line.end)]
    while pieces and page.known.has("salutation_words", page.text[slice(*pieces[0])].strip(".").lower()):
        pieces = pieces[1:]
    return Span(pieces[0].start, pieces[-1].end) if pieces else None


def speeches(page: Page) -> list[Turn]:
    """What a page prints in full, owned by the one whom the line above it names."""
    found = []
    paragraphs = page.paragraphs
    for number, one in enumerate(paragraphs[:-1]):
        if not _announces(page, one):
            continue
        names = page.named(one.start, one.end)
        end = _printed(page, paragraphs[number + 1 : number + 1 + _MOST]) if names else None
        if end is not None:
            found.append(Turn(Form.SPEECH, Part.ANSWERS, paragraphs[number + 1].start, end, names[0]))
    return found


def _announces(page: Page, paragraph: Span) -> bool:
    """Whether a paragraph ends with the announcement of what is printed below."""
    start, end = max(paragraph.start, paragraph.end - _ANNOUNCED), paragraph.end
    if page.text[end - 1] != ":":
        return False
    return any(page.known.has("in_full", word.lower()) for word in page.words(start, end))


def _printed(page: Page, below: list[Span]) -> int | None:
    """Where a text that is printed in full ends: with its quotation mark, or where nobody says "I" any more."""
    first = page.text[below[0].start]
    if first in _OPENING:
        for one in below:
            if page.text[one.end - 1] in _CLOSING:
                return one.end
        return None
    end = None
    for number, one in enumerate(below):
        if page.says_i(one.start, one.end):
            end = one.end
        elif number and end is None:
            return None
        elif not any(page.says_i(after.start, after.end) for after in below[number + 1 : number + 3]):
            break
    return end
