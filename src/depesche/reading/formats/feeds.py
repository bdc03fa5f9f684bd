"""RSS and Atom through feedparser: entries with text are documents, those with only a link are named or followed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from depesche.errors import Damaged, EmptyInput, InputError, UnknownFormat
from depesche.reading.formats.json_articles import Doubles
from depesche.reading.formats.pages import text_of
from depesche.reading.source import Blob, Budget, Piece


def read_feed(raw: bytes, blob: Blob, budget: Budget) -> Iterator[Piece | Blob | InputError]:
    """Every entry of a feed that has text: its full content, or where there is none its summary."""
    import feedparser

    feed: Any = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        if feed.bozo and not feed.version:
            raise Damaged("a broken feed", blob.path)
        raise EmptyInput("a feed without entries", blob.path)
    outlet = feed.feed.get("title")
    language = feed.feed.get("language")
    doubles = Doubles()
    for number, entry in enumerate(feed.entries, 1):
        where = f"{blob.path}#{number}"
        full, text = entry_text(entry)
        link = entry.get("link")
        if budget.limits.fetch.follow and blob.url and link and not full:
            from depesche.reading.fetch import follow

            yield from follow(str(link), blob.url, budget)
        elif not text.strip():
            yield UnknownFormat("an entry with only a link", where, f"Read {link} itself" if link else None)
        else:
            meta = _meta(entry, outlet, language)
            piece = Piece(_raw(meta, text), text, "feed", where, meta)
            yield piece
            if double := doubles.check(piece, number):
                yield double


def entry_text(entry: Any) -> tuple[bool, str]:
    """Whether the entry has its full content, and its text (content, else summary)."""
    for content in entry.get("content") or ():
        if (text := text_of(str(content.get("value") or ""))).strip():
            return True, text
    return False, text_of(str(entry.get("summary") or ""))


def _meta(entry: Any, outlet: Any, language: Any) -> dict[str, str]:
    values = {
        "title": text_of(str(entry.get("title") or "")).strip(),
        "url": entry.get("link"),
        "author": entry.get("author"),
        "published": entry.get("published") or entry.get("updated"),
        "id": entry.get("id"),
        "outlet": (entry.get("source") or {}).get("title") or outlet,
        "language": (entry.get("content") or [{}])[0].get("language") or language,
    }
    return {name: str(value) for name, value in values.items() if value}


def _raw(meta: dict[str, str], text: str) -> bytes:
    """An entry's own bytes: feedparser keeps no source, so what it read out, in one fixed form."""
    return json.dumps(meta | {"text": text}, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
