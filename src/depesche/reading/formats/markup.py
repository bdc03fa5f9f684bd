"""XML: parsed once with entities refused, then read as a feed (RSS, Atom), NewsML-G2, NewsML 1 or NITF by its root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from depesche.errors import Damaged, InputError, UnknownFormat
from depesche.reading.source import Blob, Budget, Piece

_FEEDS = frozenset({"rss", "feed", "rdf"})


def read_xml(blob: Blob, budget: Budget) -> Iterator[Piece | Blob | InputError]:
    """An XML file by the name of its root element.

    Raises:
        Damaged: not well-formed, or it declares entities (which could expand without end or open files).
        UnknownFormat: a root element that is none of ours.
    """
    raw = blob.read(budget.limits.document_bytes)
    name = root_name(raw)
    if name == "html":
        yield Blob(blob.path, "page.html", blob.opener, blob.size, blob.depth + 1, url=blob.url)
    elif name in _FEEDS:
        from depesche.reading.formats.feeds import read_feed

        _refuse_entities(raw, blob.path)
        yield from read_feed(raw, blob, budget)
    else:
        from depesche.reading.formats.newsml import read_news

        yield from read_news(parsed(raw, blob.path), raw, blob)


def root_name(raw: bytes) -> str:
    """The root element's local name, lower case, or "" where there is none."""
    import re

    head = raw[:65536].replace(b"\x00", b"").decode("latin-1")
    head = re.sub(r"<!--.*?-->|<\?.*?\?>", "", head, flags=re.DOTALL)
    match = re.search(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>/]", head)
    return match[1].lower() if match else ""


def parsed(raw: bytes, where: str) -> Any:
    """The root element.

    Raises:
        Damaged: not well-formed, or with entities.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(raw, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        hint = "Depesche expands no entities; remove them if you trust the file"
        raise Damaged("XML that declares entities", where, hint) from error
    except (ParseError, ValueError) as error:
        raise Damaged(f"broken XML ({error})", where) from error


def _refuse_entities(raw: bytes, where: str) -> None:
    """Feeds in the wild are often not well-formed and still readable; only entities are refused."""
    try:
        parsed(raw, where)
    except Damaged as error:
        if "entities" in error.what:
            raise


def unknown(name: str, where: str) -> UnknownFormat:
    """An error for XML that is none of ours."""
    return UnknownFormat(f"XML that is no feed and no news item (its root is <{name[:40]}>)", where)
