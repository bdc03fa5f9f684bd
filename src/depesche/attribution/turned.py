"""Statements by turns: what stands in somebody's turn is his, if nothing in the turn says otherwise.

The network reads sentences, and knows of a layout only what it learned from a few interviews. Here the turns of a page
(`turns`) correct it: a statement in a turn whose speaker is nobody, "ich", or somebody from beyond the turn's edge gets
the turn's owner; what an asker says himself is dropped; and sentences of an answer that the network left free become
statements of the one who answers (`own_words`). Without turns nothing is changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from depesche.attribution.layout import Words, words_of_layouts
from depesche.attribution.own_words import free_sentences, widened
from depesche.attribution.short_answers import short_answers
from depesche.attribution.turns import Form, Part, Turn, Turns
from depesche.records import Analysis, Document, HedgeKind, Kind, Mention, Span, Statement

_ON_HEARSAY = frozenset([HedgeKind.IMPERSONAL, HedgeKind.ACCORDING_TO, HedgeKind.ALLEGEDLY, HedgeKind.HEARSAY_MODAL])
_CALLED = 12  # characters before a name among which "Herr" is
_TAIL = 8  # characters at a sentence's end among which its mark is
_BEHIND = 40  # characters behind "Sie" in which its verb begins


def with_turns(
    document: Document, analysis: Analysis, turns: Turns, found: tuple[Statement, ...]
) -> tuple[Statement, ...]:
    """A document's statements, those in turns given to their owners, in text order."""
    if not turns:
        return found
    reader = _Reader(document, analysis, turns)
    kept = [told for one in found if (told := reader.told(one)) is not None]
    kept = list(widened(document, analysis, turns, kept, reader.own))
    ids = {one.id for one in kept}
    more = [*free_sentences(document, analysis, turns, found), *short_answers(document, analysis, turns)]
    whole = [*(_loose(one, ids) for one in kept), *more]
    return tuple(sorted(whole, key=lambda one: (one.start, -one.end, one.parent is not None)))


def _loose(statement: Statement, ids: set[str]) -> Statement:
    """A statement without ties to what was dropped."""
    parent = statement.parent if statement.parent in ids else None
    continues = statement.continues if statement.continues in ids else None
    if (parent, continues) == (statement.parent, statement.continues):
        return statement
    return replace(statement, parent=parent, continues=continues)


class _Reader:
    """Reads the statements that were found in one document by its turns."""

    def __init__(self, document: Document, analysis: Analysis, turns: Turns) -> None:
        self.text, self.analysis, self.turns = document.text, analysis, turns
        self.known: Words = words_of_layouts(analysis.language or "de")
        self.own: set[str] = set()  # statements that an owner makes in his own words
        self._sentences = [sentence.start for sentence in analysis.sentences]

    def told(self, statement: Statement) -> Statement | None:
        """A statement as its turn has it; None where it is none."""
        turn = self.turns.at(statement.start)
        if turn is None or statement.end > turn.end:
            return self._beside(statement)
        inside = [span for span in statement.speaker.spans if turn.start <= span.start < turn.end]
        # plain words for which nobody is named anew: whoever was quoted a sentence before is quoted no longer
        ended = statement.speaker.carried and not statement.cue and not statement.hedges
        if inside and not ended and not any(map(self._is_self, inside)):
            return self._sourced(statement, turn, inside)
        if self._asks(statement) and turn.form is not Form.REVIEW:
            return None
        if turn.part is Part.ASKS:
            return self._heard(statement)
        if turn.owner is None or self._is_hearsay(statement):
            return statement
        if statement.cue and self._says_i(statement, turn):
            self.own.add(statement.id)
        return self._owned(statement, turn.owner)

    def _beside(self, statement: Statement) -> Statement:
        """A statement beyond turns, without words of a turn where it has a speaker of its own."""
        spans = tuple(span for span in statement.speaker.spans if self.turns.at(span.start) is None)
        if not spans or len(spans) == len(statement.speaker.spans):
            return statement
        return replace(statement, speaker=replace(statement.speaker, spans=spans))

    def _says_i(self, statement: Statement, turn: Turn) -> bool:
        """Whether "ich" or "wir" stands beside a content, in its sentence: who announces it speaks of himself."""
        number = bisect_right(self._sentences, statement.start) - 1
        if number < 0:
            return False
        sentence = self.analysis.sentences[number]
        before = self.text[max(sentence.start, turn.start) : statement.start]
        words = f"{before} {self.text[statement.end : max(statement.end, sentence.end)]}".lower().split()
        return any(self.known.has("i", word.strip(",.„“")) for word in words)

    def _is_self(self, span: Span) -> bool:
        """Whether a speaker's words are "ich" or "wir"."""
        return self.known.has("first_person", self.text[span.start : span.end].lower())

    def _sourced(self, statement: Statement, turn: Turn, inside: Sequence[Span]) -> Statement | None:
        """A statement with a source in the turn; none where that is whom a question is put to, or who is called."""
        last = inside[-1]
        if turn.part is not Part.ANSWERS and not statement.cue and (self._asks(statement) or self._is_called(last)):
            return None
        if len(inside) < len(statement.speaker.spans):  # a label, and a source behind it
            statement = replace(statement, speaker=replace(statement.speaker, spans=tuple(inside)))
        if turn.addressee is None or not self._is_polite(last, turn):
            return statement
        return self._owned(statement, turn.addressee)

    def _is_polite(self, span: Span, turn: Turn) -> bool:
        """Whether a speaker's words are the "Sie" by which an asker or a writer means whom he speaks to."""
        word = self.text[span.start : span.end]
        if not word[:1].isupper() or not self.known.has("polite", word.lower()):
            return False
        following = next(iter(self.text[span.end : span.end + _BEHIND].split()), "").strip(",.").lower()
        leads = turn.part is Part.ASKS or turn.form is Form.LETTER
        return leads and following.endswith(self.known.endings("polite_verbs"))

    def _is_called(self, span: Span) -> bool:
        """Whether words call somebody: "Frau Minister, ..."."""
        before = self.text[max(0, span.start - _CALLED) : span.start].split()[-1:]
        words = [*before, *self.text[span.start : span.end].split()[:1]]
        called = any(self.known.has("honorifics", word.lower()) for word in words)
        return called and self.text[span.end : span.end + 1] in (",", "?", "!", ".")

    def _heard(self, statement: Statement) -> Statement | None:
        """What an asker says in nobody's name: hearsay where his words keep their distance, else his own and none."""
        if not statement.hedges:
            return None
        return replace(statement, speaker=Mention(), continues=None) if statement.speaker.spans else statement

    def _asks(self, statement: Statement) -> bool:
        """Whether a content is a question or ends in one's sentence."""
        number = bisect_right(self._sentences, max(statement.start, statement.end - 1)) - 1
        if number < 0:
            return False
        last = max(statement.end, self.analysis.sentences[number].end)
        words = self.text[max(statement.start, last - _TAIL) : last].rstrip("“”»«\"’') ")
        return words.endswith("?") or "?" in self.text[statement.end - 1 : statement.end + 2]

    def _is_hearsay(self, statement: Statement) -> bool:
        """Whether nobody speaks because the words say so ("hieß es")."""
        distant = any(hedge.kind in _ON_HEARSAY for hedge in statement.hedges)
        return not statement.speaker.spans and bool(statement.cue) and distant

    def _owned(self, statement: Statement, owner: Span) -> Statement:
        if statement.speaker.spans == (owner,):
            return statement
        kind = statement.kind
        if kind is Kind.INDIRECT and not statement.cue and statement.parent is None:
            kind = Kind.DIRECT
        number = bisect_right(self._sentences, statement.start) - 1
        carried = not statement.cue and number >= 0 and owner.end <= self._sentences[number]
        return replace(statement, speaker=Mention((owner,), carried=carried), kind=kind, continues=None)
