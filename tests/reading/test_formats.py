"""Every format gives its text and metadata; containers give paths that say where a document stands."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from depesche.reading import Limits, Source, read_bytes, read_source
from depesche.reading.formats.pages import extract
from depesche.records import Document, stable_id
from tests.reading.making import BODY, TEXT, TITLE, docx, feed, gz, jsonl, page, pdf, read, sorted_out, warc, zipped


def only(raw: bytes, name: str, content_type: str = "") -> Document:
    """The one document that must come out without an error."""
    documents, errors = read(raw, name, content_type=content_type)
    assert not errors
    assert len(documents) == 1
    return documents[0]


def test_plain_text_is_stored_code_point_for_code_point() -> None:
    """CRLF, NBSP, soft hyphens and combining marks stay; only a byte order mark goes."""
    text = "A\u0308nderung\r\n\xa0im Vertrag\u00ad\r\n\U0001f600\t\x0c."
    assert only(b"\xef\xbb\xbf" + text.encode(), "a.txt").text == text


def test_the_id_is_made_from_the_raw_bytes() -> None:
    """The same bytes are the same document, whatever they are called."""
    raw = TEXT.encode()
    one, other = only(raw, "a.txt"), only(raw, "b.txt")
    assert one.id == other.id == stable_id("d", hashlib.sha256(raw).hexdigest())


def test_plain_text_tells_title_place_agency_and_language() -> None:
    """What the text itself says is read off it; what it does not say stays empty."""
    document = only(TEXT.encode(), "a.txt")
    assert (document.title, document.place, document.agencies) == (TITLE, "BERLIN", ("dpa",))
    assert document.title_span is not None
    assert document.text[slice(*document.title_span)] == TITLE
    assert document.language == "de"
    assert document.published is None
    assert document.author is None
    assert document.outlet is None


def test_markdown_front_matter_gives_metadata_and_is_no_text() -> None:
    """A YAML block at the top is taken apart; dates stay as written."""
    raw = f"---\ntitle: {TITLE}\ndate: 1962-10-24\nauthor: [Eva Muster, Max Muster]\noutlet: Kurier\n---\n{BODY}"
    document = only(raw.encode(), "a.md")
    assert document.text == BODY
    assert (document.title, document.published, document.outlet) == (TITLE, "1962-10-24", "Kurier")
    assert document.author == "Eva Muster, Max Muster"


def test_front_matter_that_is_no_yaml_stays_text() -> None:
    """Nothing is lost where the block cannot be understood, and aliases (bombs) are not expanded."""
    for block in ("x: [", "- a\n- b", "a: &a [x]\nb: *a"):
        raw = f"---\n{block}\n---\n{BODY}"
        assert only(raw.encode(), "a.md").text == raw


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ('<meta property="article:published_time" content="1962-10-24T10:00:00Z">', "1962-10-24"),
        ('<meta property="article:published_time" content="2024-02">', "2024-02"),
        ('<meta name="date" content="2024/02/28">', "2024-02-28"),
        ('<meta name="DC.date.issued" content="3 mars 2024">', "2024-03-03"),
        ('<meta property="article:published_time" content="2024-02-31"><meta name="pubdate" content="2024-02-28">',
         "2024-02-28"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-02-28"}</script>',
         "2024-02-28"),
    ],
)  # fmt: skip
def test_a_page_is_dated_by_its_own_fields(field: str, day: str) -> None:
    """Any decade, any common form; a month stays a month, and a valid field counts before one that is none."""
    assert only(page(day=field), "a.html").published == day


@pytest.mark.parametrize(
    ("inside", "day"),
    [
        ('<div class="article-date">12. März 2019, 10:15 Uhr</div>', "2019-03-12"),
        ('<time datetime="2019-03-12T10:15">Dienstag</time>', "2019-03-12"),
        ('<div class="zeit">12.03.2019</div> <time datetime="PT5M">5 Minuten</time>', "2019-03-12"),
        ("<p>Am 12. März 2019 hatte die Regierung die Gespräche abgebrochen; seit 2019-03-12 wird nicht geredet.</p>",
         None),
    ],
)  # fmt: skip
def test_a_page_without_fields_is_dated_by_what_is_marked_as_its_date(inside: str, day: str | None) -> None:
    """A day that only the article speaks of is not the day of the article."""
    raw = page(day="").replace(b"<article>", b"<article>" + inside.encode())
    assert only(raw, "a.html").published == day


def test_a_page_is_dated_by_its_address() -> None:
    """Where nothing on the page says its day."""
    html = page(day="").decode()
    assert extract(html, "https://zeitung.example/2019/03/12/gespraeche", 200)[1]["published"] == "2019-03-12"
    assert "published" not in extract(html, "https://zeitung.example/gespraeche", 200)[1]


def test_json_fields_are_known_by_many_names() -> None:
    """Fields of schema.org, ninjs, news-please and our own export are understood."""
    for record in (
        {"text": BODY, "title": TITLE, "outlet": "Kurier", "published": "1962-10-24", "author": "Eva", "id": "7"},
        {"articleBody": BODY, "headline": TITLE, "publisher": {"name": "Kurier"}, "datePublished": "1962-10-24",
         "author": [{"@type": "Person", "name": "Eva"}], "identifier": 7},
        {"body_text": BODY, "headline": TITLE, "source": "Kurier", "versioncreated": "1962-10-24", "byline": "Eva",
         "uri": "7"},
        {"maintext": BODY, "title": TITLE, "source_domain": "Kurier", "date_publish": "24.10.1962", "authors": ["Eva"],
         "guid": "7"},
    ):  # fmt: skip
        document = only(json.dumps(record).encode(), "a.json")
        assert document.text == BODY
        assert (document.title, document.outlet, document.published) == (TITLE, "Kurier", "1962-10-24")
        assert (document.author, document.source_id) == ("Eva", "7")


def test_json_text_keeps_its_offsets() -> None:
    """The text field is stored as it is, so that a truth's offsets fit."""
    text = "  A\u0308\r\n\u00ad\U0001f600 " + BODY
    assert only(json.dumps({"text": text}).encode(), "a.json").text == text


def test_arrays_are_found_inside_objects_and_elements_have_numbers() -> None:
    """The path "articles.json#2" is the second element; its raw bytes are one canonical form."""
    first = json.dumps({"response": {"docs": [{"id": "a", "text": BODY}, {"text": TEXT, "id": "b"}]}}).encode()
    again = json.dumps([{"id": "b", "text": TEXT}]).encode()
    documents, errors = read(first, "x.json")
    assert not errors
    assert [document.path for document in documents] == ["x.json#1", "x.json#2"]
    assert documents[1].id == only(again, "y.json").id


def test_json_lines_carry_their_line_number() -> None:
    """Blank lines count, as an editor counts them."""
    documents, errors = read(jsonl([{"text": "eins"}]) + b"\n\n" + jsonl([{"text": "zwei"}]), "a.jsonl")
    assert not errors
    assert [document.path for document in documents] == ["a.jsonl#1", "a.jsonl#3"]


def test_an_own_export_is_read_back() -> None:
    """Of `depesche export jsonl` the documents are taken; what was found in them is no broken article."""
    records = [{"record": "document", "id": "d1", "text": "eins"}, {"record": "actor", "id": "a1", "name": "Kern"}]
    documents, errors = read(jsonl(records), "a.jsonl")
    assert [document.text for document in documents] == ["eins"]
    assert errors == []


def test_csv_is_read_in_any_usual_dialect() -> None:
    """Delimiter and encoding are told by the header; cells may span lines."""
    for delimiter, encoding in ((";", "cp1252"), (",", "utf-8"), ("\t", "utf-16"), (",", "utf-8-sig")):
        raw = (
            delimiter.join(["Titel", "Text", "Datum"])
            + "\r\n"
            + delimiter.join(['"Öl"', '"Grüße\nan alle"', "3.5.2001"])
        )
        document = only(raw.encode(encoding), "a.csv")
        assert (document.text, document.title, document.published) == ("Grüße\nan alle", "Öl", "2001-05-03")


def test_a_page_gives_the_article_and_its_metadata() -> None:
    """Menus and footers are left out; the metadata come from the page's head."""
    document = only(page(), "a.html")
    assert BODY in document.text
    assert "Impressum" not in document.text
    assert (document.title, document.outlet, document.author) == (TITLE, "Tageblatt", "Eva Muster")
    assert (document.published, document.language, document.format) == ("2022-02-24", "de", "html")


def test_a_page_is_decoded_as_it_says() -> None:
    """The charset of the page's head counts; ISO-8859-1 means Windows-1252, as in browsers."""
    raw = page().decode().replace("utf-8", "iso-8859-1").encode("cp1252")
    assert BODY in only(raw, "a.html").text


def test_a_feed_gives_entries_with_full_text() -> None:
    """Content is preferred to a summary; the entry's own id, link and date are kept."""
    entries = [
        {"title": TITLE, "link": "http://x.example/1", "guid": "g1", "pubDate": "Fri, 19 Oct 1962 10:00:00 GMT",
         "description": "kurz", "content:encoded": f"<p>{BODY}</p><p>Zweiter Absatz</p>"},
        {"title": "Zwei", "description": "Nur ein Anriss."},
    ]  # fmt: skip
    documents, errors = read(feed(entries), "a.xml")
    assert not errors
    assert [document.text for document in documents] == [f"{BODY}\nZweiter Absatz", "Nur ein Anriss."]
    first = documents[0]
    assert (first.title, first.url, first.source_id, first.outlet) == (TITLE, "http://x.example/1", "g1", "Tageblatt")
    assert (first.published, first.language, first.path) == ("1962-10-19T10:00:00+00:00", "de", "a.xml#1")


NEWSML_G2 = f"""<?xml version="1.0" encoding="utf-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:x:1" xml:lang="de">
<itemMeta><provider literal="dpa"/><versionCreated>2012-03-04T05:06:07+01:00</versionCreated></itemMeta>
<contentMeta><by>Eva Muster</by><headline>{TITLE}</headline></contentMeta><contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{BODY}</p><p>Ende.</p></body></html></inlineXML></contentSet>
</newsItem></itemSet></newsMessage>"""
NEWSML_1 = f"""<?xml version="1.0" encoding="utf-8"?>
<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>dpa</ProviderId><NewsItemId>urn:x:1</NewsItemId>
</NewsIdentifier></Identification><NewsManagement><FirstCreated>20120304T050607+0100</FirstCreated></NewsManagement>
<NewsComponent><NewsLines><HeadLine>{TITLE}</HeadLine><ByLine>Eva Muster</ByLine></NewsLines><ContentItem>
<DataContent><p>{BODY}</p><p>Ende.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""
NITF = f"""<?xml version="1.0" encoding="utf-8"?>
<nitf><head><docdata><doc-id id-string="urn:x:1"/><date.issue norm="2012-03-04T05:06:07+01:00"/>
<doc.copyright holder="dpa"/></docdata></head><body><body.head><hedline><hl1>{TITLE}</hl1></hedline>
<byline>Eva Muster</byline></body.head><body.content><p>{BODY}</p><p>Ende.</p></body.content></body></nitf>"""


@pytest.mark.parametrize("raw", [NEWSML_G2, NEWSML_1, NITF], ids=["NewsML-G2", "NewsML 1", "NITF"])
def test_news_exchange_formats(raw: str) -> None:
    """The three XML formats of the IPTC give the same document."""
    document = only(raw.encode(), "a.xml")
    assert document.text == f"{BODY}\nEnde."
    assert (document.title, document.outlet, document.author) == (TITLE, "dpa", "Eva Muster")
    assert (document.published, document.source_id) == ("2012-03-04T05:06:07+01:00", "urn:x:1")


def test_a_web_archive_gives_its_pages() -> None:
    """Each page keeps its address and the number of its record."""
    documents, errors = read(
        warc({"http://x.example/a": page(), "http://x.example/b": page(BODY + " Mehr.")}), "a.warc.gz"
    )
    assert not errors
    assert [document.url for document in documents] == ["http://x.example/a", "http://x.example/b"]
    assert all(BODY in document.text for document in documents)
    assert documents[0].path == "a.warc.gz#1"


def test_mail_gives_text_subject_date_and_attachments() -> None:
    """Encoded headers are decoded; an attached file that Depesche reads is a document of its own."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"], message["From"], message["Message-ID"] = "Lage im März", "Eva Muster <e@x.example>", "<1@x>"
    message["Date"] = "Fri, 19 Oct 1962 10:00:00 +0100"
    message.set_content(BODY)
    message.add_attachment(page(), maintype="text", subtype="html", filename="seite.html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="bild.png")
    documents, errors = read(message.as_bytes(), "a.eml")
    assert not errors
    mail, attached = documents
    assert mail.text.strip() == BODY
    assert (mail.title, mail.author, mail.source_id) == ("Lage im März", "Eva Muster", "<1@x>")
    assert mail.published == "1962-10-19T10:00:00+01:00"
    assert (attached.path, attached.outlet) == ("a.eml!/seite.html", "Tageblatt")


FORWARDED = """From: Ute Kern <ute@donaupost.example>
Subject: {lead}: Vom Dienst
Date: Tue, 4 Mar 2014 09:00:00 +0100
Content-Type: text/plain; charset=utf-8

Bitte mitnehmen!

-----Ursprüngliche Nachricht-----
Von: Dienst <dienst@wind.example>
Gesendet: Montag, 3. März 2014 15:12
An: Ute Kern
Betreff: Hirten lehnen Weidesteuer ab

Niamey (dpa) - Die Hirten haben die Weidesteuer abgelehnt, wie ihr Sprecher Issa Maro am Montag sagte.
"""


def test_a_dispatch_passed_on_by_mail_keeps_its_own_subject_and_day() -> None:
    """Not those of who passes it on, who is no author; the head of the message inside is set aside."""
    (document,), errors = read(FORWARDED.format(lead="WG").encode(), "a.eml")
    assert not errors
    assert (document.title, document.author) == ("Hirten lehnen Weidesteuer ab", None)
    assert (document.published, document.place) == ("2014-03-03T15:12:00", "Niamey")
    aside = [document.text[span.start : span.end] for span in document.junk]
    assert [line.partition(":")[0] for line in aside] == [
        "-----Ursprüngliche Nachricht-----",
        "Von",
        "Gesendet",
        "An",
        "Betreff",
    ]


def test_an_answer_by_mail_is_its_writers() -> None:
    """Though it repeats the message that it answers."""
    (document,), _ = read(FORWARDED.format(lead="AW").encode(), "a.eml")
    assert (document.title, document.author) == ("Vom Dienst", "Ute Kern")
    assert (document.published or "").startswith("2014-03-04")


def test_two_fields_are_no_head_of_a_message() -> None:
    """Such lines stand in letters and lists, too."""
    text = f"Brief an die Hirten\n\n{BODY}\n\nVon: dem Rat der Stadt\nAn: die Hirten der Ebene\n\n{BODY}"
    (document,), _ = read(text.encode(), "a.txt")
    assert document.junk == ()


@pytest.mark.parametrize(
    "record",
    [
        {"_id": "7", "_source": {"title": "Titel", "text": BODY, "published_at": "2014-03-03"}},
        {"id": 7, "attributes": {"headline": "Titel", "body": BODY, "date": "3.3.14"}},
        {"data": {"article": {"title": "Titel", "content": BODY, "datum": "03.03.2014"}}},
        {"headlines": [{"value": "Titel"}], "bodies": [{"value": f"<p>{BODY}</p>"}], "contentCreated": "2014-03-03"},
    ],
)
def test_articles_inside_other_objects(record: dict[str, Any]) -> None:
    """As search engines and interfaces give them, one a line."""
    (document,), errors = read(json.dumps(record).encode() + b"\n", "a.jsonl")
    assert not errors
    assert (document.title, document.text, document.published) == ("Titel", BODY, "2014-03-03")


def test_columns_of_german_press_archives() -> None:
    """Names of columns as archives export them; a year of two figures in such a field."""
    raw = f'Zeitung;Erscheinungsdatum;Schlagzeile;Volltext;Autor/in\nDonaupost;3.9.98;Titel;"{BODY}";Eva Lund\n'
    (document,), errors = read(raw.encode("cp1252"), "a.csv")
    assert not errors
    assert (document.title, document.outlet, document.author) == ("Titel", "Donaupost", "Eva Lund")
    assert document.published == "1998-09-03"


def test_a_mailbox_gives_its_messages() -> None:
    """A line that begins with "From " inside a message is quoted with ">" and comes back whole."""
    raw = b"From a@b Fri\nSubject: x\n\nHallo eins\n>From da\n\nFrom a@b Fri\nSubject: y\n\nHallo zwei\n"
    documents, errors = read(raw, "a.mbox")
    assert not errors
    assert [document.title for document in documents] == ["x", "y"]
    assert "From da" in documents[0].text


def test_a_pdf_gives_its_text() -> None:
    """Text of a PDF; a date of the file is none of the report."""
    document = only(pdf("BERLIN (dpa) - Die Regierung bleibt hart."), "a.pdf")
    assert "Die Regierung bleibt hart." in document.text
    assert (document.published, document.format) == (None, "pdf")


def test_a_word_document_gives_its_paragraphs() -> None:
    """One line a paragraph."""
    document = only(docx([TITLE, BODY, "Ende."], TITLE), "a.docx")
    assert document.text == f"{TITLE}\n{BODY}\nEnde."
    assert document.title == TITLE
    assert document.place == "BERLIN"


def test_archives_are_read_member_by_member() -> None:
    """A member's path says in which archive it stands; archives may lie in one another."""
    inner = zipped({"eins.txt": b"Inhalt eins"})
    raw = zipped({"a/b.txt": TEXT.encode(), "c.json": b'{"text": "drei"}', "i.zip": inner, "d.txt.gz": gz(b"vier")})
    documents, errors = read(raw, "x.zip")
    assert not errors
    paths = [document.path for document in documents]
    assert paths == ["x.zip!/a/b.txt", "x.zip!/c.json", "x.zip!/i.zip!/eins.txt", "x.zip!/d.txt.gz"]


def test_the_format_is_told_without_a_name() -> None:
    """Pasted text has no file name: the bytes tell the format."""
    for raw, format in (
        (TEXT.encode(), "txt"),
        (page(), "html"),
        (b'{"text": "x y"}', "json"),
        (feed([{"description": "x y"}]), "feed"),
        (pdf("hallo welt"), "pdf"),
        (docx(["hallo"]), "docx"),
        (zipped({"a.txt": b"x y"}), "txt"),
        (gz(b"x y"), "txt"),
    ):
        assert only(raw, "").format == format


def test_a_type_tells_the_format_where_the_name_does_not() -> None:
    """An upload's MIME type counts where its name says nothing."""
    assert only(b"# Titel\n\nText", "upload", "text/markdown").format == "md"


def test_a_source_is_read_in_another_process() -> None:
    """Sources, what is found and errors travel between processes."""
    import pickle

    source = Source("x", "file", "/nirgends/x.txt", 3, 4)
    assert pickle.loads(pickle.dumps(source)) == source
    assert pickle.loads(pickle.dumps(Limits())) == Limits()
    (error,) = read_source(source)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    documents, _ = sorted_out(read_bytes(TEXT.encode(), "a.txt"))
    assert pickle.loads(pickle.dumps(documents)) == documents
