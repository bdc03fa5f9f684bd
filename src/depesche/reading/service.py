"""What agencies send around a dispatch for desks, not for readers: codes, time stamps, urgency, notes behind the text.

Such lines stand at the head ("bdt0345 4 pl 420 dpa 0871", "Eilmeldung", "(Neu: ...)", "Tarife/Häfen/") and at the foot
("ao/cp", "dpa mg bo", "241551 Dez 20", "(Schluss) kol/stm", a block of notes). Genre words ("Analyse") are told here
too. Only whole lines of these forms count, so that no sentence of a report can be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from depesche.reading.dates import assemble, whole_year
from depesche.reading.imprints import imprint_of, is_bare_date
from depesche.reading.lexicon import Lexicon
from depesche.reading.lines import Line

_HEAD = 8  # lines at the top, and
_FOOT = 8  # at the bottom of a text in which service lines stand
_SHORT = 120  # code points of such a line
_TAIL = 400  # code points of a note in brackets on who wrote and edited
_TOPICS = 90  # code points of a line of topics
# "bdt0345 4 pl 420  dpa 0871", "APA0123 5 AI 0456", "AFP0412 3 pl 310 DEU /AFP-NB43", "APA0123    2008-08-18/11:20"
_NUMBERED = re.compile(
    r"(?P<desk>[A-Za-z]{2,4})(?P<gap>\s?)\d{3,4}(?P<rest>(?:\s+(?:\d{1,4}|[a-z]{2,4}|/?[A-Z]{2,4}(?:-[A-Z]{1,3}\d{0,3})?"
    r"|\d{4}-\d{2}-\d{2}(?:/\d{2}:\d{2})?)){0,7})(?:\s-\s[a-z]{2,4})?$"
)
_CODES = re.compile(r"[a-zäöü]{2,5}(?:/[a-zäöü]{2,5}){1,3}$")
_SIGNED = re.compile(r"(?P<agency>[^\W\d_-]{2,6})(?:\s[a-zäöü]{2,4}(?:/[a-zäöü]{2,5})*){1,4}$")
_AFTER = re.compile(r"(?:\s*[a-zäöü]{2,5}(?:[/+][a-zäöü]{2,5}){0,3})?$")
_BRACKETS = re.compile(r"\(([^()]{2,12})\)")
_RULE = re.compile(r"[*=_+#~-](?:\s?[*=_+#~-]){2,}$")
_WORDS = re.compile(r"[^\W\d_]+")
_MARKS = " \t+-–—=*#<>.:!()[]"
_TOPIC = re.compile(
    r"[^\W_][^\s/.:;!?,]{1,30}(?:\s[^\s/.:;!?,]{1,20}){0,2}(?:/[^\W_][^\s/.:;!?,]{1,30}(?:\s[^\s/.:;!?,]{1,20}){0,2}){1,5}/?$"
)
_NOTES = re.compile(r"#{1,3}\s*(?P<name>.{3,60})$")
_ITEM = re.compile(r"[-*#–•(<\[]|https?:")


def stamped(line: str, words: Lexicon) -> str | None:
    """The moment (ISO) of the stamp that a short line holds at its end, or None."""
    match = words.stamp.search(line) if len(line) <= _SHORT else None
    if match is None or len(line) - match.end() > 6 or len(line) > 60:
        return None
    month = str(words.months[match["name"].casefold().rstrip(".")])
    return assemble(whole_year(match["year"]), month, match["day"], match["hour"], match["minute"])


def service_lines(lines: Sequence[Line], words: Lexicon) -> dict[int, str]:
    """The numbers of the lines that are an agency's service, with the kind of furniture that each is."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines[:_HEAD]):
        if imprint_of(line.text, words) or (at - 1 in found and is_bare_date(line.text, words)):
            found[at] = "date"
        elif _heads(lines, at, found, words):
            found[at] = "id"
        elif len(line.text) > _SHORT:
            break  # the report has begun
    wired = _names_agency(lines, words)
    for at in range(max(0, len(lines) - _FOOT), len(lines)):
        if at not in found and _ends(lines[at].text, wired, words):
            found[at] = "id"
    for at in _noted(lines, words):
        found.setdefault(at, "contact")
    return found


def _heads(lines: Sequence[Line], at: int, found: dict[int, str], words: Lexicon) -> bool:
    """Whether a line at the head is a code, a mark of urgency, a note to desks, a genre or a line of topics.

    A genre at the very top and topics need something like a headline below: else they are all the headline there is.
    """
    text = lines[at].text
    if len(text) > _SHORT:
        return False
    if _is_code(text, words) or _is_marked(text, words.service, words) or _is_note(text, words):
        return True
    below = next((line.text for line in lines[at + 1 : at + 4] if not _is_aside(line.text, words)), "")
    if _is_marked(text, words.genres, words):
        return at > 0 or _like_title(below)
    behind = at - 1 in found and "id" in found.values()
    return behind and len(text) <= _TOPICS and _TOPIC.match(text) is not None and _like_title(below)


def _is_code(text: str, words: Lexicon) -> bool:
    """Whether a line is a desk's number or a time stamp."""
    if stamped(text, words):
        return len(text) - len(words.stamp.sub("", text)) >= len(text) // 3 or _signed(
            words.stamp.sub("", text).strip(), words
        )
    match = _NUMBERED.match(text)
    if match is None:
        return False
    known = match["desk"].casefold() in words.agencies
    if match["gap"]:
        return known or (match["desk"].islower() and len(match["desk"]) == 3)
    return known or match["desk"].islower() or re.search(r"\d", match["rest"]) is not None


def _is_marked(text: str, known: frozenset[str], words: Lexicon) -> bool:
    """Whether a line holds nothing but such words, numbers and marks: "+++ EIL +++", "--Zweite Zusammenfassung--"."""
    found = [word.casefold() for word in _WORDS.findall(text)]
    return 0 < len(found) <= 5 and not known.isdisjoint(found) and (known | words.versions).issuperset(found)


def _is_aside(text: str, words: Lexicon) -> bool:
    return _is_note(text, words) or any(_is_marked(text, known, words) for known in (words.service, words.genres))


def _is_note(text: str, words: Lexicon) -> bool:
    """Whether a line tells desks what is new or when it may be printed: "(Neu: Arbeitgeber)", "Sperrfrist 18 Uhr"."""
    bare = text.strip(_MARKS).casefold()
    if bare.startswith(words.embargoes):
        return len(text) <= _SHORT and (":" in text or any(char.isdigit() for char in text))
    if text[0] not in "([" or text[-1] not in ")]":
        return False
    return bare.startswith(words.notes) or any(
        _is_marked(text, known, words) for known in (words.service, words.genres)
    )


def _like_title(text: str) -> bool:
    return 8 <= len(text) <= 200 and text[-1] not in ".:;,"


def _names_agency(lines: Sequence[Line], words: Lexicon) -> bool:
    """Whether brackets near the head name an agency: then marks of two letters at the foot are its writers'."""
    return any(
        match[1].casefold() in words.agencies
        for line in lines[:_HEAD]
        for match in _BRACKETS.finditer(line.text[:_SHORT])
    )


def _ends(text: str, wired: bool, words: Lexicon) -> bool:
    """Whether a line at the foot is a code, a stamp, writers' marks or the note on who wrote and edited."""
    if len(text) > _TAIL:
        return False
    if text[0] in "([" and text[-1] in ")]":
        bare = text[1:].casefold()
        if any(word in bare for word in words.edited):
            return True
    if len(text) > _SHORT:
        return False
    if _is_code(text, words) or _signed(text, words) or _RULE.match(text):
        return True
    if _CODES.match(text):
        known = [part for part in text.split("/") if part in words.agencies]
        return not known or (
            wired and known != [text.split("/")[0]] and all(len(part) == 2 for part in text.split("/"))
        )
    closed = next((word for word in words.closings if text.casefold().startswith(word)), None)
    return closed is not None and _AFTER.match(text[len(closed) :]) is not None


def _signed(text: str, words: Lexicon) -> bool:
    match = _SIGNED.match(text)
    return match is not None and match["agency"].casefold() in words.agencies


def _noted(lines: Sequence[Line], words: Lexicon) -> Iterator[int]:
    """The lines of blocks of notes for desks: a heading with "#" that lists know, and the items below it."""
    inside = False
    for at, line in enumerate(lines):
        heading = _NOTES.match(line.text)
        if heading and heading["name"].casefold().strip(_MARKS) in words.note_headings:
            inside = True
        elif inside:
            inside = bool(
                heading is None
                and len(line.text) <= _TAIL
                and (
                    _ITEM.match(line.text)
                    or line.text.casefold().startswith(words.confidential)
                    or _is_code(line.text, words)
                    or _ends(line.text, False, words)
                )
            )
        if inside:
            yield at
