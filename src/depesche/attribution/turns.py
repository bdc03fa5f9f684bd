"""Who owns which stretch of a page: the turns of a dialogue, a letter, a speech printed in full, a review of the press.

A page that prints words as somebody's needs no verb of saying: a label ("Roth:"), a signature, a newspaper's name tells
whose they are. This is a pass over the layout alone, linear in the text. It finds nothing in an ordinary article: a line
with a colon is a label only where labels come back in turn, a letter has salutation and signature, a review several
papers. What is done with turns is `turned`'s; words are data (``turns.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from depesche.records import Analysis, Document, Span

__all__ = ["Form", "Part", "Turn", "find_turns"]


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


def find_turns(document: Document, analysis: Analysis) -> tuple[Turn, ...]:
    """The turns of a document, in text order, none over another; most documents have none."""
    from depesche.attribution.dialogues import dialogue  # they build turns
    from depesche.attribution.layout import Page
    from depesche.attribution.printed import letters, speeches
    from depesche.attribution.reviews import reviews

    page = Page(document, analysis)
    if not page.known:
        return ()
    return tuple(_apart([*dialogue(page), *letters(page), *speeches(page), *reviews(page)]))


def _apart(turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns in text order; of two that overlap the one that begins first, and in a dialogue's place nothing else."""
    end = -1
    for turn in sorted(turns, key=lambda one: (one.start, one.form is not Form.DIALOGUE, -one.end)):
        if turn.start >= end and turn.end > turn.start:
            yield turn
            end = turn.end
