"""Mentions taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.actors.mentions import parse
from depesche.actors.targets import state_of


def test_title_state_and_name() -> None:
    """A possessor, a compound title and a name come apart."""
    part = parse("Kubas neuer UN-Botschafter Carlos Lechuga")
    assert (part.owner, part.head, part.given, part.family) == ("Kubas", "UN-Botschafter", ("Carlos",), "Lechuga")


@pytest.mark.parametrize(
    ("words", "given", "family"),
    [
        ("Der argentinische Admiral a. D. Isaac Rojas", ("Isaac",), "Rojas"),
        ("General a.D. Meir Amit", ("Meir",), "Amit"),
        ("Botschafter i. R. Karl Berg", ("Karl",), "Berg"),
        ("Der chinesische Gastgeber Wu Dawei", ("Wu",), "Dawei"),
        ("Vermittler Don Matteo Zuppi", ("Matteo",), "Zuppi"),
        ("Wladimir D. Rojas", ("Wladimir", "D."), "Rojas"),
    ],
)
def test_what_stands_beside_a_title_is_no_name(words: str, given: tuple[str, ...], family: str) -> None:
    """Neither "retired" behind a title nor a second title belongs to the name."""
    part = parse(words)
    assert (part.given, part.family) == (given, family)


def test_a_government_of_somebody_is_no_name() -> None:
    """Whose government it is follows "von"; a noun for a movement before its name is not part of the name."""
    part = parse("Die Regierung von General Alfredo Stroessner")
    assert (part.heads, part.family, part.rest) == (["Regierung"], "", "von General Alfredo Stroessner")
    assert parse("Die mosambikanische Widerstandsbewegung Renamo").text.endswith("Renamo")
    assert parse("Die mosambikanische Widerstandsbewegung Renamo").name == ""
    assert parse("Die mosambikanische Widerstandsbewegung Renamo").heads == ["Renamo"]


def test_apposition_gives_name_and_office() -> None:
    """The name may stand before or after the office."""
    assert parse("Der Leiter der Politischen Abteilung, Farouk Kaddoumi,").family == "Kaddoumi"
    part = parse("Leif Brekke, Kapitän des Frachters")
    assert (part.family, part.heads) == ("Brekke", ["Kapitän"])


def test_unnamed_source_is_no_name() -> None:
    """An article and a common noun are a description; number words and marks of anonymity are kept."""
    part = parse("Ein hoher Beamter, der nicht genannt werden wollte")
    assert (part.family, part.determiner, part.unnamed) == ("", "indefinite", True)
    assert parse("zwei in Tunis stationierten Diplomaten").count == 2


def test_owner_after_a_relational_role() -> None:
    """In "ein Mitarbeiter Christophers" the name is the employer's."""
    assert parse("ein Mitarbeiter Christophers").family == ""


def test_former_office() -> None:
    """A former office is marked."""
    assert parse("Der frühere Verteidigungsminister Ariel Scharon").former
    assert parse("Ex-Kanzler Schröder").former


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("General de Lassus", "de Lassus"),
        ("Aufsichtsratschef Gisbert von der Rehde", "von der Rehde"),
        ("Verbandschef Naumann", "Naumann"),
        ("Der amerikanische Publizist Walter Lippmann", "Lippmann"),
        ("Bassam Abu Scharif", "Abu Scharif"),
        ("Abu Scharif", "Abu Scharif"),
    ],
)
def test_family_names_with_particles_or_trades(words: str, family: str) -> None:
    """Particles belong to a family name, and a name that ends like a trade is a name."""
    assert parse(words).family == family


def test_an_outlet_before_its_name() -> None:
    """The words "dem Sender MDR" name MDR as if it stood in quotation marks."""
    assert parse("dem Sender MDR").quoted == "MDR"


@given(st.text(max_size=500))
def test_any_text_can_be_parsed(text: str) -> None:
    """No text breaks the parser, and all its parts come from the text."""
    part = parse(text)
    assert all(word in text for word in part.given)


@pytest.mark.parametrize(
    ("words", "head", "state"),
    [
        ("Das Schweizer Aussendepartement", "Aussendepartement", "CH"),
        ("das Schweizer Außenministerium", "Außenministerium", "CH"),
        ("die Luxemburger Regierung", "Regierung", "LU"),
        ("die Schweizer Armee", "Armee", "CH"),
    ],
)
def test_inhabitants_before_an_institution_say_whose_it_is(words: str, head: str, state: str) -> None:
    """Before a name "Schweizer" is a person; before a ministry it is an adjective, and the ministry no family name."""
    parsed = parse(words)
    assert (parsed.head, parsed.family) == (head, "")
    assert state_of(parsed, None) == state
    assert parse("der Schweizer Max Frisch").family == "Frisch"
