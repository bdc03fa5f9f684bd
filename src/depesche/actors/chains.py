"""Through whom a statement reached the reader: outlet, source, principal, nearest to the article first."""

from __future__ import annotations

import re

from depesche.actors.discourse import Cast
from depesche.actors.lexicon import lexicon
from depesche.actors.names import plain
from depesche.actors.registry import Known
from depesche.records import ActorKind, Statement

MAX_LINKS = 6  # links of one chain; the longest of cuba-1962 has three
_RELAYED = re.compile(
    r"\b(?:habe|hätte|hätten|haben|soll|sollen|sei)\b[^.!?]*?\b(?:ge\w+|\w+iert|ver\w+|er\w+|be\w+|an\w+|zu\w+|hin\w+)(?:t|en)\b",
    re.IGNORECASE,
)


def frame(cast: Cast, statement: Statement) -> str:
    """The words of the sentences around a statement's speaker that are said by nobody in the text."""
    spans = [*statement.speaker.spans, *statement.cue, *statement.frame]
    if not spans:
        return ""
    numbers = {cast.sentence_of(span.start) for span in spans}
    ranges = cast.sentences()
    words = []
    for number in sorted(numbers):
        start, end = ranges[number]
        place = start
        for span in sorted(statement.content):
            if span.start < end and span.end > start:
                words.append(cast.text[place : max(place, span.start)])
                place = max(place, span.end)
        words.append(cast.text[place:end])
    return " ".join(words)


class Chains:
    """Reads the chains of one document, statement by statement in text order."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.done: list[tuple[Statement, Known | None, tuple[Known, ...]]] = []

    def read(self, statement: Statement, speaker: Known | None) -> tuple[Known, ...]:
        """The links of one statement."""
        links = self._links(statement, speaker)
        kept: list[Known] = []
        for link in links:
            if link is not speaker and link is not self.cast.setting.outlet and link not in kept:
                kept.append(link)
        chain = tuple(kept[:MAX_LINKS])
        self.done.append((statement, speaker, chain))
        return chain

    def _links(self, statement: Statement, speaker: Known | None) -> list[Known]:
        if statement.via_mentions:
            found = [self.cast.resolve(mention, statement) for mention in statement.via_mentions]
            return [known for known in found if known is not None]
        for other, known, chain in reversed(self.done[-40:]):
            if other.speaker.spans and other.speaker.spans == statement.speaker.spans and known is speaker:
                return list(chain)
        nested = self._nested(statement, speaker)
        if nested is not None:
            return nested
        words = frame(self.cast, statement)
        links = self._outlets(statement, speaker, words)
        if _RELAYED.search(words) and speaker is not None and speaker.kind != ActorKind.OUTLET:
            links += self._reporter(statement, speaker)
        return links

    def _nested(self, statement: Statement, speaker: Known | None) -> list[Known] | None:
        """A saying named inside another's words reaches us through him ("Kennedys Zusage" in Castro's mouth)."""
        spans = statement.speaker.spans
        if not spans:
            return None
        for other, known, chain in self.done[-40:]:
            inside = any(span.start <= spans[0].start < span.end for span in other.content)
            if inside and known is not None and known is not speaker and other.act != "decline":
                return [*chain, known]
        return None

    def _outlets(self, statement: Statement, speaker: Known | None, words: str) -> list[Known]:
        """The outlet behind a foreign source, and broadcasters through which somebody speaks."""
        if speaker is not None and speaker.kind == ActorKind.UNNAMED and speaker.outlet:
            own = self.cast.setting.outlet
            if (own is None or speaker.outlet != own.id) and not self._printed_from(speaker.outlet):
                outlet = self.cast.registry.get(speaker.outlet)
                return [outlet] if outlet is not None else []
        return []

    def _printed_from(self, outlet: str) -> bool:
        """Whether the outlet is the agency whose report this document prints: it is no link of the chain then."""
        if self.cast.origin == self.cast.read.document.id:
            return False
        known = self.cast.registry.get(outlet)
        return known is not None and plain(known.name) in lexicon().agencies

    def _reporter(self, statement: Statement, speaker: Known) -> list[Known]:
        """Who tells that somebody has said it: who spoke last before, with his own chain."""
        for other, known, chain in reversed(self.done[-12:]):
            if known is None or self.cast.paragraph_of(other.start) != self.cast.paragraph_of(statement.start):
                break
            if known is speaker:
                if chain:
                    return list(chain)
                break
            if known.kind in (ActorKind.PERSON, ActorKind.UNNAMED, ActorKind.OUTLET, ActorKind.ORGANISATION):
                return [*chain, known]
        return []
