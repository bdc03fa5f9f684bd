"""What the streaming formats share: one document at a time, one line a record, and no strange links."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given

from depesche.exchange import write
from depesche.exchange.streams import json_text, legal, urn, web_address, with_statements
from depesche.records import Act, Document, Kind, Statement
from tests.exchange.hostile import TEXTS, Hard
from tests.exchange.test_exports import Made


@pytest.mark.parametrize("name", ["ftm", "jsonld", "w3c-annotation", "plover", "xmi"])
def test_a_document_is_written_before_the_next_is_read(name: str) -> None:
    """Memory stays flat: by the time that a document is asked for, the one before has gone out."""
    stream = io.BytesIO()
    places: list[int] = []

    class Watched(Made):
        def documents(self) -> Iterable[Document]:
            for number in range(20):
                places.append(stream.tell())
                yield Document(f"d{number:02}", self.text, published="1962-10-19")

        def statements(self) -> Iterable[Statement]:
            for number in range(20):
                assert len(places) >= number  # at most one document ahead
                first = next(iter(super().statements()))
                yield Statement(
                    f"s{number}", f"d{number:02}", Kind.DIRECT, Act.DENY, first.content, first.speaker, via=first.via
                )

    write(Watched(), name, stream)
    assert len(places) == 20
    assert all(before < after for before, after in pairwise(places[1:]))


def test_documents_without_statements_keep_their_place() -> None:
    """Every document comes once, in order, with its own statements and no others."""
    found = [(document.id, [said.id for said in statements]) for document, statements in with_statements(Hard())]
    assert found == [("d1", ["s1"]), ("d2", []), ("d3", ["s2", "s3"])]


@given(TEXTS)
def test_json_is_one_line_of_utf8_that_reads_back(text: str) -> None:
    """Every line end and lone surrogate is escaped; nothing is lost."""
    written = json_text([text])
    assert len(written.splitlines()) == 1
    assert json.loads(written.encode("utf-8")) == [text]


@given(TEXTS)
def test_replacing_illegal_characters_moves_nothing(text: str) -> None:
    """One for one, in code points and in UTF-16 units; what is legal stays."""
    assert len(legal(text)) == len(text)
    assert len(legal(text).encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass"))
    assert legal(legal(text)) == legal(text)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "http://[::1", "https://a/ b",
     'https://a/"onclick=', "https://a/<b>", "https://a/\n", "//a", "", None],
)  # fmt: skip
def test_only_whole_addresses_of_the_web_are_links(address: str | None) -> None:
    """Scripts, files, half addresses and those with markup or blanks are none."""
    assert web_address(address) is None
    assert web_address("https://example.org/ä?q=1#x") == "https://example.org/ä?q=1#x"


def test_names_of_things_are_legal_urns() -> None:
    """Whatever an id holds is escaped."""
    assert urn("issue", 'a b"<:/ä\ud800') == "urn:x-depesche:issue:a%20b%22%3C%3A%2F%C3%A4%ED%A0%80"
