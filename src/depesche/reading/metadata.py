"""Title, dateline, byline, date, outlet and sign-off, read off a text. What the text does not say stays None."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from depesche.reading.dateline import Dateline, agencies_in, credited, dateline_of, is_place, names_outlet, sign_off
from depesche.reading.dates import short_date, written_date
from depesche.reading.imprints import imprint_of, is_bare_date
from depesche.reading.lexicon import Lexicon, lexicon
from depesche.reading.lines import Line, lines_of_text
from depesche.reading.service import stamped
from depesche.records import Junk, Span

_TITLE_LENGTH = 200  # code points; the longest of 104 titles in the three shared corpora has 93
_PROSE = 60  # code points of a line below a place alone that make it a dateline
_HEAD = 12  # lines at the top, and
_FOOT = 5  # at the bottom, in which bylines and dates are looked for
_DATE_LINE = 110  # code points of a line that may give the date of publication
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?\s*)?(?P<name>[^|·•\d–\n][^|·•\n]{1,58})", re.IGNORECASE
)
_NAME = r"[^\W\d_][^\s,|·]{0,30}"
_BYLINE = re.compile(
    rf"(?P<names>{_NAME}(?: {_NAME}){{1,4}}"
    rf"(?:(?:, | und | and | & ){_NAME}(?: {_NAME}){{1,3}}){{0,3}})[\s,|·–-]*(?:$|,)"
)
_SMALL = re.compile(r"(?:und|and|&|von|van|de|der|den|zu|zum|zur|di|da|del|la|le|el|al|bin|ibn|af|av|ten|ter|y|e)$")
_JOINED = " ,;|·•–—-/()"  # what stands between a paper's name and the date
_QUOTES = '"„“”«»'
_TITLE_END = (".", ":", ";", ",", "–", "—", "-")


@dataclass(frozen=True, slots=True)
class ReadOff:
    """What a text says about itself."""

    title: str | None = None
    title_span: Span | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    place: str | None = None
    agencies: tuple[str, ...] = ()


def read_off(text: str, junk: Sequence[Junk], title: str | None = None) -> ReadOff:
    """What the text says about itself.

    Args:
        text: the stored text.
        junk: its junk; dates and outlets are looked for in it too, titles and datelines are not.
        title: the title where the source gave one; then only its place in the text is looked for.
    """
    words = lexicon()
    first = _first(text)
    span = _given(text, title) if title else None
    whole, foot = list(lines_of_text(first)), _foot(text)
    lines = _without_lead(whole, junk, words)
    if title is None and lines:
        span = _title(lines, words)
    body = [line for line in lines if span is None or line.start >= span.end]
    dateline = _dateline(body, text, words)
    last = next((line for line in reversed(foot) if not _covered(line, junk)), None)
    signed = sign_off(last.text, words) if last else ()
    credit = [key for line in foot for key in credited(line.text, words)]
    edges = (*whole[:_HEAD], *foot)
    published = _published(edges, junk, words)
    if dateline.published and not (published or "").startswith(dateline.published):
        published = dateline.published  # else the same day, with its time
    return ReadOff(
        title=title or (text[span.start : span.end] if span else None),
        title_span=span,
        outlet=_outlet(text, junk, words) or _dated_outlet(edges, words),
        author=dateline.author or _byline(body, words),
        published=published,
        place=dateline.place,
        agencies=tuple(dict.fromkeys((*dateline.agencies, *signed, *credit))),
    )


def _first(text: str, size: int = 6000) -> str:
    """The text's beginning: a title, dateline or byline stands in it or nowhere."""
    return text[:size]


def _covered(line: Line, junk: Sequence[Junk]) -> bool:
    return any(span.start <= line.start and line.end <= span.end for span in junk)


def _without_lead(whole: Sequence[Line], junk: Sequence[Junk], words: Lexicon) -> list[Line]:
    """The lines that are no junk, without a bare date or a paper's name and date that stand above the title."""
    lines = [line for line in whole if not _covered(line, junk)]
    while len(lines) > 1 and _leads(lines[0], lines[1], whole, words):
        del lines[0]
    return lines


def _leads(first: Line, following: Line, whole: Sequence[Line], words: Lexicon) -> bool:
    """Whether a line above the title is nothing but a date, or a paper's name with a date in the line below it."""
    if len(first.text) > _DATE_LINE or len(following.text) > _TITLE_LENGTH or following.text.endswith(_TITLE_END):
        return False
    if words.date.search(first.text) is not None:
        return is_bare_date(first.text, words)
    at = next((at for at, line in enumerate(whole[:_HEAD]) if line.start == first.start), _HEAD)
    below = whole[at + 1].text if at + 1 < len(whole) else ""
    dated = below != following.text and len(below) <= _DATE_LINE and words.date.search(below) is not None
    return dated and names_outlet(first.text, words)


def _given(text: str, title: str) -> Span | None:
    """Where a given title stands: at the head of the text only."""
    start = len(text) - len(text.lstrip())
    if text.startswith(title, start):
        return Span(start, start + len(title))
    found = text.find(title, start, start + 500 + len(title))
    if found < 0:
        return None
    before, after = text[:found].rstrip(" \t"), text[found + len(title) : found + len(title) + 1]
    return Span(found, found + len(title)) if before[-1:] in ("\n", "\r", "") and after in ("\n", "\r", "") else None


def _title(lines: Sequence[Line], words: Lexicon) -> Span | None:
    """The first line, if it is short, does not end like a sentence and a text follows that it is not the start of."""
    first = lines[0]
    if len(lines) < 2 or len(first.text) > _TITLE_LENGTH or first.text.endswith(_TITLE_END):
        return None
    first = _trimmed(first)
    following = lines[1]
    if dateline_of(first.text, "", words).certain:
        return None
    for line in lines[1:4]:  # a second headline may stand between
        if dateline_of(line.text, "", words).certain:
            return Span(first.start, first.end)
        if line.text.endswith(_TITLE_END):
            break
    if following.text[0].islower():
        return None
    if not following.after_blank:
        width = max(len(line.text) for line in lines[:20])
        if width < 100 and len(first.text) > 0.7 * width and len(lines) > 3:
            return None  # the first line of a text that is broken at a fixed width
    return Span(first.start, first.end)


def _trimmed(line: Line) -> Line:
    """The line without the agencies' mark of a headline's end ("... Schiedsgericht =")."""
    text = line.text.rstrip("= \t") or line.text
    return line._replace(text=text, end=line.start + len(text))


def _dateline(body: Sequence[Line], text: str, words: Lexicon) -> Dateline:
    """The dateline at the head of the first line that has one, behind subtitles and a byline at most."""
    found = Dateline()
    for line, below in zip_longest(body[:5], body[1:5]):
        found = dateline_of(line.text, text, words)
        if found.certain:
            return found
        if below is not None and len(below.text) >= _PROSE and is_place(line.text, words):
            return Dateline(line.text, end=len(line.text), certain=True)
        if len(line.text) > 250:
            break
    return Dateline()


def _byline(body: Sequence[Line], words: Lexicon) -> str | None:
    """The name behind "Von" in a short line of its own near the top."""
    for line in body[:6]:
        if len(line.text) > 90 or line.text.endswith((".", "?", "!")):
            continue
        for lead in words.bylines:
            if line.text.startswith(lead + " ") and (match := _BYLINE.match(line.text[len(lead) + 1 :].strip())):
                names = match["names"]
                parts = names.replace(",", " ").split()
                if (
                    parts[0][0].isupper()
                    and all(part[0].isupper() or _SMALL.match(part) for part in parts)
                    and not (words.not_authors & {part.casefold() for part in parts})
                ):
                    return names
    return None


def _foot(text: str) -> list[Line]:
    tail = max(0, len(text) - 1500)
    return list(lines_of_text(text, tail))[-_FOOT:]


def _published(lines: Sequence[Line], junk: Sequence[Junk], words: Lexicon) -> str | None:
    """A full date in a short line at head or foot that is furniture, labelled ("Stand:"), or nothing but the date.

    Of two that say the same day the one with a time counts.
    """
    best: tuple[int, str] | None = None
    for line in lines:
        ranked = _ranked(line, junk, words)
        if ranked and (best is None or ranked[0] < best[0] or (ranked[0] == best[0] and ranked[1].startswith(best[1]))):
            best = ranked
    return best[1] if best else None


def _ranked(line: Line, junk: Sequence[Junk], words: Lexicon) -> tuple[int, str] | None:
    """The date of a line, and how well it tells publication (0 is best); None where it does not."""
    bare = len(words.published)
    if len(line.text) > _DATE_LINE:
        return None
    if moment := stamped(line.text, words):
        return bare, moment
    match = words.date.search(line.text)
    if match is None:
        match = words.short_date.search(line.text)
        rank = _label(line.text, match, words) if match else None
        found = short_date(match, words) if match and rank is not None else None
        return (rank, found) if found and rank is not None else None
    rank = _label(line.text, match, words)
    if rank is None:
        alone = len(line.text) - len(match[0]) <= 14 or (_covered(line, junk) and "©" not in line.text[: match.start()])
        alone = alone or names_outlet(_beside(line.text, match), words) or imprint_of(line.text, words) is not None
        rank = bare if alone else None
    found = written_date(line.text, words) if rank is not None else None
    return (rank, found) if found and rank is not None else None


def _label(line: str, date: re.Match[str], words: Lexicon) -> int | None:
    """The rank of the label before a date; behind a quoted title it is another report's."""
    before = line[: date.start()].casefold().strip(" |·•–,-")
    head, _, last = before.rpartition(" ")
    if last in words.weekdays:
        before = head.rstrip(" ,")
    if any(mark in before for mark in _QUOTES):
        return None
    rank = next((rank for rank, label in enumerate(words.published) if before.endswith(label)), None)
    if rank is None or words.published[rank] not in words.published_alone:
        return rank
    name = line[: len(before) - len(words.published[rank])].strip(_JOINED)
    return rank if not name or names_outlet(name, words) else None


def _outlet(text: str, junk: Sequence[Junk], words: Lexicon) -> str | None:
    """The name in a copyright notice, where it is no agency's."""
    for span in junk:
        match = _COPYRIGHT.search(text, span.start, span.end)
        if match is None:
            continue
        name = re.sub(r"\s\d{4}$", "", re.split(r"\s[–/-]\s|,|\s{2,}", match["name"].strip())[0].strip(" ."))
        if name and name[0].isupper() and not agencies_in(name, words):
            return name
    return None


def _dated_outlet(lines: Sequence[Line], words: Lexicon) -> str | None:
    """The paper's name in a line of nothing but a date and that name: "25.11.2017, Die Welt"."""
    for line in lines:
        if imprint := imprint_of(line.text, words):
            return imprint.outlet
        if len(line.text) > _DATE_LINE or not (match := words.date.search(line.text)):
            continue
        name = _beside(line.text, match)
        if names_outlet(name, words):
            return name
    return None


def _beside(line: str, date: re.Match[str]) -> str:
    """What stands on one side of a line's date, if nothing stands on the other."""
    before, behind = line[: date.start()].strip(_JOINED), line[date.end() :].strip(_JOINED)
    return "" if before and behind else before or behind
