"""What a mere "Nein." or "Ja." says: the words of the question before it, denied or confirmed.

As in "er verneinte, dass ...", the content is what was asked, and the answer is the cue. So the denial finds the claim
that it answers. Questions that ask for more than yes or no ("Wann ...?") are left alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from depesche.attribution.layout import words_of_layouts
from depesche.attribution.own_words import CONFIDENCE, LEAST, MEDIA
from depesche.attribution.turns import Part, Turn, Turns
from depesche.records import Act, ActShare, Analysis, Document, Kind, Mention, Sentence, Span, Statement, stable_id

_SHORT = 4  # tokens of an answer that is one word, its marks among them
_CALLED = 8  # tokens by which somebody is called before a question ("Herr Minister, ...")
_VERBS = ("VERB", "AUX")


def short_answers(document: Document, analysis: Analysis, turns: Turns) -> Iterator[Statement]:
    """The statements that short answers make, in text order."""
    reader = _Short(document, analysis)
    for asked, answered in pairwise(turns):
        if asked.part is Part.ASKS and answered.part is Part.ANSWERS and answered.owner is not None:
            told = reader.answer(answered)
            content = reader.question(asked) if told is not None else None
            if told is not None and content is not None:
                yield reader.statement(answered, answered.owner, content, *told)


class _Short:
    """Reads one document's short answers."""

    def __init__(self, document: Document, analysis: Analysis) -> None:
        self.document, self.text, self.tokens = document, document.text, analysis.tokens
        self.sentences = analysis.sentences
        self.known = words_of_layouts(analysis.language or "de")
        self._starts = [sentence.start for sentence in analysis.sentences]

    def _word(self, place: int) -> str:
        token = self.tokens[place]
        return self.text[token.start : token.end]

    def _places(self, place: int, turn: Turn) -> list[int]:
        """The tokens of a place's sentence that stand in a turn."""
        number = bisect_right(self._starts, place) - 1
        sentence: Sentence | None = self.sentences[number] if number >= 0 else None
        if sentence is None:
            return []
        places = range(sentence.first, sentence.last)
        return [one for one in places if turn.start <= self.tokens[one].start < turn.end]

    def answer(self, turn: Turn) -> tuple[Act, Span] | None:
        """The act of an answer that begins with one word of yes or no as a sentence, and that word."""
        places = self._places(turn.start, turn)
        words = [place for place in places if self._word(place)[:1].isalpha()]
        if len(words) != 1 or len(places) > _SHORT:
            return None
        word = self._word(words[0]).lower()
        act = Act.DENY if self.known.has("says_no", word) else Act.CONFIRM if self.known.has("says_yes", word) else None
        return (act, Span(*self.tokens[words[0]][:2])) if act is not None else None

    def question(self, turn: Turn) -> Span | None:
        """What a turn's last question asks about, if it can be answered with yes or no."""
        places = self._places(turn.end - 1, turn)
        while places and not self._word(places[-1])[:1].isalnum():
            places.pop()
        if len(places) < LEAST or "?" not in self.text[self.tokens[places[-1]].end : turn.end][:LEAST]:
            return None
        if self.known.has("honorifics", self._word(places[0]).lower()):
            comma = next((number for number, one in enumerate(places[:_CALLED]) if self._word(one) == ","), -1)
            places = places[comma + 1 :]
        if len(places) < LEAST or self.tokens[places[0]].pos not in _VERBS:
            return None
        for number, (one, after) in enumerate(pairwise(places[:-LEAST])):
            if self._word(one) == "," and self.known.has("that", self._word(after).lower()):
                places = places[number + 2 :]  # "Trifft es zu, dass ...": what is asked is the clause
                break
        return Span(self.tokens[places[0]].start, self.tokens[places[-1]].end)

    def statement(self, turn: Turn, owner: Span, content: Span, act: Act, cue: Span) -> Statement:
        """What an owner denies or confirms."""
        if self._is_wanted(content):
            act = Act.REJECT if act is Act.DENY else Act.ACCEPT
        return Statement(
            id=stable_id("s", self.document.id, "answer", content.start, content.end),
            document=self.document.id,
            kind=Kind.INDIRECT,
            act=act,
            acts=(ActShare(act, 1.0),),
            content=(content,),
            speaker=Mention((owner,)),
            cue=(cue,),
            medium=MEDIA[turn.form],
            confidence=CONFIDENCE[turn.form],
        )

    def _is_wanted(self, content: Span) -> bool:
        """Whether a question asks somebody to do something: "Würden Sie ..."."""
        words = self.text[content.start : content.end].lower().split()[:2]
        return len(words) > 1 and self.known.has("would", words[0]) and self.known.has("polite", words[1])
