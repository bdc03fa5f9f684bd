"""Word documents (.docx) through python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from depesche.errors import Damaged, InputError, TooLarge
from depesche.reading.source import Blob, Budget, Piece, human


def read_docx(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """A .docx is one document: paragraphs and tables in their order, one line a paragraph or cell.

    Raises:
        Damaged: broken, or an encrypted file.
        TooLarge: its parts expand beyond the limits.
    """
    raw = blob.read(budget.limits.document_bytes)
    _check(raw, blob.path, budget)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise Damaged("no Word document, or a broken one", blob.path) from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines.extend(_lines(block))
    yield Piece(raw, "\n".join(lines), "docx", blob.path, _meta(document.core_properties))


def _check(raw: bytes, where: str, budget: Budget) -> None:
    """Refuse what expands too far before a library unpacks it."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            total = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Damaged("a broken or truncated .docx", where) from error
    limit = 4 * budget.limits.document_bytes
    if total > limit:
        raise TooLarge(f"expands to {human(total)}, more than {human(limit)}", where)
    budget.spend(total, len(raw), total, where)


def _lines(block: Any) -> Iterator[str]:
    rows = getattr(block, "rows", None)
    if rows is None:
        yield block.text
        return
    for row in rows:
        seen: set[int] = set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell is given once for every column it spans
                seen.add(id(cell._tc))
                yield cell.text


def _meta(properties: Any) -> dict[str, str]:
    """Title, author and language; the dates are those of the file."""
    values = {"title": properties.title, "author": properties.author, "language": properties.language}
    if values["author"] in ("python-docx", "Microsoft Office User"):
        values["author"] = ""
    return {name: " ".join(value.split()) for name, value in values.items() if value}
