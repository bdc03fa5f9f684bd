"""What claims are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.claims.gists import gist


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("dass man die „Lage vor Ort“ beachten müsse", "man die „Lage vor Ort“ beachten müsse"),
        ("„ob das Land bereit ist, Frieden zu schließen.“", "ob das Land bereit ist, Frieden zu schließen"),
        ("“Die Genehmigung ist eine Gefahr.”", "Die Genehmigung ist eine Gefahr"),
        ("solche Gespräche zu führen“", "solche Gespräche zu führen"),
        ("ein Einfrieren sei nicht tragfähig”", "ein Einfrieren sei nicht tragfähig"),
        (", daß man\n verhandle;", "man verhandle"),
        ("„Märchen“ und „Lügen“", "„Märchen“ und „Lügen“"),
        ("man warte ab ...", "man warte ab ..."),
        ("dass", "dass"),
        ("„Dass er geht.“", "er geht"),
        ("…", "…"),
    ],
)  # fmt: skip
def test_a_claim_is_called_by_its_words_alone(words: str, called: str) -> None:
    """Without "dass", full stop, and quotation marks that surround it or have lost their partner."""
    assert gist(words) == called


@given(st.text('dasß eix.,;:„“”»«"- \n', max_size=40))
def test_a_gist_is_a_part_of_the_words(words: str) -> None:
    """Nothing is invented, nothing that says something is lost, and a gist of a gist is itself."""
    found = gist(words)
    assert found in " ".join(words.split())
    assert gist(found) == found
    assert any(letter.isalnum() for letter in found) == any(letter.isalnum() for letter in words)
