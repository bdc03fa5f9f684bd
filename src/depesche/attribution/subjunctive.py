"""Sentences in the Konjunktiv I that the network gave nobody: "Der Abzug beginne am 15. November."

A main clause in the Konjunktiv I is somebody's speech, told on without a cue (Duden, *Die Grammatik*: indirekte Rede),
and so is what a paper or a version holds "danach". What the network left out of these is offered to its reader, who
says who speaks; where he knows nobody, whoever spoke last before does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from depesche.attribution.cues import load_data
from depesche.attribution.decoding import Candidate, Content, content_odds, probability
from depesche.attribution.network import Ints
from depesche.attribution.nominal import SPEAKER, Report, of_kind
from depesche.attribution.reading import Model, Section, look_at
from depesche.records import Analysis, Document, Kind, Mention, Statement, Token

LEAST = 0.15  # probability, by the rank, of being a quote: wishes ("es lebe ...") and what comes "danach" in time fall
CONFIDENCE = 0.85  # of 64 in 33 sets of dispatches the truth has 0.89 (`training.attribution.nominal`)
_SHORTEST = 3  # tokens
_STOPS = frozenset(".!…")
_BACK = 2  # sentences before among which whoever spoke last speaks on


@lru_cache(maxsize=4)
def _words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    data = load_data(language, "subjunctive.yaml")
    asks, after = (frozenset(str(data.get(name, "")).split()) for name in ("asks", "after"))
    return asks, after


def unowned_speech(
    document: Document, analysis: Analysis, section: Section, chosen: Sequence[Candidate], using: Model
) -> list[Report]:
    """The sentences of a section that can only be somebody's speech and that no content chosen touches, in text order.

    Args:
        document: the document, and
        analysis: its tokens, with moods.
        section: a stretch of it that the network has read.
        chosen: the contents kept there.
        using: the model.
    """
    tokens = analysis.tokens[section.first : section.first + section.count]
    said = {int(place) for one in chosen for place in one.content}
    title = document.title_span.end if document.title_span else 0
    free = (
        (first, last)
        for first, last in section.sentences
        if tokens[first].start >= title and said.isdisjoint(range(first, last))
    )
    contents = list(_speech(document, tokens, free, analysis.language or "de"))
    found = [Content(0, content, 1, content_odds(section.scores, 0, content)) for content in contents]
    looked = look_at(section, found, [one.found for one in chosen], using)
    sure = [probability(one, using.settings) for one in looked]
    return [
        Report(of_kind(_of_others(one), Kind.INDIRECT_FREE_INDIRECT), value, (), CONFIDENCE)
        for one, value in zip(looked, sure, strict=True)
        if value >= LEAST
    ]


def _speech(
    document: Document, tokens: Sequence[Token], sentences: Iterator[tuple[int, int]], language: str
) -> Iterator[Ints]:
    """What is said in each of the sentences that are speech."""
    asks, after = _words(language)
    for first, last in sentences:
        words = [document.text[token.start : token.end] for token in tokens[first:last]]
        if words[-1] == "?":
            continue
        while last > first and document.text[tokens[last - 1].start : tokens[last - 1].end] in _STOPS:
            last -= 1
        follows = words[0].lower() in after
        if last - first >= _SHORTEST and (follows or _is_told(tokens[first:last], words, asks)):
            yield np.arange(first + follows, last)


def _is_told(tokens: Sequence[Token], words: Sequence[str], asks: frozenset[str]) -> bool:
    """Whether a sentence's main clause is in the Konjunktiv I: its first verb is, it opens no subordinate clause, and
    no verb in the indicative begins a clause behind it, which would tell who says it.
    """
    if tokens[0].pos == "SCONJ" or words[0].lower() in asks:
        return False
    moods = [token.mood for token in tokens]
    if next((mood for mood in moods if mood), "") != "sub1":
        return False
    return not any(mood == "ind" and words[place - 1] == "," for place, mood in enumerate(moods) if place)


def _of_others(candidate: Candidate) -> Candidate:
    """Without speakers in what is said: there the reader sees whom it is about."""
    roles = candidate.roles.copy()
    roles[np.isin(candidate.look, candidate.content), SPEAKER] = -np.inf
    return replace(candidate, roles=roles)


def carried_on(analysis: Analysis, found: Sequence[Statement], unowned: frozenset[str]) -> tuple[Statement, ...]:
    """Statements, those of nobody among some given to whoever spoke last in the sentence before or the one before it.

    Args:
        analysis: the document's sentences.
        found: its statements, in text order.
        unowned: the ids of those that may be given to somebody.
    """
    starts = [sentence.start for sentence in analysis.sentences]
    out: list[Statement] = []
    last: Statement | None = None
    for one in found:
        free = one.id in unowned and not one.speaker.spans
        if free and last and bisect_right(starts, one.start) - bisect_right(starts, last.end - 1) <= _BACK:
            one = replace(one, speaker=Mention(last.speaker.spans, carried=True), continues=last.id)
        if one.parent is None and one.speaker.spans:
            last = one
        out.append(one)
    return tuple(out)
