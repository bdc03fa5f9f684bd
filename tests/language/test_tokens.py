"""Tokens: exact offsets, German spelling, junk, hostile input."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.language import tokenize
from depesche.records import Junk

ALPHABET = "abcÄßZ .,!?\n\t\"„“»'’-–/:;()0123456789@🙂\u0301\u00ad\u200b\ufeffДа中"


def words(text: str, junk: tuple[Junk, ...] = (), language: str = "de") -> list[str]:
    """The result as text, for short tests."""
    return [text[start:end] for start, end in tokenize(text, junk, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am 19. Oktober kam er.", ["Am", "19.", "Oktober", "kam", "er", "."]),
        ("am 24./25. Oktober 2004.", ["am", "24.", "/", "25.", "Oktober", "2004", "."]),
        ("Es waren 15. Die Polizei", ["Es", "waren", "15", ".", "Die", "Polizei"]),
        ("der 2. Weltkrieg", ["der", "2.", "Weltkrieg"]),
        ("z. B. der Dr. Müller, z.B. er", ["z.", "B.", "der", "Dr.", "Müller", ",", "z.B.", "er"]),
        ("US-Präsident, 60-jähriger", ["US-Präsident", ",", "60-jähriger"]),
        ("D.C./Moskau –", ["D.C.", "/", "Moskau", "–"]),
        ("sagte:„Ja!“", ["sagte", ":", "„", "Ja", "!", "“"]),
        ("zurück.Der Kreml", ["zurück", ".", "Der", "Kreml"]),
        (
            "2:1-Sieg, 14:45 Uhr, 1.000 Euro, 2,5 Prozent",
            ["2:1-Sieg", ",", "14:45", "Uhr", ",", "1.000", "Euro", ",", "2,5", "Prozent"],
        ),
        ("Mitarbeiter:innen d'Honneur", ["Mitarbeiter:innen", "d'Honneur"]),
        ("Außen- und Innenminister", ["Außen-", "und", "Innenminister"]),
        ("Nr. 5 dieser Art. Das", ["Nr.", "5", "dieser", "Art", ".", "Das"]),
        ('»Nein« ‚ja‘ "so"', ["»", "Nein", "«", "‚", "ja", "‘", '"', "so", '"']),
        ("die „Bild“-Zeitung", ["die", "„", "Bild", "“", "-Zeitung"]),
        ("https://a.de/x?y=1. Mail: a.b@c.de!", ["https://a.de/x?y=1", ".", "Mail", ":", "a.b@c.de", "!"]),
        ("1990er-Jahre, 90er", ["1990er-Jahre", ",", "90er"]),
        ("", []),
        (" \n\u200b\ufeff", []),
    ],
)
def test_german_spelling(text: str, expected: list[str]) -> None:
    """German conventions: ordinals, abbreviations, compounds, quotation marks, glued words."""
    assert words(text) == expected


@settings(deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=200))
def test_tokens_cover_all_that_is_visible(text: str) -> None:
    """Tokens are ordered, disjoint, not empty, hold no white space, and leave out nothing visible."""
    place = 0
    for start, end in tokenize(text):
        assert place <= start < end <= len(text)
        assert not any(letter.isspace() for letter in text[start:end])
        assert not text[place:start].strip(" \n\t\u200b\ufeff")
        place = end
    assert not text[place:].strip(" \n\t\u200b\ufeff")


@settings(deadline=None)
@given(
    st.text(alphabet=ALPHABET, max_size=80), st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90)), max_size=4)
)
def test_no_token_reaches_into_junk(text: str, spans: list[tuple[int, int]]) -> None:
    """Whatever the junk spans (unsorted, overlapping, out of range), tokens keep out of them."""
    junk = tuple(Junk(start, end, "x") for start, end in spans if start < end)
    for start, end in tokenize(text, junk):
        assert all(end <= one.start or start >= one.end for one in junk)


def test_other_languages_get_tokens() -> None:
    """A language without data is cut by the rules that hold everywhere."""
    assert words("The U.S. president said no.", language="en") == ["The", "U.S.", "president", "said", "no", "."]


@pytest.mark.parametrize(
    "piece", ["a", "a.", '"', "a-", "1.", "a@", "www.", "A.", "🙂", "-", "1:", "e'", "\u0301", ". "]
)
def test_linear_time(piece: str) -> None:
    """200,000 characters of anything are cut in a moment: twice the text takes about twice the time."""
    begun = time.process_time()
    tokenize(piece * (200_000 // len(piece)))
    assert time.process_time() - begun < 3.0
