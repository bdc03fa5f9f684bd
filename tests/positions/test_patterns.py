"""Patterns: compounds, phrases, windows, exact forms; offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.positions.passages import parted
from depesche.positions.patterns import PatternSet
from depesche.positions.words import clauses, words

SET = PatternSet(
    [
        ("alliance", "NATO-Beitritt", 1.0),
        ("truce", "Waffenruhe", 1.0),
        ("withdrawal", "Truppen + abziehen", 1.0),
        ("status", "Status", 1.0),
        ("letter", "=Brief", 1.0),
        ("pay", "5 Prozent", 1.0),
        ("settlement", "Siedlung", 1.0),
        ("refusal", "lehnt ... ab", 1.0),
        ("yielding", "gab ... auf", 1.0),
    ]
)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("seine NATO-Beitrittspläne fallen", "alliance"),
        ("das Waffenruheabkommen", "truce"),
        ("eine Dauerwaffenruhe", "truce"),
        ("der Waffenruhen", "truce"),
        ("in den Siedlungen", "settlement"),
        ("die Truppen sofort und vollständig abziehen", "withdrawal"),
        ("den Neutralitätsstatus", "status"),
        ("ein Brief", "letter"),
        ("um 5 Prozent", "pay"),
        ("lehnt eine Zugehörigkeit zum Bündnis wie auch fremde Truppen auf dem eigenen Gebiet strikt ab", "refusal"),
        ("lehnt das ab und geht", "refusal"),
        ("gab auf Druck seiner Leute den Widerstand auf, hieß es", "yielding"),
    ],
)
def test_what_is_found(text: str, label: str) -> None:
    """Inflected words, compounds on either side, neighbours and words within a window are found."""
    assert label in {hit.label for hit in SET.find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Briefe",
        "briefen",
        "15 Prozent",
        "5 oder 6 Prozent",
        "Truppen " + "und " * 15 + "abziehen",
        "Waffen ruhen",
        "gab auf Anfrage bekannt",
        "ab lehnt",
        "lehnt " + "sehr " * 35 + "ab",
    ],
)
def test_what_is_not_found(text: str) -> None:
    """Exact forms take no ending, phrases stand together, windows end."""
    assert SET.find(text) == []


def test_the_first_part_of_a_compound_weighs_less() -> None:
    """The last part says what the thing is: an agreement on a truce is a weaker sign than a truce."""
    assert SET.find("Waffenruheabkommen")[0].weight < SET.find("Dauerwaffenruhe")[0].weight


@given(st.text(max_size=300))
def test_offsets_lie_within_the_text(text: str) -> None:
    """Every word and every hit is a range of the text, and sentences cover it without overlap."""
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
    for hit in SET.find(text):
        assert 0 <= hit.start < hit.end <= len(text)
    cut = clauses(text)
    assert "".join(text[start:end] for start, end in cut) == text


def test_a_long_word_costs_little() -> None:
    """A word of a million letters is searched in linear time."""
    assert [hit.label for hit in SET.find("waffenruh" * 100_000 + "xyz")] == ["truce"]


def test_a_shared_word_speaks_less_for_each() -> None:
    """A word that two labels have in common counts half for each; one of a single label counts in full."""
    shared = PatternSet([("cuba", "Raketen", 1.0), ("turkey", "Raketen", 1.0), ("turkey", "Türkei", 1.0)])
    hits = parted(shared.hits(words("Raketen in der Türkei")))
    assert [(hit.label, hit.weight) for hit in hits] == [("cuba", 0.5), ("turkey", 0.5), ("turkey", 1.0)]
