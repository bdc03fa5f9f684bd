"""Names across spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.actors.names import given_names_agree, plain, similar, skeleton


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
