"""FollowTheMoney: schemas and properties that exist, values as that model wants them, nothing said twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from depesche.exchange.ftm_values import Entity, identity, language, moment
from tests.exchange.hostile import HARD, Drawn, Hard, drawn, legal
from tests.exchange.test_exports import Made, exported

THING = {"name", "alias", "wikidataId", "wikipediaUrl", "keywords", "notes", "description", "publisher", "sourceUrl"}
# Schema -> the properties used, as of followthemoney 4.11.2 (MIT), inherited ones included.
SCHEMAS = {
    "Person": THING,
    "PublicBody": THING,
    "Organization": THING,
    "LegalEntity": THING,
    "Note": THING | {"entity", "proof"},
    "Event": THING | {"involved", "startDate", "endDate", "location", "proof"},
    "Article": THING | {"fileName", "title", "author", "publishedAt", "language", "bodyText"},
    "Mention": {"document", "name", "resolved", "detectedSchema"},
    "Membership": {"member", "organization", "role", "startDate", "endDate", "proof"},
    "UnknownLink": {"subject", "object", "role", "summary", "startDate", "endDate", "proof"},
}
REQUIRED = {
    "Person": {"name"},
    "PublicBody": {"name"},
    "Organization": {"name"},
    "LegalEntity": {"name"},
    "Event": {"name"},
    "Article": {"fileName"},
    "Mention": {"document", "name"},
    "Membership": {"member", "organization"},
    "UnknownLink": {"subject", "object"},
}
LEGAL = {"Person", "PublicBody", "Organization", "LegalEntity"}
RANGES = {"document": {"Article"}, "proof": {"Article"}, "resolved": LEGAL, "member": LEGAL, "involved": LEGAL}
RANGES["organization"] = {"PublicBody", "Organization"}


def entities(source: Made) -> dict[str, Entity]:
    """The export by id; no id twice."""
    found = [json.loads(line) for line in exported("ftm", source=source).splitlines()]
    by_id = {entity["id"]: entity for entity in found}
    assert len(by_id) == len(found)
    return by_id


def check(found: dict[str, Entity]) -> None:
    """Every entity fits its schema."""
    for entity in found.values():
        properties = entity["properties"]
        assert set(entity) == {"id", "schema", "properties"}
        assert set(properties) <= SCHEMAS[entity["schema"]]
        assert set(properties) >= REQUIRED.get(entity["schema"], set())
        for name, values in properties.items():
            assert values
            assert all(isinstance(value, str) and value.strip() for value in values)
            if name in RANGES:
                assert {found[value]["schema"] for value in values if value in found} <= RANGES[name]


def test_the_entities_are_the_golden_file() -> None:
    """Schemas and properties never change by accident."""
    assert exported("ftm", source=Hard()) == Path(__file__).with_name("golden.ftm.json").read_bytes()


def test_every_entity_fits_its_schema() -> None:
    """Only properties that the schema has, all that it requires, and links to what their range allows."""
    check(entities(Hard()))


def test_the_library_agrees() -> None:
    """Where followthemoney is installed, it validates every entity and changes no value."""
    model = pytest.importorskip("followthemoney").model
    for entity in entities(Hard()).values():
        schema = model.get(entity["schema"])
        schema.validate({"properties": entity["properties"]})
        for name, values in entity["properties"].items():
            kind = schema.get(name).type
            assert kind.name in ("name", "string", "text") or [kind.clean(value) for value in values] == values


def test_a_member_of_a_group_is_linked_though_only_organisations_have_members() -> None:
    """A person of a state is its Membership; one of an unorganised group an UnknownLink of the same role."""
    links = [entity for entity in entities(Hard()).values() if entity["schema"] in ("Membership", "UnknownLink")]
    roles = {(link["schema"], link["properties"]["role"][0]) for link in links if "role" in link["properties"]}
    assert roles == {("Membership", "Minister"), ("UnknownLink", "<Sprecher>"), ("UnknownLink", "copy of"),
                     ("UnknownLink", "denies")}  # fmt: skip


def test_a_denied_contact_is_no_event() -> None:
    """What may never have happened is a note, not an event."""
    found = entities(Hard())
    assert found["depesche-k1"]["schema"] == "Event"
    assert found["depesche-k2"]["schema"] == "Note"
    assert "denied" in found["depesche-k2"]["properties"]["keywords"]


def test_a_statement_is_a_note_on_document_and_speaker() -> None:
    """Its description is the words, its notes say where they stand and through whom they came."""
    said = entities(Hard())["depesche-s2"]["properties"]
    assert said["entity"] == ["depesche-d3", "depesche-a1"]
    assert said["description"] == ['Wir lehnen <b>das</b> & "alles" ab … und zwar \U0001f6ab ganz']
    assert said["notes"][1:4] == ["confidence: 0.75", "negated", "via: Graf Ott, Botschaft"]
    ranges = [[int(place) for place in found.split("-")] for found in said["notes"][0][len("content: ") :].split(", ")]
    assert " … ".join(HARD[start:end] for start, end in ranges) == said["description"][0]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1962", "1962"),
        ("1962-10", "1962-10"),
        ("1962-10-19", "1962-10-19"),
        ("1962-10-20T08:00:00+01:00", "1962-10-20T07:00:00"),
        ("1962-13", None),
        ("gestern", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_prefixes_of_utc(written: str | None, kept: str | None) -> None:
    """FollowTheMoney's dates are ISO 8601 prefixes in UTC; what is no date is left out."""
    assert moment(written) == kept


def test_languages_have_three_letters() -> None:
    """Two letters, with or without a region, become ISO 639-3; an unknown language is left out."""
    assert [language(code) for code in ("de", "en-GB", "xx", None)] == ["deu", "eng", None, None]


def test_a_strange_id_is_hashed() -> None:
    """An id of blanks or markup never reaches another system."""
    assert identity("s1") == "depesche-s1"
    assert identity('"> <').startswith("depesche-x")
    assert " " not in identity('"> <')


@given(drawn())
@settings(deadline=None)
def test_any_text_gives_valid_entities_one_a_line(source: Drawn) -> None:
    """No text breaks a line or a schema; a note's words are those of its ranges in the body."""
    assert len(exported("ftm", source=source).decode().splitlines()) == len(entities(source))
    found = entities(source)
    check(found)
    text = legal(source.text)
    assert found["depesche-d1"]["properties"].get("bodyText", [text]) == [text]
    for statement in source.statements():
        said = found[identity(statement.id)]["properties"]
        words = " … ".join(text[span.start : span.end] for span in statement.content)
        assert said.get("description", [words]) == [words]
        assert said["notes"][0] == "content: " + ", ".join(f"{span.start}-{span.end}" for span in statement.content)
