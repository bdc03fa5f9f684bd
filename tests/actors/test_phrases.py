"""A speaker's words are brought to the phrase that names somebody."""

from __future__ import annotations

import pytest

from depesche.actors.phrases import names_nobody, naming


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Angaben der GDL", "der GDL"),
        ("Angaben Aschrawis", "Aschrawis"),
        ("Schells öffentlicher Satz", "Schell"),
        ("Darstellung der Bahn", "der Bahn"),
        ("einer Erklärung der ausonischen Regierung", "der ausonischen Regierung"),
        ("Note des Ministeriums", "des Ministeriums"),
        ("der Dienstagausgabe des „Heraldo“", "des „Heraldo“"),
        ("eine Erklärung vom Freitag", "eine Erklärung"),
        ("das Kommuniqué", "das Kommuniqué"),
        ("Bloomberg-Bericht", "Bloomberg"),
        ("einem Bloomberg-Bericht", "Bloomberg"),
        ("Bei der GDL in Frankfurt", "der GDL in Frankfurt"),
        ("von Schell selbst", "Schell"),
        ("er dem Sender MDR", "er"),
        ("der Beamte dem Blatt", "der Beamte"),
        ("ein Unternehmenssprecher am Montag", "ein Unternehmenssprecher"),
        ("+ Karl-Peter Naumann", "Karl-Peter Naumann"),
        ("Schell. Aushilfen aus dem Ausland", "Schell"),
        ("Prof. Detlef Brömse", "Prof. Detlef Brömse"),
        ("der Sprecher des Weißen Hauses", "der Sprecher des Weißen Hauses"),
        ("ein Mitarbeiter aus dem Büro des Ministers", "ein Mitarbeiter aus dem Büro des Ministers"),
        ("ihm der Minister", "der Minister"),
        ("ihn ein Teilnehmer", "ein Teilnehmer"),
        ("ihr ein Teilnehmer", "ein Teilnehmer"),
        ("ihr Vorsitzender", "ihr Vorsitzender"),
        ("einer von der Agentur KCNA verbreiteten Erklärung des Außenministeriums", "des Außenministeriums"),
        ("Kreml-Sprecher Dmitri Peskow Reuters", "Kreml-Sprecher Dmitri Peskow"),
        ("Die staatliche Nachrichtenagentur TASS", "Die staatliche Nachrichtenagentur TASS"),
        ("gegenüber der südkoreanischen Nachrichtenagentur Yonhap", "der südkoreanischen Nachrichtenagentur Yonhap"),
    ],
)
def test_the_naming_part_is_found(words: str, named: str) -> None:
    """What stands before or after the naming words falls away; a noun of saying gives way to its owner."""
    phrase = naming(words)
    assert phrase.text == named
    assert words[phrase.start :].startswith(named)


def test_a_bare_noun_of_saying_names_nobody() -> None:
    """The word "Angaben" is no speaker, and "eigenen Angaben" points to whoever speaks."""
    assert naming("Angaben").text == ""
    assert naming("eigenen Angaben").speaks_self
    assert naming("seiner Darstellung").speaks_self


def test_abstract_nouns_are_no_sources() -> None:
    """A defeat says nothing; a government, a delegation and a waitress do."""
    assert names_nobody("Niederlage")
    assert names_nobody("Möglichkeit")
    assert not names_nobody("Regierung")
    assert not names_nobody("Delegation")
    assert not names_nobody("Kellnerin")


@pytest.mark.parametrize("words", ["", " ", "„", "+++", "am", "dem dem dem", "-Bericht", "s Angaben " * 50])
def test_odd_words_do_no_harm(words: str) -> None:
    """Whatever comes in, the phrase is a part of it."""
    phrase = naming(words)
    assert 0 <= phrase.start <= len(words)
    assert phrase.text in words
