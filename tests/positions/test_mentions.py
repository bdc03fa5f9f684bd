"""Where a text names a party: by what is its own, not by any word that stands in its name."""

from __future__ import annotations

import pytest

from depesche.positions.cast import Cast
from depesche.positions.codebook_file import codebook_of
from depesche.positions.mentions import Mentions
from depesche.positions.words import words
from depesche.records import Actor, ActorKind

TEXT = (
    "Beide Seiten haben eine Vereinbarung getroffen und vereinbart, dass der Präsident die internationale Front, die "
    "Nation, die nationalen Vereine, die Union, die Afrikaner, den Widerstand, die Gewerkschaften, die Freiheit, "
    "die Demokratie, die Befreiung, Bündnisse, die Polizei und Palästina schützt. Demokratisch."
)


def found(name: str, text: str, kind: ActorKind = ActorKind.ORGANISATION) -> list[str]:
    """What a text says that names the one party there is."""
    party = Actor("p", name, kind, names=(name,))
    cast = Cast(codebook_of({"codebook": "test", "issues": ["Abzug"]}, "test"), {"p": party})
    here = words(text)
    return [text[here[m.first].start : here[m.last].end] for m in Mentions(cast, [party]).find(here, text)]


@pytest.mark.parametrize(
    "name",
    [
        "Vereinte Nationen", "Internationale Atomenergiebehörde", "Präsidentenpalast in Brasília", "Europäische Union",
        "Afrikanische Union", "Gewerkschaft der Polizei", "Bündnis für Demokratie und Freiheit",
        "Volksfront zur Befreiung Palästinas", "Widerstandsbewegung Renamo", "Revolutionäre Vereinigte Front",
    ],
)  # fmt: skip
def test_common_words_of_a_name_name_nobody(name: str) -> None:
    """Neither "Vereinbarung" nor "nationalen" is the United Nations, nor is every president that of a palace."""
    assert found(name, TEXT) == []


def test_a_name_is_found_as_a_whole_and_by_what_is_its_own() -> None:
    """Whole in any case; of a longer name the words that no dictionary has, and acronyms, stand for it."""
    assert found("Vereinte Nationen", "nach Angaben der Vereinten Nationen") == ["Vereinten Nationen"]
    assert found("Widerstandsbewegung Renamo", "Die Renamo lehnt das ab") == ["Renamo"]
    assert found("Volksheer der Anden (EPA)", "ein Sprecher der EPA") == ["EPA"]


def test_a_name_that_no_table_holds_has_its_adjective_and_people() -> None:
    """The words "tarussische" and "Tarussier" are of Tarussien, which is no state that there is."""
    text = "Die tarussische Delegation sprach mit den Tarussiern in Tarussien."
    assert found("Republik Tarussien", text) == ["tarussische", "Tarussiern", "Tarussien"]
