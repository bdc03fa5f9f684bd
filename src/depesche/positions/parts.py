"""Which part of a statement speaks of an issue: who says several things at once takes a stance on each.

"Während Moskau den Beitritt ablehnt, zeigt es sich offen für Garantien": *ablehnt* is said of the accession alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from depesche.positions.passages import Passages
from depesche.positions.patterns import Hit
from depesche.records import Span, Statement

_JOINTS = ",;:–—"  # marks between which a clause may stand
_VERBS = ("VERB", "AUX")
MOST_PARTS = 30  # of one statement; what has more is a speech, not a breath, and is judged as a whole


def parts(statement: Statement, passages: Passages) -> list[Span]:
    """A statement's content cut at marks into stretches that hold a verb each; those without one go with the next.

    Enumerations hold together that way ("Abzug, Sperre und Kontrollen lehnte er ab"). Without parts of speech the
    whole content is one part; so it is with more than `MOST_PARTS`.
    """
    found: list[Span] = []
    for span in statement.content:
        begin, verbs = span.start, False
        for token in passages.tokens_in(span):
            if passages.text[token.start] in _JOINTS and verbs:
                found.append(Span(begin, token.start))
                begin, verbs = token.end, False
            verbs = verbs or token.pos in _VERBS
        if verbs or not found or found[-1].end < span.start:
            found.append(Span(begin, span.end))
        else:  # the rest has no verb: it goes on with what stands before
            found[-1] = Span(found[-1].start, span.end)
    return found if len(found) <= MOST_PARTS else list(statement.content)


def part_of(hits: Sequence[Hit], statement: Statement, passages: Passages) -> list[Span] | None:
    """The parts of a statement in which an issue's words stand; None if that is the whole, or if none stands in it.

    Args:
        hits: the issue's words in the statement's content.
        statement: the statement.
        passages: its document.
    """
    if not hits:
        return None
    cut = parts(statement, passages)
    chosen = [span for span in cut if any(span.start <= hit.start < span.end for hit in hits)]
    return chosen if chosen and len(chosen) < len(cut) else None
