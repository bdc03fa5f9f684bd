"""Small things as one readable text column: spans, lists, mentions, evidence. Every pair here is an exact inverse.

An empty list is NULL, so that a table shows nothing where there is nothing. ``12-40 52-60`` are two spans,
``12-20:subjunctive`` a hedge, ``d0123 12-40`` (one a line) evidence. Lists of free text take one line an element,
with backslash and line feed escaped.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any

from depesche.records import (
    Act,
    ActShare,
    Analysis,
    Evidence,
    Hedge,
    HedgeKind,
    Junk,
    Mention,
    Name,
    NameKind,
    Sentence,
    Span,
    TimeExpression,
    Token,
)

_CARRIED = "~"


def pack_list(items: Iterable[str]) -> str | None:
    """Texts as lines; None for none."""
    lines = [item.replace("\\", "\\\\").replace("\n", "\\n") for item in items]
    return "\n".join(lines) if lines else None


def unpack_list(packed: str | None) -> tuple[str, ...]:
    """The inverse of `pack_list`."""
    if packed is None:
        return ()
    if "\\" not in packed:
        return tuple(packed.split("\n"))
    return tuple(_unescape(line) for line in packed.split("\n"))


def _unescape(line: str) -> str:
    return "\\".join(part.replace("\\n", "\n") for part in line.split("\\\\"))


def pack_spans(spans: Iterable[Span]) -> str | None:
    """Spans as ``start-end``, separated by spaces; None for none."""
    return " ".join([f"{start}-{end}" for start, end in spans]) or None


def unpack_spans(packed: str | None) -> tuple[Span, ...]:
    """The inverse of `pack_spans`."""
    return tuple([unpack_span(part) for part in packed.split(" ")]) if packed else ()


def unpack_span(packed: str) -> Span:
    """One ``start-end``."""
    start, _, end = packed.partition("-")
    return Span(int(start), int(end))


def pack_hedges(hedges: Iterable[Hedge]) -> str | None:
    """Hedges as ``start-end:kind``."""
    return " ".join([f"{start}-{end}:{kind}" for start, end, kind in hedges]) or None


def unpack_hedges(packed: str | None) -> tuple[Hedge, ...]:
    """The inverse of `pack_hedges`."""
    return tuple(Hedge(start, end, HedgeKind(kind)) for start, end, kind in _labelled(packed))


def pack_acts(acts: Iterable[ActShare]) -> str | None:
    """Acts with their shares as ``deny:0.62``."""
    return " ".join([f"{act.value}:{share!r}" for act, share in acts]) or None


def unpack_acts(packed: str | None) -> tuple[ActShare, ...]:
    """The inverse of `pack_acts`."""
    parts = [part.split(":") for part in packed.split(" ")] if packed else []
    return tuple([ActShare(Act(act), float(share)) for act, share in parts])


def pack_junk(junk: Iterable[Junk]) -> str | None:
    """Junk as ``start-end:kind``; kinds are single words."""
    return " ".join([f"{start}-{end}:{kind.replace(' ', '_')}" for start, end, kind in junk]) or None


def unpack_junk(packed: str | None) -> tuple[Junk, ...]:
    """The inverse of `pack_junk`."""
    return tuple(Junk(*labelled) for labelled in _labelled(packed))


def _labelled(packed: str | None) -> list[tuple[int, int, str]]:
    if not packed:
        return []
    parts = [part.partition(":") for part in packed.split(" ")]
    return [(*unpack_span(span), label) for span, _, label in parts]


def pack_mention(mention: Mention | None) -> str | None:
    """A mention's spans, with ``~`` behind them where carried. Its actor has a column of its own."""
    if mention is None:
        return None
    return (pack_spans(mention.spans) or "") + (_CARRIED if mention.carried else "")


def unpack_mention(packed: str | None, actor: str | None) -> Mention | None:
    """The inverse of `pack_mention`."""
    if packed is None:
        return None
    return Mention(unpack_spans(packed.removesuffix(_CARRIED)), actor, packed.endswith(_CARRIED))


def pack_mentions(mentions: Iterable[Mention]) -> str | None:
    """Mentions, one a line, each with its actor behind ``@``."""
    return pack_list(
        (pack_mention(mention) or "") + (f"@{mention.actor}" if mention.actor is not None else "")
        for mention in mentions
    )


def unpack_mentions(packed: str | None) -> tuple[Mention, ...]:
    """The inverse of `pack_mentions`."""
    found = []
    for line in unpack_list(packed):
        spans, at, actor = line.partition("@")
        mention = unpack_mention(spans, actor if at else None)
        assert mention is not None
        found.append(mention)
    return tuple(found)


def pack_evidence(evidence: Iterable[Evidence]) -> str | None:
    """Evidence as ``document start-end``, one a line."""
    return pack_list(f"{document} {start}-{end}" for document, start, end in evidence)


def unpack_evidence(packed: str | None) -> tuple[Evidence, ...]:
    """The inverse of `pack_evidence`."""
    found = []
    for line in unpack_list(packed):
        document, _, span = line.rpartition(" ")
        found.append(Evidence(document, *unpack_span(span)))
    return tuple(found)


def storable(text: str) -> str:
    """The text as both databases take it: lone surrogates and NUL become U+FFFD, one for one, so offsets hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text.replace("\0", "\ufffd")


def pack_analysis(analysis: Analysis) -> bytes:
    """An analysis column by column as deflated JSON: starts as steps from the last one, ends as lengths.

    Columns of small numbers deflate well: a dispatch of 300 words takes some 2 kB.
    """
    tokens = analysis.tokens
    content: dict[str, Any] = {
        "tokens": [
            _steps([token.start for token in tokens]),
            [token.end - token.start for token in tokens],
            [token.lemma for token in tokens],
            [token.pos for token in tokens],
            [token.mood for token in tokens],
        ],
        "sentences": [list(column) for column in zip(*analysis.sentences, strict=True)],
        "names": [list(column) for column in zip(*analysis.names, strict=True)],
        "times": [list(column) for column in zip(*analysis.times, strict=True)],
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 4)


def unpack_analysis(document: str, language: str, packed: bytes) -> Analysis:
    """The inverse of `pack_analysis`."""
    content = json.loads(zlib.decompress(packed))
    steps, lengths, *labels = content["tokens"]
    starts = _sums(steps)
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    return Analysis(
        document,
        language,
        tuple(map(Token, starts, ends, *labels)),
        tuple(map(Sentence, *content["sentences"])) if content["sentences"] else (),
        tuple(
            Name(start, end, NameKind(kind), confidence)
            for start, end, kind, confidence in zip(*content["names"], strict=True)
        ),
        tuple(map(TimeExpression, *content["times"])) if content["times"] else (),
    )


def _steps(numbers: list[int]) -> list[int]:
    return [number - before for number, before in zip(numbers, [0, *numbers], strict=False)]


def _sums(steps: list[int]) -> list[int]:
    total = 0
    sums = []
    for step in steps:
        total += step
        sums.append(total)
    return sums
