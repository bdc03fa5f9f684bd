"""Datelines ("MOSKAU (dpa) –", "pz. Washington, 24. Oktober", "FRANKFURT.") and sign-offs ("(dpa/afp)", "dpa/RK").

Forms as in the agencies' and papers' own style books; the place is taken only where a date, a source, a list of places
or the rest of the text bears it out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from depesche.reading.dates import written_date
from depesche.reading.lexicon import Lexicon

_LENGTH = 140  # code points at the head of a line in which a dateline ends
_LONGEST = 70  # code points of its place
_STOP = re.compile(r"\s?\(|,\s|\.\s|\.$|:\s|\s[–—-]{1,2}\s|[–—]\s?|$")
_JOINT = re.compile(r"\s?/\s?|,\s|\s(?:und|and|u\.)\s")
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_REGION = r"\([A-ZÄÖÜ][a-zäöüß][^()\d]{0,13}\)"  # "(Oder)"; other brackets hold a source
_PART = re.compile(rf"(?:{_WORD}\.?(?: {_WORD}){{0,4}}(?: {_REGION})?|(?:[A-Z]\.\s?){{2,3}})$")
_SOURCE = re.compile(r"\s?\((?P<source>[^()]{2,40})\)\s?(?:[–—-]{1,2}|[.:,]|(?=[^\W\d_„«»\"“]))")
# A house's or writer's own mark: "taz", "AIM", "Eig. Ber.", "F.A.Z./dpa"; a river or country ("Oder", "Peru") is none.
_OWN_MARK = re.compile(r"[a-zäöü]{2,10}|[A-ZÄÖÜ]{2,8}|[^()]{0,20}[./][^()]{0,20}")
_MARK = re.compile(r"(?P<mark>[a-zäöü]{2,5}\.|(?:[A-ZÄÖÜ]\.\s?){1,3}(?<=\.))\s+(?=[^\W\d_])")
_END = re.compile(r"\s?(?:[–—-]{1,2}\s|[.:]\s|[.:]?$)")
_DATED = re.compile(r",\s?(?:(?:den|am|on)\s)?(?:[^\W\d_]{2,12},\s)?")
_LETTERS = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(r"[(\[](?P<inner>[^()\[\]]{2,50})[)\]]\s?\.?$")
_BARE = re.compile(r"(?:^|[.!?“”\"«»]\s)(?P<bare>[\w/,&+ -]{2,24})\.?$")
_CREDIT_LONGEST = 110  # code points of a line that is a credit
# An agency's desk, writer and page codes: "dpa fi/rew yydd n1 cht".
_CODES = re.compile(r"(?P<agency>[^\W\d_-]{2,6})(?=.*\s[a-z]\d{1,2}(?:\s|$))(?:\s[a-zäöü/]{1,11}|\s[a-z]\d{1,2}){2,7}$")
_OPENED = re.compile(r"[(\[]")
_BRACKETS = re.compile(r"[()\[\]:]")
_SPLIT = re.compile(r"\s*(?:[/,;&+|]|\b(?:und|and|mit|with)\b)\s*")


class Dateline(NamedTuple):
    """What a dateline says, and where it ends in its line; ``certain`` is False where there is none."""

    place: str | None = None
    agencies: tuple[str, ...] = ()
    published: str | None = None
    author: str | None = None
    end: int = 0
    certain: bool = False


def agencies_in(source: str, words: Lexicon) -> tuple[str, ...]:
    """The keys of the agencies that a mark like "dpa/RK", "Eig. Ber./AP" or "rtr, afp" names."""
    parts = [source, *_SPLIT.split(source)]
    found = [words.agencies.get(part.strip().casefold().rstrip(".")) for part in parts]
    return (found[0],) if found[0] else tuple(dict.fromkeys(key for key in found if key))


def sign_off(line: str, words: Lexicon) -> tuple[str, ...]:
    """The agencies that the end of a text's last line names: "... Mitglieder. (rtr/hn)", "dpa/RK".

    A house's own mark beside them ("hn", "wb") names nobody that can be known, and is passed over. Without brackets
    all must be agencies, or all but one joined by strokes: words at the end of a sentence are no marks.
    """
    tail = line[-60:]
    if match := _SIGNED.search(tail):
        return agencies_in(match["inner"], words)
    if match := _BARE.search(tail):
        parts = [part for part in _SPLIT.split(match["bare"].strip()) if part]
        known = agencies_in(match["bare"], words)
        if known and (len(known) == len(parts) or ("/" in match["bare"] and len(parts) - len(known) == 1)):
            return known
    return ()


def names_outlet(name: str, words: Lexicon) -> bool:
    """Whether a few words look like a paper's name: "Die Welt", "Tagesspiegel", "Neue Zürcher Zeitung"."""
    parts = name.split()
    if not 0 < len(parts) <= 4 or not all(part[0].isupper() for part in parts):
        return False
    last = parts[-1].casefold()
    return (len(parts) > 1 and last in words.outlet_words) or last.endswith(words.outlet_endings)


def codes_of(line: str, words: Lexicon) -> tuple[str, ...]:
    """The agency that signs with a line of its own codes ("dpa fi/rew yydd n1 cht"), in a tuple; else an empty one."""
    match = _CODES.match(line)
    return agencies_in(match["agency"], words) if match else ()


def credited(line: str, words: Lexicon) -> tuple[str, ...]:
    """The agencies that a credit of its own names: "Mit Material von dpa", "... zurück. (Quellen: Reuters, AFP)"."""
    if found := codes_of(line, words):
        return found
    tail = line[-_CREDIT_LONGEST:]
    starts = [0] if tail == line else []
    for start in (*starts, *(match.end() for match in _OPENED.finditer(tail))):
        bare = tail[start:].lstrip()
        label = next((one for one in words.credits if bare.casefold().startswith(one)), None)
        if label:
            return _named(_BRACKETS.sub(" ", bare[len(label) :]), words)
    return ()


def _named(source: str, words: Lexicon) -> tuple[str, ...]:
    """The agencies in a credit's words; of each part all or the last that is no number: "den Agenturen AFP"."""
    found: list[str] = []
    for part in _SPLIT.split(source):
        said = [word for word in part.split() if not word[0].isdigit()]
        found.extend(agencies_in(" ".join(said), words) or agencies_in(said[-1] if said else "", words))
    return tuple(dict.fromkeys(found))


def dateline_of(line: str, text: str, words: Lexicon) -> Dateline:
    """The dateline at the head of a line.

    Args:
        line: the line.
        text: the whole text, to bear out a place that no list knows ("in Hünfeld"); "" where only certain forms count.
        words: the languages' words.
    """
    head = line[:_LENGTH]
    if opened := _SOURCE.match(head):  # "(dpa) – Text"
        found = agencies_in(opened["source"], words)
        return Dateline(None, found, None, None, opened.end(), bool(found))
    mark = _MARK.match(head)
    begin = mark.end() if mark else 0
    for stop in _STOP.finditer(head, begin + 1):
        if stop.start() - begin > _LONGEST:
            break
        place = head[begin : stop.start()].rstrip()
        if not _shaped(place):
            continue
        found_line = _behind(place, head, stop.start(), line, text, words)
        if found_line and (found_line.certain or mark is None):
            return found_line._replace(author=_author(mark["mark"]) if mark else None, certain=True)
    return Dateline()


def _shaped(place: str) -> bool:
    """Whether the words look like places: one to six, each with a capital at its head, each of at most five words."""
    parts = _JOINT.split(place)
    return 0 < len(parts) <= 6 and all(part[:1].isupper() and _PART.match(part) for part in parts)


def _behind(place: str, head: str, at: int, line: str, text: str, words: Lexicon) -> Dateline | None:
    """Read on behind the place: date, source, and the dash or stop that ends a dateline."""
    parts = _JOINT.split(place)
    folded = {part.casefold() for part in parts}
    if any(not folded.isdisjoint(one) for one in (words.agencies, words.months, words.weekdays, words.no_places)):
        return None
    if names_outlet(place, words):
        return None
    dated, published, at = _date(head, at, words)
    if source := _SOURCE.match(head, at):
        agencies = agencies_in(source["source"], words)
        own = source["source"].strip().casefold() in words.own_reports
        if agencies or own or _unknown_source(place, parts, source, dated, line, text, words):
            return Dateline(place, agencies, published, None, source.end(), True)
        return None
    end = _END.match(head, at - 1 if dated and head[at - 1] == "." else at)  # "21. Oktober." ends with its month
    if end is None or not (dated or _borne_out(place, parts, end[0].strip(), line, text, words)):
        return None
    return Dateline(place, (), published, None, end.end(), True)


def _unknown_source(
    place: str, parts: list[str], source: re.Match[str], dated: bool, line: str, text: str, words: Lexicon
) -> bool:
    """Whether brackets that name no agency at hand still hold a source: behind a date, or a mark behind a place that
    something bears out. What follows begins a sentence: "Altmaier (CDU) sagte" is no dateline.
    """
    end = source[0].rpartition(")")[2].strip()
    if not end and line[source.end() : source.end() + 1].islower():
        return False
    if dated:
        return True
    return _OWN_MARK.fullmatch(source["source"].strip()) is not None and _borne_out(
        place, parts, end, line, text, words
    )


def _author(mark: str) -> str:
    """Who signs with a mark: "ban." is "ban", initials keep their stops."""
    return mark.removesuffix(".") if mark[0].islower() else mark


def _date(head: str, at: int, words: Lexicon) -> tuple[bool, str | None, int]:
    """A date behind the place: whether there is one, its ISO text where it has a year, and where it ends."""
    start = _DATED.match(head, at)
    for begin in {start.end(), at + 2} if start else ():
        if full := words.date.match(head, begin):
            return True, written_date(full[0], words), full.end()
        if day := words.day_month.match(head, begin):
            return True, None, day.end()
        for prefix in words.month_prefixes:
            if head.startswith(prefix + " ", begin):
                month = _LETTERS.match(head, begin + len(prefix) + 1)
                if month and month[0].casefold() in words.months:
                    return True, None, month.end()
    return False, None, at


def _borne_out(place: str, parts: list[str], end: str, line: str, text: str, words: Lexicon) -> bool:
    """Whether a place without date and source is one: a text must follow in the same line, and every part be known (or
    one of several joined by strokes), or the word stand in capitals before a dash.
    """
    if len(line) < 60 or any(len(part) < 3 for part in parts if "." not in part):
        return False
    known = [_known(part, text, words) for part in parts]
    capitals = place.isupper() and len(place) > 3 and end in ("–", "—", "-", "--")
    return all(known) or capitals or ("/" in place and any(known))


def is_place(line: str, words: Lexicon) -> bool:
    """Whether a line is nothing but places of the lists: "Ottawa", "Genf/New York"."""
    return len(line) <= _LONGEST and _shaped(line) and all(one.casefold() in words.places for one in _JOINT.split(line))


def _known(part: str, text: str, words: Lexicon) -> bool:
    """Whether a place is in the lists, ends like one, or stands behind a preposition somewhere in the text."""
    bare = part.partition(" (")[0]
    if bare.casefold() in words.places or (" " not in bare and bare.casefold().endswith(words.place_endings)):
        return True
    name = bare.title() if bare.isupper() else bare
    return any(f" {lead} {name}" in text for lead in words.before_places)
