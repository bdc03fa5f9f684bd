"""Dialogues on a page: interviews, press conferences, debates, scripts of radio features.

Three layouts: labels that come back in turn ("Frage: ... / Roth: ..."); one label that comes back between paragraphs
without ("... Stimmt das? / Osmani: ..."); and questions alone, under a heading that calls the page an interview.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from depesche.attribution.layout import MARKS, Page
from depesche.attribution.turns import Form, Part, Turn
from depesche.records import Span

_LABEL = re.compile(r"([^\n:?!„“”»«\"]{1,70}?)[ \t]*[*_]{0,2}:[*_]{0,2}(?:\s*\n?\s*)(?=\S)")
_BRACKET = re.compile(r"\([^()]*\)?")
_MEMBER = re.compile(r" \((?=[^()]*[A-ZÄÖÜ][^()]*[A-ZÄÖÜ])[^\s()]{2,16}\)")
_PIECE = re.compile(r"\S+")
_LONGEST = 7  # words of a label
_LEAST = 4  # labels that make a dialogue
_ONE = 3  # of one that comes back between paragraphs without
_QUESTIONS = 3  # paragraphs that ask, in an interview without labels
_LONG_QUESTION = 600  # characters
_ASKS = 0.4  # of his turns that end with a question, in one who leads a talk; by hand
_BRIEF = 250  # characters in the mean of a chair's turns
_SHORT = 15  # characters in the mean that are too few for a turn: a table, a list of results
_QUOTES = '„“”"»«'
_QUOTED = re.compile(r"[„“”\"»«][^„“”\"»«\n]{12,}[“”\"»«]")
_TOP = 6  # lines at the top among which a title is
_CAPITAL = r"[A-ZÄÖÜ][\w’'-]{1,30}"
_OFFICE = 30  # characters of an office that are looked for
_LEAD = 3_000  # characters at the top in which a guest is introduced
_DOTTED = re.compile(r"(?:[^\W\d_]\.[ -]?){2,4}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,4}$|[A-ZÄÖÜ]{2,3}$")
_GENERIC = ("asks", "answers", "tape", "translates", "narrates")


@dataclass(slots=True)
class _Label:
    """A line's label: whose it is by ``key``, the words that name him, and what it says of itself (`_GENERIC`)."""

    start: int
    end: int
    key: str
    name: Span | None
    sort: str
    spoken: bool = True  # words follow; a tape may be announced on a line of its own
    titled: bool = False  # a title or a bracket stands beside the name


def dialogue(page: Page) -> list[Turn]:
    """The turns of a page's dialogue, empty where it is none."""
    return _labelled(page) or _asked(page)


def _labelled(page: Page) -> list[Turn]:
    labels = [label for line in page.lines if (label := _label(page, line)) is not None]
    labels = _kept(page, labels)
    if not labels:
        return []
    if len({label.key for label in labels if not _is_generic(label, "tape")}) == 1:
        return _between(page, labels)
    return _of_labels(page, labels)


# Labels


def _label(page: Page, line: Span) -> _Label | None:
    """What stands before a line's colon, if it looks like somebody's name or part in a talk."""
    start = line.start
    while start < line.end and page.text[start] in MARKS:
        start += 1
    match = _LABEL.match(page.text, start, min(len(page.text), start + 120))
    if match is None:
        return _tape(page, line, start)
    pieces = _pieces(page, match.start(1), match.end(1))
    if not pieces or len(pieces) > _LONGEST:
        return None
    sort, first = _sort(page, pieces)
    names = pieces[first:]
    small = len(pieces) == 1 and page.text[names[0].start : names[0].end].isalpha() if names else False  # "taz:"
    if not small and not all(_may_name(page, page.text[one.start : one.end]) for one in names):
        return None
    if not names:
        word = page.text[pieces[0].start : pieces[0].end].lower() if sort else ""
        return _Label(line.start, match.end(), sort or word, None, sort) if sort else None
    last = page.text[names[-1].start : names[-1].end].strip(".,").casefold()
    bracket = _MEMBER.match(
        page.text, names[-1].end, match.end(1)
    )  # "Gredler (FPÖ)", not "Voigt (Köln)" or "Horn (lacht)"
    name = Span(names[0].start, bracket.end() if bracket else names[-1].end)
    return _Label(line.start, match.end(), last, name, sort, titled=first > 0 or "(" in match[1])


def _tape(page: Page, line: Span, start: int) -> _Label | None:
    """A tape that is announced on a line of its own: "O-Ton Pieter Louw (Englisch)"."""
    if line.end - start > 70:
        return None
    pieces = _pieces(page, start, line.end)
    sort, first = _sort(page, pieces) if pieces else ("", 0)
    names = pieces[first:]
    if sort != "tape" or not names or not all(_may_name(page, page.text[a:b]) for a, b in names):
        return None
    last = page.text[names[-1].start : names[-1].end].casefold()
    return _Label(line.start, line.end, last, Span(names[0].start, names[-1].end), sort, spoken=False)


def _pieces(page: Page, start: int, end: int) -> list[Span]:
    """A label's words, without what stands in brackets."""
    brackets = [match.span() for match in _BRACKET.finditer(page.text, start, end)]
    return [
        Span(*match.span())
        for match in _PIECE.finditer(page.text, start, end)
        if not any(a <= match.start() < b for a, b in brackets)
    ]


def _sort(page: Page, pieces: Sequence[Span]) -> tuple[str, int]:
    """Which part in a talk a label's first words tell, and how many words that and titles are."""
    sort, first = "", 0
    for piece in pieces:
        word = page.text[piece.start : piece.end].strip(".,*_").lower()
        told = next((name for name in _GENERIC if page.known.has(name, word)), "")
        if told and not sort:
            sort = told
        elif not (page.known.has("titles", word) or (sort and word.isdigit())):
            break
        first += 1
    return sort, first


def _may_name(page: Page, word: str) -> bool:
    bare = word.strip(".,*_")
    return bare[:1].isupper() or page.known.has("particles", bare.lower()) or ("-" in bare and bare[-1:].isalpha())


def _kept(page: Page, labels: list[_Label]) -> list[_Label]:
    """The labels of a dialogue; nothing where they are no dialogue's."""
    counts = Counter(label.key for label in labels)
    scripted = any(label.sort in ("tape", "translates") for label in labels)
    for label in labels:
        if label.sort == "narrates" and not scripted:
            label.sort = ""
    kept = [
        one
        for one in labels
        if one.sort or one.titled or one.key in page.persons or counts[one.key] > 1 or _is_outlet(page, one)
    ]
    repeated = {label.key for label in kept if counts[label.key] > 1}
    persons = {label.key for label in kept if _is_person(page, label)}
    people = repeated & persons | {label.key for label in kept if label.sort}
    if len(repeated) == 1 and counts[next(iter(repeated))] >= _ONE and repeated <= people:
        return [label for label in kept if label.key in repeated]
    if len(kept) < _LEAST or len(repeated) < 2 or not people:
        return []
    if sum(one.key == other.key for one, other in pairwise(kept)) * 3 > len(kept):
        return []  # a list that says the same thing of many
    stretches = [page.text[one.end : after.start] for one, after in pairwise(kept)]
    if any(label.sort for label in kept):
        return kept
    told = (
        sum("?" in words for words in stretches) >= 2
        or len(persons) >= 3
        or (len(repeated) == 2 and len(kept) >= 2 * _ONE and all(a.key != b.key for a, b in pairwise(kept)))
    )
    return kept if told and sum(map(len, stretches)) >= _SHORT * len(stretches) else []


def _is_person(page: Page, label: _Label) -> bool:
    """Whether a label names somebody whom the page names as a person, or has his initials."""
    dotted = label.name is not None and _DOTTED.match(page.text, *label.name) is not None
    return dotted or label.key in page.persons


def _is_generic(label: _Label, sort: str) -> bool:
    return label.sort == sort and label.name is None


# Labels that come back in turn


def _of_labels(page: Page, labels: list[_Label]) -> list[Turn]:
    stretches = list(_stretches(page, labels))
    asks = _askers(page, labels, stretches)
    parts = [_part(label, asks) for label in labels]
    questions = [stretch for stretch, part in zip(stretches, parts, strict=True) if part is Part.ASKS]
    guest = _guest(page, labels[0].start, questions)
    taped: Span | None = None
    found: list[Turn] = []
    for label, stretch, part in zip(labels, stretches, parts, strict=True):
        taped = label.name if label.sort == "tape" and label.name else taped
        owner = _spelled(page, label, labels[0].start, guest) if part is Part.ANSWERS else label.name
        if owner is None and part is Part.ANSWERS:
            owner = taped if label.sort == "translates" else guest
        if label.spoken:
            found.append(Turn(Form.DIALOGUE, part, stretch.start, stretch.end, owner))
    return [*_titled(page, found), *_addressed(found)]


def _spelled(page: Page, label: _Label, before: int, guest: Span | None) -> Span | None:
    """The words that name a label's owner: its own, or for mere initials ("R. A.") the lead's."""
    words = page.text[slice(*label.name)] if label.name else ""
    if not _INITIALS.match(words) or ("." not in words and label.key in page.persons):
        return label.name
    letters = [letter for letter in words if letter.isalpha()]
    for one in page.named(0, before):
        if [word[0] for word in page.text[one.start : one.end].split()] == letters:
            return one
    known = page.text[slice(*guest)].split() if guest else []
    return guest if known and known[-1][0] == letters[-1] else label.name


def _part(label: _Label, asks: set[str]) -> Part:
    if label.sort == "narrates":
        return Part.NARRATES
    return Part.ASKS if label.key in asks or label.sort == "asks" else Part.ANSWERS


def _askers(page: Page, labels: Sequence[_Label], stretches: Sequence[Span]) -> set[str]:
    """The keys of those who lead the talk: by what their labels say, as a chair, or by their questions."""
    told = {label.key for label in labels if label.sort == "asks" or _is_outlet(page, label)}
    return told or _chairs(page, labels, stretches) or _questioners(page, labels, stretches)


def _chairs(page: Page, labels: Sequence[_Label], stretches: Sequence[Span]) -> set[str]:
    """Who gives others the word in a debate of several: he has a chair's title, and says little."""
    lengths: dict[str, list[int]] = defaultdict(list)
    for label, stretch in zip(labels, stretches, strict=True):
        first = next(page.words(*label.name), "").lower() if label.name else ""
        if page.known.has("chairs", first):
            lengths[label.key].append(stretch.end - stretch.start)
    several = len({label.key for label in labels}) > 2
    return {key for key, found in lengths.items() if several and sum(found) < _BRIEF * len(found)}


def _questioners(page: Page, labels: Sequence[_Label], stretches: Sequence[Span]) -> set[str]:
    """Whose turns end with questions, or a paper's name that opens a talk with persons."""
    asked: dict[str, list[bool]] = defaultdict(list)
    for label, stretch in zip(labels, stretches, strict=True):
        if not label.sort:
            asked[label.key].append(page.is_question(*stretch))
    shares = {key: sum(found) / len(found) for key, found in asked.items() if len(found) > 1}
    if not shares:
        return set()
    most = max(shares, key=lambda key: shares[key])
    opens = labels[0].key
    if opens in shares and opens not in page.persons and all(key in page.persons for key in shares if key != opens):
        return {opens}
    others = max((share for key, share in shares.items() if key != most), default=0.0)
    return {most} if shares[most] >= _ASKS and shares[most] >= 2 * others else set()


def _is_outlet(page: Page, label: _Label) -> bool:
    """Whether a label is the name of the document's outlet, or a part of it ("SPIEGEL:" in Der Spiegel)."""
    outlet = (page.document.outlet or "").casefold()
    words = page.text[slice(*label.name)].casefold() if label.name else ""
    return bool(words and outlet) and (words in outlet or outlet in words)


def _stretches(page: Page, labels: Sequence[_Label]) -> Iterator[Span]:
    """The words behind each label, up to the next one or to what ends a talk."""
    for label, following in pairwise(labels):
        yield _trimmed(page, label.end, _closed(page, label.end, following.start))
    yield _last(page, labels[-1].end)


def _closed(page: Page, start: int, end: int) -> int:
    """Where a line ends a talk in a range ("Das Gespräch führte ..."), else the range's end."""
    pattern = page.known.opens("leads")
    place = page.text.find("\n", start, end)
    while place != -1:
        begin = place + 1
        while begin < end and page.text[begin] in MARKS + "([":
            begin += 1
        if pattern.match(page.text, begin, end):
            return place
        place = page.text.find("\n", place + 1, end)
    return end


def _last(page: Page, start: int) -> Span:
    """The last turn: its paragraph, and those below in which somebody still speaks of himself."""
    end = start
    limit = _closed(page, start, len(page.text))
    for paragraph in page.paragraphs:
        if paragraph.end <= start or paragraph.start >= limit:
            continue
        if end > start and not page.says_i(paragraph.start, min(paragraph.end, limit)):
            break
        end = min(paragraph.end, limit)
    return _trimmed(page, start, end)


def _trimmed(page: Page, start: int, end: int) -> Span:
    while start < end and (page.text[start].isspace() or page.text[start] in "*_"):
        start += 1
    while end > start and (page.text[end - 1].isspace() or page.text[end - 1] in "*_"):
        end -= 1
    return Span(start, end)


def _addressed(turns: Sequence[Turn]) -> list[Turn]:
    """The turns with whom "Sie" means in each: who answers next."""
    found: list[Turn] = []
    after: Span | None = None
    for turn in reversed(turns):
        found.append(replace(turn, addressee=after))
        if turn.part is Part.ANSWERS and turn.owner is not None:
            after = turn.owner
    return found[::-1]


def _titled(page: Page, turns: Sequence[Turn]) -> Iterator[Turn]:
    """What an interview's title quotes is its one guest's."""
    guests = [turn.owner for turn in turns if turn.part is Part.ANSWERS and turn.owner is not None]
    keys = {page.text[a:b].split()[-1].casefold() for a, b in guests}
    if len(keys) != 1:
        return
    first = min(turn.start for turn in turns)
    title = page.document.title_span
    tops = [line for line in page.lines[:_TOP] if line.end <= first and page.text[line.start] in _QUOTES]
    for line in [*([title] if title is not None and title.end <= first else []), *tops]:
        quoted = _QUOTED.search(page.text, line.start, line.end)
        if quoted is not None:
            yield Turn(Form.DIALOGUE, Part.ANSWERS, quoted.start(), quoted.end(), guests[0])
            return


# One label, and questions without


def _between(page: Page, labels: Sequence[_Label]) -> list[Turn]:
    """An interview in which only the answers have a label: the paragraph before each is a question."""
    paragraphs = [one for one in page.paragraphs if one.start < labels[-1].end]
    starts = {label.start for label in labels}
    questions = [one for one, after in pairwise(paragraphs) if one.start not in starts and after.start in starts]
    asked = sum(page.is_question(*one) for one in questions)
    if len(questions) < len(labels) - 1 or asked * 3 < len(questions):
        return []
    cuts = sorted([*(one.start for one in questions), *starts])
    found = [Turn(Form.DIALOGUE, Part.ASKS, one.start, one.end, None) for one in questions]
    for label in labels:
        after = bisect_left(cuts, label.end)
        stretch = _trimmed(page, label.end, cuts[after]) if after < len(cuts) else _last(page, label.end)
        found.append(Turn(Form.DIALOGUE, Part.ANSWERS, stretch.start, stretch.end, label.name))
    found.sort(key=lambda turn: turn.start)
    return [*_titled(page, found), *_addressed(found)]


def _asked(page: Page) -> list[Turn]:
    """An interview whose questions are paragraphs of their own and have no labels."""
    paragraphs = page.paragraphs
    asking = [number for number, one in enumerate(paragraphs) if number and _is_asked(page, one)]
    if len(asking) < _QUESTIONS or any(after - before < 2 for before, after in pairwise(asking)):
        return []
    first = paragraphs[asking[0]].start
    if not any(page.known.has("interview", word.lower()) for word in page.words(0, first)):
        return []
    guest = _guest(page, first, [paragraphs[number] for number in asking])
    if guest is None:
        return []
    found = []
    for number, after in zip(asking, [*asking[1:], len(paragraphs)], strict=True):
        found.append(Turn(Form.DIALOGUE, Part.ASKS, *paragraphs[number], None))
        limit = _closed(page, first, len(page.text)) if after == len(paragraphs) else paragraphs[after].start
        for place in range(number + 1, after):
            one = paragraphs[place]
            # a question may do without its mark, so only the first paragraph is surely an answer
            if one.end > limit or (place > number + 1 and not page.says_i(*one)):
                break
            label = _label(page, one)
            begin = label.end if label is not None and label.key in page.persons else one.start
            found.append(Turn(Form.DIALOGUE, Part.ANSWERS, begin, one.end, guest))
    answers = [turn for turn in found if turn.part is Part.ANSWERS]
    if sum(page.says_i(turn.start, turn.end) for turn in answers) * 2 < len(answers):
        return []
    return [*_titled(page, found), *_addressed(found)]


def _is_asked(page: Page, paragraph: Span) -> bool:
    return paragraph.end - paragraph.start <= _LONG_QUESTION and page.is_question(*paragraph)


def _guest(page: Page, before: int, questions: Sequence[Span]) -> Span | None:
    """Who answers, as the lead names him: whom the questions address by name, else the only one who does not ask, else
    who has the office by which they address him.
    """
    called: Counter[str] = Counter()
    for question in questions:
        words = list(page.words(*question))
        for place, word in enumerate(words[:-1]):
            if page.known.has("honorifics", word.lower()):
                called.update(_first(words[place + 1 : place + 4], page.persons))
                called.update(words[place + 1 : place + 2])
    for name, _ in called.most_common():
        if name in page.persons:
            return page.fullest(name, before) or page.persons[name][0]
    named = [one for one in page.named(0, before) if not _leads(page, one)]
    keys = {page.text[one.start : one.end].split()[-1].casefold() for one in named}
    if len(keys) == 1:
        return named[0]
    return next((found for office, _ in called.most_common() if (found := _holder(page, office, before))), None)


def _first(words: Sequence[str], known: Collection[str]) -> list[str]:
    """The first of some words that is known as a name, case folded."""
    return next(([word.casefold()] for word in words if word.casefold() in known), [])


def _holder(page: Page, office: str, before: int) -> Span | None:
    """Who is named in the lead behind an office: "Energieminister Taras Holub" for "Herr Minister"."""
    pattern = rf"(?i:{re.escape(office[:_OFFICE])}) ({_CAPITAL}(?: {_CAPITAL}){{1,2}})"
    match = re.search(pattern, page.text[: min(before, _LEAD)])
    return Span(*match.span(1)) if match else None


def _leads(page: Page, name: Span) -> bool:
    """Whether somebody is named as the one who asks."""
    before = page.text[max(0, name.start - 40) : name.start].split()[-1:]
    return bool(before) and page.known.has("led_by", before[0].strip(":,").lower())
