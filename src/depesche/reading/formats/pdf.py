"""PDF through pypdf."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator
from typing import Any

from depesche.errors import Damaged, InputError, TooLarge, UnknownFormat
from depesche.reading.source import Blob, Budget, Piece

_SECONDS = 60  # looked at between pages; drawings can take longer than any text
_PAGES = 2_000  # a dispatch has a few; a book of more is no dispatch


def read_pdf(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """A PDF is one document, page after page. Its dates are those of the file, not of the report, and are not taken.

    Raises:
        Damaged: encrypted with a password, or broken.
        UnknownFormat: pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns about every flaw on standard error
    raw = blob.read(budget.limits.document_bytes)
    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not _opens(reader):
            raise Damaged("encrypted with a password", blob.path, "Save it without one first")
        text = _text(reader, budget, blob.path)
        meta = _meta(reader.metadata, text)
    except PyPdfError as error:
        raise Damaged(f"a broken PDF ({' '.join(str(error).split())[:120]})", blob.path) from error
    if not text.strip():
        raise UnknownFormat("a PDF of pictures, without text", blob.path, "Run text recognition (OCR) over it first")
    yield Piece(raw, text, "pdf", blob.path, meta)


def _opens(reader: Any) -> bool:
    """Whether the empty password opens it, as it does where only printing or copying is forbidden."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _text(reader: Any, budget: Budget, where: str) -> str:
    if len(reader.pages) > _PAGES:
        raise TooLarge(f"{len(reader.pages)} pages are more than {_PAGES}", where)
    pages: list[str] = []
    length = 0
    deadline = time.monotonic() + _SECONDS
    for page in reader.pages:
        if time.monotonic() > deadline:
            raise TooLarge(f"takes longer than {_SECONDS} s", where, "Print it to a new PDF first")
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > budget.limits.text_chars:
            raise TooLarge(f"more than {budget.limits.text_chars:,} characters", where)
    return "\n".join(pages)


def _meta(info: Any, text: str) -> dict[str, str]:
    """Title and author of the file, the title only where the text itself has it: writers leave "Document1" there."""
    meta: dict[str, str] = {}
    title = " ".join(str(info.title or "").split()) if info else ""
    if title and title in " ".join(text.split()):
        meta["title"] = title
        if info.author:
            meta["author"] = " ".join(str(info.author).split())
    return meta
