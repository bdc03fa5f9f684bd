"""Names across spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.actors.lexicon import lexicon
from depesche.actors.names import (
    gender_of_name,
    given_names_agree,
    is_woman,
    nominative,
    nominative_name,
    nominative_plural,
    plain,
    similar,
    skeleton,
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Chruschtschow", "Chruschtschew"),
        ("Chruschtschow", "Krustschow"),
        ("Chruschtschow", "Khrushchev"),
        ("Selenskyj", "Zelensky"),
        ("Sorin", "Zorin"),
        ("Kusnezow", "Kuznetsov"),
        ("Inönü", "Inonü"),
        ("Claus", "Klaus"),
        ("Aschrawi", "Ashrawi"),
        ("Dschibril", "Jibril"),
    ],
)
def test_transliterations_of_one_name_are_similar(left: str, right: str) -> None:
    """German, English and French spellings of one name share their skeleton."""
    assert similar(left, right)


@pytest.mark.parametrize(("left", "right"), [("Rabin", "Robin"), ("Schell", "Scholl"), ("Peres", "Kinkel")])
def test_different_names_are_not_similar(left: str, right: str) -> None:
    """Short names that differ in a vowel are different people."""
    assert not similar(left, right)


def test_initials_agree_with_given_names() -> None:
    """An initial fits what it begins, another name does not, and a missing one tells nothing."""
    assert given_names_agree(("W.", "W."), ("Wassilij",)) is True
    assert given_names_agree(("Robert",), ("John", "F.")) is False
    assert given_names_agree((), ("John",)) is None


@given(st.text(max_size=60))
def test_any_text_has_a_normal_form(text: str) -> None:
    """No input breaks the normal forms, and every name is similar to itself."""
    assert isinstance(skeleton(text), str)
    assert similar(text, text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("words", "head", "expected"),
    [
        ("ehemaligen Beamten", "Beamten", "ehemaliger Beamter"),
        ("hochrangigen Diplomaten", "Diplomaten", "hochrangiger Diplomat"),
        ("westlichen Diplomatin", "Diplomatin", "westliche Diplomatin"),
        ("Mitarbeiters des Ministeriums", "Mitarbeiters", "Mitarbeiter des Ministeriums"),
        ("Insider", "Insider", "Insider"),
        ("Unbekanntling", "Unbekanntling", "Unbekanntling"),
    ],
)
def test_an_unnamed_source_is_called_in_the_nominative(words: str, head: str, expected: str) -> None:
    """Whatever case the text first used; words unknown to the lexicon stay."""
    assert nominative(words, head) == expected


@pytest.mark.parametrize(
    ("words", "head", "expected"),
    [
        ("fünf aktuellen und ehemaligen russischen Beamten", "Beamten", "fünf aktuelle und ehemalige russische Beamte"),
        ("sieben Ministern", "Ministern", "sieben Minister"),
        ("zwei jungen Anwälten", "Anwälten", "zwei junge Anwälte"),
        ("Drei dieser Personen", "Personen", "Drei dieser Personen"),
        ("zwei der Beamten", "Beamten", "zwei der Beamten"),
        ("mehreren Mitarbeitern der Bahn", "Mitarbeitern", "mehrere Mitarbeiter der Bahn"),
        ("zwei dem Kreml nahestehende Personen", "Personen", "zwei dem Kreml nahestehende Personen"),
    ],
)
def test_several_unnamed_sources_are_called_in_the_nominative(words: str, head: str, expected: str) -> None:
    """Adjectives before the noun and the noun itself; numbers and what belongs to a participle stay."""
    assert nominative_plural(words, head, lexicon().numbers) == expected


@pytest.mark.parametrize(("given", "gender"), [("Sabine", "f"), ("Uwe", "m"), ("Hans-Peter", "m"), ("Xqzt", "")])
def test_given_names_tell_their_gender_where_the_lexicon_knows_it(given: str, gender: str) -> None:
    """Unknown names leave it open."""
    assert gender_of_name(given) == gender


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("Süddeutschen Zeitung", "Süddeutsche Zeitung"),
        ("Süddeutscher Zeitung", "Süddeutsche Zeitung"),
        ("Passauer Neuen Presse", "Passauer Neue Presse"),
        ("Frankfurter Allgemeinen Zeitung", "Frankfurter Allgemeine Zeitung"),
        ("Neuem Deutschland", "Neues Deutschland"),
        ("Berliner Zeitung", "Berliner Zeitung"),
        ("Guter Rat", "Guter Rat"),
        ("Bild am Sonntag", "Bild am Sonntag"),
        ("New York Times", "New York Times"),
        ("Tagesspiegel", "Tagesspiegel"),
        ("Gewerkschaft Öffentliche Dienste", "Gewerkschaft Öffentliche Dienste"),
    ],
)
def test_an_outlet_is_called_in_the_nominative(written: str, called: str) -> None:
    """However a text inflects its adjectives; the names of places in it are none."""
    assert nominative_name(written) == called


@pytest.mark.parametrize(
    ("word", "woman"),
    [("Wirtschafterin", True), ("Pflegerin", True), ("Ministerin", True), ("Termin", False), ("Medizin", False),
     ("Berlin", False), ("Kabinett", False)],
)  # fmt: skip
def test_women_by_their_trade(word: str, woman: bool) -> None:
    """A noun in "-in" of whose man the lexicon knows is a woman, not a body."""
    assert is_woman(word) is woman
