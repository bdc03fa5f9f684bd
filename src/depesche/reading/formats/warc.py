"""Web archives through warcio: every page that was fetched well is a document, streamed record by record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depesche.errors import Damaged, EmptyInput, InputError, TooLarge
from depesche.reading.source import Blob, Budget, blob_of, human

_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/rss+xml",
          "application/atom+xml", "application/json", "text/xml", "application/xml")  # fmt: skip


def read_warc(blob: Blob, budget: Budget) -> Iterator[Blob | InputError]:
    """The answers with status 200 (and resources) whose type Depesche reads; the other records are passed over."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number, pages = 0, 0
    with blob.open() as stream:
        try:
            for record in ArchiveIterator(stream):
                number += 1
                if found := _record(record, f"{blob.path}#{number}", blob, budget):
                    pages += 1
                    yield found
        except (EOFError, ArchiveLoadFailed, ValueError, OSError) as error:
            yield Damaged(f"breaks off after record {number} ({_clause(error)})", blob.path, "What stood before is in")
            return
    if not pages:
        yield EmptyInput(f"no pages among the {number} records of this web archive", blob.path)


def _record(record: Any, where: str, blob: Blob, budget: Budget) -> Blob | InputError | None:
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return None
    kind = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
    if kind.partition(";")[0].strip().lower() not in _TYPES:
        return None
    limit = budget.limits.document_bytes
    announced = record.rec_headers.get_header("Content-Length") or ""
    declared = int(announced) if announced.isdigit() and len(announced) < 20 else 0
    payload = record.content_stream().read(limit + 1)
    if len(payload) > limit:
        return TooLarge(f"more than {human(limit)}", where)
    if record.http_headers is not None and declared and record.raw_stream is not None and _short(record):
        return Damaged("a truncated record", where)
    found = blob_of(payload, where, "", blob.depth + 1)
    found.content_type, found.url = kind, record.rec_headers.get_header("WARC-Target-URI")
    found.charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'") or None
    return found


def _short(record: Any) -> bool:
    """Whether the file ended before the record's announced length."""
    limit = getattr(record.raw_stream, "limit", 0)
    return isinstance(limit, int) and limit > 0


def _clause(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:120]
