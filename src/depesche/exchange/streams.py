"""What the streaming formats share: documents beside their statements, safe JSON, names of things, web addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit

from depesche.exchange.source import ExportSource
from depesche.records import Actor, Document, Statement

# The namespace of our own terms and ids in linked data. It is a name, not an address: the project owns no domain, and
# a URN can be fetched by nobody. The terms are explained in docs/exchange.md.
NAMESPACE = "urn:x-depesche:"
_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})
# What XML 1.0 cannot hold, not even as a character reference (section 2.2): control characters, lone surrogates and two
# non-characters. Each is one code point and one UTF-16 unit, and so is U+FFFD, which takes its place: no offset moves.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_ADDRESS = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # what RFC 3987 keeps out of an address


def json_text(value: Any) -> str:
    """JSON on exactly one line, whatever the texts hold: every kind of line end and lone surrogate is escaped."""
    found = json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS)
    return found.encode("utf-8", "backslashreplace").decode("utf-8")


def json_line(value: Any) -> bytes:
    """`json_text` as a line of UTF-8."""
    return json_text(value).encode("utf-8") + b"\n"


def legal(text: str) -> str:
    """The text with a replacement character for each that XML and many databases refuse; its length is the same."""
    return _ILLEGAL.sub("\ufffd", text)


def with_statements(source: ExportSource) -> Iterator[tuple[Document, list[Statement]]]:
    """Every document with its statements, one document in memory at a time.

    Both streams run in the same order (see `ExportSource`), so one pass over each does.
    """
    groups: Iterator[tuple[str, Iterable[Statement]]] = groupby(source.statements(), key=lambda found: found.document)
    waiting = next(groups, None)
    for document in source.documents():
        if waiting is not None and waiting[0] == document.id:
            yield document, list(waiting[1])
            waiting = next(groups, None)
        else:
            yield document, []


def known_actors(source: ExportSource) -> dict[str, Actor]:
    """All actors by id: the one thing an export keeps in memory, for their number hardly grows with the documents."""
    return {actor.id: actor for actor in source.actors()}


def name_of(actors: dict[str, Actor], identity: str | None) -> str | None:
    """An actor's name; the id itself where the dossier does not hold it (any more)."""
    if identity is None:
        return None
    return actors[identity].name if identity in actors else identity


def urn(kind: str, identity: str) -> str:
    """The name of one thing of a dossier in linked data, as in "urn:x-depesche:statement:s0123"."""
    return f"{NAMESPACE}{kind}:{quote(identity.encode('utf-8', 'surrogatepass'), safe='')}"


def web_address(address: str | None) -> str | None:
    """The address if it is one of the web (http or https) that can stand in a link, or None."""
    if not address or _NO_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return None


def filled(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties without those that hold nothing (None, "", an empty list); False and 0 stay."""
    return {key: value for key, value in properties.items() if value is not None and value != "" and value != []}
