"""From a piece (bytes and text of one document) to a document: storable text, metadata, junk, language, id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from depesche.errors import Damaged, EmptyInput, InputError, TooLarge
from depesche.reading.dates import iso_date
from depesche.reading.decode import storable
from depesche.reading.junk import find_junk
from depesche.reading.langid import language_of
from depesche.reading.metadata import read_off
from depesche.reading.source import Found, Limits, Piece
from depesche.records import Document, stable_id


def build(piece: Piece, limits: Limits) -> Iterator[Found | InputError]:
    """The document of a piece, and an error beside it where something had to be mended.

    Raises:
        EmptyInput: nothing but blanks.
        TooLarge: the text is over the limit.
    """
    text, mended = storable(piece.text)
    if len(text) > limits.text_chars:
        raise TooLarge(f"{len(text):,} characters are more than the {limits.text_chars:,} of one document", piece.path)
    if not text.strip():
        raise EmptyInput("no text in it", piece.path)
    given = {name: storable(value)[0] for name, value in piece.meta.items()}
    junk = find_junk(text, given.get("title"), given.get("outlet"))
    read = read_off(text, junk, given.get("title"))
    document = Document(
        id=stable_id("d", hashlib.sha256(piece.raw).hexdigest()),
        text=text,
        path=piece.path,
        url=given.get("url"),
        outlet=given.get("outlet") or read.outlet,
        author=given.get("author") or read.author,
        agencies=read.agencies,
        place=given.get("place") or read.place,
        title=given.get("title") or read.title,
        title_span=read.title_span,
        published=iso_date(given.get("published", "")) or read.published,
        language=language_tag(given.get("language")) or language_of(text),
        junk=junk,
        source_id=given.get("id"),
        format=piece.format,
    )
    yield Found(document, piece.raw)
    if mended:
        what = f"{mended} NUL or surrogate character{'s were' if mended > 1 else ' was'} replaced by U+FFFD"
        yield Damaged(what, piece.path, "The document is in; look at the odd characters")
    if given.get("published") and document.published is None:
        yield Damaged(f"{given['published'][:60]!r} is no date; it was left out", piece.path)


def language_tag(value: str | None) -> str | None:
    """The language of a tag like "de-DE" or "de_AT", lower case ("de"), or None where it is no two-letter tag."""
    tag = (value or "").replace("_", "-").partition("-")[0].strip().lower()
    return tag if len(tag) == 2 and tag.isascii() and tag.isalpha() else None
