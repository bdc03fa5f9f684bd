"""Sentences: German news, quotations, headlines, wrapped lines, hostile input."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.language import sentences, tokenize
from depesche.language.sentences import LONGEST
from depesche.records import Junk, Span


def split(text: str, junk: tuple[Junk, ...] = ()) -> list[str]:
    """The result as text, for short tests."""
    return [text[one.start : one.end] for one in sentences(text, tokenize(text, junk), junk)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er kam. Sie ging.", ["Er kam.", "Sie ging."]),
        ("„Was nun?“, fragte er. „Nein.“ Sie ging.", ["„Was nun?“, fragte er.", "„Nein.“", "Sie ging."]),
        ("„Das ist schlecht!“ rief er.", ["„Das ist schlecht!“ rief er."]),
        ('Er sagte: "Ich komme. Morgen." Dann ging er.', ['Er sagte: "Ich komme.', 'Morgen."', "Dann ging er."]),
        ("Am 19. Oktober sprach Dr. Müller mit z. B. Putin.", ["Am 19. Oktober sprach Dr. Müller mit z. B. Putin."]),
        ("Das war 2004. Der Kreml schwieg.", ["Das war 2004.", "Der Kreml schwieg."]),
        ("Titel ohne Punkt\n\nDer Text.", ["Titel ohne Punkt", "Der Text."]),
        ("Titel ohne Punkt\nDer Text.", ["Titel ohne Punkt", "Der Text."]),
        ("MOSKAU (dpa) – Der Kreml\nbestreitet das.", ["MOSKAU (dpa) – Der Kreml\nbestreitet das."]),
        ("Er kam usw. Die anderen gingen.", ["Er kam usw.", "Die anderen gingen."]),
        ("Wirklich? Ja! Gut …", ["Wirklich?", "Ja!", "Gut …"]),
    ],
)
def test_german_news(text: str, expected: list[str]) -> None:
    """Where sentences end in German news."""
    assert split(text) == expected


def test_wrapped_lines() -> None:
    """In text wrapped at a width a line break ends a sentence only where the next word would have fitted."""
    text = (
        "Ein Titel steht hier\n"
        "Der Kreml hat am Freitag einen Bericht der Zeitung\n"
        "zurückgewiesen, wonach Präsident Putin zu Gesprächen\n"
        "bereit sei. Das teilte ein Sprecher in Moskau der\n"
        "Agentur mit, die ihn danach gefragt hatte, ob das\n"
        "stimme."
    )
    assert len(split(text)) == 3


@pytest.mark.parametrize(
    "below",
    [
        "ban. BERLIN, 12. Juli. Der Präsident schwieg.",
        "RIO DE JANEIRO (AP) - Der Präsident\nhat einen Brief geschickt, der\nin der Zeitung stand, sagte\ner gestern.",
    ],
)
def test_a_title_is_a_sentence_of_its_own(below: str) -> None:
    """Whatever the line below looks like: a mark in lower case, or lines wrapped at the title's own width."""
    title = "Die Zeitung nennt den Brief echt"
    text = f"{title}\n{below}"
    first = sentences(text, tokenize(text), title=Span(0, len(title)))[0]
    assert text[first.start : first.end] == title


def test_a_title_that_begins_a_line_ends_no_sentence() -> None:
    """Where a source gives the head of the first sentence as title, the sentence stays whole."""
    text = "Der Kreml bestreitet den Bericht über Gespräche. Mehr nicht."
    first = sentences(text, tokenize(text), title=Span(0, len("Der Kreml bestreitet")))[0]
    assert text[first.start : first.end] == "Der Kreml bestreitet den Bericht über Gespräche."


def test_junk_ends_a_sentence() -> None:
    """A sentence does not run across junk that stands on lines of its own."""
    text = "Der Kreml bestreitet das\nLesen Sie auch: mehr\nund schweigt"
    start = text.index("Lesen")
    assert len(split(text, (Junk(start, start + 20, "teaser"),))) == 2


@settings(deadline=None)
@given(st.text(alphabet="ab Ä.,!?\n\"„“»«'()0123-–", max_size=300))
def test_every_token_in_one_sentence(text: str) -> None:
    """Sentences hold every token exactly once, in order, and begin and end with tokens."""
    tokens = tokenize(text)
    place = 0
    for one in sentences(text, tokens):
        assert one.first == place < one.last
        assert (one.start, one.end) == (tokens[one.first][0], tokens[one.last - 1][1])
        assert one.last - one.first <= LONGEST
        place = one.last
    assert place == len(tokens)


@pytest.mark.parametrize("piece", ["Haus ", ". ", '"', "a\n", "A. ", "“ ", "\n"])
def test_linear_time(piece: str) -> None:
    """Long texts of one thing are split in a moment."""
    text = piece * (200_000 // len(piece))
    tokens = tokenize(text)
    begun = time.process_time()
    sentences(text, tokens)
    assert time.process_time() - begun < 3.0
