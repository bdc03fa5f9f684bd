"""News exchange formats of the IPTC: NewsML-G2, NewsML 1.x and NITF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import tostring

from depesche.errors import EmptyInput, InputError
from depesche.reading.formats.markup import unknown
from depesche.reading.formats.pages import text_of
from depesche.reading.source import Blob, Piece

_ITEMS = ("newsItem", "NewsItem", "nitf")
# our name -> local names of elements (or "element@attribute") that hold it, best first, in any of the three formats
_META = {
    "title": ("headline", "HeadLine", "hl1", "title", "slugline"),
    "author": ("by", "ByLine", "byline", "creator"),
    "published": (
        "firstCreated", "contentCreated", "versionCreated", "FirstCreated", "ThisRevisionCreated", "DateAndTime",
        "date.issue@norm", "story.date@norm",
    ),
    "outlet": ("provider@literal", "provider", "ProviderId", "copyrightHolder@literal", "doc.copyright@holder"),
    "language": ("language@tag", "Language@FormalName"),
    "id": ("guid", "NewsItemId", "doc-id@id-string"),
}  # fmt: skip
_BODIES = ("body.content", "inlineXML", "inlineData", "DataContent", "body")


def read_news(root: Any, raw: bytes, blob: Blob) -> Iterator[Piece | InputError]:
    """Every news item below the root.

    Raises:
        UnknownFormat: none of the three formats.
    """
    items = [element for element in root.iter() if local(element) in _ITEMS]
    if not items:
        raise unknown(local(root), blob.path)
    inner = [item for item in items if not any(local(below) in _ITEMS for below in item.iter() if below is not item)]
    outer = [item for item in items if local(item) != "nitf"] or inner
    for number, item in enumerate(outer, 1):
        where = blob.path if len(outer) == 1 else f"{blob.path}#{number}"
        text = _text(item)
        if not text.strip():
            yield EmptyInput("a news item without text", where)
            continue
        yield Piece(raw if len(outer) == 1 else tostring(item, "utf-8"), text, "newsml", where, _meta(item))


def local(element: Any) -> str:
    """An element's name without its namespace ("" for comments)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _meta(item: Any) -> dict[str, str]:
    found: dict[str, str] = {"id": item.get("guid")} if item.get("guid") else {}
    by_name: dict[str, Any] = {}
    for element in item.iter():
        by_name.setdefault(local(element), element)
    for name, places in _META.items():
        for place in places:
            tag, _, attribute = place.partition("@")
            element = by_name.get(tag)
            if element is None or name in found:
                continue
            value = element.get(attribute) if attribute else " ".join("".join(element.itertext()).split())
            if value:
                found[name] = value
    language = item.get("{http://www.w3.org/XML/1998/namespace}lang")
    return found | ({"language": language} if language and "language" not in found else {})


def _text(item: Any) -> str:
    """The body's text, block by block, of the first body element that has any."""
    for name in _BODIES:
        for element in item.iter():
            if local(element) == name and (text := text_of(_without_namespaces(element))).strip():
                return text
    return ""


def _without_namespaces(element: Any) -> str:
    """The element as HTML-like markup: prefixes off, so that <nitf:p> is a paragraph."""
    for below in element.iter():
        if isinstance(below.tag, str):
            below.tag = below.tag.rpartition("}")[2]
    element.tag = "div"  # "body", "inlineXML": what is in it matters
    return tostring(element, "unicode")
