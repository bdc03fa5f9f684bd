"""Page furniture in plain text: share prompts, cookie notices, related links, photo credits ... set aside as spans.

A line is furniture where its own look (`judge.py`) and its place say so: furniture stands in blocks, behind the title
and at the foot, where no article has a short line that is no sentence. What is set aside stays in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from depesche.reading.judge import Judged, judge
from depesche.reading.letters import head_lines
from depesche.reading.lexicon import lexicon
from depesche.reading.lines import Line, lines_of_text
from depesche.reading.service import service_lines
from depesche.records import Junk

_ENOUGH = 2.5  # score from which a line is furniture
_BESIDE = 1.0  # added next to a line that is furniture by itself
_SERVICE = 6.0  # a line that an agency sends for desks: enough wherever it stands
_FIRST = -1.5  # the first line is a title more often than not
_EDGE = 0.5  # added to the last line, and to the one behind the title
_FOOT = 2.0  # added at the foot of a text of sentences to a line that is none; such a line needs a hint more
_FOOT_LONGEST = 120  # code points of such a line
_FOOT_WORDS = 14  # words of such a line
_PROSE = 0.3  # share of a language's commonest words from which such a line is prose that was cut off
_SENTENCE_LONGEST = 130  # code points of a sentence that is furniture within a line of prose
_SENTENCE_ENOUGH = 4.0  # stricter: what is taken out of a paragraph must be certain
_BRACKETED = 1.0  # added to such a sentence in brackets: a mark, not part of what is told
_STATEMENT = re.compile(r"[.…][\"“”»«’')]*$")
_STATEMENT_WORDS = 4  # words of a statement at least; furniture's own ("Alle Rechte vorbehalten.") are shorter
_CUT = re.compile(r"(?<=[.!?…])[\"“”»«)]*\s+(?=[^\s\d])")
_MARKED_SHORTEST = 60  # code points of a line of prose whose last sentence may be furniture, unless it has brackets
_PROSE_LINE = Judged(-1.5, "", True)  # what a paragraph of an article scores
_INITIALS = 5  # letters of a sign-off that is one word


def find_junk(text: str, title: str | None = None, outlet: str | None = None) -> tuple[Junk, ...]:
    """The furniture in a text, in order, without overlap; each span covers one line, or sentences at a line's end.

    Args:
        text: the stored text.
        title: the title where the source gave it; the line that holds it is never furniture.
        outlet: the outlet where the source gave it: its name in a line of labels is one more label.
    """
    names = frozenset({outlet.casefold()} if outlet else ())
    lines = list(lines_of_text(text))
    service = service_lines(lines, lexicon()) | dict.fromkeys(head_lines(lines, lexicon()), "contact")
    whole = [
        None
        if line.text == title and at < 3
        else Judged(_SERVICE, service[at])
        if at in service
        else judge(line.text, names)
        for at, line in enumerate(lines)
    ]
    marks = [
        [] if at in service else _marks(line, verdict, names)
        for at, (line, verdict) in enumerate(zip(lines, whole, strict=True))
    ]
    # To its neighbours a statement with a mark behind it is a statement.
    judged = [_PROSE_LINE if marked else verdict for marked, verdict in zip(marks, whole, strict=True)]
    foot = _foot(lines, judged)
    found: list[Junk] = []
    for at, (line, verdict) in enumerate(zip(lines, whole, strict=True)):
        if verdict is not None and verdict.score + _place(judged, at, foot) >= _ENOUGH:
            found.extend(marks[at] or (Junk(line.start, line.end, verdict.kind),))
        elif line.text != title and (len(line.text) >= _MARKED_SHORTEST or line.text[-1] in ")]"):
            found.extend(_within(line, names))
    return tuple(found)


def _marks(line: Line, verdict: Judged | None, names: frozenset[str]) -> list[Junk]:
    """The marks behind a statement ("... wies dies zurück. (Seite 7)") that make its line look like furniture."""
    if verdict is None or verdict.score <= 0:
        return []
    found = _within(line, names, _ENOUGH)
    if not found:
        return []
    head = line.text[: found[0].start - line.start].rstrip()
    alone = judge(head, names)
    stated = _STATEMENT.search(head) is not None and len(head.split()) >= _STATEMENT_WORDS
    return found if stated and (alone is None or alone.score <= 0) else []


def _place(judged: Sequence[Judged | None], at: int, foot: int) -> float:
    """What a line's neighbours and its place add."""
    if at == 0:
        return _FIRST
    beside = any(_is_junk(one) for one in (*judged[max(0, at - 1) : at], *judged[at + 1 : at + 2]))
    edge = at in (1, len(judged) - 1)
    return (_BESIDE if beside else 0.0) + (_FOOT if at >= foot else _EDGE if edge else 0.0)


def _is_junk(one: Judged | None) -> bool:
    return one is not None and one.score >= _ENOUGH


def _foot(lines: Sequence[Line], judged: Sequence[Judged | None]) -> int:
    """Where the foot begins: the index of the first of the last lines that are short and no sentences.

    There is none unless what stands before is a text of sentences.
    """
    at = len(lines)
    while at > 0 and (_is_junk(judged[at - 1]) or _loose(lines[at - 1], judged[at - 1])):
        at -= 1
    before = judged[max(0, at - 3) : at]
    prose = [one for one in before if one is None or one.sentence]
    return at if len(prose) >= 2 or (before and before[-1] is None) else len(lines)


def _loose(line: Line, one: Judged | None) -> bool:
    """Whether a line at the foot is short, no sentence, no sign-off, and no beginning of a sentence cut off."""
    if one is None or one.sentence or len(line.text) > _FOOT_LONGEST or _closes(line.text):
        return False
    words = line.text.lower().split()
    common = sum(word.strip(",;") in known for known in lexicon().common.values() for word in words)
    return len(words) <= _FOOT_WORDS and (len(words) < 6 or common < _PROSE * len(words))


def _closes(line: str) -> bool:
    """Whether a line may end an article without being a sentence: a sign-off, or the name of who wrote it."""
    if line[0] in "([" and line[-1] in ")]":
        return True
    names = line.replace(",", " ").split()
    if len(names) == 1:
        return len(line) <= _INITIALS
    return len(names) <= 4 and all(name[0].isupper() and name[-1] not in ":!?" for name in names)


def _within(line: Line, names: frozenset[str], enough: float = _SENTENCE_ENOUGH) -> list[Junk]:
    """Furniture that hangs on a line of prose: its last sentences, each with a score of so much."""
    begin = max(line.start, line.end - _SENTENCE_LONGEST)
    tail = line.text[begin - line.start :]
    start, kind, end = line.end, "", len(tail)
    for cut in reversed([match.end() for match in _CUT.finditer(tail)]):
        sentence = tail[cut:end].strip()
        verdict = judge(sentence, names)
        bracketed = _BRACKETED if sentence[0] in "([" and sentence[-1] in ")]" else 0.0
        if verdict is None or verdict.score + bracketed < enough:
            break
        start, kind, end = begin + cut, verdict.kind, cut
    return [Junk(start, line.end, kind)] if kind else []
