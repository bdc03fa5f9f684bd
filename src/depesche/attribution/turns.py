"""Who owns which stretch of a page: the turns of a dialogue, a letter, a speech printed in full, a review of the press.

A page that prints words as somebody's needs no verb of saying: a label ("Roth:"), a signature, a newspaper's name tells
whose they are. This is a pass over the layout alone, linear in the text. It finds nothing in an ordinary article: a
line with a colon is a label only where labels come back in turn, a letter has salutation and signature, a review
several papers. What is done with turns is `turned`'s; words are data (``turns.yaml``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from depesche.records import Span

__all__ = ["Form", "Part", "Turn", "Turns"]


class Form(StrEnum):
    """What sort of layout a turn belongs to."""

    DIALOGUE = "dialogue"
    LETTER = "letter"
    SPEECH = "speech"
    REVIEW = "review"


class Part(StrEnum):
    """What the owner of a turn does in it."""

    ASKS = "asks"  # leads a talk: what he says himself is no news
    ANSWERS = "answers"  # speaks for himself
    NARRATES = "narrates"  # the text's own voice between tapes


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a page that is somebody's own words.

    ``start`` to ``end`` are the words themselves, without label, salutation or signature; ``owner`` the words of the
    page that name who speaks ("Roth", a signature), None where nobody is named; ``addressee`` those for whom "Sie" is.
    """

    form: Form
    part: Part
    start: int
    end: int
    owner: Span | None
    addressee: Span | None = None


class Turns:
    """The turns of one document, in text order, none over another."""

    def __init__(self, turns: Iterable[Turn] = ()) -> None:
        self._turns = tuple(_apart(turns))
        self._starts = [turn.start for turn in self._turns]

    def __iter__(self) -> Iterator[Turn]:
        return iter(self._turns)

    def __len__(self) -> int:
        return len(self._turns)

    def at(self, place: int) -> Turn | None:
        """The turn that holds a place."""
        number = bisect_right(self._starts, place) - 1
        return self._turns[number] if number >= 0 and place < self._turns[number].end else None


def _apart(turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns in text order; of two that overlap the one that begins first, or a dialogue's."""
    end = -1
    for turn in sorted(turns, key=lambda one: (one.start, one.form is not Form.DIALOGUE, -one.end)):
        if turn.start >= end and turn.end > turn.start:
            yield turn
            end = turn.end
