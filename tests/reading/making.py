"""Makes the inputs of the tests: small files of every format, in memory."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterable

from depesche.errors import InputError
from depesche.reading import Found, Limits, read_bytes
from depesche.records import Document

BODY = (
    "BERLIN (dpa) – Die Regierung hat am Montag erklärt, sie werde „nicht“ weichen. Über Änderungen müsse man "
    "später reden, sagte der Sprecher. Die Opposition widersprach und forderte Garantien für die Grenze."
)
TITLE = "Regierung bleibt hart"
TEXT = f"{TITLE}\n\n{BODY}\n"


def read(
    raw: bytes, name: str, limits: Limits | None = None, content_type: str = ""
) -> tuple[list[Document], list[InputError]]:
    """The documents and the errors of some bytes."""
    return sorted_out(read_bytes(raw, name, content_type=content_type, limits=limits or Limits()))


def sorted_out(items: Iterable[Found | InputError]) -> tuple[list[Document], list[InputError]]:
    """Documents and errors apart."""
    documents: list[Document] = []
    errors: list[InputError] = []
    for item in items:
        if isinstance(item, Found):
            documents.append(item.document)
        else:
            errors.append(item)
    return documents, errors


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pdf(text: str, password: str | None = None) -> bytes:
    """A PDF of one page with one line of ASCII text, encrypted where a password is given."""
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    stream = f"BT /F1 12 Tf 50 700 Td ({shown}) Tj ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, data in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, data)
    start = len(body)
    body += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    if password is None:
        return body
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(body)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(paragraphs: list[str], title: str = "") -> bytes:
    """A Word document."""
    import docx as library

    document = library.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


PUBLISHED = '<meta property="article:published_time" content="2022-02-24T10:00:00+01:00">'


def page(body: str = BODY, title: str = TITLE, day: str = PUBLISHED) -> bytes:
    """An HTML page with metadata (``day``: the field of the head that dates it), a menu and an article."""
    paragraphs = "".join(f"<p>{body}</p>" for _ in range(3))
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title} - Tageblatt</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Tageblatt">'
        f'<meta name="author" content="Eva Muster">{day}</head>'
        f'<body><nav><ul><li><a href="/">Start</a></li><li><a href="/p">'
        f"Politik</a></li></ul></nav><article><h1>{title}</h1>{paragraphs}</article><footer>Impressum</footer>"
        f"</body></html>"
    ).encode()


def warc(pages: dict[str, bytes]) -> bytes:
    """A compressed web archive of pages by address."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for address, body in pages.items():
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.0")
        writer.write_record(writer.create_warc_record(address, "response", io.BytesIO(body), http_headers=headers))
    return out.getvalue()


def feed(entries: list[dict[str, str]]) -> bytes:
    """An RSS feed."""
    items = "".join(
        "<item>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in entry.items()) + "</item>"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Tageblatt</title>'
        f"<language>de-DE</language>{items}</channel></rss>"
    ).encode()


def jsonl(records: list[dict[str, object]]) -> bytes:
    """Lines of JSON."""
    return "\n".join(json.dumps(record) for record in records).encode()


def gz(data: bytes) -> bytes:
    """Compressed."""
    return gzip.compress(data)
