"""Reviews of the press: each paper's comment is the paper's.

The paper stands before its words ("Die „Neue Zeitung“ (Bern) meint:", "DER BOTE (Linz):") or in brackets behind them.
One such item is none: a page has two at least, or calls itself a review.
"""

from __future__ import annotations

import re
from itertools import pairwise

from depesche.attribution.layout import Page
from depesche.attribution.turns import Form, Part, Turn
from depesche.records import Span

_QUOTED = re.compile(
    r"(?:[^\W\d_][^\n„“”\"»«:.]{0,40} )?[„“”\"»](?P<name>[^„“”\"»«\n]{2,40})[“”\"«](?P<more>[^\n:]{0,90}?):\s*"
)
_BARE = re.compile(
    r"(?P<name>[^\W\d_][^\n()„“”:.?!]{2,40}) \((?P<place>[^\W\d_][^\n():]{2,30})\)(?P<more>[^\n:]{0,60}?):\s*"
)
_PLAIN = re.compile(
    r"(?:(?P<article>[^\W\d_]{2,4}) )?(?P<name>[^\W\d_][^\s„“:]*(?: [^\W\d_a-zäöü][^\s„“:]*){0,3})"
    r"(?P<more> [^\n:„“]{0,80}):\s*(?=[„“\"»«])"
)
_BEHIND = re.compile(
    r"\([„“\"»«]?(?P<name>[^\W\d_][^\n(),„“”\"»«]{2,40})[“”\"»«]?(?:, (?P<place>[^\n()]{2,30}))?\)[.“”\"«]?$"
)
_OPENINGS = (_QUOTED, _BARE, _PLAIN)
_TOP = 2  # lines at the top in which a page calls itself a review
_CLOSING = 90  # characters at a paragraph's end among which the paper is
_ENDS = '.!?…“”"»«'
_TITLE = 200  # characters of them


def reviews(page: Page) -> list[Turn]:
    """The items of a review of the press, each owned by its paper."""
    top = [
        word.lower()
        for line in page.lines[:_TOP]
        for word in page.words(line.start, min(line.end, line.start + _TITLE))
    ]
    called = any(page.known.has("reviews", word) for word in top)
    return _before(page, called) or _behind(page, called)


def _before(page: Page, called: bool) -> list[Turn]:
    """Items that open with the paper's name."""
    opened: list[tuple[int, Span, int]] = []  # number of the paragraph, the paper, where its words begin
    for number, one in enumerate(page.paragraphs):
        match = next((match for sort in _OPENINGS if (match := sort.match(page.text, one.start, one.end))), None)
        if match is not None and _is_paper(page, match, called):
            opened.append((number, Span(*match.span("name")), match.end()))
    if len(opened) < (2 if called else 3):
        return []
    found = []
    for (number, paper, begin), (after, _, _) in pairwise([*opened, (len(page.paragraphs), Span(0, 0), 0)]):
        own = page.paragraphs[number]
        last = number if begin < own.end else after - 1
        if after == len(page.paragraphs):
            last = min(last, number + 1)
        if last > number or begin < own.end:
            begin = begin if begin < own.end else page.paragraphs[number + 1].start
            found.append(Turn(Form.REVIEW, Part.ANSWERS, begin, page.paragraphs[last].end, paper))
    return found


def _is_paper(page: Page, match: re.Match[str], called: bool) -> bool:
    """Whether an opening is a paper's: on a page that is a review a place or a verb of judging follows the name, or
    nothing; elsewhere both do.
    """
    if not all(one[:1].isupper() or page.known.has("particles", one) for one in page.words(*match.span("name"))):
        return False  # „Wir gehen“ is what somebody says
    more, parts = match["more"].strip(' “”"«'), match.groupdict()
    judged = any(page.known.has("judges", word.lower()) for word in page.words(*match.span("more")))
    if "article" in parts:
        article = (parts["article"] or "").lower()
        return called and judged and (not article or page.known.has("articles", article))
    placed = "place" in parts or more.startswith("(")
    return (judged or placed or more[:1] in ("", ",")) if called else (judged and placed)


def _behind(page: Page, called: bool) -> list[Turn]:
    """Items that close with the paper's name in brackets."""
    if not called:
        return []
    found = []
    for one in page.paragraphs:
        match = _BEHIND.search(page.text, max(one.start, one.end - _CLOSING), one.end)
        if match is None or not match["name"][:1].isupper():
            continue
        comment = page.text[max(one.start, match.start() - 4) : match.start()].rstrip()
        if comment and comment[-1] in _ENDS:  # "... sagte Horn (BVP)." names no paper
            found.append(Turn(Form.REVIEW, Part.ANSWERS, one.start, match.start(), Span(*match.span("name"))))
    return found if len(found) > 1 else []
