"""UIMA XMI: dkpro-cassis loads it, every annotation covers its words, and illegal characters shift nothing."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.exchange.xmi import Utf16
from depesche.records import Document, Statement
from tests.exchange.hostile import HARD, TEXTS, Drawn, Hard, drawn, legal
from tests.exchange.test_exports import Made, exported

cassis = pytest.importorskip("cassis")
TYPE = "depesche.type."


def loaded(source: Made) -> dict[str, cassis.Cas]:
    """Every file of the export's zip, read by dkpro-cassis against the export's own type system."""
    archive = zipfile.ZipFile(io.BytesIO(exported("xmi", source=source)))
    assert archive.testzip() is None
    types = cassis.load_typesystem(archive.open("TypeSystem.xml"))
    return {name: cassis.load_cas_from_xmi(archive.open(name), types) for name in archive.namelist()[1:]}


def test_the_files_are_the_golden_ones() -> None:
    """Types, features and layout never change by accident; two runs give the same bytes."""
    first = exported("xmi", source=Hard())
    archive = zipfile.ZipFile(io.BytesIO(first))
    assert archive.namelist() == ["TypeSystem.xml", "d1.xmi", "d2.xmi", "d3.xmi"]
    for name in ("TypeSystem.xml", "d3.xmi"):
        assert archive.read(name) == Path(__file__).with_name(f"golden.{name}").read_bytes()
    assert exported("xmi", source=Hard()) == first


def test_a_library_reads_statements_with_all_their_parts() -> None:
    """Markup, quotes, astral and control characters in a text neither break the XML nor move an offset."""
    cas = loaded(Hard())["d3.xmi"]
    assert cas.sofa_string == legal(HARD)
    said, nested = cas.select(TYPE + "Statement")
    assert [part.get_covered_text() for part in said.content.elements] == [
        'Wir lehnen <b>das</b> & "alles" ab',
        "und zwar \U0001f6ab ganz",
    ]
    assert said.get_covered_text().startswith("Wir")
    assert said.get_covered_text().endswith("ganz")
    assert [part.get_covered_text() for part in said.speaker.elements] == ["<Kern>"]
    assert (said.speaker.elements[0].actor, said.speaker.elements[0].name) == ("a1", "Alois Kern")
    assert [part.get_covered_text() for part in said.addressee.elements] == ["Graf\ufffd Ott"]
    assert [part.get_covered_text() for part in said.cue.elements] == ["\U0001d50fieß", "mitteilen"]
    assert [part.kind for part in said.hedges.elements] == ["impersonal"]
    assert (said.act, said.negated, said.confidence, said.via) == ("reject", True, 0.75, "a3 a2")
    assert (nested.parent, nested.speaker) == ("s2", None)
    assert [junk.get_covered_text() for junk in cas.select(TYPE + "Junk")] == ["Anzeige]]>"]
    about = cas.select(TYPE + "Dispatch")[0]
    assert (about.outlet, about.title) == ('"><script>alert(1)</script>', "=cmd|' /C calc'!A0\u2028")


def test_a_document_without_statements_is_there_too() -> None:
    """The text of every document is exported, once."""
    cas = loaded(Hard())["d2.xmi"]
    assert list(cas.select(TYPE + "Statement")) == []
    assert cas.select(TYPE + "Dispatch")[0].copyOf == "d1"


@given(drawn())
@settings(deadline=None)
def test_every_annotation_covers_the_words_of_its_span(source: Drawn) -> None:
    """Whatever the text holds, UTF-16 offsets of the export cover what code point offsets of the record do."""
    cas = loaded(source)["d1.xmi"]
    text = legal(source.text)
    assert cas.sofa_string == text
    found = {said.identifier: said for said in cas.select(TYPE + "Statement")}
    for statement in source.statements():
        said = found[statement.id]
        for parts, spans in (
            (said.content, statement.content),
            (said.speaker, statement.speaker.spans),
            (said.cue, statement.cue),
            (said.frame, statement.frame),
        ):
            assert [part.get_covered_text() for part in parts.elements] == [
                text[span.start : span.end] for span in spans
            ]
            assert [(part.begin, part.end) for part in parts.elements] == [tuple(span) for span in spans]


@given(TEXTS, st.data())
def test_utf16_offsets_are_those_of_the_encoded_text(text: str, data: st.DataObject) -> None:
    """The offset of a place is the number of UTF-16 units before it."""
    place = data.draw(st.integers(0, len(text)))
    assert Utf16(text)(place) == len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def test_a_document_id_cannot_leave_the_archive() -> None:
    """An id that would be a path is hashed."""

    class Climbing(Made):
        def documents(self) -> list[Document]:
            return [Document("../../etc/passwd", "Wort")]

        def statements(self) -> list[Statement]:
            return []

    names = zipfile.ZipFile(io.BytesIO(exported("xmi", source=Climbing()))).namelist()
    assert names[0] == "TypeSystem.xml"
    assert re.fullmatch(r"d[0-9a-f]{16}\.xmi", names[1])


def test_a_zip_can_be_written_to_a_pipe() -> None:
    """Standard output cannot seek; the archive is whole all the same."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation("seek")

        def tell(self) -> int:
            raise io.UnsupportedOperation("tell")

    from depesche.exchange import write

    pipe = Pipe()
    write(Hard(), "xmi", pipe)
    assert zipfile.ZipFile(io.BytesIO(pipe.getvalue())).testzip() is None


def test_spans_at_the_very_end_are_right() -> None:
    """An astral character that ends the text counts two at its end, none at its beginning."""
    offset = Utf16("a\U0001f54a")
    assert [offset(place) for place in range(3)] == [0, 1, 3]
