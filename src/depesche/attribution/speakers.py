"""The reader's speaker tokens put right where names and articles leave no doubt.

The reader decides token by token. At the end of a name, or where two noun phrases meet without a comma, it is wrong now
and then: "La" of "La Nación", "Kurier ein Mitarbeiter des Ministeriums", "ein Fahrer dem Pfarrer".
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

import numpy as np

from depesche.attribution.cues import load_data
from depesche.attribution.network import Ints
from depesche.records import Analysis, Document

_NOUNS = frozenset({"NOUN", "PROPN"})
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
    for stretch in np.split(speaker, np.flatnonzero(np.diff(speaker) > 1) + 1):
        first, last = _one_phrase(document, analysis, int(stretch[0]), int(stretch[-1]) + 1)
        widened = range(last, _end_of_name(document, analysis, last - 1))
        kept.update(range(first, last), () if said.intersection(widened) else widened)
    return np.array(sorted(kept), dtype=speaker.dtype)


def _end_of_name(document: Document, analysis: Analysis, place: int) -> int:
    """The token number behind the name in which a token stands; behind the token where none goes on.

    A word that is somebody's whole name elsewhere stays alone: "habe Kennedy Dobrynin versichert" names two.
    """
    tokens, text = analysis.tokens, document.text
    seen = text[tokens[place].start : tokens[place].end]
    for name in analysis.names:
        if name.start <= tokens[place].start < tokens[place].end < name.end:
            last = place
            while last + 1 < len(tokens) and tokens[last + 1].end <= name.end:
                last += 1
            whole = last - place <= _MOST and all(token.pos != "DET" for token in tokens[place : last + 1])
            alone = any(text[other.start : other.end] == seen for other in analysis.names)
            return last + 1 if whole and not alone else place + 1
    return place + 1


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
    names = ("speaks", "speaks_behind_name", "told", "either", "told_first")
    return {name: frozenset(str(data.get(name, "")).split()) for name in names}
