"""One module a format. A reader takes a blob and yields pieces (documents), blobs (to be looked at anew) and errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from depesche.errors import InputError, UnknownFormat
from depesche.reading.source import Blob, Budget, Piece

Reader = Callable[[Blob, Budget], Iterator[Piece | Blob | InputError]]

# format -> module and function; modules are loaded when first needed, so that plain text does not load a page library
_READERS = {
    "txt": "plain:read_text",
    "md": "plain:read_markdown",
    "json": "json_articles:read_json",
    "jsonl": "json_articles:read_lines",
    "csv": "tables:read_csv",
    "html": "pages:read_page",
    "xml": "markup:read_xml",
    "warc": "warc:read_warc",
    "eml": "mail:read_mail",
    "mbox": "mail:read_mailbox",
    "pdf": "pdf:read_pdf",
    "docx": "office:read_docx",
    "zip": "archives:read_zip",
    "gz": "archives:read_gz",
}
_ENDINGS = {
    "txt": "txt",
    "text": "txt",
    "md": "md",
    "markdown": "md",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "csv": "csv",
    "tsv": "csv",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "xml": "xml",
    "rss": "xml",
    "atom": "xml",
    "rdf": "xml",
    "nml": "xml",
    "warc": "warc",
    "eml": "eml",
    "mbox": "mbox",
    "pdf": "pdf",
    "docx": "docx",
    "zip": "zip",
    "gz": "gz",
}
_TYPES = {
    "text/plain": "txt",
    "text/markdown": "md",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/feed+json": "json",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/rss+xml": "xml",
    "application/atom+xml": "xml",
    "application/rdf+xml": "xml",
    "message/rfc822": "eml",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/zip": "zip",
    "application/gzip": "gz",
    "application/warc": "warc",
}
_TEXTUAL = frozenset({"txt", "md", "json", "jsonl", "csv", "html", "xml", "eml", "mbox"})
# First bytes of well-known formats that Depesche does not read, and what to do about them.
_FOREIGN = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "sound or video"),
    (b"OggS", "sound or video"),
    (b"ID3", "sound"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"PAR1", "a Parquet table"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"{\\rtf", "an RTF file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
)


def readable_type(content_type: str, name: str) -> bool:
    """Whether a server's answer of this MIME type can hold documents; where it says nothing, its name decides."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in ("", "application/octet-stream", "binary/octet-stream"):
        return not kind or name.rpartition(".")[2].lower() in _ENDINGS
    return kind in _TYPES or kind.endswith("+xml")


def format_of(blob: Blob, head: bytes) -> str:
    """The format of a blob, by its first bytes where they are unmistakable, else its ending, its type, its look.

    Raises:
        UnknownFormat: a format that Depesche does not read.
    """
    by_ending = _ENDINGS.get(blob.name.rpartition(".")[2].lower()) if "." in blob.name else None
    by_type = _TYPES.get(blob.content_type.partition(";")[0].strip().lower())
    named = by_type or by_ending if blob.url else by_ending or by_type
    if magic := _magic(head, named):
        return magic
    for mark, what in _FOREIGN:
        if head.startswith(mark):
            raise UnknownFormat(f"{what}, which Depesche does not read", blob.path, "Save it as text, PDF or .docx")
    if named is None:
        return _look(head)
    if named not in _TEXTUAL:
        raise UnknownFormat(f"the name says {named}, but it is none", blob.path)
    return "xml" if named == "html" and _look(head) == "xml" else named


def _magic(head: bytes, named: str | None) -> str | None:
    if head.startswith(b"\x1f\x8b"):
        return "warc" if named == "warc" else "gz"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx" if named == "docx" or (named is None and b"word/" in head) else "zip"
    if head.startswith(b"%PDF-") or (named == "pdf" and b"%PDF-" in head[:1024]):
        return "pdf"
    return "warc" if head.startswith(b"WARC/") else None


def _look(head: bytes) -> str:
    """The format of bytes without a telling name."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    if start.startswith(b"<?xml") or start.startswith((b"<rss", b"<feed", b"<newsml", b"<newsitem")):
        return "html" if b"<html" in start else "xml"
    if start[:1] == b"[" and start[1:].lstrip()[:1] in (b"{", b"]"):
        return "json"
    if start[:1] == b"{" and b'"' in start[:64]:
        return "jsonl" if _lines_of_json(head) else "json"
    if head.startswith(b"From ") and b"\n" in head:
        return "mbox"
    return "txt"


def _lines_of_json(head: bytes) -> bool:
    lines = head.split(b"\n", 2)
    return len(lines) > 1 and lines[0].rstrip().endswith(b"}") and lines[1].lstrip().startswith(b"{")


def reader_of(kind: str) -> Reader:
    """The function that reads a format."""
    module, _, function = _READERS[kind].partition(":")
    return cast(Reader, getattr(import_module(f"depesche.reading.formats.{module}"), function))
