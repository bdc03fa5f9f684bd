"""Documents, bytes and sources."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.errors import UnknownName
from depesche.ledger import Ledger, SourceState, open_ledger
from depesche.ledger.codec import storable
from depesche.records import Document, Junk, Span

from .making import document

TEXTS = st.text(st.characters(codec=None, exclude_categories=[]), max_size=60)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_a_document_comes_back_as_it_was_stored(ledger: Ledger) -> None:
    """Every field, the bytes and the source survive the way through the database."""
    whole = Document(
        "d1", "Zeile eins\r\nZeile zwei\u00a0\U0001f600 e\u0301", "/a/b.txt", "https://example.org/1", "Bote", "A. B.",
        ("dpa", "afp"), "MOSKAU", "Zeile", Span(0, 5), "1962-10-19T12:00:00+01:00", "de", (Junk(0, 5, "ad"),),
        None, "guid-1", "html",
    )  # fmt: skip
    assert ledger.add_documents([(whole, b"\xff\x00raw")], {"/a/b.txt": SourceState(6, 17, ("d1",))}) == ["d1"]
    assert ledger.documents(["d1", "unknown"]) == {"d1": whole}
    assert list(ledger.iter_documents()) == [whole]
    assert next(ledger.iter_documents(with_text=False)).text == ""
    assert ledger.raw("d1") == b"\xff\x00raw"
    assert ledger.known_sources(["/a/b.txt", "/other"]) == {"/a/b.txt": SourceState(6, 17, ("d1",))}


@FEW
@given(text=TEXTS, title=TEXTS, outlet=TEXTS, agencies=st.lists(TEXTS, max_size=3), raw=st.binary(max_size=99))
def test_any_text_is_stored_with_its_offsets(
    location: str, text: str, title: str, outlet: str, agencies: list[str], raw: bytes
) -> None:
    """Whatever Unicode comes, text keeps its length, so offsets hold; only surrogates and NUL are replaced."""
    with open_ledger(location) as ledger:
        id_ = f"d{abs(hash((text, title, outlet, tuple(agencies), raw)))}"
        ledger.add_documents([(Document(id_, text, title=title, outlet=outlet, agencies=tuple(agencies)), raw)])
        found = ledger.documents([id_])[id_]
        assert found.text == storable(text)
        assert len(found.text) == len(text)
        assert (found.title, found.outlet) == (storable(title), storable(outlet))
        assert found.agencies == tuple(map(storable, agencies))
        assert ledger.raw(id_) == raw


def test_the_same_document_is_stored_once(ledger: Ledger) -> None:
    """A document that is there already is neither changed nor counted as new."""
    assert ledger.add_documents([document("d1", "eins"), document("d1", "zwei"), document("d2")]) == ["d1", "d2"]
    assert ledger.add_documents([document("d1", "drei"), document("d3")]) == ["d3"]
    assert ledger.documents(["d1"])["d1"].text == "eins"
    assert ledger.count("document") == 3


def test_bytes_that_are_the_text_are_not_stored_twice(file: Path) -> None:
    """Plain UTF-8 text takes no room beside the text; other bytes are deflated where that helps."""
    with open_ledger(file) as ledger:
        ledger.add_documents([(Document("d1", "Wort " * 500), b"Wort " * 500), (Document("d2", "x"), b"Y" * 5000)])
    rows = sqlite3.connect(file).execute("SELECT packing, length(content) FROM raw ORDER BY number").fetchall()
    assert rows[0] == ("text", None)
    assert rows[1][0] == "zlib"
    assert rows[1][1] < 100


def test_unknown_documents_are_named(ledger: Ledger) -> None:
    """Asking for the bytes of a document that is not there says so."""
    with pytest.raises(UnknownName, match="no such document"):
        ledger.raw("d404")


def test_sources_take_their_new_state(ledger: Ledger) -> None:
    """A file read again is known by its new size and time; keys are the caller's own objects."""
    path = Path("/x/ä.json")
    ledger.add_documents([document("d1")], {path: SourceState(1, 2, ("d1",))})
    ledger.add_documents([], {path: SourceState(3, 4, ("d1", "d2"))})
    assert ledger.known_sources([path]) == {path: SourceState(3, 4, ("d1", "d2"))}


def test_ten_thousand_known_files_are_recognised_at_once(ledger: Ledger) -> None:
    """Ten thousand sources are looked up in well under five seconds."""
    states = {f"/dispatches/{number}.txt": SourceState(number, number, (f"d{number}",)) for number in range(10_000)}
    ledger.add_documents([], states)
    start = time.process_time()
    assert ledger.known_sources(states) == states
    assert time.process_time() - start < 2


def test_documents_are_listed_by_day(ledger: Ledger) -> None:
    """Those without a day come first, then by day, then by id; filters narrow by outlet, day, month and language."""
    ledger.add_documents([
        document("d3", published="1962-10-20", outlet="A"),
        document("d1", published="1962-10-20T10:00", outlet="B", language="en"),
        document("d2", published=None),
        document("d4", published="1962-09-01", outlet="A"),
    ])  # fmt: skip
    assert [one.id for one in ledger.iter_documents()] == ["d2", "d4", "d3", "d1"]
    assert [one.id for one in ledger.iter_documents(since="1962-10")] == ["d3", "d1"]
    assert [one.id for one in ledger.iter_documents(until="1962-09")] == ["d4"]
    assert [one.id for one in ledger.iter_documents(until="1962-10-20")] == ["d4", "d3", "d1"]
    assert [one.id for one in ledger.iter_documents(outlet="A", since="1962-10-01")] == ["d3"]
    assert [one.id for one in ledger.iter_documents(language="en")] == ["d1"]
    assert [one.id for one in ledger.iter_documents(ids=["d4", "d9"])] == ["d4"]
    assert ledger.count("document", outlet="A") == 2


def test_a_wrong_filter_is_told_at_once(ledger: Ledger) -> None:
    """A misspelt filter or record is an error, not an empty answer."""
    with pytest.raises(UnknownName, match="outlett"):
        ledger.iter_claims(outlett="A")
    with pytest.raises(UnknownName, match="no such record"):
        ledger.count("statemnt")


def test_the_dossier_at_a_glance(ledger: Ledger) -> None:
    """Counts, first and last day, outlets and what is pending."""
    from .making import LANGUAGE

    ledger.add_documents([
        document("d1", published="1962-10-20", outlet="A"), document("d2", published="1962-10-22", outlet="B"),
        document("d3", outlet="B"),
    ])  # fmt: skip
    seen = ledger.overview([LANGUAGE])
    assert seen.counts["document"] == 3
    assert (seen.first, seen.last) == ("1962-10-20", "1962-10-22")
    assert seen.outlets == (("B", 2), ("A", 1))
    assert seen.pending == {"language": 3}
