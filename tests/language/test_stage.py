"""The stage as a whole: what `analyse` promises for any document."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import depesche.language
from depesche.language import STAGE, analyse
from depesche.records import Document, Junk, NameKind

TEXT = (
    "MOSKAU – Der Kreml hat am Freitag einen Bericht zurückgewiesen, wonach Präsident Wladimir Putin zu Gesprächen "
    "bereit sei. „Das stimmt nicht“, sagte Sprecher Dmitri Peskow der Agentur Tass.\n\nDie Ukraine lehne das ab."
)


def test_exports() -> None:
    """The public names."""
    assert depesche.language.__all__ == [
        "STAGE",
        "TokenVectors",
        "WordVectors",
        "analyse",
        "analyse_document",
        "sentence_vectors",
        "sentences",
        "token_vectors",
        "tokenize",
    ]
    assert STAGE.name == "language"


def test_a_german_dispatch() -> None:
    """Names, moods, lemmas and dates of a few sentences."""
    (found,) = analyse([Document(id="d", text=TEXT, published="2022-11-11")])
    assert found.language == "de"
    assert len(found.sentences) == 3
    words = {TEXT[token.start : token.end]: token for token in found.tokens}
    assert words["sei"].mood == words["lehne"].mood == "sub1"
    assert (words["sagte"].lemma, words["sagte"].pos, words["sagte"].mood) == ("sagen", "VERB", "ind")
    names = {TEXT[name.start : name.end]: name.kind for name in found.names}
    assert names["Wladimir Putin"] == names["Dmitri Peskow"] == NameKind.PERSON
    assert names["Ukraine"] == NameKind.PLACE
    assert [time.value for time in found.times] == ["2022-11-11"]
    assert all(0 <= name.confidence <= 1 for name in found.names)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "Wort",
        "ALLES IN GROSSBUCHSTABEN. PUTIN SCHWEIGT.",
        "„“\"'»«„„„",
        "🙂🙂 🙂 Ja 🙂",
        "\x00\ud800\U0010ffff",
        "a" * 5000,
    ],
)
def test_odd_texts(text: str) -> None:
    """Empty, one word, capitals, unbalanced quotation marks, emoji, lone surrogates: an analysis, no error."""
    (found,) = analyse([Document(id="d", text=text)])
    for token in found.tokens:
        assert text[token.start : token.end].strip()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.integers(0, 60), st.integers(1, 60))
def test_offsets_and_junk(text: str, start: int, length: int) -> None:
    """Tokens, names and times lie in the text, in order, outside junk; sentences hold all tokens."""
    junk = (Junk(start, start + length, "x"),)
    (found,) = analyse([Document(id="d", text=text, junk=junk, language="de", published="2020-02-29")])
    for spans in (found.tokens, found.names, found.times):
        place = 0
        for one in spans:
            assert place <= one.start < one.end <= len(text)
            place = one.end
    assert all(token.end <= start or token.start >= start + length for token in found.tokens)
    assert sum(one.last - one.first for one in found.sentences) == len(found.tokens)


def test_another_language() -> None:
    """A text in another language gets tokens and sentences, but no German moods or lemmas."""
    english = "The president said on Friday that he would not attend the talks in Geneva. " * 3
    for document in (Document(id="d", text=english), Document(id="d", text=english, language="en-GB")):
        (found,) = analyse([document])
        assert found.language in ("en", "und")
        assert len(found.sentences) == 3
        assert not any(token.mood or token.pos or token.lemma for token in found.tokens)
        assert not found.times


def test_same_result_alone_and_in_a_batch() -> None:
    """A document's analysis does not depend on its company, nor on having been read before."""
    documents = [Document(id=str(number), text=TEXT[number * 20 :], language="de") for number in range(4)]
    assert analyse(documents) == [analyse([document])[0] for document in documents] == analyse(documents)


@pytest.mark.slow
def test_a_book() -> None:
    """200,000 words go through in a time that grows with the words, not faster."""

    def cost(words: int) -> float:
        text = (TEXT + "\n\n") * (words // 30)
        begun = time.process_time()
        analyse([Document(id="d", text=text, language="de")])
        return time.process_time() - begun

    cost(300)
    small, large = cost(20_000), cost(200_000)
    assert large < 20 * small
