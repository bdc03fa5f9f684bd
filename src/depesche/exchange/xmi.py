"""UIMA CAS XMI 1.0, a zip of one XMI file a document beside the type system; see docs/exchange.md.

Standard: OASIS UIMA 1.0 and Apache UIMA's "XMI CAS Serialization Reference". Offsets are UTF-16 code units, as UIMA
(a Java framework) counts them.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import IO
from xml.sax.saxutils import escape

from depesche.exchange.source import ExportSource
from depesche.exchange.streams import known_actors, legal, name_of, with_statements
from depesche.exchange.xmi_types import NAMESPACE_URI, PREFIX, type_system
from depesche.records import Actor, Document, Mention, Span, Statement, stable_id

MADE_AT = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold: the same dossier gives the same bytes
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Written as references, or a reader would turn them into spaces (section 3.3.3) or line feeds (2.11).
_REFERENCES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;"}
_FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")

_Value = str | int | float | bool | None


class Utf16:
    """Turns code point offsets of a text into UTF-16 offsets: log(number of astral characters) each."""

    def __init__(self, text: str) -> None:
        self._astral = [found.start() for found in _ASTRAL.finditer(text)]

    def __call__(self, offset: int) -> int:
        """The offset in UTF-16 code units: one more for each character before it that takes two."""
        return offset + bisect_left(self._astral, offset)


def write_xmi(source: ExportSource, stream: IO[bytes], table: str = "") -> None:
    """Write the zip. Of each document only its entry in the zip's directory stays in memory."""
    actors = known_actors(source)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("TypeSystem.xml"), type_system())
        for document, statements in with_statements(source):
            archive.writestr(_entry(file_name(document)), document_xmi(document, statements, actors))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MADE_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def file_name(document: Document) -> str:
    """The document's file in the zip: its id where that can be a file's name, else a hash of it."""
    return (document.id if _FILE_NAME.fullmatch(document.id) else stable_id("d", document.id)) + ".xmi"


def attribute(value: object) -> str:
    """Any text, safe between double quotes of an XML attribute, and read back as it was (but see `legal`)."""
    return escape(legal(str(value)), _REFERENCES)


class _Cas:
    """Collects one document's feature structures: each gets a number, and a line of XML."""

    def __init__(self, document: Document) -> None:
        self._offset = Utf16(document.text)
        self.lines: list[str] = []

    @property
    def last(self) -> int:
        """The number given last; 0 is UIMA's null, 1 the text itself."""
        return len(self.lines) + 1

    def add(self, name: str, start: int, end: int, features: dict[str, _Value]) -> int:
        """An annotation over ``[start, end)`` in code points; its number."""
        number = self.last + 1
        values: dict[str, _Value] = {"begin": self._offset(start), "end": self._offset(end), **features}
        written = "".join(
            f' {key}="{str(value).lower() if isinstance(value, bool) else attribute(value)}"'
            for key, value in values.items()
            if value is not None and value != ""
        )
        self.lines.append(f'<{PREFIX}:{name} xmi:id="{number}" sofa="1"{written}/>')
        return number

    def spans(self, name: str, spans: Iterable[Span], features: dict[str, _Value] | None = None) -> str:
        """An annotation for each span; their numbers, as a feature that holds an array is written."""
        return " ".join(str(self.add(name, span.start, span.end, features or {})) for span in spans)


def document_xmi(document: Document, statements: Iterable[Statement], actors: dict[str, Actor]) -> bytes:
    """One document as XMI: its text with junk and all, what is known of it, and its statements."""
    cas = _Cas(document)
    _dispatch(cas, document)
    for junk in document.junk:
        cas.add("Junk", junk.start, junk.end, {"kind": junk.kind})
    for statement in statements:
        _statement(cas, statement, actors)
    return "".join(_lines(document, cas)).encode("utf-8")


def _lines(document: Document, cas: _Cas) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI"'
    yield f' xmlns:cas="http:///uima/cas.ecore" xmlns:{PREFIX}="{NAMESPACE_URI}">\n<cas:NULL xmi:id="0"/>\n'
    for line in cas.lines:
        yield line + "\n"
    yield '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text/plain"'
    yield f' sofaString="{attribute(document.text)}"/>\n'
    yield f'<cas:View sofa="1" members="{" ".join(str(number) for number in range(2, cas.last + 1))}"/>\n</xmi:XMI>\n'


def _dispatch(cas: _Cas, document: Document) -> None:
    features: dict[str, _Value] = {
        "language": document.language or "x-unspecified",  # UIMA's word for it
        "identifier": document.id,
        "outlet": document.outlet,
        "author": document.author,
        "agencies": ", ".join(document.agencies),
        "place": document.place,
        "title": document.title,
        "published": document.published,
        "url": document.url,
        "path": document.path,
        "copyOf": document.copies_of,
    }
    cas.add("Dispatch", 0, len(document.text), features)


def _statement(cas: _Cas, statement: Statement, actors: dict[str, Actor]) -> None:
    addressee = statement.addressee or Mention()
    hedges = [str(cas.add("Hedge", hedge.start, hedge.end, {"kind": hedge.kind.value})) for hedge in statement.hedges]
    features: dict[str, _Value] = {
        "identifier": statement.id,
        "kind": statement.kind.value,
        "act": statement.act.value,
        "medium": statement.medium.value,
        "negated": statement.negated,
        "confidence": statement.confidence,
        "parent": statement.parent,
        "continues": statement.continues,
        "speakerActor": statement.speaker.actor,
        "via": " ".join(statement.via),
        "content": cas.spans("Content", statement.content),
        "speaker": cas.spans("Speaker", statement.speaker.spans, _who(statement.speaker, actors)),
        "addressee": cas.spans("Addressee", addressee.spans, _who(addressee, actors)),
        "cue": cas.spans("Cue", statement.cue),
        "frame": cas.spans("Frame", statement.frame),
        "hedges": " ".join(hedges),
    }
    cas.add("Statement", statement.start, statement.end, features)


def _who(mention: Mention, actors: dict[str, Actor]) -> dict[str, _Value]:
    return {"actor": mention.actor, "name": name_of(actors, mention.actor)}
