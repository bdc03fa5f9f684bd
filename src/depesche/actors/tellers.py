"""Everybody in a document who may have told it something: names, offices and outlets near words of saying.

A teller is a naming phrase outside of what is said. Its *notes* say how the text puts it: what stands before and behind
it, which words of saying are near, whether it is the speaker of a statement. What a statement's chain is made of is
decided from these notes (see `routes`); here nothing is decided and nobody is added to the dossier.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from depesche.actors.discourse import Cast
from depesche.actors.lexicon import lexicon
from depesche.actors.names import plain
from depesche.actors.phrases import names_nobody
from depesche.actors.registry import Known
from depesche.actors.targets import stem_key
from depesche.attribution.cues import ACCORDING, STEM, cues
from depesche.records import Act, ActorKind, Mention, NameKind, Span, Statement, Token

MAX_TELLERS = 400  # of one document; a long feature has under 200
_NEAR = 12  # tokens within which a word of saying counts
_BEFORE = frozenset(["DET", "NUM", "ADJ"])
_ADVERBS = frozenset(["ADV", "PART"])
_NOUNS = frozenset(["NOUN", "PROPN"])
_PRONOUNS = frozenset(["er", "sie", "dieser", "diese", "ihm", "ihr", "ihnen", "jener", "diesem"])
_SOMEBODY = frozenset(["ein", "eine", "einem", "einen", "einer", "eines", "zwei", "drei", "mehrere", "seinem", "sein"])
_LONGEST_START = 6  # tokens before the noun
_MARKS = '„“”»«"‚‘'
HEAD = 2  # sentences at the beginning where a text says whose report it prints
_LONGEST_TITLE = 7  # tokens of a newspaper's name in quotation marks, marks included
_JOINS = frozenset(["des", "der", "von", "vom", "aus", "im", "in", "beim", "bei"])
_VERBS = range(1, 1 + len(Act))
_SAYING_NOUNS = range(1 + len(Act), 1 + 2 * len(Act))


@dataclass(frozen=True, slots=True)
class Teller:
    """Somebody named where the text may tell through whom it knows.

    Args:
        span: the naming words.
        known: who it is, as far as the text has told up to here.
        sentence: the number of the sentence.
        inside: whether the words are part of something said.
        notes: how the text puts it.
        speaks: the statements whose speaker the words are.
        sayings: the token numbers of the nearest words of saying, left and right.
    """

    span: Span
    known: Known
    sentence: int
    inside: bool
    notes: tuple[str, ...]
    speaks: tuple[Statement, ...] = ()
    sayings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    first: int  # token numbers, half-open
    last: int


class Tellers:
    """The tellers of one document, found sentence by sentence when first asked for."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.tokens = cast.read.analysis.tokens
        self._starts = [token.start for token in self.tokens]
        self._words = [cast.text[token.start : token.end] for token in self.tokens]
        self._known: dict[int, list[Teller]] = {}
        self._classes: dict[int, int] = {}
        self._names = sorted(
            (name.start, name.end)
            for name in cast.read.analysis.names
            if name.kind in (NameKind.PERSON, NameKind.ORGANISATION)
        )
        self._speakers: dict[int, list[Statement]] = {}
        self._count = 0
        for statement in cast.read.statements[:2000]:
            for span in statement.speaker.spans[:1]:
                self._speakers.setdefault(cast.sentence_of(span.start), []).append(statement)

    def of(self, sentence: int) -> list[Teller]:
        """The tellers of a sentence in text order."""
        if sentence not in self._known:
            self._known[sentence] = list(self._find(sentence)) if self._count < MAX_TELLERS else []
            self._count += len(self._known[sentence])
        return self._known[sentence]

    def cue_class(self, number: int) -> int:
        """The class of saying of a token (see `attribution.cues`), 0 for none."""
        if number not in self._classes:
            token = self.tokens[number]
            if token.pos in ("DET", "PRON", "PUNCT", "ADJ", "NUM"):
                kind = 0
            else:
                kind = cues(self.cast.read.analysis.language or "de").word(self._words[number][:64])[0]
            self._classes[number] = kind
        return self._classes[number]

    def range_of(self, sentence: int) -> range:
        """The token numbers of a sentence."""
        start, end = self.cast.sentences()[sentence]
        return range(bisect.bisect_left(self._starts, start), bisect.bisect_left(self._starts, end))

    def word(self, number: int) -> str:
        """A token's words."""
        return self._words[number]

    def _find(self, sentence: int) -> Iterator[Teller]:
        taken: set[tuple[int, int]] = set()
        speaking: dict[Span, list[Statement]] = {}
        for statement in self._speakers.get(sentence, ()):
            speaking.setdefault(statement.speaker.spans[0], []).append(statement)
        places = self.range_of(sentence)
        for span, statements in speaking.items():
            inner = [number for number in places if span.start <= self.tokens[number].start < span.end]
            notes, sayings = self._notes(places, inner[0], inner[-1] + 1) if inner else ((), ())
            known = self.cast.resolve(statements[0].speaker, statements[0], peek=True)
            taken.add((span.start, span.end))
            if known is not None:
                yield self._teller(span, known, sentence, notes, sayings, tuple(statements))
        for phrase in self._phrases(places):
            span = Span(self.tokens[phrase.first].start, self.tokens[phrase.last - 1].end)
            if any(span.start < end and start < span.end for start, end in taken):
                continue
            if self.cast.in_content(span.start):
                continue
            notes, sayings = self._notes(places, phrase.first, phrase.last)
            near = any(note.startswith(("say", "quote")) for note in notes)
            if not near and sentence > HEAD:
                continue
            known = self.cast.resolve(Mention((span,)), None, peek=True)
            if known is not None and (near or known.kind == ActorKind.OUTLET):
                taken.add((span.start, span.end))
                yield self._teller(span, known, sentence, notes, sayings)

    def _teller(
        self,
        span: Span,
        known: Known,
        sentence: int,
        notes: tuple[str, ...],
        sayings: tuple[int, ...],
        speaks: tuple[Statement, ...] = (),
    ) -> Teller:
        kind = "group" if known.kind == ActorKind.UNNAMED and known.plural else known.kind
        if known.kind == ActorKind.OUTLET and plain(known.name) in lexicon().agencies:
            kind = "agency"
        inside = self.cast.in_content(span.start)
        return Teller(span, known, sentence, inside, (f"kind {kind}", *notes), speaks, sayings)

    def _phrases(self, places: range) -> Iterator[_Phrase]:
        number = places.start
        while number < places.stop:
            found = self._phrase(number, places.stop)
            if found is not None:
                yield found
                number = found.last
            else:
                number += 1

    def _phrase(self, first: int, stop: int) -> _Phrase | None:
        """The naming phrase that begins at a token, if one does."""
        if self._words[first].lower() in _PRONOUNS and self.tokens[first].pos == "PRON":
            return _Phrase(first, first + 1)
        head = first
        while head < stop and head - first < _LONGEST_START and self._may_open(head, first):
            head += 1
        if (close := self._quoted(head, stop)) is not None:
            return _Phrase(first, close)
        end = head
        while end < stop and self._is_noun(end):
            end += 1
        if end == head or end - head > 7:
            return None
        if not any(self._qualifies(number) for number in range(head, end)) and not self._may_be_somebody(first, end):
            return None
        if (close := self._quoted(end, stop)) is not None and self._is_outlet(end - 1):
            return _Phrase(first, close)
        return _Phrase(first, self._complement(end, stop))

    def _may_open(self, number: int, first: int) -> bool:
        """Whether a token may stand before a phrase's noun: "zwei namentlich nicht genannte Mitarbeiter"."""
        pos = self.tokens[number].pos
        return pos in _BEFORE or (number > first and pos in _ADVERBS and self.tokens[first].pos in ("DET", "NUM"))

    def _quoted(self, opening: int, stop: int) -> int | None:
        """Past the mark that closes a short name in quotation marks; None where none begins."""
        if opening + 1 >= stop or self._words[opening] not in _MARKS or not self._words[opening + 1][:1].isupper():
            return None
        for number in range(opening + 2, min(stop, opening + _LONGEST_TITLE)):
            if self._words[number] in _MARKS:
                return number + 1
            if self.tokens[number].pos in ("PUNCT", "VERB", "AUX"):
                return None
        return None

    def _may_be_somebody(self, first: int, end: int) -> bool:
        """Whether a noun with "ein" next to a word of saying may be a source whose trade no list has."""
        if self._words[first].lower() not in _SOMEBODY or names_nobody(self._words[end - 1]):
            return False
        if self._words[end - 1].lower() in lexicon().phrases["days"]:
            return False
        return any(
            self._sort(self.cue_class(number), self.tokens[number]).startswith(("verb", "act", "stem"))
            for number in range(max(0, first - 2), min(len(self.tokens), end + 2))
            if not first <= number < end
        )

    def _is_noun(self, number: int) -> bool:
        token = self.tokens[number]
        return token.pos in _NOUNS or (token.pos == "X" and self._words[number][:1].isupper())

    def _is_outlet(self, number: int) -> bool:
        return lexicon().ends_in(self._words[number], lexicon().outlets) is not None

    def _complement(self, end: int, stop: int) -> int:
        """Past what follows a noun and belongs to it: "des Innenministeriums", "aus Mirim"."""
        if end < stop and self._words[end].lower() in _JOINS:
            place = end + 1
            while place < stop and self.tokens[place].pos in _BEFORE and place - end < 5:
                place += 1
            last = place
            while last < stop and self._is_noun(last):
                last += 1
            if last > place:
                return last
        return end

    def _qualifies(self, number: int) -> bool:
        """Whether a noun can be somebody: a name, an office, a source, an outlet, a state or its people."""
        token, word = self.tokens[number], self._words[number]
        at = bisect.bisect_right(self._names, (token.start, len(self.cast.text)))
        if any(start <= token.start < end for start, end in self._names[max(0, at - 2) : at]):
            return True
        if any(word == known.family or word == f"{known.family}s" for known in self.cast.persons):
            return True
        if token.pos in _NOUNS and self.cast.registry.find(f"o:{stem_key(word)}"):
            return True
        lists = lexicon()
        sorts = (lists.roles, lists.source, lists.outlets, lists.circle, lists.government, lists.institutions)
        if any(lists.ends_in(word, endings) for endings in sorts):
            return True
        states = lists.states
        return bool(states.named(word) or states.by_people(word) or states.by_capital(word))

    def _notes(self, places: range, first: int, last: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """How the text puts the phrase, and the token numbers of the nearest words of saying."""
        notes, sayings = [], []
        opening = self._words[first].lower()
        notes.append(f"det {opening if self.tokens[first].pos in _BEFORE and self.tokens[first].pos != 'ADJ' else '-'}")
        for step in (1, 2):
            number = first - step
            word = self._words[number].lower() if number >= places.start and not self._said(number) else "^"
            notes.append(f"before{step} {word if len(word) < 20 else '*'}")
        number = last
        word = self._words[number].lower() if number < places.stop and not self._said(number) else "$"
        notes.append(f"after {word if len(word) < 20 else '*'}")
        for side, numbers in (
            ("left", range(first - 1, max(places.start, first - _NEAR) - 1, -1)),
            ("right", range(last, min(places.stop, last + _NEAR))),
        ):
            nearest = self._nearest(numbers)
            if nearest is not None:
                number, sort = nearest
                distance = abs(number - numbers.start)
                far = "0" if distance == 0 else "1" if distance <= 2 else "2" if distance <= 5 else "3"
                notes += [f"say {side} {sort} {far}", f"saying {self._words[number].lower()[:18]} {side}"]
                sayings.append(number)
        if any(self._words[number] in _MARKS for number in range(first, last)):
            notes.append("quote")
        return tuple(notes), tuple(sayings)

    def _nearest(self, numbers: range) -> tuple[int, str] | None:
        """The first word of saying among tokens, outside of what is said: its number and its sort."""
        for number in numbers:
            if not self._said(number) and (sort := self._sort(self.cue_class(number), self.tokens[number])):
                return number, sort
        return None

    @staticmethod
    def _sort(kind: int, token: Token) -> str:
        if kind in _VERBS:
            return ("verb" if kind == 1 else "act") + (f" {token.mood}" if token.mood else "")
        if kind in _SAYING_NOUNS and token.pos in _NOUNS:
            return "noun"
        if kind == ACCORDING:
            return "according"
        if kind == STEM and token.pos in ("VERB", "AUX") and token.mood:
            return "stem"
        return ""

    def _said(self, number: int) -> bool:
        return self.cast.in_content(self.tokens[number].start)
