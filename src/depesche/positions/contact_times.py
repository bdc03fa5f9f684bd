"""When a contact was, as its sentence tells it: not the dateline's day, nor an agreement's ("Erklärung vom ...")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from depesche.positions.data import language_data
from depesche.positions.happening import Clauses
from depesche.positions.passages import Passages
from depesche.reading.dateline import dateline_of
from depesche.reading.lexicon import lexicon
from depesche.records import TimeExpression

HEAD = 140  # letters at the head of a line in which a dateline ends


def contact_time(
    passages: Passages, index: int, times: Iterable[TimeExpression], places: Sequence[int]
) -> TimeExpression | None:
    """The date that a sentence gives the contact: of its own clause if one stands there, the nearest to its word.

    Args:
        index: the sentence.
        times: of the document.
        places: where its contact words begin.
    """
    start, end = passages.sentences[index]
    dated = [
        t
        for t in times
        if start <= t.start < end
        and t.type in ("DATE", "TIME")
        and not (
            _is_to_come(passages, t) or in_dateline(passages, t.start) or _is_attribute(passages, index, t, places)
        )
    ]
    if not dated or not places:
        return dated[0] if dated else None
    clauses = Clauses(passages, index, ())
    own = [t for t in dated if any(clauses.together(t.start, place) for place in places)]
    near = own or [t for t in dated if not _is_of_saying(passages, t, places)]
    return min(near, key=lambda t: min(abs(t.start - place) for place in places), default=None)


def _is_of_saying(passages: Passages, time: TimeExpression, places: Sequence[int]) -> bool:
    """Whether a date is when somebody said what the contact's word stands in ("..., teilte er am Sonntag mit")."""

    def inside(place: int) -> set[str]:
        return {s.id for s in passages.statements if any(span.start <= place < span.end for span in s.content)}

    return any(inside(place) - inside(time.start) for place in places)


def _is_to_come(passages: Passages, time: TimeExpression) -> bool:
    """Whether a date is after the day of publication: what the contact was about ("ein Verbot ab 2030")."""
    return passages.day is not None and time.since is not None and time.since > passages.day


def in_dateline(passages: Passages, place: int) -> bool:
    """Whether what begins at a place in the text stands in the dateline at the head of its line, as does the date in
    "Gaborone, 19. Juli (AFP) - ".
    """
    begin = passages.text.rfind("\n", 0, place) + 1
    if place - begin > HEAD:
        return False
    end = passages.text.find("\n", place)
    line = passages.text[begin : end if end >= 0 else None]
    found = dateline_of(line, passages.text, lexicon())
    return found.certain and place < begin + found.end


def _is_attribute(passages: Passages, index: int, time: TimeExpression, places: Sequence[int]) -> bool:
    """Whether a date belongs to a noun that is no word of the contact: "die Erklärung vom 19. September"."""
    before = [word for word in passages.words[index] if word.start < time.start][-2:]
    if len(before) < 2 or before[1].form not in _of_dates(passages.language):
        return False
    noun = before[0]
    told = any(noun.start <= place < noun.end for place in places)
    return passages.text[noun.start].isupper() and not told and passages.text[noun.end : before[1].start].isspace()


@lru_cache(maxsize=8)
def _of_dates(language: str) -> frozenset[str]:
    return frozenset(map(str, language_data(language, "happening")["of_dates"]))


__all__ = ["contact_time", "in_dateline"]
