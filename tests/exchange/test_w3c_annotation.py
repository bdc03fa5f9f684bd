"""Web Annotations: the shape that the Recommendation asks for, and both selectors at the very words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from tests.exchange.hostile import HARD, Drawn, Hard, drawn
from tests.exchange.test_exports import Made, exported


def collection(source: Made) -> dict[str, Any]:
    """The export, parsed."""
    return json.loads(exported("w3c-annotation", source=source))


def parts(item: dict[str, Any], role: str | None) -> list[str]:
    """The words that an annotation's targets (role None) or its bodies of a role select, by position in `HARD`."""
    among = item["target"] if role is None else item["body"]
    found = [part for part in among if part["type"] == "SpecificResource" and part.get("depesche:role") == role]
    places = [part["selector"][0] for part in found]
    return [HARD[place["start"] : place["end"]] for place in places]


def test_the_collection_is_the_golden_file() -> None:
    """The shape never changes by accident."""
    golden = Path(__file__).with_name("golden.annotations.jsonld")
    assert exported("w3c-annotation", source=Hard()) == golden.read_bytes()


def test_the_collection_has_what_the_recommendation_asks_for() -> None:
    """Context, types, one page, a total; every annotation an id and a target, every body a type."""
    found = collection(Hard())
    page = found["first"]
    assert found["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (found["type"], page["type"], page["startIndex"]) == ("AnnotationCollection", "AnnotationPage", 0)
    assert found["total"] == len(page["items"]) == 3
    assert found["last"] == page["id"]
    assert len({item["id"] for item in page["items"]}) == 3
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["target"]
        assert all(body["type"] for body in item["body"])


def test_a_statement_names_its_speaker_and_points_at_the_words() -> None:
    """Content is the target; act, kind, speaker, addressee, chain, cue, frame and hedges are bodies."""
    item = collection(Hard())["first"]["items"][1]
    assert parts(item, None) == ['Wir lehnen <b>das</b> & "alles" ab', "und zwar \U0001f6ab ganz"]
    assert parts(item, "speaker") == ["<Kern>"]
    assert parts(item, "addressee") == ["Graf\x00 Ott"]
    assert parts(item, "cue") == ["\U0001d50fieß", "mitteilen"]
    values = [(body["depesche:role"], body["value"]) for body in item["body"] if body["type"] == "TextualBody"]
    assert values == [
        ("act", "reject"),
        ("kind", "direct"),
        ("speaker", "Alois Kern"),
        ("addressee", "Graf Ott"),
        ("via", "Graf Ott"),
        ("via", "Botschaft"),
    ]


def test_only_addresses_of_the_web_become_links() -> None:
    """An address with markup in it, or of a script, is left out."""
    sources = [target["source"] for item in collection(Hard())["first"]["items"] for target in item["target"]]
    assert [source.get("depesche:url") for source in sources] == ["https://example.org/1", None, None, None]


def test_an_empty_dossier_gives_an_empty_collection() -> None:
    """No statements, but a whole JSON object."""
    found = collection(Drawn("Wort", []))
    assert (found["total"], found["first"]["items"]) == (0, [])


@given(drawn())
@settings(deadline=None)
def test_both_selectors_give_the_same_words(source: Drawn) -> None:
    """Position and quotation agree, prefix and suffix are the text around it, and lines stay lines."""
    written = exported("w3c-annotation", source=source).decode()
    assert len(written.splitlines()) == 2 + len(list(source.statements()))
    for item, statement in zip(json.loads(written)["first"]["items"], source.statements(), strict=True):
        selected = item["target"] + [body for body in item["body"] if "selector" in body]
        for position, quote in (part["selector"] for part in selected):
            start, end = position["start"], position["end"]
            assert source.text[start:end] == quote["exact"]
            assert source.text[:start].endswith(quote["prefix"])
            assert source.text[end:].startswith(quote["suffix"])
        places = [target["selector"][0] for target in item["target"]]
        assert [(place["start"], place["end"]) for place in places] == [tuple(span) for span in statement.content]
