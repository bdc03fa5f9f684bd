"""Finding documents by words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from depesche.errors import BadExpression
from depesche.ledger import Ledger, open_ledger
from depesche.ledger.query import MOST_WORDS
from depesche.ledger.words import stem
from depesche.records import Span

from .making import document


@pytest.fixture(params=["sqlite", "postgres"], scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One place for many queries."""
    if request.param == "postgres":
        return f"{request.getfixturevalue('postgres')}&schema=queries"
    return str(tmp_path_factory.mktemp("search") / "x.depesche")


@pytest.fixture(scope="module")
def filled(place: str) -> Iterator[Ledger]:
    """Some texts."""
    with open_ledger(place) as opened:
        opened.add_documents([
            document("d1", "Das Waffenruheabkommen von Genf hält.", published="2020-01-01", outlet="A"),
            document("d2", "Keine Waffenruhe in Sicht, viele Häuser brennen.", published="2020-01-02", outlet="B"),
            document("d3", "Ein Haus am See. Waffenstillstand", published="2020-01-03", outlet="A", title="Waffenruhe"),
            document("d4", "Präsident Erdoğan traf Minister. Verhandlungen.", published="2020-02-01"),
            document("d5", "The ceasefires were broken; parties negotiated.", language="en", published="2020-02-02"),
            document("d6", "Sie spra\u00adchen u\u0308ber O\u0308l und Ha\u0308user.", published="2020-02-03"),
            document("d7", "A:*B NOT AND OR NEAR ab c ß Atomraketen", language="fr", published="2020-02-04"),
            document("d8", "Die Rakete steht nicht im Irak.", published="2020-02-05"),
        ])  # fmt: skip
        yield opened


def found(ledger: Ledger, words: str, **more: object) -> list[str]:
    """The ids of the documents found."""
    result = ledger.search(words, **more)  # type: ignore[arg-type]
    assert result.total == len(result.hits)
    return [hit.document for hit in result.hits]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Waffenruhe", ["d3", "d2", "d1"]),
        ("waffenruhen", ["d3", "d2", "d1"]),
        ("Abkommen", ["d1"]),
        ("ruheab", ["d1"]),
        ("Haus", ["d6", "d3", "d2"]),
        ("Häuser", ["d6", "d3", "d2"]),
        ("HAEUSER", ["d6", "d3", "d2"]),
        ("Öl", ["d6"]),
        ("sprechen", []),
        ("Sprachen", ["d6"]),
        ("Erdogan", ["d4"]),
        ("ceasefire negotiating", ["d5"]),
        ("Waffenruhe Genf", ["d1"]),
        ("Waffenruhe -Genf", ["d3", "d2"]),
        ("Waffenruhe -häuser -see", ["d1"]),
        ('"keine Waffenruhe"', ["d2"]),
        ("„keine Waffenruhen“", ["d2"]),
        ('"Waffenruhe keine"', []),
        ('"Waffenruhe"', ["d3", "d2"]),
        ('"Haus am See"', ["d3"]),
        ('Waffenruhe -"viele Häuser"', ["d3", "d1"]),
        ("Waffenst*", ["d3"]),
        ("Waffenruhe*", ["d3", "d2", "d1"]),
        ("Verhandlungen*", ["d4"]),
        ("Häuser*", ["d6", "d3", "d2"]),
        ("Waffen*", ["d3", "d2", "d1"]),
        ("-Waffenruhe", ["d8", "d7", "d6", "d5", "d4"]),
        ("nirgends", []),
        ("Raketen", ["d8", "d7"]),
        ("See", ["d3"]),
        ("", []),
        ("   ", []),
    ],
)
def test_what_is_found(filled: Ledger, words: str, expected: list[str]) -> None:
    """Forms, parts of compounds, phrases, prefixes and unwanted words; the title first, then the newest."""
    assert found(filled, words) == expected


def test_narrowing(filled: Ledger) -> None:
    """Outlet, time and language narrow a search; pages follow on one another."""
    assert found(filled, "Waffenruhe", outlet="A") == ["d3", "d1"]
    assert found(filled, "Waffenruhe", since="2020-01-02") == ["d3", "d2"]
    assert found(filled, "Waffenruhe", until="2020-01-02") == ["d2", "d1"]
    assert found(filled, "parties", language="en") == ["d5"]
    assert found(filled, "parties", language="de") == []
    first, second = filled.search("Waffenruhe", limit=2), filled.search("Waffenruhe", limit=2, offset=2)
    assert (first.total, second.total) == (3, 3)
    assert [hit.document for hit in (*first.hits, *second.hits)] == ["d3", "d2", "d1"]


def test_matches_are_exact_spans(filled: Ledger) -> None:
    """Spans are offsets into the document's text, also with soft hyphens and combining marks in a word."""
    hits = {hit.document: hit for hit in filled.search("Haus sprachen").hits}
    text = filled.documents(["d6"])["d6"].text
    assert [text[span.start : span.end] for span in hits["d6"].spans] == ["spra\u00adchen", "Ha\u0308user"]
    hit = filled.search('"keine Waffenruhe" haus').hits[0]
    assert hit.spans == (Span(0, 16), Span(33, 39))
    assert hit.snippet == "Keine Waffenruhe in Sicht, viele Häuser brennen."
    assert filled.search("Waffenruhe").hits[0].spans == ()  # only the title has it


def test_a_snippet_is_a_piece_of_the_text(ledger: Ledger) -> None:
    """A snippet of a long text holds the first match and is where its span says."""
    text = "Wort " * 300 + "Waffenruhe " + "Wort " * 300
    ledger.add_documents([document("d1", text)])
    hit = ledger.search("waffenruhe").hits[0]
    assert "Waffenruhe" in hit.snippet
    assert len(hit.snippet) <= 240
    assert text[hit.snippet_span.start : hit.snippet_span.end] == hit.snippet


def test_common_parts_find_the_closest_words(ledger: Ledger) -> None:
    """A part that is in a thousand words is still answered; a query with very many words is refused."""
    ledger.add_documents([document(f"d{n}", f"Vor{n:04d}waffenruhe") for n in range(1000)])
    assert ledger.search("waffenruhe").total >= 400
    assert ledger.search("waffenruhe waffenruh " + "Vor0001 " * 60).total >= 1
    with pytest.raises(BadExpression):
        ledger.search(" ".join(f"w{n}" for n in range(MOST_WORDS + 1)))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(st.sampled_from("ab\"'*-():^{}+~%_\\;ßÄ\u0308\0 ,AND OR NOT NEAR/1„“"), max_size=25) | st.text())
@example(words="title: NOT")
@example(words="'); DROP TABLE document; --")
@example(words="a:*A & !b | <-> ''")
@example(words='"')
@example(words="\ud800")
def test_anything_may_be_typed(filled: Ledger, words: str) -> None:
    """No query is a syntax error or says anything to the database."""
    result = filled.search(words)
    assert result.total == len(result.hits)
    for hit in result.hits:
        assert all(0 <= start < end <= 60 for start, end in hit.spans)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_stems_are_bounded_and_never_empty(word: str) -> None:
    """Whatever a word is, its stem is short, and stemming it again in another case gives the same."""
    found = stem(word, "german")
    assert found
    assert len(found) <= 320
