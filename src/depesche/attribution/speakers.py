"""The reader's speaker tokens put right where names and articles leave no doubt.

An adverb that points back ("Danach solle ...") is nobody, and whoever somebody spoke with did not speak himself.
The reader decides token by token. At the end of a name, or where two noun phrases meet without a comma, it is wrong now
and then: "La" of "La Nación", "Kurier ein Mitarbeiter des Ministeriums", "ein Fahrer dem Pfarrer".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

import numpy as np

from depesche.attribution.cues import load_data
from depesche.attribution.network import Ints
from depesche.records import Analysis, Document, Mention, Sentence, Span, Statement, Token

_NOUNS = frozenset({"NOUN", "PROPN"})
_DATELINE_ENDS = "–—-).:"
_DANGLING = frozenset({"DET", "ADP", "CCONJ"})
_BEFORE_NOUN = frozenset({"DET", "ADJ", "NUM"})
_HEADS = frozenset({"NOUN", "PROPN", "PRON"})
_QUOTES = frozenset('„“”»«"')
_MOST = 4  # tokens that a name is longer than what the reader saw of it


def put_right(document: Document, analysis: Analysis, speaker: Ints, content: Ints) -> Ints:
    """The tokens of a speaker, in order, as few of them changed as need be.

    Args:
        document: the document, and
        analysis: its tokens, with parts of speech, and names.
        speaker: token numbers, with gaps where the speaker is named in several places.
        content: those of what is said; no name is widened into it.

    Returns:
        Each stretch with the whole name at its end, and of two noun phrases the one that speaks.
    """
    if not len(speaker):
        return speaker
    said = set(content.tolist())
    kept: set[int] = set()
    stretches = np.split(speaker, np.flatnonzero(np.diff(speaker) > 1) + 1)
    alone = [stretch for stretch in stretches if not _stands_beside(document, analysis, int(stretch[0]))]
    for stretch in alone or stretches:
        first, last = _one_phrase(document, analysis, int(stretch[0]), int(stretch[-1]) + 1)
        last = _end_of_phrase(document, analysis, first, last)
        widened = range(last, _end_of_name(document, analysis, last - 1))
        kept.update(range(first, last), () if said.intersection(widened) else widened)
    return np.array(sorted(kept), dtype=speaker.dtype)


def _stands_beside(document: Document, analysis: Analysis, place: int) -> bool:
    """Whether a stretch names who somebody spoke with: "sagte er nach dem Gespräch mit | Minister Held"."""
    before = analysis.tokens[place - 1] if place else None
    words = _articles(analysis.language or "de")["beside"]
    return before is not None and document.text[before.start : before.end].lower() in words


def carried_back(document: Document, analysis: Analysis, found: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements whose speaker's words only point back ("Danach solle ...") get the speaker of what they point to.

    Args:
        document: the document, and
        analysis: its sentences and names.
        found: its statements, in text order.

    Returns:
        The same, in order. The speaker is that of the last statement of the sentence before, carried; else the name by
        which that sentence begins; else nobody.
    """
    words = _articles(analysis.language or "de")["points_back"]
    starts = [sentence.start for sentence in analysis.sentences]
    out: list[Statement] = []
    for one in found:
        named = {document.text[span.start : span.end].lower() for span in one.speaker.spans}
        number = bisect_right(starts, one.start) - 1
        if named and named <= words and number > 0:
            before = analysis.sentences[number - 1]
            last = next((had for had in reversed(out) if before.start <= had.start < before.end), None)
            spans = last.speaker.spans if last else _opening_name(document, analysis, before)
            one = replace(one, speaker=Mention(spans, carried=bool(spans)), continues=last.id if last else None)
        out.append(one)
    return tuple(out)


def _opening_name(document: Document, analysis: Analysis, sentence: Sentence) -> tuple[Span, ...]:
    """The name that a sentence begins with, at its start or behind a dateline."""
    place = (document.place or "").casefold()
    begin, stop = (bisect_left(analysis.names, edge, key=lambda name: name.start) for edge in sentence[:2])
    for name in analysis.names[begin:stop]:
        opens = document.text[sentence.start : name.start].rstrip()[-1:] in ("", *_DATELINE_ENDS)
        if opens and document.text[name.start : name.end].casefold() != place:
            return (Span(name.start, name.end),)
    return ()


def _end_of_name(document: Document, analysis: Analysis, place: int) -> int:
    """The token number behind the name in which a token stands; behind the token where none goes on.

    A word that is somebody's whole name elsewhere stays alone: "habe Kennedy Dobrynin versichert" names two.
    """
    tokens, text = analysis.tokens, document.text
    seen = text[tokens[place].start : tokens[place].end]
    at = bisect_right(analysis.names, tokens[place].start, key=lambda name: name.start) - 1
    if at < 0 or not tokens[place].end < analysis.names[at].end:
        return place + 1
    last = place
    while last + 1 < len(tokens) and tokens[last + 1].end <= analysis.names[at].end:
        last += 1
    whole = last - place <= _MOST and all(token.pos != "DET" for token in tokens[place : last + 1])
    alone = whole and any(text[other.start : other.end] == seen for other in analysis.names)
    return last + 1 if whole and not alone else place + 1


def _end_of_phrase(document: Document, analysis: Analysis, first: int, last: int) -> int:
    """Where a noun phrase ends that the reader cut too late or too early.

    "Botschafter Trubin der | Armeezeitung": an article or a preposition behind a noun begins who is told, or what the
    reader left away. "Der | „Ausrufer“", "ein früherer | Beamter": what has no noun yet goes on to it.
    """
    tokens = analysis.tokens
    dangling = last
    while dangling > first and tokens[dangling - 1].pos in _DANGLING:
        dangling -= 1
    if any(tokens[place].pos in _HEADS for place in range(first, dangling)):
        return dangling
    article = document.text[tokens[first].start : tokens[first].end].lower()
    before = all(tokens[place].pos in _BEFORE_NOUN for place in range(first, last))
    if not before or article not in _articles(analysis.language or "de")["alone"]:
        return last
    end = last
    while end < min(len(tokens), last + _MOST) and (tokens[end].pos == "ADJ" or _opens(document, tokens[end])):
        end += 1
    noun = end
    while end < min(len(tokens), noun + _MOST) and tokens[end].pos in _NOUNS:
        end += 1
    return end if end > noun else last


def _opens(document: Document, token: Token) -> bool:
    return document.text[token.start : token.end] in _QUOTES


def _one_phrase(document: Document, analysis: Analysis, first: int, last: int) -> tuple[int, int]:
    """Of two noun phrases that meet without a comma the one that speaks; the stretch as it came where none do.

    Behind a noun, "ein" begins whoever speaks ("sagte dem Blatt | ein Diplomat"), "dem" who is told ("ein Fahrer | dem
    Pfarrer"). "Die" and "das" begin either; how the phrase before begins decides.
    """
    words = _articles(analysis.language or "de")
    tokens = analysis.tokens
    if any(token.pos == "VERB" for token in takewhile(lambda token: token.pos != "PUNCT", tokens[first:last])):
        return first, last  # a clause
    texts = [document.text[token.start : token.end].lower() for token in tokens[first:last]]
    for place in range(first, last - 1):
        if tokens[place].pos == "PUNCT":
            break
        article = texts[place + 1 - first]
        if tokens[place].pos in _NOUNS and tokens[place + 1].pos == "DET" and place + 2 < last:
            speaks = words["speaks"] | (words["either"] if texts[0] in words["told_first"] else frozenset())
            if tokens[first].pos != "DET":
                speaks |= words["speaks_behind_name"]
            if article in speaks:
                return place + 1, last
            if article in words["told"] or (article in words["either"] and tokens[place].pos == "PROPN"):
                return first, place + 1
    return first, last


@lru_cache(maxsize=4)
def _articles(language: str) -> dict[str, frozenset[str]]:
    data = load_data(language, "speakers.yaml")
    names = ("speaks", "speaks_behind_name", "told", "either", "told_first", "beside", "points_back", "alone")
    return {name: frozenset(str(data.get(name, "")).split()) for name in names}
