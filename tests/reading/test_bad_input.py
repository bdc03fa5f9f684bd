"""Bad input is named with its reason while the rest is read; nothing but an error of ours ever comes out."""

from __future__ import annotations

import gzip
import json
import resource
import time
from pathlib import Path

import pytest

from depesche.errors import Damaged, EmptyInput, InputError, NotFound, NotReadable, TooLarge, UnknownFormat
from depesche.reading import Limits, discover, read_source, read_sources
from tests.reading.making import BODY, TEXT, feed, gz, jsonl, page, pdf, read, sorted_out, warc, zipped


def one_error(raw: bytes, name: str, kind: type[InputError], limits: Limits | None = None) -> InputError:
    """The one error, of that kind, with the input's name in it."""
    documents, errors = read(raw, name, limits)
    assert not documents
    assert [type(error) for error in errors] == [kind]
    assert errors[0].where is not None
    assert errors[0].where.startswith(name)
    return errors[0]


@pytest.mark.parametrize("raw", [b"", b" \r\n\t \n", b"\xef\xbb\xbf"], ids=["nothing", "blanks", "only a mark"])
def test_empty(raw: bytes) -> None:
    """An input without text says so."""
    one_error(raw, "leer.txt", EmptyInput)


@pytest.mark.parametrize(
    ("raw", "name"),
    [(b"id;text\n", "a.csv"), (b"\n\n", "a.jsonl"), (zipped({".hidden": b"x", "__MACOSX/a.txt": b"x"}), "a.zip")],
)
def test_containers_without_documents(raw: bytes, name: str) -> None:
    """A table of a header only, lines that are blank, an archive of hidden files."""
    one_error(raw, name, EmptyInput)


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(300),
        b"\x7fELF\x02\x01" + bytes(300),
        b"\xd0\xcf\x11\xe0" + bytes(99),
    ],
    ids=["all bytes", "picture", "program", "old Word"],
)
def test_binary(raw: bytes) -> None:
    """Bytes that are no text are refused, whatever their name says."""
    one_error(raw, "datei.txt", UnknownFormat)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_read_without_a_word(encoding: str) -> None:
    """Windows, DOS and Mac code pages and UTF-16 with and without a mark come out right."""
    text = TEXT if encoding != "cp850" else TEXT.replace("„", '"').replace("“", '"').replace("–", "-")
    documents, errors = read(text.encode(encoding), "a.txt")
    assert not errors
    assert documents[0].text == text


def test_broken_utf8_is_read_and_named() -> None:
    """The document is kept with its broken bytes mended, and the file is named."""
    raw = TEXT.encode()
    documents, errors = read(raw[:60] + b"\xff\xfe" + raw[60:], "a.txt")
    assert len(documents) == 1
    assert "2 bytes" in errors[0].what
    assert isinstance(errors[0], Damaged)


def test_mixed_encodings_are_read_and_named() -> None:
    """UTF-8 with stretches of Windows-1252: every umlaut comes out right."""
    documents, errors = read(TEXT.encode() + TEXT.encode("cp1252"), "a.txt")
    assert documents[0].text == TEXT + TEXT
    assert isinstance(errors[0], Damaged)


def test_a_character_cut_off_at_the_end_is_replaced() -> None:
    """A file that ends in the middle of a character."""
    documents, errors = read(("März und " * 5 + "ä").encode()[:-1], "a.txt")
    assert documents[0].text.endswith("\ufffd")
    assert len(errors) == 1


def test_nul_bytes_are_replaced_one_for_one_and_named() -> None:
    """Offsets stay: a NUL becomes one U+FFFD."""
    documents, errors = read(TEXT.replace("Montag", "Mon\x00tag").encode(), "a.txt")
    assert documents[0].text == TEXT.replace("Montag", "Mon\ufffdtag")
    assert "NUL" in errors[0].what


def test_one_line_of_50_mb_is_refused_at_once() -> None:
    """The size is looked at before anything is read."""
    start = time.process_time()
    error = one_error(b"a" * 50_000_000, "lang.txt", TooLarge)
    assert "MiB" in error.what
    assert time.process_time() - start < 1


def test_one_long_line_below_the_limit_is_read_in_linear_time() -> None:
    """Four million characters without a line break cost no more than a second or two."""
    start = time.process_time()
    documents, errors = read(("Wort für Wort. " * 270_000).encode(), "lang.txt")
    assert len(documents) == 1
    assert not errors
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "html",
    [
        b"<div>" * 100_000 + BODY.encode() + b"</div>" * 100_000,
        b"<html><body>" + b"<b><i>" * 3_000 + BODY.encode(),
        b"<html><p>" + BODY.encode() + b"<div <p <<< </ <table><tr><td>" + b"<a" * 10_000,
        b"<html>" + BODY.encode() + b"<!-- never closed <p>",
    ],
    ids=["deep", "deep inline", "broken", "open comment"],
)
def test_deep_and_broken_pages(html: bytes) -> None:
    """The text is still found."""
    start = time.process_time()
    documents, errors = read(html, "a.html")
    assert not errors
    assert BODY[:40] in documents[0].text
    assert time.process_time() - start < 10


def test_zip_bomb() -> None:
    """A member that expands too far is named; its neighbour is read."""
    raw = zipped({"bombe.jsonl": b" " * 120_000_000, "gut.txt": TEXT.encode()})
    documents, errors = read(raw, "a.zip")
    assert [document.text for document in documents] == [TEXT]
    assert [(type(error), error.where) for error in errors] == [(TooLarge, "a.zip!/bombe.jsonl")]


def test_gz_bomb() -> None:
    """The same for gz, whose header does not tell the size."""
    one_error(gzip.compress(b" " * 120_000_000), "bombe.jsonl.gz", TooLarge)


def test_archives_nested_too_deeply() -> None:
    """Matryoshkas end at the limit."""
    raw = zipped({"a.txt": b"x"})
    for _ in range(8):
        raw = zipped({"n.zip": raw})
    one_error(raw, "a.zip", TooLarge)


def test_zip_members_that_lead_out_of_the_archive() -> None:
    """Names with "..", absolute ones and drive letters are refused; the others are read."""
    names = ["../boese.txt", "/etc/boese.txt", "C:/boese.txt", "a/../../boese.txt", "gut.txt"]
    documents, errors = read(zipped({name: TEXT.encode() for name in names}), "a.zip")
    assert len(documents) == 1
    assert len(errors) == 4
    assert all("leads out" in error.what for error in errors)


def test_truncated_zip_gz_and_warc() -> None:
    """A cut-off file is named; what stands before the cut in a stream is read."""
    one_error(zipped({"a.txt": TEXT.encode()})[:-30], "a.zip", Damaged)
    one_error(gz(TEXT.encode() * 50)[:-20], "a.txt.gz", Damaged)
    many = gz(jsonl([{"id": number, "text": f"{BODY} {number * 7919}"} for number in range(2_000)]))
    documents, errors = read(many[: len(many) // 2], "a.jsonl.gz")
    assert len(documents) > 100
    assert isinstance(errors[-1], Damaged)
    archive = warc({f"http://x.example/{number}": page() for number in range(3)})
    documents, errors = read(archive[:-60], "a.warc.gz")
    assert len(documents) == 2
    assert [type(error) for error in errors] == [Damaged]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">',
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://x.example/evil.dtd"> %p;',
    ],
    ids=["billion laughs", "file", "address"],
)
@pytest.mark.parametrize("root", ["rss", "newsItem", "anything"])
def test_xml_entities_are_refused(declaration: str, root: str) -> None:
    """Nothing is expanded, opened or fetched because of a file's declarations."""
    raw = f'<?xml version="1.0"?><!DOCTYPE {root} [{declaration}]><{root}>&c;</{root}>'.encode()
    error = one_error(raw, "a.xml", Damaged)
    assert "entities" in error.what


def test_encrypted_and_broken_pdf() -> None:
    """A password is asked for by name; an empty one (printing forbidden) is no hindrance."""
    assert "password" in one_error(pdf("geheim", "wort"), "a.pdf", Damaged).what
    documents, errors = read(pdf("offen genug", ""), "a.pdf")
    assert not errors
    assert "offen genug" in documents[0].text
    one_error(b"%PDF-1.4\nrubbish", "a.pdf", Damaged)
    one_error(pdf("x")[:200], "a.pdf", Damaged)


def test_duplicate_ids_are_named_and_both_are_in() -> None:
    """One source that gives an id twice."""
    for name, raw in (
        ("a.jsonl", jsonl([{"id": "a", "text": "eins"}, {"id": "a", "text": "zwei"}])),
        ("a.json", json.dumps([{"id": "a", "text": "eins"}, {"id": "a", "text": "zwei"}]).encode()),
        ("a.csv", b"id,text\na,eins\na,zwei\n"),
        ("a.xml", feed([{"guid": "a", "description": "eins"}, {"guid": "a", "description": "zwei"}])),
    ):
        documents, errors = read(raw, name)
        assert [document.text for document in documents] == ["eins", "zwei"]
        assert [(type(error), error.where) for error in errors] == [(Damaged, documents[1].path)]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31T23:59:59+14:00", "9999-12-31T23:59:59+14:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("31.12.9999", "9999-12-31"),
        ("Fri, 31 Dec 9999 23:59:59 -1200", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_dates_at_the_ends_of_the_calendar(written: str, stored: str) -> None:
    """The years 1 and 9999 are dates like any other, also where their UTC would lie outside."""
    documents, errors = read(json.dumps({"text": BODY, "published": written}).encode(), "a.json")
    assert not errors
    assert documents[0].published == stored


@pytest.mark.parametrize(
    "written", ["gestern", "0000-01-01", "10000-01-01", "1962-02-30", "99999999999999999999", "1e400"]
)
def test_a_date_that_is_none_is_left_out_and_named(written: str) -> None:
    """The document is in; its date is unknown."""
    documents, errors = read(json.dumps({"text": BODY, "published": written}).encode(), "a.json")
    assert documents[0].published is None
    assert "is no date" in errors[0].what


@pytest.mark.parametrize(
    "field",
    [
        '<meta property="article:published_time" content="2024-02-31">',
        '<meta property="article:published_time" content="2024-02-31T01:00:00+01:00">',
        '<meta name="date" content="2024/02/31">',
        '<meta name="dc.date.issued" content="31 février 2024">',
        '<meta itemprop="datePublished" content="2024-02-31"><meta property="og:url" content="https://x.org/1/">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-02-31T10:00"}</script>',
        '<meta property="article:modified_time" content="2024-02-31">',
    ],
)
def test_a_page_whose_field_is_no_day_is_not_dated_by_a_guess(field: str) -> None:
    """The library makes 2024-02-01 of 2024-02-31; the page is in without a date, and the field is named."""
    documents, errors = read(page(day=field), "a.html")
    assert documents[0].published is None
    assert len(errors) == 1
    assert "2024" in errors[0].what
    assert "is no date" in errors[0].what


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b'{"text": "abc', Damaged),
        (b'{"a": 1}', UnknownFormat),
        (b"3", UnknownFormat),
        (b"[]", EmptyInput),
        (b"[" * 100_000, TooLarge),
        (b'{"a":' * 100_000, TooLarge),
        (b'{"text": ' + b"9" * 5_000 + b"}", Damaged),
    ],
)
def test_json_that_is_broken_or_holds_no_article(raw: bytes, kind: type[InputError]) -> None:
    """Each says what is wrong."""
    one_error(raw, "a.json", kind)


def test_broken_lines_and_elements_are_named_one_by_one() -> None:
    """The others are read."""
    documents, errors = read(b'{"text":"eins"}\nnope\n{"a":1}\n[1]\n{"text":"zwei"}', "a.jsonl")
    assert [document.text for document in documents] == ["eins", "zwei"]
    assert [error.where for error in errors] == ["a.jsonl#2", "a.jsonl#3", "a.jsonl#4"]
    documents, errors = read(json.dumps([{"text": "eins"}, 7, {"text": "zwei"}]).encode()[:-1] + b", {", "a.json")
    assert [document.text for document in documents] == ["eins", "zwei"]
    assert [error.where for error in errors] == ["a.json#2", "a.json"]


def test_lone_surrogates_become_replacement_characters() -> None:
    """JSON can name half a character; offsets stay."""
    documents, errors = read(b'{"text": "ab\\ud800c\\u0000d"}', "a.json")
    assert documents[0].text == "ab\ufffdc\ufffdd"
    assert len(errors) == 1


@pytest.mark.slow
def test_an_array_of_100_000_articles_is_streamed(tmp_path: Path) -> None:
    """Memory stays flat and every article comes out."""
    path = tmp_path / "viele.json"
    with path.open("w") as file:
        file.write("[")
        for number in range(100_000):
            file.write(
                ("," if number else "") + json.dumps({"id": number, "text": f"Nummer {number} ist eine kurze Meldung."})
            )
        file.write("]")
    (source,) = discover([str(path)])
    assert not isinstance(source, InputError)
    items = read_source(source)
    next(items)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in items) == 99_999
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB; the ids alone take some 10 MB


def test_a_large_array_is_streamed_lazily(tmp_path: Path) -> None:
    """The first article comes before the file has been read."""
    path = tmp_path / "viele.json"
    path.write_text("[" + ",".join(json.dumps({"text": f"{BODY} {n}"}) for n in range(40_000)) + ", nonsense")
    start = time.process_time()
    items = read_sources([str(path)])
    first = next(iter(items))
    assert not isinstance(first, InputError)
    assert time.process_time() - start < 1


def test_unreadable_and_vanished_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No permission (simulated: tests may run as root) and a file that vanishes between finding and reading."""
    good, bad, gone = (tmp_path / name for name in ("a.txt", "b.txt", "c.txt"))
    for path in (good, bad, gone):
        path.write_text(TEXT + path.name)
    opened = Path.open

    def no_permission(self: Path, *args: object, **kwargs: object) -> object:
        if self == bad:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", no_permission)
    sources = list(discover([str(tmp_path)]))
    gone.unlink()
    items = [item for source in sources if not isinstance(source, InputError) for item in read_source(source)]
    documents, errors = sorted_out(items)
    assert [document.text for document in documents] == [TEXT + "a.txt"]
    assert [(type(error), error.where) for error in errors] == [(NotReadable, str(bad)), (NotFound, str(gone))]


def test_limits_on_the_number_of_documents() -> None:
    """A source with too many is cut off by name."""
    documents, errors = read(jsonl([{"text": f"x {n}"} for n in range(5)]), "a.jsonl", Limits(members=3))
    assert len(documents) == 3
    assert [type(error) for error in errors] == [TooLarge]


def test_any_exception_of_a_library_becomes_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a library fail in a way nobody foresaw, the input is named and the others are read."""
    from depesche.reading.formats import pages

    def fail(*_: object) -> None:
        raise KeyError("innards")

    monkeypatch.setattr(pages, "extract", fail)
    documents, errors = read(zipped({"a.html": page(), "b.txt": TEXT.encode()}), "a.zip")
    assert [document.text for document in documents] == [TEXT]
    assert [(type(error), error.where) for error in errors] == [(Damaged, "a.zip!/a.html")]
