"""What claims are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.claims.gists import clearest_said, gist
from depesche.claims.propositions import Proposition, propositions
from depesche.records import Act, Analysis, Document, Kind, ReadDocument, Span, Statement


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


def said(*parts: str, kind: Kind = Kind.INDIRECT) -> list[Proposition]:
    """Statements of one document, in this order."""
    text = ". ".join(parts)
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in parts]
    statements = tuple(Statement(f"s{span.start}", "d", kind, Act.ASSERT, (span,)) for span in spans)
    return propositions(ReadDocument(Document("d", text, published="2001-05-02"), Analysis("d", "de"), statements))


@pytest.mark.parametrize(
    ("parts", "called"),
    [
        (
            ("und zwar in Helsinki", "Die Botschafter hätten sich in Helsinki getroffen", "Sie hätten sich getroffen"),
            "Die Botschafter hätten sich in Helsinki getroffen",
        ),
        (
            ("Er habe das Werk verkauft", "der Verkauf", "Die Reederei habe das Werk an die Bahn verkauft"),
            "Die Reederei habe das Werk an die Bahn verkauft",
        ),
    ],
)
def test_a_claim_is_named_by_what_stands_for_itself(parts: tuple[str, ...], called: str) -> None:
    """A clause with names, not one that begins with a pronoun or an "und", nor a noun alone; in whatever order."""
    items = said(*parts)
    assert clearest_said(items).text == called
    assert clearest_said(items[::-1]).text == called


def test_a_claim_of_one_statement_is_named_by_it() -> None:
    """Whatever it is, without any word that tells something, too."""
    [only] = said("und so")
    assert clearest_said([only]) is only
