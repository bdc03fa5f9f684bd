"""Codebooks: the built-in ones, bare names, and mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from depesche.errors import BadFile, NotFound, UnknownName
from depesche.positions.codebook import codebook_issues_for_bargaining, load_codebook
from depesche.positions.codebook_file import codebook_of, parse_codebook
from depesche.positions.expand import expand
from depesche.positions.words import words


def test_the_general_codebook_is_rich() -> None:
    """At least thirty issues, each with outcomes and words, the most with a PA-X or PLOVER code."""
    general = load_codebook()
    assert len(general.issues) >= 30
    assert all(len(issue.outcomes) >= 2 and issue.words["de"] and issue.words["en"] for issue in general.issues)
    assert sum(bool(issue.pax or issue.plover) for issue in general.issues) >= 20


def test_its_codes_exist(shared: Path) -> None:
    """PA-X and PLOVER codes are those of the published lists."""
    import json

    groups = json.loads((shared / "data/conflict/pax_codes.json").read_text())["groups"]
    pax = {item["code"] for items in groups.values() for item in items}
    plover = {item["event"] for item in json.loads((shared / "data/conflict/plover.json").read_text())["events"]}
    for issue in load_codebook().issues:
        assert issue.pax is None or issue.pax in pax
        assert issue.plover is None or issue.plover in plover


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("dass Kiew seine NATO-Beitrittspläne fallen lässt", "alliance"),
        ("das Waffenruheabkommen", "ceasefire"),
        ("Sicherheitsgarantien für Kiew", "guarantees"),
        ("die Urananreicherung", "nuclear"),
        ("entlang der Frontlinien einfrieren", "front_line"),
        ("NATO-Truppen auf ukrainischem Boden", "foreign_troops"),
        ("Entschädigungszahlungen", "reparations"),
    ],
)
def test_words_of_the_general_codebook(text: str, issue: str) -> None:
    """Issues are found inside compounds and phrases."""
    assert issue in {hit.label for hit in load_codebook().issues_in(words(text))}


def test_bare_names_are_enough() -> None:
    """A codebook of names alone gets words from the names, weighed by how telling they are, and from built-in ones."""
    bare = codebook_of({"issues": ["Raketen auf Kuba", "Raketen in der Türkei", "Quarantäne/Seeblockade"]}, "test")
    grown = expand(bare)
    first = {pattern.text: pattern.weight for pattern in grown.issues[0].words["de"]}
    assert first["Raketen"] < first["Kuba"]
    assert "Seesperre" in {pattern.text for pattern in grown.issues[2].words["de"]}
    assert [outcome.direction for outcome in grown.issues[0].outcomes] == ["for", "against"]


def test_a_name_borrows_the_words_of_its_field() -> None:
    """A word of a name brings the words of its field, the last part of a compound more surely than the first."""
    grown = expand(codebook_of({"issues": ["Entschuldigung", "Streikurteile"]}, "test"))
    apology, courts = ({p.text: p.weight for p in issue.words["de"]} for issue in grown.issues)
    assert 0 < apology["Abbitte"] < apology["Entschuldigung"]
    assert 0 < courts["Streikposten"] < courts["Rechtsweg"]
    assert expand(grown) == grown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("issues: [", "line"),
        ("- a", "mapping"),
        ("issues: {}", "empty"),
        ("issues: {a: {nmae: x}}", "issue a"),
        ("issues: {a: {outcomes: {b: {direction: up}}}}", "issue a, outcome b"),
        ("issues: {a: {words: {de: [{x: 3}]}}}", "weight"),
        ("issues: {a: {outcomes: {b: {excludes: [c.d]}}}}", "'c.d'"),
        ("issues: {'a b': {}}", "an id"),
        ("issues: {a: {words: {de: ['---']}}}", "without a word"),
        ("issues: &x {a: {}}\nparties: *x", "anchors"),
        ("issues: [a, a]", "twice"),
        ("parties: [a]\nissues: [a]", "parties"),
        ("issues: " + "[" * 3000, "YAML"),
    ],
)
def test_mistakes_are_named(text: str, told: str) -> None:
    """Every mistake is reported with issue and field, never as a traceback."""
    with pytest.raises(BadFile) as caught:
        parse_codebook(text, "my.yaml")
    assert told in str(caught.value) or "deeply" in str(caught.value)
    assert "my.yaml" in str(caught.value)


def test_a_missing_file_and_an_unknown_issue() -> None:
    """Both are named, with what to do."""
    with pytest.raises(NotFound):
        load_codebook("/nowhere/codebook.yaml")
    with pytest.raises(UnknownName, match="sanctions"):
        load_codebook().issue("sanktions")


def test_yes_and_no_are_words(tmp_path: Path) -> None:
    """YAML reads no as false; as an outcome's id it stays a word."""
    file = tmp_path / "c.yaml"
    file.write_text("issues: {a: {outcomes: {yes: {}, no: {direction: against}}}}")
    assert [outcome.id for outcome in load_codebook(file).issues[0].outcomes] == ["yes", "no"]


def test_dependencies_for_bargaining() -> None:
    """Excludes and implies across issues become hard dependencies; within an issue they are understood."""
    issues, dependencies = codebook_issues_for_bargaining(load_codebook())
    assert issues["alliance"] == ["join", "later", "stay_out"]
    assert {"if": {"alliance": "join"}, "not": {"neutrality": "neutral"}} in dependencies


def test_another_field_by_yaml_alone(examples: Path) -> None:
    """The labour example's codebook finds its issues in its dispatches."""
    import json

    book = load_codebook(examples / "labour/codebook.yaml")
    found = set()
    for file in sorted((examples / "labour/docs").glob("*.json")):
        found |= {hit.label for hit in book.issues_in(words(json.loads(file.read_text())["text"]))}
    assert found == {issue.id for issue in book.issues}


def test_a_word_of_an_outcome_alone_chooses_no_issue() -> None:
    """A tax is reduced step by step, too; beside a word of the issue it counts, and so do several words together."""

    def issues(text: str) -> set[str]:
        return {hit.label for hit in load_codebook().issues_in(words(text))}

    assert issues("Die Abgabe werde schrittweise abzubauen sein, die Aussetzung verlängert") == set()
    assert issues("ein schrittweiser Abzug") == {"withdrawal"}
    assert "territory" in issues("die Realitäten vor Ort")
    assert issues("Einer Minderheitsregierung stehe nichts im Weg") == set()
    assert issues("die Rechte der Minderheit") == {"minority_rights"}
