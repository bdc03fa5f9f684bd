"""Mail (.eml) and mailboxes (.mbox) through the standard library's email package."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from depesche.errors import EmptyInput, InputError, TooLarge
from depesche.reading.dates import iso_date
from depesche.reading.decode import decode
from depesche.reading.formats.pages import extract
from depesche.reading.letters import bare_subject, passed_on
from depesche.reading.lexicon import lexicon
from depesche.reading.source import Blob, Budget, Piece, blob_of, human

_PARTS = 200  # parts of one message that are looked at
_ATTACHED = frozenset({"application/pdf", "text/plain", "text/html", "message/rfc822",
                       "application/vnd.openxmlformats-officedocument.wordprocessingml.document"})  # fmt: skip


def read_mail(blob: Blob, budget: Budget) -> Iterator[Piece | Blob | InputError]:
    """A message is one document; attachments that Depesche reads are documents of their own."""
    yield from _message(blob.read(budget.limits.document_bytes), blob.path, blob.depth, budget)


def read_mailbox(blob: Blob, budget: Budget) -> Iterator[Piece | Blob | InputError]:
    """The messages of a mailbox, one after the other (RFC 4155: each begins with a "From " line after a blank one)."""
    limit = budget.limits.document_bytes
    number, size, blank = 0, 0, True
    lines: list[bytes] = []
    with blob.open() as stream:
        while True:
            line = stream.readline(1 << 20)
            if (line.startswith(b"From ") and blank) or not line:
                if lines:
                    number += 1
                    where = f"{blob.path}#{number}"
                    if size > limit:
                        yield TooLarge(f"a message of more than {human(limit)}", where)
                    else:
                        yield _mail_blob(b"".join(lines), where, blob.depth)
                if not line:
                    return
                lines, size = [], 0
                continue
            size += len(line)
            if size <= limit:
                lines.append(line[1:] if line.startswith(b">From ") else line)
            blank = not line.strip()


def _mail_blob(raw: bytes, where: str, depth: int) -> Blob:
    return blob_of(raw, where, "message.eml", depth + 1)


def _message(raw: bytes, path: str, depth: int, budget: Budget) -> Iterator[Piece | Blob | InputError]:
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
    parts = [part for _, part in zip(range(_PARTS), message.walk(), strict=False) if not part.is_multipart()]
    plain = next((part for part in parts if _is_body(part, "text/plain")), None)
    rich = next((part for part in parts if _is_body(part, "text/html")), None)
    meta = _meta(message)
    text = ""
    if plain is not None:
        text = _characters(plain, path)
    elif rich is not None:
        text, _ = extract(_characters(rich, path), None, budget.limits.html_depth)
    if text.strip():
        yield Piece(raw, text, "eml", path, _as_passed_on(meta, text))
    attached = [part for part in parts if part is not plain and part is not rich and _is_attached(part)]
    for number, part in enumerate(attached, 1):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            name = _header(part.get_filename()) or f"attachment-{number}"
            found = blob_of(payload, f"{path}!/{name}", name, depth + 1)
            found.content_type = part.get_content_type()
            yield found
    if not text.strip() and not attached:
        raise EmptyInput("a message without text", path)


def _is_body(part: Any, kind: str) -> bool:
    return bool(part.get_content_type() == kind and part.get_content_disposition() != "attachment")


def _is_attached(part: Any) -> bool:
    return bool(part.get_content_disposition() == "attachment" and part.get_content_type() in _ATTACHED)


def _characters(part: Any, where: str) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset(), where).text


def _meta(message: EmailMessage) -> dict[str, str]:
    found = {"title": "Subject", "published": "Date", "id": "Message-ID"}
    meta = {name: _header(message.get(header)) for name, header in found.items()}
    sender = message.get("From")
    addresses = getattr(sender, "addresses", ())
    meta["author"] = _header(addresses[0].display_name) if addresses else ""
    return {name: value for name, value in meta.items() if value}


def _as_passed_on(meta: dict[str, str], text: str) -> dict[str, str]:
    """The metadata; those of the passed-on message where the subject says so and the text has that message's head."""
    words = lexicon()
    subject, passes = bare_subject(meta.get("title", ""), words)
    found = passed_on(text, words) if passes else None
    if found is None or not found.subject:
        return meta | {"title": subject} if subject else meta
    kept = {name: value for name, value in meta.items() if name != "author"}
    dated = {"published": found.date} if found.date and iso_date(found.date) else {}
    return kept | {"title": bare_subject(found.subject, words)[0]} | dated


def _header(value: Any) -> str:
    return " ".join(str(value).split())[:2000] if value else ""
