"""Over arbitrary Unicode and bytes: offsets fit, texts come back whole, and nothing but our own errors comes out."""

from __future__ import annotations

import csv
import io
import json
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.errors import InputError
from depesche.reading import Found, read_bytes
from depesche.records import Document
from tests.reading.making import docx, feed, gz, page, pdf, read, zipped

# Every code point, and often those that break programs: combining marks, astral, blanks of all kinds, marks of order.
MARKS = [
    "\u0308",
    "\u0301",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469",
    "\u0130",
    "\u1e9e",
    "ſ",
    "\ufffd",
    "\x00",
    "\ud800",
]
BLANKS = ["\r\n", "\r", "\xa0", "\xad", "\ufeff", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\u200e", "\u202e"]
WORDS = [
    "Foto: ",
    "Lesen Sie auch: ",
    "Anzeige",
    " (dpa) – ",
    "BERLIN",
    " | ",
    "24.10.1962",
    "Von Eva Muster",
    "(dpa/afp)",
]
ODD = st.sampled_from([*MARKS, *BLANKS, *WORDS])
TEXT = st.lists(st.text(max_size=20) | ODD, max_size=30).map("".join)
STORED = {ord("\x00"): "\ufffd", **dict.fromkeys(range(55296, 57344), "�")}
MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sound(document: Document) -> None:
    """What must hold for every document."""
    text = document.text
    text.encode("utf-8")  # storable everywhere
    assert "\x00" not in text
    at = 0
    for span in document.junk:
        assert at <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        assert span.kind
        at = span.end
    if document.title_span is not None:
        assert text[slice(*document.title_span)] == document.title
    for value in (document.title, document.outlet, document.author, document.published, document.place):
        assert value is None or (value and value.strip())


def sound_all(raw: bytes, name: str) -> list[Document]:
    """Read, check, and give the documents; whatever is wrong is an `InputError` that names the input."""
    documents, errors = read(raw, name)
    for document in documents:
        sound(document)
    assert documents or errors
    assert all(error.where and error.where.startswith(name) and "\n" not in str(error) for error in errors)
    return documents


@given(TEXT)
@MANY
def test_plain_text_round_trip(text: str) -> None:
    """The stored text is the given one, code point for code point, but for NULs and lone surrogates."""
    raw = text.encode("utf-8", "replace")
    documents = sound_all(raw, "a.txt")
    given_text = raw.decode("utf-8").removeprefix("\ufeff").translate(STORED)
    if documents:
        document = documents[0]
        body = given_text[given_text.find(document.text) :] if given_text.startswith("---") else given_text
        assert document.text == body


@given(TEXT, TEXT)
@MANY
def test_json_round_trip(text: str, title: str) -> None:
    """The same for a JSON object's text."""
    raw = json.dumps({"text": text, "title": title, "id": 1}).encode()
    for document in sound_all(raw, "a.json"):
        assert document.text == _pairs(text).removeprefix("\ufeff").translate(STORED)


@given(st.lists(TEXT, min_size=1, max_size=4))
@FEW
def test_json_lines_and_arrays_round_trip(texts: list[str]) -> None:
    """Elements keep their order and numbers."""
    records = [{"text": text} for text in texts]
    expected = [
        text for text in (_pairs(text).removeprefix("\ufeff").translate(STORED) for text in texts) if text.strip()
    ]
    assert [one.text for one in sound_all(json.dumps(records).encode(), "a.json")] == expected
    lines = "\n".join(map(json.dumps, records)).encode()
    assert [one.text for one in sound_all(lines, "a.jsonl")] == expected


def _pairs(text: str) -> str:
    """Surrogates that meet become one character, as in any JSON reader."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _meet(text) else text


def _meet(text: str) -> bool:
    return any("\ud800" <= a < "\udc00" <= b < "\ue000" for a, b in pairwise(text))


@given(TEXT)
@FEW
def test_csv_round_trip(text: str) -> None:
    """A cell with commas, quotes and line breaks in it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["id", "text"], ["1", text]])
    raw = out.getvalue().encode("utf-8", "replace")
    expected = text.encode("utf-8", "replace").decode()
    documents = sound_all(raw, "a.csv")
    if documents:
        assert documents[0].text == expected.removeprefix("\ufeff").translate(STORED)


@given(TEXT)
@FEW
def test_containers_change_nothing(text: str) -> None:
    """A text in a zip or gz is the text as a file."""
    raw = text.encode("utf-8", "replace")
    plain = [one.text for one in sound_all(raw, "a.txt")]
    assert [one.text for one in sound_all(zipped({"a.txt": raw}), "x.zip")] == plain
    assert [one.text for one in sound_all(gz(raw), "a.txt.gz")] == plain


@given(TEXT)
@FEW
def test_pages_feeds_mail_word_and_pdf_are_sound(text: str) -> None:
    """Formats whose text a library takes out: offsets fit the text that is stored."""
    clean = text.encode("utf-8", "replace").decode()
    sound_all(page(clean, "Titel " + clean[:20].replace('"', "")), "a.html")
    sound_all(feed([{"title": clean[:50], "description": clean.replace("]]>", "")}]), "a.xml")
    sound_all(pdf(clean[:200]), "a.pdf")
    printable = "".join(char for char in clean if char >= " " and char not in "\ufffe\uffff")
    sound_all(docx([printable, "Ende der Meldung."]), "a.docx")
    message = EmailMessage()
    message["Subject"] = " ".join(printable.split())[:60]
    message.set_content(clean)
    sound_all(bytes(message), "a.eml")


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            "txt",
            "md",
            "json",
            "jsonl",
            "csv",
            "html",
            "xml",
            "warc",
            "eml",
            "mbox",
            "pdf",
            "docx",
            "zip",
            "gz",
            "warc.gz",
            "",
        ]
    ),
)
@MANY
def test_any_bytes_under_any_name(raw: bytes, ending: str) -> None:
    """Bytes that have nothing to do with their name."""
    sound_all(raw, f"a.{ending}" if ending else "a")


SEEDS: dict[str, Any] = {
    "html": page, "pdf": lambda: pdf("hallo welt"), "docx": lambda: docx(["hallo welt"]),
    "zip": lambda: zipped({"a.txt": b"hallo welt", "b.html": page()}), "txt.gz": lambda: gz(b"hallo welt" * 50),
    "xml": lambda: feed([{"title": "x", "description": "y z"}]), "json": lambda: b'[{"text": "a b", "id": 1}]',
    "csv": lambda: b"id;text\n1;hallo\n", "eml": lambda: b"Subject: x\nFrom: a@b.example\n\nhallo welt\n",
}  # fmt: skip


@pytest.mark.parametrize("ending", sorted(SEEDS))
@given(data=st.data())
@FEW
def test_damaged_files(ending: str, data: st.DataObject) -> None:
    """A good file with a stretch cut out or overwritten."""
    raw = bytearray(SEEDS[ending]())
    at = data.draw(st.integers(0, len(raw)))
    gone = data.draw(st.integers(0, 60))
    raw[at : at + gone] = data.draw(st.binary(max_size=20))
    sound_all(bytes(raw), f"a.{ending}")


def test_nothing_but_our_records_comes_out() -> None:
    """The types are those that the application knows."""
    for item in read_bytes(b"hallo welt", "a.txt"):
        assert isinstance(item, Found | InputError)
