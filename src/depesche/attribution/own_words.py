"""Sentences in which an owner of a turn speaks for himself, where the network found no statement.

In an answer every sentence is his who answers, and so is a paper's comment; of a letter or a speech only what takes a
stand, since much of it tells what everybody knows. The confidence is set by hand, below what was measured
(`docs/attribution.md`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from depesche.attribution.hedges import find_hedges
from depesche.attribution.layout import words_of_layouts
from depesche.attribution.performed import performed
from depesche.attribution.statements import judged
from depesche.attribution.turns import Form, Part, Turn, Turns
from depesche.language import TokenVectors, token_vectors
from depesche.records import (
    Act,
    ActShare,
    Analysis,
    Document,
    Kind,
    Medium,
    Mention,
    Sentence,
    Span,
    Statement,
    stable_id,
)
from depesche.vocabulary import IN_DOUBT

CONFIDENCE = {Form.DIALOGUE: 0.6, Form.LETTER: 0.5, Form.SPEECH: 0.5, Form.REVIEW: 0.5}
MEDIA = {
    Form.DIALOGUE: Medium.SPEECH,
    Form.SPEECH: Medium.SPEECH,
    Form.LETTER: Medium.WRITING,
    Form.REVIEW: Medium.WRITING,
}
_DIRECT = tuple(Kind).index(Kind.DIRECT)
_OPENS = frozenset("„“”»«\"‚›‹'")
_CLOSES = frozenset("“”»«\"’'‘›‹") | {"''"}
_MARKS = frozenset(".!…") | _CLOSES | {"..."}
_BRACKETS = frozenset("()[]")
LEAST = 3  # words of a sentence that is taken for a statement
_CHATTER = 8  # words of a sentence that may belong to the talk alone


def free_sentences(
    document: Document, analysis: Analysis, turns: Turns, found: Sequence[Statement]
) -> Iterator[Statement]:
    """The statements of owners that no statement found touches, in text order."""
    free = _Free(document, analysis)
    taken = np.zeros(len(document.text) + 1, dtype=bool)
    for one in found:
        for span in (*one.content, *one.cue):
            taken[span.start : span.end] = True
    for sentence in analysis.sentences:
        turn = turns.at(max(sentence.start, sentence.end - 1))
        if turn is None or turn.part is not Part.ANSWERS or turn.owner is None:
            continue
        places = free.content(turn, sentence)
        if places is None or taken[free.start(places[0]) : free.end(places[1] - 1)].any():
            continue
        statement = free.statement(turn, turn.owner, sentence, places)
        if statement is not None:
            yield statement


def widened(
    document: Document, analysis: Analysis, turns: Turns, kept: Sequence[Statement], own: Collection[str]
) -> Iterator[Statement]:
    """The statements, those of an owner that are a part of his sentence made the whole: in his own words "we demand"
    is part of what he says, and what it announces is no indirect speech.

    Args:
        document: the document.
        analysis: its analysis.
        turns: its turns.
        kept: its statements.
        own: the ids of those that are an owner's own words.
    """
    free = _Free(document, analysis)
    starts = [sentence.start for sentence in analysis.sentences]
    said: Counter[int] = Counter()  # how many statements touch a sentence
    for one in kept:
        said.update(range(_at(starts, one.start), _at(starts, one.end - 1) + 1))
    for one in kept:
        first, last, turn = _at(starts, one.start), _at(starts, one.end - 1), turns.at(one.start)
        wide = None
        if one.id in own and one.parent is None and first == last and said[first] == 1 and turn is not None:
            wide = free.whole(turn, analysis.sentences[first], one)
        yield wide or one


def _at(starts: Sequence[int], place: int) -> int:
    return max(0, bisect_right(starts, place) - 1)


class _Free:
    """Makes statements of one document's sentences."""

    def __init__(self, document: Document, analysis: Analysis) -> None:
        self.document, self.analysis, self.text = document, analysis, document.text
        self.language = analysis.language or "de"
        self.known = words_of_layouts(self.language)

    def start(self, place: int) -> int:
        """Where a token begins."""
        return self.analysis.tokens[place].start

    def end(self, place: int) -> int:
        """Where a token ends."""
        return self.analysis.tokens[place].end

    def _word(self, place: int) -> str:
        return self.text[self.start(place) : self.end(place)]

    def content(self, turn: Turn, sentence: Sentence) -> tuple[int, int] | None:
        """The tokens of a sentence that its owner says, without marks around them; None where he says nothing."""
        first, last = sentence.first, sentence.last
        while first < last and self.start(first) < turn.start:
            first += 1
        while last > first and self.end(last - 1) > turn.end:
            last -= 1
        if first == last or not (
            self._word(last - 1) in _MARKS or self._is_title(turn) or self._is_cut(last, sentence)
        ):
            return None
        if self._word(first) in _BRACKETS or self._word(last - 1) in _BRACKETS:
            return None  # "(Beifall.)"
        while last > first and self._word(last - 1) in _MARKS:
            last -= 1
        while first < last and self._word(first) in _OPENS:
            first += 1
        words = [self._word(place).lower() for place in range(first, last)]
        spoken = sum(word[:1].isalpha() for word in words)
        if spoken < LEAST or "?" in words or self._is_chatter(words):
            return None
        return first, last

    def _is_cut(self, last: int, sentence: Sentence) -> bool:
        """Whether a sentence goes on behind its turn, or its last token holds its stop ("75.")."""
        return last < sentence.last or self._word(last - 1).endswith(".")

    def _is_title(self, turn: Turn) -> bool:
        title = self.document.title_span
        return title is not None and title.start <= turn.start < title.end

    def _is_chatter(self, words: Sequence[str]) -> bool:
        """Whether a short sentence belongs to the talk alone: "Guten Morgen, Herr Roth"."""
        return len(words) <= _CHATTER and any(self.known.has("chatter", word) for word in words)

    def whole(self, turn: Turn, sentence: Sentence, part: Statement) -> Statement | None:
        """The statement of a sentence of which a part was found; None where the part is all of it."""
        places = self.content(turn, sentence)
        if places is None or turn.owner is None:
            return None
        first, last = places
        if part.start <= self.start(first) and part.end >= self.end(last - 1):
            return None
        made = self.statement(turn, turn.owner, sentence, places)
        return made and replace(made, id=part.id, addressee=part.addressee, confidence=part.confidence)

    def statement(self, turn: Turn, owner: Span, sentence: Sentence, places: tuple[int, int]) -> Statement | None:
        """The statement of an owner; None where a letter or a speech only tells."""
        first, last = places
        words = [self._word(place) for place in range(first, last)]
        acts = self._acts(words, places)
        if turn.form in (Form.LETTER, Form.SPEECH) and not self._takes_stand(acts, words):
            return None
        span = Span(self.start(first), self.end(last - 1))
        return Statement(
            id=stable_id("s", self.document.id, "turn", span.start, span.end),
            document=self.document.id,
            kind=Kind.DIRECT,
            act=acts[0].act,
            acts=acts,
            content=(span,),
            speaker=Mention((owner,), carried=owner.end <= sentence.start),
            medium=MEDIA[turn.form],
            hedges=find_hedges(self.text, self.analysis.tokens, list(range(first, last)), self.language, frozenset()),
            confidence=CONFIDENCE[turn.form],
        )

    @cached_property
    def _vectors(self) -> TokenVectors:
        return token_vectors(self.text, self.analysis.tokens, self.analysis.sentences)

    def _acts(self, words: Sequence[str], places: tuple[int, int]) -> tuple[ActShare, ...]:
        act = performed(words, self.language)
        if act is not None:
            return (ActShare(act, 1.0),)
        whole = np.ones(len(words), dtype=bool)
        vectors = self._vectors.rows(*places)
        return judged(words, vectors, [(0, len(words))], np.arange(len(words)), whole, _DIRECT, [], self.language)

    def _takes_stand(self, acts: Sequence[ActShare], words: Sequence[str]) -> bool:
        """Whether a sentence does more than tell: it speaks of its speaker, or demands, offers, refuses, warns ..."""
        if any(self.known.has("first_person", word.lower()) for word in words):
            return True
        return acts[0].act not in (Act.ASSERT, Act.ASSESS) and acts[0].share >= IN_DOUBT
