"""Through whom a statement reached the reader: outlet, source, principal, nearest to the article first.

`Chains` walks a document's statements in text order, lists for each the routes that its text allows (`routes`) and
keeps the likeliest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from depesche.actors.discourse import Cast
from depesche.actors.lexicon import lexicon
from depesche.actors.names import plain
from depesche.actors.registry import Known
from depesche.actors.routes import Route, shipped
from depesche.actors.tellers import HEAD, Teller, Tellers
from depesche.attribution.turns import Part
from depesche.records import Act, ActorKind, Mention, NameKind, Span, Statement

MAX_LINKS = 5  # links of one chain; the longest of the dev corpora has three
MAX_ROUTES = 200  # routes of one statement that are weighed
_RELIED = 24  # characters between words of relying and the source
_BACK = 8  # statements back whose chains may go on
# What parties do, not those who report it.
NO_OUTLETS_ACT = frozenset({Act.DEMAND, Act.OFFER, Act.REJECT, Act.PROMISE, Act.ACCEPT})
_SENTENCES = range(-3, 3)  # sentences around a statement in which its tellers are looked for
_TOLD = re.compile(r"\b(habe|hätte|hätten|haben|soll|sollen|sollte|will|wollen|sei|hat|hatte)\b", re.IGNORECASE)
_DATIVE = re.compile(r"\b(ihm|ihr|ihnen|uns|mir)\b", re.IGNORECASE)


class Judge(Protocol):
    """Chooses among the routes of a statement."""

    def choose(self, statement: Statement, routes: Sequence[Route]) -> Route:
        """The route that is taken."""


class Likeliest:
    """The judge that comes with the package."""

    def choose(self, statement: Statement, routes: Sequence[Route]) -> Route:
        """See `Judge.choose`."""
        return shipped().best(routes)


@dataclass(frozen=True, slots=True)
class Done:
    """A statement whose chain is known."""

    statement: Statement
    speaker: Known | None
    chain: tuple[Known, ...]


class Chains:
    """Reads the chains of one document, statement by statement in text order."""

    def __init__(self, cast: Cast, judge: Judge | None = None) -> None:
        self.cast = cast
        self.done: list[Done] = []
        self._tellers = Tellers(cast)
        self._met = 0  # sentences whose sources are on the scene
        self._judge = judge or Likeliest()

    def read(self, statement: Statement, speaker: Known | None) -> tuple[Known, ...]:
        """The links of one statement."""
        routes = list(self._routes(statement, speaker))[:MAX_ROUTES]
        best = self._judge.choose(statement, routes)
        chain = self._in_turn(tuple(self._settled(best, statement)), statement, speaker)
        self.done.append(Done(statement, speaker, chain))
        return chain

    def _in_turn(self, chain: tuple[Known, ...], statement: Statement, speaker: Known | None) -> tuple[Known, ...]:
        """A chain as the turn has it in which a statement stands: what somebody's answer, letter or comment tells of
        others came through him; what he is asked did not.
        """
        turn = self.cast.turns.at(statement.start)
        if turn is None:
            return chain
        if turn.part is not Part.ANSWERS:
            asked = self.cast.resolve(Mention((turn.addressee,)), None) if turn.addressee else None
            return tuple(link for link in chain if asked is None or link.id != asked.id)
        teller = self.cast.resolve(Mention((turn.owner,)), None) if turn.owner else None
        if teller is None or speaker is None or self._is_printer(teller):
            return chain
        if teller.id == speaker.id or teller.id in {link.id for link in chain}:
            return chain
        return (teller, *chain)[:MAX_LINKS]

    def meet_sources(self, statement: Statement) -> None:
        """Bring those on the scene on whom somebody relies up to a statement, though they say nothing themselves.

        "Die Zeitung stützt sich auf einen Polizisten" introduces him; "der Beamte" in the next sentence is he.
        """
        last = self.cast.sentence_of(max(statement.start, statement.end - 1))
        for number in range(self._met, last + 1 if self._tellers.tokens else self._met):
            start, end = self.cast.sentences()[number]
            relying = lexicon().relying.search(self.cast.text, start, end)
            if relying is None or self.cast.in_content(relying.start()):
                continue
            for teller in self._tellers.of(number):
                near = 0 <= teller.span.start - relying.end() <= _RELIED
                if near and not teller.speaks and teller.known.kind == ActorKind.UNNAMED:
                    self.cast.resolve(Mention((teller.span,)), None)
                    break
        self._met = max(self._met, last + 1)

    def behind(self, statement: Statement, speaker: Known) -> Mention | None:
        """Whom an outlet relies on for what it says: "berichtet die Zeitung unter Berufung auf einen Beamten".

        He is the one who speaks; the outlet passes it on. None where the sentence, or the one after it, names nobody.
        """
        if speaker.kind != ActorKind.OUTLET or not self._tellers.tokens:
            return None
        here = self.cast.sentence_of(max(statement.start, statement.end - 1))
        told = {*_sentences(self.cast, statement), here}
        for number in sorted({*told, here + 1}):
            if number >= len(self.cast.sentences()):
                continue
            start, end = self.cast.sentences()[number]
            if self.cast.paragraph_of(start) != self.cast.paragraph_of(statement.start):
                continue
            relying = lexicon().relying.search(self.cast.text, start, end)
            if relying is None or self.cast.in_content(relying.start()):
                continue
            for teller in self._tellers.of(number):
                near = 0 <= teller.span.start - relying.end() <= _RELIED and not teller.inside
                if near and teller.known.id != speaker.id and (number in told or self._same_outlet(number, speaker)):
                    return Mention((teller.span,))
        return self._acting(statement)

    def _acting(self, statement: Statement) -> Mention | None:
        """Who does what no outlet does: "Putin besteht darauf, dass ..., berichtet Reuters" is Putin's demand.

        The person whom the sentence names first, before what is said, if the outlet is named after it.
        """
        if statement.act not in NO_OUTLETS_ACT or not statement.speaker.spans:
            return None
        if statement.speaker.spans[0].start < statement.start:
            return None
        start, _ = self.cast.sentences()[self.cast.sentence_of(statement.start)]
        names = self.cast.read.analysis.names
        first, last = (bisect_left(names, place, key=lambda name: name.start) for place in (start, statement.start))
        for name in names[first:last]:
            if name.kind == NameKind.PERSON:
                return None if self.cast.in_content(name.start) else Mention((Span(name.start, name.end),))
        return None

    def _same_outlet(self, sentence: int, outlet: Known) -> bool:
        """Whether a sentence speaks of an outlet before it relies on somebody: "Das Blatt stützt sich auf ..."."""
        tellers = self._tellers.of(sentence)
        return bool(tellers) and tellers[0].known.id == outlet.id

    def _settled(self, route: Route, statement: Statement) -> Iterator[Known]:
        """The links of a route; those that were only looked at are added to the dossier."""
        spans = {teller.known.id: teller for teller in route.tellers}
        for link in route.links:
            teller = spans.get(link.id)
            if teller is None or self.cast.registry.has(link.id):
                yield link
            else:
                known = self.cast.resolve(Mention((teller.span,)), statement)
                if known is not None:
                    yield known

    def _routes(self, statement: Statement, speaker: Known | None) -> Iterator[Route]:
        about = self._about(statement, speaker)
        yield Route((), ("none", *(f"none {note}" for note in about)))
        for links, notes, tellers in self._ways(statement, speaker, about):
            links = tuple(link for link in links if not self._is_printer(link))[:MAX_LINKS]
            if not links or len({link.id for link in links}) < len(links):
                continue
            if speaker is not None and speaker.id in {link.id for link in links}:
                continue
            shared = (f"links {len(links)}", f"last {links[-1].kind}", f"first {links[0].kind}")
            yield Route(links, (*shared, *notes), tellers)

    def _is_printer(self, link: Known) -> bool:
        own = self.cast.setting.outlet
        return own is not None and link.id == own.id

    def _ways(
        self, statement: Statement, speaker: Known | None, about: tuple[str, ...]
    ) -> Iterator[tuple[tuple[Known, ...], tuple[str, ...], tuple[Teller, ...]]]:
        """Links, features and new tellers of every route but the empty one."""
        before, near = list(self._before(statement, speaker, about)), self._near(statement, about)
        for done, notes in before:
            if done.chain:
                yield done.chain, tuple(f"on {note}" for note in notes), ()
            if done.speaker is not None:
                yield (*done.chain, done.speaker), tuple(f"nest {note}" for note in notes), ()
        if (outlet := self._knower(speaker)) is not None:
            yield (outlet,), ("source's outlet", *(f"source's outlet {note}" for note in about[:3])), ()
        chains = {tuple(link.id for link in done.chain): done for done, _ in before if done.chain}
        for teller, notes in near:
            told = tuple(f"told {note}" for note in notes)
            yield (teller.known,), told, (teller,)
            if (outlet := self._knower(teller.known)) is not None:
                yield (outlet, teller.known), (*told, "through its outlet"), (teller,)
            for done in chains.values():
                if teller.known.id not in {link.id for link in done.chain}:
                    yield (*done.chain, teller.known), (*told, "after a chain before"), (teller,)
            for other, others in near:
                if other.known.id != teller.known.id and abs(other.sentence - teller.sentence) <= 1:
                    notes_first = tuple(f"first {note}" for note in others)
                    yield (other.known, teller.known), (*told, *notes_first, "pair"), (other, teller)

    def _knower(self, source: Known | None) -> Known | None:
        """The outlet that alone knows an unnamed source, if it is not the one that prints this."""
        if source is None or source.kind != ActorKind.UNNAMED or not source.outlet:
            return None
        own = self.cast.setting.outlet
        if (own is not None and source.outlet == own.id) or self._printed_from(source.outlet):
            return None
        return self.cast.registry.get(source.outlet)

    def _printed_from(self, outlet: str) -> bool:
        """Whether the outlet is the agency whose report this document prints: it is no link of the chain then."""
        if self.cast.origin == self.cast.read.document.id:
            return False
        known = self.cast.registry.get(outlet)
        return known is not None and plain(known.name) in lexicon().agencies

    def _before(
        self, statement: Statement, speaker: Known | None, about: tuple[str, ...]
    ) -> Iterator[tuple[Done, tuple[str, ...]]]:
        """The statements before, with how they stand to this one."""
        cast = self.cast
        number, paragraph = cast.sentence_of(statement.start), cast.paragraph_of(statement.start)
        spans = statement.speaker.spans
        for back, done in enumerate(reversed(self.done[-_BACK:])):
            other = done.statement
            gap = paragraph - cast.paragraph_of(other.start)
            if gap > 3:
                break
            far = min(max(number - cast.sentence_of(other.start), 0), 3)
            same = done.speaker is not None and speaker is not None and done.speaker.id == speaker.id
            inside = bool(spans) and any(span.start <= spans[0].start < span.end for span in other.content)
            notes = [
                f"back {min(back, 3)}",
                f"paragraphs {min(gap, 2)}",
                f"sentences {far}",
                f"same {same}",
                f"same {same} back {min(back, 3)} paragraphs {min(gap, 2)}",
                f"inside {inside}",
                f"words {bool(spans) and spans == other.speaker.spans}",
                f"kind {done.speaker.kind if done.speaker else None}",
                f"chain {min(len(done.chain), 2)}",
                *(f"chain {min(len(done.chain), 1)} same {same} {note}" for note in about[:4]),
                *(f"same {same} {note}" for note in about),
                *(f"sentences {far} {note}" for note in about[:4]),
            ]
            yield done, tuple(notes)

    def _near(self, statement: Statement, about: tuple[str, ...]) -> list[tuple[Teller, tuple[str, ...]]]:
        """The tellers around a statement, with how they stand to it."""
        cast, found = self.cast, []
        first, last = cast.sentence_of(statement.start), cast.sentence_of(max(statement.start, statement.end - 1))
        paragraph = cast.paragraph_of(statement.start)
        spans = (*statement.speaker.spans, *statement.content)
        around = range(max(0, first + _SENTENCES.start), min(len(cast.sentences()), last + _SENTENCES.stop))
        for number in [*range(min(around.start, HEAD + 1)), *around]:
            for teller in self._tellers.of(number):
                if number not in around and (teller.known.kind != ActorKind.OUTLET or teller.speaks):
                    continue
                if any(teller.span.start < span.end and span.start < teller.span.end for span in spans):
                    continue
                far: int | str = 0 if first <= number <= last else number - first if number < first else number - last
                if number not in around:
                    far = "head"
                side = "before" if teller.span.start < statement.start else "behind"
                gap = abs(paragraph - cast.paragraph_of(teller.span.start))
                where = f"{far} {side}"
                says = self._says(teller, statement, first)
                kind = teller.notes[0]
                stands = self._stands(teller, statement, first)
                found.append(
                    (
                        teller,
                        (
                            f"at {where}",
                            f"paragraphs {min(gap, 2)}",
                            f"says {says}",
                            f"says {says} at {where}",
                            f"inside {teller.inside}",
                            f"at {where} {kind}",
                            *stands,
                            *teller.notes,
                            *(f"{note} {'here' if far == 0 else side}" for note in teller.notes),
                            *(f"{note} {kind}" for note in teller.notes[1:] if note.startswith(("say ", "det"))),
                            *(
                                f"{note} says {says} {one}"
                                for note in teller.notes[1:]
                                if note.startswith(("say ", "before1"))
                                for one in stands
                            ),
                            *(f"at {where} {note}" for note in about),
                            *(f"says {says} {note}" for note in about),
                        ),
                    )
                )
        return found

    def _stands(self, teller: Teller, statement: Statement, sentence: int) -> tuple[str, ...]:
        """How a teller stands to the words that name the statement's speaker: in which order, and whether a word of
        saying of his own stands by him ("besteht laut dem Minister auf ...", "will, wie der Bischof erzählt, ...").
        """
        spans = statement.speaker.spans
        if not spans or statement.speaker.carried:
            return ("speaker elsewhere",)
        mine = next(
            (one for one in self._tellers.of(self.cast.sentence_of(spans[0].start)) if statement in one.speaks), None
        )
        order = "before" if teller.span.start < spans[0].start else "behind"
        here = self.cast.sentence_of(spans[0].start) == teller.sentence
        own = bool(set(teller.sayings) - set(mine.sayings if mine else ()))
        near = bool(teller.sayings) and min(abs(self._gap(teller, number)) for number in teller.sayings) <= 1
        return (f"speaker {order} here {here} own saying {own} near {near}",)

    def _gap(self, teller: Teller, number: int) -> int:
        """Words between a teller and a word of saying: how many letters' worth, five a word."""
        start = self._tellers.tokens[number].start
        return (start - teller.span.end if start >= teller.span.end else teller.span.start - start) // 6

    def _says(self, teller: Teller, statement: Statement, sentence: int) -> str:
        """Whether a teller speaks himself, and where."""
        if not teller.speaks:
            return "nothing"
        places = {self.cast.sentence_of(one.start) - sentence for one in teller.speaks}
        return "here" if 0 in places else "before" if max(places) < 0 else "behind"

    def _about(self, statement: Statement, speaker: Known | None) -> tuple[str, ...]:
        """How a statement itself is put: who speaks, in which form, and what words of saying surround it."""
        words = frame(self.cast, statement)
        told = sorted({match.lower() for match in _TOLD.findall(words)})
        dative = sorted({match.lower() for match in _DATIVE.findall(words)})
        return (
            f"told {'/'.join(told)}"[:40],
            f"dative {bool(dative)}",
            f"sayings {min(self._sayings(statement), 3)}",
            f"speaker {speaker.kind if speaker else None} {statement.speaker.carried}",
            f"form {statement.kind}",
            f"act {statement.act}",
            f"told {bool(set(told) - {'hat', 'hatte', 'haben', 'sei'})} dative {bool(dative)}",
        )

    def _sayings(self, statement: Statement) -> int:
        """How many words of saying stand around a statement, outside of what is said."""
        if not self._tellers.tokens:
            return 0
        numbers = _sentences(self.cast, statement)
        return sum(
            0 < self._tellers.cue_class(place) < 12 and not self.cast.in_content(self._tellers.tokens[place].start)
            for number in numbers
            for place in self._tellers.range_of(number)
        )


def _sentences(cast: Cast, statement: Statement) -> Iterable[int]:
    """The sentences in which a statement is told."""
    spans = [*statement.cue, *statement.frame]
    if not statement.speaker.carried:
        spans.extend(statement.speaker.spans)
    numbers = {cast.sentence_of(span.start) for span in spans}
    numbers.add(cast.sentence_of(statement.start))
    return sorted(numbers)


def frame(cast: Cast, statement: Statement) -> str:
    """The words of the sentences in which a statement is told that are not part of something said."""
    words = []
    for number in _sentences(cast, statement):
        start, end = cast.sentences()[number]
        place = start
        for first, last in cast.contents_in(start, end):
            if first > place:
                words.append(cast.text[place:first])
            place = max(place, last)
        words.append(cast.text[place : max(place, end)])
    return " ".join(words)
