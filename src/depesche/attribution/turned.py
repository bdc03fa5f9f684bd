"""Statements by turns: what stands in somebody's turn is his, if nothing in the turn says otherwise.

The network reads sentences, and knows of a layout only what it learned from a few interviews. Here the turns of a page
(`turns`) correct it: a statement in a turn whose speaker is nobody, "ich", or somebody from beyond the turn's edge gets
the turn's owner; what an asker says himself is dropped; and sentences of an answer that the network left free become
statements of the one who answers. Without turns nothing is changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from depesche.attribution.hedges import find_hedges
from depesche.attribution.layout import Words, words_of_layouts
from depesche.attribution.performed import performed
from depesche.attribution.statements import judged
from depesche.attribution.turns import Form, Part, Turn, find_turns
from depesche.language import token_vectors
from depesche.records import (
    Act,
    ActShare,
    Analysis,
    Document,
    HedgeKind,
    Kind,
    Medium,
    Mention,
    Sentence,
    Span,
    Statement,
    stable_id,
)

_DIRECT = tuple(Kind).index(Kind.DIRECT)
_CLOSES = frozenset("“”»«\"’'") | {"''"}
_MARKS = frozenset(".!…") | _CLOSES | {"..."}
_ENDS = frozenset(".!…“”»«\"’'")
_LEAST = 3  # words of a sentence that is taken for a statement
_SHORT = 4  # tokens of an answer that is one word
_LABEL = 80  # characters of a label before a turn
_CONFIDENCE = {Form.DIALOGUE: 0.6, Form.LETTER: 0.5, Form.SPEECH: 0.5, Form.REVIEW: 0.5}
_MEDIA = {Form.DIALOGUE: Medium.SPEECH, Form.SPEECH: Medium.SPEECH, Form.LETTER: Medium.WRITING, Form.REVIEW: Medium.WRITING}
_ON_HEARSAY = frozenset([HedgeKind.IMPERSONAL, HedgeKind.ACCORDING_TO, HedgeKind.ALLEGEDLY, HedgeKind.HEARSAY_MODAL])


def with_turns(document: Document, analysis: Analysis, found: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """A document's statements, those in turns given to their owners, in text order."""
    turns = find_turns(document, analysis)
    if not turns:
        return found
    reader = _Reader(document, analysis, turns)
    kept = [told for one in found if (told := reader.told(one)) is not None]
    ids = {one.id for one in kept}
    kept = [_loose(one, ids) for one in kept]
    more = [*reader.free_sentences(found), *reader.short_answers()]
    return tuple(sorted([*kept, *more], key=lambda one: (one.start, -one.end, one.parent is not None)))


def _loose(statement: Statement, ids: set[str]) -> Statement:
    """A statement without ties to what was dropped."""
    parent = statement.parent if statement.parent in ids else None
    continues = statement.continues if statement.continues in ids else None
    if (parent, continues) == (statement.parent, statement.continues):
        return statement
    return replace(statement, parent=parent, continues=continues)


class _Reader:
    """Reads the statements of one document by its turns."""

    def __init__(self, document: Document, analysis: Analysis, turns: Sequence[Turn]) -> None:
        self.document, self.analysis, self.turns = document, analysis, turns
        self.text = document.text
        self.language = analysis.language or "de"
        self.known: Words = words_of_layouts(self.language)
        self._starts = [turn.start for turn in turns]
        self._sentences = [sentence.start for sentence in analysis.sentences]

    def turn_at(self, place: int) -> Turn | None:
        """The turn that holds a place."""
        number = bisect_right(self._starts, place) - 1
        return self.turns[number] if number >= 0 and place < self.turns[number].end else None

    # What was found

    def told(self, statement: Statement) -> Statement | None:
        """A statement as its turn has it; None where it is none."""
        turn = self.turn_at(statement.start)
        if turn is None or statement.end > turn.end:
            return statement
        inside = [span for span in statement.speaker.spans if turn.start <= span.start < turn.end]
        if inside and not any(map(self._is_self, inside)):
            return self._addressed(statement, turn, inside)
        if turn.part is Part.NARRATES:
            return None if self._asks(statement) else statement
        if turn.part is Part.ASKS or (self._asks(statement) and turn.form is not Form.REVIEW):
            return None
        if turn.owner is None or self._is_hearsay(statement):
            return statement
        return self._owned(statement, turn.owner)

    def _is_self(self, span: Span) -> bool:
        """Whether one of a speaker's words is "ich" or "wir"."""
        return self.known.has("first_person", self.text[span.start : span.end].lower())

    def _addressed(self, statement: Statement, turn: Turn, inside: Sequence[Span]) -> Statement | None:
        """A statement with a source of its own; "Sie" is the one who is spoken to, and a question to him is none."""
        last = inside[-1]
        words = self.text[last.start : last.end].split()
        if turn.part is not Part.ANSWERS and not statement.cue and (self._asks(statement) or self._is_called(last)):
            return None
        if len(words) != 1 or not (words[0][0].isupper() and self.known.has("polite", words[0].lower())):
            return statement
        following = next(iter(self.text[last.end : last.end + 40].split()), "").strip(",.").lower()
        polite = turn.part is Part.ASKS or turn.form is Form.LETTER
        if turn.addressee is None or not polite or not following.endswith(_endings(self.known)):
            return statement
        return self._owned(statement, turn.addressee)

    def _is_called(self, span: Span) -> bool:
        """Whether words call somebody: "Frau Minister, ..."."""
        before = self.text[max(0, span.start - 12) : span.start].split()[-1:]
        words = [*before, *self.text[span.start : span.end].split()[:1]]
        called = any(self.known.has("honorifics", word.lower()) for word in words)
        return called and self.text[span.end : span.end + 1] in (",", "?", "!", ".")

    def _asks(self, statement: Statement) -> bool:
        """Whether a content is a question or stands in one."""
        number = bisect_right(self._sentences, max(statement.start, statement.end - 1)) - 1
        if number < 0:
            return False
        sentence = self.analysis.sentences[number]
        return "?" in self.text[statement.end : statement.end + 2] or self.text[sentence.start : sentence.end].rstrip(
            "“”»«\"’') "
        ).endswith("?")

    def _is_hearsay(self, statement: Statement) -> bool:
        """Whether nobody speaks because the words say so ("hieß es")."""
        return (
            not statement.speaker.spans
            and bool(statement.cue)
            and any(hedge.kind in _ON_HEARSAY for hedge in statement.hedges)
        )

    def _owned(self, statement: Statement, owner: Span) -> Statement:
        if statement.speaker.spans == (owner,):
            return statement
        kind = statement.kind
        if kind is Kind.INDIRECT and not statement.cue and statement.parent is None:
            kind = Kind.DIRECT
        carried = not statement.cue and self._carried(owner, statement.start)
        return replace(statement, speaker=Mention((owner,), carried=carried), kind=kind, continues=None)

    def _carried(self, owner: Span, place: int) -> bool:
        number = bisect_right(self._sentences, place) - 1
        return number >= 0 and owner.end <= self._sentences[number]

    # Short answers

    def short_answers(self) -> list[Statement]:
        """What is denied or confirmed by a mere "Nein." or "Ja." behind a question: the question's words."""
        found = []
        for asked, answered in pairwise(self.turns):
            if asked.part is not Part.ASKS or answered.part is not Part.ANSWERS or answered.owner is None:
                continue
            question, answer = self._sentence(asked.end - 1), self._sentence(answered.start)
            told = self._short(answer, answered) if answer is not None else None
            content = self._questioned(question, asked) if question is not None else None
            if told is not None and content is not None:
                act, cue = told
                found.append(self._answer(answered, content, cue, act))
        return found

    def _sentence(self, place: int) -> Sentence | None:
        number = bisect_right(self._sentences, place) - 1
        return self.analysis.sentences[number] if number >= 0 else None

    def _short(self, sentence: Sentence, turn: Turn) -> tuple[Act, Span] | None:
        """The act of a sentence that is one word of yes or no, and that word."""
        tokens = self.analysis.tokens
        places = [place for place in range(sentence.first, sentence.last) if tokens[place].start >= turn.start]
        words = [place for place in places if self._word(place)[:1].isalpha()]
        if len(words) != 1 or len(places) > _SHORT:
            return None
        word = self._word(words[0]).lower()
        act = Act.DENY if self.known.has("says_no", word) else Act.CONFIRM if self.known.has("says_yes", word) else None
        return (act, Span(*tokens[words[0]][:2])) if act is not None else None

    def _questioned(self, sentence: Sentence, turn: Turn) -> Span | None:
        """What a question that asks for yes or no asks about; None for others ("Wann ...?")."""
        tokens = self.analysis.tokens
        if sentence.start < turn.start - _LABEL and sentence.end > turn.end:
            return None
        first, last = sentence.first, sentence.last
        while first < last and tokens[first].start < turn.start:
            first += 1
        while last > first and not self._word(last - 1)[:1].isalnum():
            last -= 1
        if "?" not in self.text[tokens[last - 1].end : turn.end][:4] or last - first < _LEAST:
            return None
        if self.known.has("honorifics", self._word(first).lower()):  # "Herr Minister, ist ..."
            comma = next((place for place in range(first, min(last, first + 8)) if self._word(place) == ","), first)
            first = comma + 1
        if tokens[first].pos not in ("VERB", "AUX"):
            return None
        for place in range(first, last - _LEAST):
            if self._word(place) == "," and self.known.has("that", self._word(place + 1).lower()):
                first = place + 2
                break
        return Span(tokens[first].start, tokens[last - 1].end)

    def _answer(self, turn: Turn, content: Span, cue: Span, act: Act) -> Statement:
        assert turn.owner is not None
        return Statement(
            id=stable_id("s", self.document.id, "answer", content.start, content.end),
            document=self.document.id,
            kind=Kind.INDIRECT,
            act=act,
            content=(content,),
            speaker=Mention((turn.owner,)),
            cue=(cue,),
            medium=_MEDIA[turn.form],
            acts=(ActShare(act, 1.0),),
            confidence=_CONFIDENCE[turn.form],
        )

    # What was left free

    def free_sentences(self, found: Sequence[Statement]) -> list[Statement]:
        """Sentences in which an owner speaks for himself and that no statement touches, as statements."""
        taken = np.zeros(len(self.text) + 1, dtype=bool)
        for one in found:
            for span in (*one.content, *one.cue):
                taken[span.start : span.end] = True
        free = [
            (turn, sentence, places)
            for turn, sentence in self._in_turns()
            if (places := self._content(turn, sentence)) is not None
            and not taken[self.analysis.tokens[places[0]].start : self.analysis.tokens[places[1] - 1].end].any()
        ]
        if not free:
            return []
        rows = token_vectors(self.text, self.analysis.tokens, self.analysis.sentences)
        made = (self._statement(turn, sentence, places, rows) for turn, sentence, places in free)
        return [one for one in made if one is not None]

    def _in_turns(self) -> Iterator[tuple[Turn, Sentence]]:
        """The sentences that stand in turns of those who speak for themselves."""
        for sentence in self.analysis.sentences:
            turn = self.turn_at(max(sentence.start, sentence.end - 1))
            if turn is not None and turn.part is Part.ANSWERS and turn.owner is not None:
                yield turn, sentence

    def _content(self, turn: Turn, sentence: Sentence) -> tuple[int, int] | None:
        """The tokens of a sentence that are its owner's statement; None where it is none."""
        tokens = self.analysis.tokens
        first, last = sentence.first, sentence.last
        while first < last and tokens[first].start < turn.start:
            first += 1
        while last > first and tokens[last - 1].end > turn.end:
            last -= 1
        if first == last or self.text[tokens[last - 1].end - 1] not in _ENDS:
            if first == last or not self._is_title(turn):
                return None
        if self._word(first) in ("(", "[") or self._word(last - 1) in (")", "]"):
            return None
        while last > first and self._word(last - 1) in _MARKS:
            last -= 1
        while first < last and self._word(first) in _CLOSES | {"„", "‚", "›", "‹"}:
            first += 1
        words = [self._word(place).lower() for place in range(first, last)]
        spoken = sum(word[:1].isalpha() for word in words)
        if spoken < _LEAST or "?" in words or self._is_chatter(words):
            return None
        return first, last

    def _is_title(self, turn: Turn) -> bool:
        title = self.document.title_span
        return title is not None and title.start <= turn.start < title.end

    def _is_chatter(self, words: Sequence[str]) -> bool:
        """Whether a short sentence belongs to the talk alone: "Guten Morgen, Herr Roth"."""
        return len(words) <= 8 and any(self.known.has("chatter", word) for word in words)

    def _word(self, place: int) -> str:
        token = self.analysis.tokens[place]
        return self.text[token.start : token.end]

    def _statement(
        self, turn: Turn, sentence: Sentence, places: tuple[int, int], rows: object
    ) -> Statement | None:
        tokens, language = self.analysis.tokens, self.language
        first, last = places
        words = [self._word(place) for place in range(first, last)]
        content = np.arange(len(words))
        vectors = token_vectors(self.text, tokens, self.analysis.sentences).rows(first, last)
        acts = judged(words, vectors, [(0, len(words))], content, np.ones(len(words), dtype=bool), _DIRECT, [], language)
        if (act := performed(words, language)) is not None:
            acts = (ActShare(act, 1.0),)
        if turn.form in (Form.LETTER, Form.SPEECH) and not self._takes_stand(acts, words):
            return None
        assert turn.owner is not None
        span = Span(tokens[first].start, tokens[last - 1].end)
        return Statement(
            id=stable_id("s", self.document.id, "turn", span.start, span.end),
            document=self.document.id,
            kind=Kind.DIRECT,
            act=acts[0].act,
            acts=acts,
            content=(span,),
            speaker=Mention((turn.owner,), carried=self._carried(turn.owner, span.start)),
            medium=_MEDIA[turn.form],
            hedges=find_hedges(self.text, tokens, list(range(first, last)), language, frozenset()),
            confidence=_CONFIDENCE[turn.form],
        )

    def _takes_stand(self, acts: Sequence[ActShare], words: Sequence[str]) -> bool:
        """Whether a sentence does more than tell: it speaks of its speaker, or demands, offers, refuses, warns ..."""
        if any(self.known.has("first_person", word.lower()) for word in words):
            return True
        return acts[0].act not in (Act.ASSERT, Act.ASSESS)


def _endings(known: Words) -> tuple[str, ...]:
    return known.endings("polite_verbs")
