"""Who passed a statement on, as the text names them: "laut Daily Mail", "sagte X der „Times“", "berichtete AFP"."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from itertools import islice, takewhile

from depesche.attribution.cues import ACCORDING, cues
from depesche.records import Analysis, Document, Mention, NameKind, Span

_NEAR = 4  # tokens between a transmitter's name and the reporting word that makes it one
_REPORTS = (1, ACCORDING)  # classes of plain reporting verbs and of "laut"


def via_mentions(
    document: Document,
    analysis: Analysis,
    content: Sequence[Span],
    speaker: Sequence[Span],
    addressee: Sequence[Span],
    cue: Collection[int],
) -> tuple[Mention, ...]:
    """The transmitters of one statement, in text order.

    Names of organisations in the statement's sentences count that stand in the addressee (one speaks to a newspaper
    to be printed), or near a reporting word that is not the statement's own cue.

    Args:
        document: the document.
        analysis: its analysis; without names there are no transmitters.
        content: the statement's content.
        speaker: its speaker's words.
        addressee: its addressee's words.
        cue: token numbers of its cue.
    """
    found = []
    start, end = content[0].start, content[-1].end
    sentences, names = analysis.sentences, analysis.names
    first = bisect_right(sentences, start, key=lambda sentence: sentence.end)
    for sentence in takewhile(lambda one: one.start < end, islice(sentences, first, None)):
        begin, stop = (bisect_left(names, place, key=lambda name: name.start) for place in sentence[:2])
        for name in names[begin:stop]:
            if name.kind is not NameKind.ORGANISATION:
                continue
            span = Span(name.start, name.end)
            if _overlap(span, content) or _overlap(span, speaker):
                continue
            if _overlap(span, addressee) or _reports(document, analysis, sentence.first, sentence.last, span, cue):
                found.append(Mention((span,)))
    return tuple(found)


def _overlap(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _reports(document: Document, analysis: Analysis, first: int, last: int, span: Span, cue: Collection[int]) -> bool:
    tokens = analysis.tokens
    places = [
        place for place in range(first, last) if tokens[place].start < span.end and tokens[place].end > span.start
    ]
    if not places:
        return False
    known = cues(analysis.language or "de")
    for place in range(max(first, places[0] - _NEAR), min(last, places[-1] + _NEAR + 1)):
        word = document.text[tokens[place].start : tokens[place].end]
        if place not in cue and place not in places and known.word(word[:64])[0] in _REPORTS:
            return True
    return False
