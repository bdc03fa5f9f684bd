"""JSON-LD: rdflib reads it without fetching anything, and the graph says who said what through whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.exchange.hostile import HARD, Drawn, Hard, drawn
from tests.exchange.test_exports import Made, exported

PREFIXES = """
PREFIX s: <https://schema.org/> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX d: <urn:x-depesche:>
"""


def asked(question: str) -> list[tuple[str, ...]]:
    """The answers of the hard source's graph to a SPARQL question."""
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=exported("jsonld", source=Hard()), format="json-ld")
    return sorted(tuple(str(value) for value in row) for row in graph.query(PREFIXES + question))


def nodes(source: Made) -> dict[str, dict[str, Any]]:
    """The graph's nodes by id."""
    return {node["id"]: node for node in json.loads(exported("jsonld", source=source))["@graph"]}


def test_the_graph_is_the_golden_file() -> None:
    """Terms and shape never change by accident."""
    assert exported("jsonld", source=Hard()) == Path(__file__).with_name("golden.jsonld").read_bytes()


def test_the_context_is_in_the_file() -> None:
    """Nothing has to be fetched: the context is an object, and no node brings another."""
    context = json.loads(exported("jsonld"))["@context"]
    assert isinstance(context, dict)
    assert exported("jsonld").count(b"@context") == 1


def test_a_chain_runs_from_the_article_to_the_speaker() -> None:
    """Every hand that the words went through is a step of wasQuotedFrom, the nearest to the article first."""
    steps = asked("SELECT ?who WHERE { <urn:x-depesche:statement:s2> prov:wasQuotedFrom+/prov:wasAttributedTo ?who }")
    assert steps == [("urn:x-depesche:actor:a1",), ("urn:x-depesche:actor:a2",), ("urn:x-depesche:actor:a3",)]
    first = asked("SELECT ?who WHERE { <urn:x-depesche:statement:s2> prov:wasQuotedFrom/prov:wasAttributedTo ?who }")
    assert first == [("urn:x-depesche:actor:a3",)]
    source = asked(
        "SELECT ?who WHERE { <urn:x-depesche:statement:s2> prov:hadPrimarySource/prov:wasAttributedTo ?who }"
    )
    assert source == [("urn:x-depesche:actor:a1",)]


def test_reported_speech_is_no_quotation() -> None:
    """Only direct speech is a schema.org Quotation; what is told in other words is derived, not quoted."""
    assert asked("SELECT ?x WHERE { ?x a s:Quotation }") == [("urn:x-depesche:statement:s2",)]
    assert asked("SELECT ?x WHERE { <urn:x-depesche:statement:s1> prov:wasDerivedFrom ?x }")
    assert not asked("SELECT ?x WHERE { <urn:x-depesche:statement:s1> prov:wasQuotedFrom ?x }")


def test_a_denial_leads_to_its_claim() -> None:
    """Both as a response with its form and, in one step, from statement to claim."""
    assert asked("SELECT ?x ?y WHERE { ?x d:denies ?y }") == [
        ("urn:x-depesche:statement:s1", "urn:x-depesche:claim:c1")
    ]
    assert asked(
        "SELECT ?f WHERE { <urn:x-depesche:claim:c1> d:response ?r . ?r d:form ?f ; d:relation 'denies' }"
    ) == [("flat",)]
    assert asked("SELECT ?a WHERE { <urn:x-depesche:claim:c1> prov:hadPrimarySource/prov:wasAttributedTo ?a }") == [
        ("urn:x-depesche:actor:a1",)
    ]


def test_a_copy_is_quoted_from_its_original() -> None:
    """A document that repeats another says so."""
    assert asked("SELECT ?y WHERE { <urn:x-depesche:document:d2> prov:wasQuotedFrom ?y }") == [
        ("urn:x-depesche:document:d1",)
    ]


def test_only_addresses_of_the_web_become_links() -> None:
    """Neither a script nor an address with markup becomes a link."""
    found = nodes(Hard())
    assert found["urn:x-depesche:document:d1"]["url"] == "https://example.org/1"
    assert "url" not in found["urn:x-depesche:document:d2"]
    assert "url" not in found["urn:x-depesche:document:d3"]
    assert "sameAs" not in found["urn:x-depesche:actor:a4"]
    assert found["urn:x-depesche:actor:a2"]["sameAs"] == ["https://www.wikidata.org/wiki/Q42"]


def test_ranges_hold_their_words() -> None:
    """Start, end and text of every range agree."""
    ranges = nodes(Hard())["urn:x-depesche:statement:s2"]["depesche:range"]
    assert [found["text"] for found in ranges] == ['Wir lehnen <b>das</b> & "alles" ab', "und zwar \U0001f6ab ganz"]
    assert all(HARD[found["depesche:start"] : found["depesche:end"]] == found["text"] for found in ranges)


@given(drawn())
@settings(deadline=None)
def test_any_text_gives_one_whole_object_a_node_a_line(source: Drawn) -> None:
    """No text breaks the JSON or its lines, and every range points at its words."""
    written = exported("jsonld", source=source).decode()
    graph = json.loads(written)["@graph"]
    assert len(written.splitlines()) == len(graph) + 2
    for node in graph:
        for found in node.get("depesche:range", []):
            assert source.text[found["depesche:start"] : found["depesche:end"]] == found["text"]
