"""What sources call title, text, outlet ...: one table of names for JSON objects, CSV columns and front matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# our name -> names in the wild, best first: our own export, schema.org, JSON Feed, ninjs (IPTC), news-please, NewsAPI,
# trafilatura and common CMS columns. Compared in lower case without "_", "-" and blanks.
_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "bodytext", "articlebody", "contenttext", "maintext", "plaintext", "fulltext", "articletext", "body",
        "content", "inhalt", "artikel", "article", "story", "rawtext",
        "volltext", "artikeltext", "artikelinhalt", "meldung", "meldungstext", "textkörper", "textkoerper",
        "fliesstext", "fließtext", "haupttext", "documenttext",
    ),
    "html": ("bodyhtml", "contenthtml", "bodyxhtml", "html", "bodies"),
    "title": (
        "title", "headline", "titel", "ueberschrift", "überschrift", "schlagzeile", "headlines",
        "name", "subject",
    ),
    "outlet": (
        "outlet", "publisher", "sitename", "source", "medium", "zeitung", "quelle", "publication", "newspaper", "site",
        "sourcename", "sourcedomain", "provider", "hostname", "quellenname", "herausgeber", "publikation", "blatt",
    ),
    "published": (
        "published", "datepublished", "datepublish", "publishedat", "publicationdate", "pubdate", "publishdate",
        "firstcreated", "versioncreated", "date", "datum", "datetime", "created", "createdat", "timestamp",
        "publishedtime", "publisheddate", "publishtime", "datecreated", "dateissued", "issued",
        "erscheinungsdatum", "veröffentlicht", "veroeffentlicht", "veröffentlichungsdatum", "veroeffentlichungsdatum",
        "erschienen", "contentcreated", "publicationdatetime",
    ),
    "url": ("url", "link", "canonicalurl", "mainentityofpage", "permalink", "externalurl", "weburl"),
    "author": ("author", "authors", "byline", "by", "autor", "autoren", "creator", "verfasser", "autor/in", "autorin"),
    "language": ("language", "lang", "inlanguage", "sprache"),
    "id": ("id", "guid", "uri", "docid", "documentid", "identifier", "uuid", "altid"),
    "place": ("place", "dateline", "located"),
}  # fmt: skip
_OURS = {alias: (name, rank) for name, aliases in _NAMES.items() for rank, alias in enumerate(aliases)}
# Objects that hold an article's fields in what search engines and interfaces answer (Elasticsearch, JSON:API).
_WRAPPERS = (
    "_source",
    "attributes",
    "article",
    "document",
    "doc",
    "data",
    "item",
    "news",
    "payload",
    "content",
    "fields",
)
_DEEPEST = 3  # objects in one another that are looked into
_LONGEST = 2_000  # code points of a metadata value; a longer one is no title and no name


def text_fields(record: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a record under our names, as text; what is empty, too long or no text is left out.

    "text" and "html" are kept exactly as they are; the others are stripped and their blanks made single.
    """
    best: dict[str, tuple[int, str]] = {}
    for key, value in record.items():
        ours = _OURS.get(key.lower().replace("_", "").replace("-", "").replace(" ", ""))
        if ours is None or value is None:
            continue
        name, rank = ours
        text = value if isinstance(value, str) else as_text(value)
        if name not in ("text", "html"):
            text = " ".join(text.split()) if len(text) <= _LONGEST else ""
        if text and (name not in best or rank < best[name][0]):
            best[name] = (rank, text)
    return {name: text for name, (_, text) in best.items()}


def unwrapped(record: Mapping[str, Any], depth: int = 0) -> Mapping[str, Any]:
    """The record, or the object inside it that holds the article's text where it holds none itself.

    What stands beside that object ("id", "url") is kept unless the object says otherwise.
    """
    if depth == _DEEPEST or _has_text(record):
        return record
    for name in _WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, Mapping) and _has_text(found := unwrapped(inner, depth + 1)):
            return {**{key: value for key, value in record.items() if key != name}, **found}
    return record


def _has_text(record: Mapping[str, Any]) -> bool:
    fields = text_fields({key: value for key, value in record.items() if not isinstance(value, Mapping)})
    return "text" in fields or "html" in fields


def as_text(value: Any, depth: int = 0) -> str:
    """A JSON value as text: names out of {"name": ...}, lists joined by commas, numbers as digits."""
    if isinstance(value, bool) or value is None or depth > 4:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return format(value, "d") if isinstance(value, int) else repr(value)
    if isinstance(value, Mapping):
        for key in ("name", "literal", "title", "@value", "value", "@id", "url"):
            if value.get(key):
                return as_text(value[key], depth + 1)
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (as_text(item, depth + 1) for item in value[:20])))
    return str(value)
