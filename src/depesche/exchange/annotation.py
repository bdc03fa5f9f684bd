"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/): one annotation a statement; see docs/exchange.md.

Offsets are Unicode code points, as the Recommendation wants them for a Text Position Selector, and so our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from depesche.exchange.source import ExportSource
from depesche.exchange.streams import (
    NAMESPACE,
    filled,
    json_line,
    json_text,
    known_actors,
    name_of,
    urn,
    web_address,
    with_statements,
)
from depesche.records import Actor, Document, Mention, Span, Statement

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"depesche": NAMESPACE}]
# Code points before and after a quotation that tell it from the same words elsewhere; the length that Hypothesis
# (hypothes.is) writes, so that its anchoring finds them.
AROUND = 32


def write_annotations(source: ExportSource, stream: IO[bytes], table: str = "") -> None:
    """Write one AnnotationCollection with one page. ``total`` stands at its end, where it is known."""
    head = {"@context": CONTEXT, "id": urn("annotations", "all"), "type": "AnnotationCollection", "label": "Depesche"}
    page = {"id": urn("annotations", "page"), "type": "AnnotationPage", "startIndex": 0}
    stream.write(f'{json_text(head)[:-1]}, "first": {json_text(page)[:-1]}, "items": [\n'.encode())
    total = 0
    for annotation in all_annotations(source):
        stream.write((b"," if total else b"") + json_line(annotation))
        total += 1
    stream.write(f']}}, "last": {json_text(page["id"])}, "total": {total}}}\n'.encode())


def all_annotations(source: ExportSource) -> Iterator[dict[str, Any]]:
    """Every statement as an annotation, document by document."""
    actors = known_actors(source)
    for document, statements in with_statements(source):
        for statement in statements:
            yield annotation(document, statement, actors)


def annotation(document: Document, statement: Statement, actors: dict[str, Actor]) -> dict[str, Any]:
    """One statement: its content ranges are the targets, what is said about them are the bodies.

    A body that repeats words of the text (speaker, addressee, cue, frame) is a part of the same document.
    """
    bodies = [_tag("act", statement.act.value), _tag("kind", statement.kind.value)]
    bodies += _of_mention(document, "speaker", statement.speaker, actors)
    if statement.addressee is not None:
        bodies += _of_mention(document, "addressee", statement.addressee, actors)
    bodies += [_identified("via", actor, actors) for actor in statement.via]
    bodies += [_part(document, span, "cue") for span in statement.cue]
    bodies += [_part(document, span, "frame") for span in statement.frame]
    for hedge in statement.hedges:
        bodies.append({**_part(document, Span(hedge.start, hedge.end), "hedge"), "depesche:hedge": hedge.kind.value})
    return filled(
        {
            "id": urn("statement", statement.id),
            "type": "Annotation",
            "motivation": "classifying",
            "body": bodies,
            "target": [_part(document, span) for span in statement.content],
            "depesche:negated": statement.negated,
            "depesche:medium": statement.medium.value,
            "depesche:confidence": statement.confidence,
            "depesche:parent": {"id": urn("statement", statement.parent)} if statement.parent else None,
            "depesche:continues": {"id": urn("statement", statement.continues)} if statement.continues else None,
        }
    )


def _of_mention(document: Document, role: str, mention: Mention, actors: dict[str, Actor]) -> list[dict[str, Any]]:
    who = [_identified(role, mention.actor, actors)] if mention.actor else []
    return who + [_part(document, span, role) for span in mention.spans]


def _tag(role: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value, "depesche:role": role}


def _identified(role: str, identity: str, actors: dict[str, Actor]) -> dict[str, Any]:
    return {
        "type": "TextualBody",
        "purpose": "identifying",
        "value": name_of(actors, identity),
        "depesche:role": role,
        "depesche:actor": {"id": urn("actor", identity)},
    }


def _part(document: Document, span: Span, role: str | None = None) -> dict[str, Any]:
    """A part of the document's stored text, by position and, beside it, by its words."""
    text = document.text
    source = {
        "id": urn("document", document.id),
        "type": "Text",
        "format": "text/plain",
        "language": document.language,
        "depesche:url": web_address(document.url),
    }
    return filled(
        {
            "type": "SpecificResource",
            "purpose": "describing" if role else None,
            "depesche:role": role,
            "source": filled(source),
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[span.start : span.end],
                    "prefix": text[max(0, span.start - AROUND) : span.start],
                    "suffix": text[span.end : span.end + AROUND],
                },
            ],
        }
    )
