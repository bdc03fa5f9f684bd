"""What stages found: stored, replaced, pending, looked up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.errors import UnknownName
from depesche.ledger import Ledger
from depesche.ledger.codec import (
    pack_analysis,
    pack_evidence,
    pack_list,
    pack_mentions,
    unpack_analysis,
    unpack_evidence,
    unpack_list,
    unpack_mentions,
)
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Analysis,
    Claim,
    ClaimStatus,
    Contact,
    ContactFormat,
    ContactStatus,
    Evidence,
    Hedge,
    HedgeKind,
    Kind,
    Medium,
    Membership,
    Mention,
    Name,
    NameKind,
    Origin,
    Proposal,
    ProposalStatus,
    Relation,
    Response,
    Sentence,
    Span,
    Statement,
    Term,
    TimeExpression,
    Token,
    When,
)
from depesche.stages import Changes, DossierView, MemoryIndex, Stage, StageIndex

from .making import ATTRIBUTION, CLAIMS, LANGUAGE, actor, claim, contact, document, position, proposal, statement

LINES = st.text("ab\\n\n @~-", max_size=8)
SPANS = st.builds(Span, st.integers(0, 99), st.integers(0, 99))

ANALYSIS = Analysis(
    "d1", "de",
    (Token(0, 3, "der", "DET"), Token(4, 8, "sagen", "VERB", "sub1"), Token(8, 9, ".", "PUNCT")),
    (Sentence(0, 9, 0, 3),),
    (Name(4, 8, NameKind.PLACE, 0.5),),
    (TimeExpression(0, 3, "DATE", "1962-10-19", "1962-10-19", None),),
)  # fmt: skip

STATEMENT = Statement(
    "s1", "d1", Kind.FREE_INDIRECT, Act.DENY, (Span(0, 3), Span(4, 8)), Mention((Span(4, 8), Span(9, 9)), "a1", True),
    (Span(1, 2),), (Span(0, 9),), Mention(), Medium.THOUGHT, ("a2", "a1"), (Mention((Span(0, 1),), "a2"), Mention()),
    (Hedge(0, 3, HedgeKind.ALLEGEDLY),), True, "s0", "s9", 0.125,
)  # fmt: skip


@given(st.lists(LINES, max_size=4))
def test_lists_survive_packing(items: list[str]) -> None:
    """Any list of texts comes back, with line feeds, backslashes and empty texts in it."""
    assert unpack_list(pack_list(items)) == tuple(items)


@given(st.lists(st.builds(Evidence, LINES, st.integers(0, 9), st.integers(0, 9)), max_size=3))
def test_evidence_survives_packing(evidence: list[Evidence]) -> None:
    """Evidence comes back exactly, whatever the document's id looks like."""
    assert unpack_evidence(pack_evidence(evidence)) == tuple(evidence)


@given(
    st.lists(st.builds(Mention, st.lists(SPANS, max_size=3).map(tuple), st.none() | LINES, st.booleans()), max_size=3)
)
def test_mentions_survive_packing(mentions: list[Mention]) -> None:
    """Mentions come back with spans, actor and whether they were carried on."""
    assert unpack_mentions(pack_mentions(mentions)) == tuple(mentions)


def test_an_analysis_survives_packing_and_is_small() -> None:
    """An analysis of 300 words takes less than 4 kB and comes back exactly."""
    words = [f"Wort{number * number % 97}" for number in range(300)]
    tokens = tuple(Token(9 * place, 9 * place + len(word), word.lower(), "NOUN") for place, word in enumerate(words))
    large = Analysis("d1", "de", tokens, (Sentence(0, 2700, 0, 300),))
    for one in (ANALYSIS, large, Analysis("d1", "")):
        assert unpack_analysis("d1", one.language, pack_analysis(one)) == one
    assert len(pack_analysis(large)) < 4096


def test_what_the_stages_found_comes_back(ledger: Ledger) -> None:
    """Analyses and statements survive whole; documents without any have empty ones."""
    ledger.add_documents([document("d1"), document("d2")])
    ledger.store_language(LANGUAGE, [ANALYSIS])
    ledger.store_attribution(ATTRIBUTION, {"d1": [STATEMENT], "d2": []})
    assert ledger.analyses(["d1", "d2"]) == {"d1": ANALYSIS}
    assert ledger.statements(["s1", "s9"]) == {"s1": STATEMENT}
    read = ledger.read_documents(["d2", "d1"])
    assert list(read) == ["d2", "d1"]
    assert read["d1"].statements == (STATEMENT,)
    assert read["d2"].analysis == Analysis("d2", "de")
    assert list(ledger.iter_statements()) == [STATEMENT]


def test_a_new_reading_replaces_the_old_one(ledger: Ledger) -> None:
    """Nothing of an older version's findings about a document stays."""
    ledger.add_documents([document("d1")])
    ledger.store_attribution(ATTRIBUTION, {"d1": [statement("s1", "d1", 0, 3), statement("s2", "d1", 4, 8)]})
    newer = Stage("attribution", "2", (), ())
    assert ledger.pending(newer) == ["d1"]
    ledger.store_attribution(newer, {"d1": [statement("s3", "d1", 4, 7)]})
    assert [one.id for one in ledger.statements_of(["d1"])["d1"]] == ["s3"]
    assert ledger.pending(newer) == []
    assert ledger.pending(ATTRIBUTION) == ["d1"]


def test_pending_documents_come_oldest_first(ledger: Ledger) -> None:
    """Pending documents are those without a reading at this version, by day."""
    days = {"d1": "1962-10-20", "d2": None, "d3": "1962-10-19", "d4": "1962-10-20", "d5": "1962-10-21"}
    ledger.add_documents([document(id_, published=day) for id_, day in days.items()])
    assert ledger.pending(LANGUAGE) == ["d2", "d3", "d1", "d4", "d5"]
    assert ledger.pending(LANGUAGE, limit=2) == ["d2", "d3"]
    ledger.store_language(LANGUAGE, [Analysis("d3", "de"), Analysis("d5", "de")])
    assert ledger.pending(LANGUAGE) == ["d2", "d1", "d4"]
    assert ledger.overview([LANGUAGE]).pending == {"language": 3}
    ledger.reset(LANGUAGE)
    assert len(ledger.pending(LANGUAGE)) == 5


def test_a_stage_is_untouched_until_it_has_read_something(ledger: Ledger) -> None:
    """In this version: what another version read does not count."""
    ledger.add_documents([document("d1"), document("d2")])
    assert ledger.untouched(LANGUAGE)
    ledger.store_language(LANGUAGE, [Analysis("d1", "de")])
    assert not ledger.untouched(LANGUAGE)
    assert ledger.untouched(Stage("language", "2", (), ()))


def test_statements_come_in_text_order(ledger: Ledger) -> None:
    """By day, document and place; of two at one place the longer first."""
    ledger.add_documents([document("d1", published="1962-10-20"), document("d2", published="1962-10-19")])
    given = [statement("s3", "d1", 4, 6), statement("s2", "d1", 4, 9), statement("s1", "d1", 0, 3)]
    ledger.store_attribution(ATTRIBUTION, {"d1": given, "d2": [statement("s4", "d2", 0, 1)]})
    assert [one.id for one in ledger.iter_statements()] == ["s4", "s1", "s2", "s3"]
    assert [one.id for one in ledger.statements_of(["d1"])["d1"]] == ["s1", "s2", "s3"]


def filled(ledger: Ledger) -> Changes:
    """A small dossier with something of every kind."""
    ledger.add_documents([
        document("d1", published="1962-10-20", outlet="A"), document("d2", published="1962-10-21", outlet="B")
    ])  # fmt: skip
    ledger.store_attribution(ATTRIBUTION, {
        "d1": [statement("s1", "d1", 0, 3, "a1"), statement("s2", "d1", 4, 8, "a2")],
        "d2": [statement("s3", "d2", 0, 3, "a3")],
    })  # fmt: skip
    changes = Changes(
        actors=[
            Actor("a1", "Rusk", ActorKind.PERSON, "a9", ("Rusk", "Dean\nRusk"), ("https://w/1",),
                  (Membership("a9", "minister", "1961", None, (Evidence("d1", 0, 3),)),), None,
                  (Evidence("d1", 0, 3),), 0.75),
            actor("a2", "Gromyko", "a8"), actor("a3", "Kreis", None, outlet="B"), actor("a8", "UdSSR"),
            actor("a9", "USA"),
        ],
        claims=[
            Claim("c1", "gist", ("s1",),
                  (Response("s2", Relation.DENIES, 0.5, "flat", (Evidence("d1", 0, 2),), "says so"),),
                  (Origin("o1", "a1", ("s1",), "spoke"),), ClaimStatus.DENIED, "1962-10-20", "1962-10-20", 4, 0.5),
            claim("c2", "s3", first="1962-10-21", last="1962-10-21"),
        ],
        positions=[position("p1", "a9", ("s1", 0, 3), since="1962-10-20", until="1962-10-25", asserted_by="a1")],
        proposals=[
            Proposal("r1", ("a9",), ("a8",), ProposalStatus.HYPOTHETICAL,
                     (Term("i", "o", "d1", 0, 3, "a9"),), ("s1",), "falls", 0.5),
            proposal("r2", "a8", "a9", document_id="d2"),
        ],
        contacts=[
            Contact("k1", (("a1", "a9"), (), ("a2",)), ContactFormat.LETTER, When("1962-10-19", None, "Freitag"),
                    ContactStatus.DENIED, (Evidence("d1", 0, 3),), "Genf", ("a3",), ("s1",), 0.5),
            contact("k2", "a8", "a3", "1962-10-22", "d2"),
        ],
        copies={"d2": "d1"},
    )  # fmt: skip
    ledger.store_changes(CLAIMS, ["d1", "d2"], changes)
    return changes


def test_what_dossier_wide_stages_found_comes_back(ledger: Ledger) -> None:
    """Records of every kind survive whole, by id and in order."""
    changes = filled(ledger)
    assert list(ledger.iter_actors()) == sorted(changes.actors, key=lambda one: one.name)
    assert list(ledger.iter_claims()) == list(changes.claims)
    assert list(ledger.iter_positions()) == list(changes.positions)
    assert list(ledger.iter_proposals()) == list(changes.proposals)
    assert list(ledger.iter_contacts()) == list(changes.contacts)
    assert ledger.actors(["a1"])["a1"] == changes.actors[0]
    assert ledger.claims(["c1", "c9"]) == {"c1": changes.claims[0]}
    assert ledger.claims_of(["s1", "s2", "s9"]) == {"s1": ["c1"], "s2": ["c1"]}
    assert ledger.documents(["d2"])["d2"].copies_of == "d1"
    assert ledger.pending(CLAIMS) == []


@pytest.mark.parametrize(
    ("record", "filters", "expected"),
    [
        ("statements", {"document": "d1"}, ["s1", "s2"]),
        ("statements", {"actor": "a2"}, ["s2"]),
        ("statements", {"party": "a9"}, ["s1"]),
        ("statements", {"issue": "inspections"}, ["s1"]),
        ("statements", {"since": "1962-10-21"}, ["s3"]),
        ("statements", {"outlet": "A", "actor": "a1"}, ["s1"]),
        ("statements", {"ids": ["s3", "s1", "s7"]}, ["s1", "s3"]),
        ("actors", {"party": "a9"}, ["a1", "a9"]),
        ("actors", {"document": "d2"}, ["a3"]),
        ("claims", {"document": "d2"}, ["c2"]),
        ("claims", {"party": "a9"}, ["c1"]),
        ("claims", {"until": "1962-10-20"}, ["c1"]),
        ("claims", {"since": "1962-10-21"}, ["c2"]),
        ("positions", {"since": "1962-10-26"}, []),
        ("positions", {"since": "1962-10-25", "issue": "inspections"}, ["p1"]),
        ("positions", {"actor": "a1", "party": "a9"}, ["p1"]),
        ("positions", {"document": "d2"}, []),
        ("proposals", {"issue": "i"}, ["r1"]),
        ("proposals", {"document": "d2"}, ["r2"]),
        ("proposals", {"actor": "a8"}, ["r1", "r2"]),
        ("contacts", {"party": "a8"}, ["k1", "k2"]),
        ("contacts", {"actor": "a1"}, ["k1"]),
        ("contacts", {"since": "1962-10-20"}, ["k2"]),
        ("contacts", {"document": "d1"}, ["k1"]),
    ],
)
def test_filters(ledger: Ledger, record: str, filters: dict[str, Any], expected: list[str]) -> None:
    """Each filter leaves what it says, and counting agrees with going through."""
    filled(ledger)
    assert [one.id for one in getattr(ledger, f"iter_{record}")(**filters)] == expected
    assert ledger.count(record.removesuffix("s"), **filters) == len(expected)


def test_changes_replace_and_drop(ledger: Ledger) -> None:
    """A record with a known id is replaced as a whole; dropped ones are gone with their parts."""
    filled(ledger)
    ledger.store_changes(CLAIMS, ["d1"], Changes(
        claims=[claim("c1", "s1", "s2")], statements=[statement("s2", "d1", 4, 8, "a1")],
        dropped={"claim": ["c2"], "contact": ["k1"], "statement": ["s3"]}, copies={"d2": None},
    ))  # fmt: skip
    assert list(ledger.iter_claims()) == [claim("c1", "s1", "s2")]
    assert [one.id for one in ledger.iter_contacts()] == ["k2"]
    assert ledger.statements(["s2", "s3"]) == {"s2": statement("s2", "d1", 4, 8, "a1")}
    assert ledger.claims_of(["s3"]) == {}
    assert ledger.documents(["d2"])["d2"].copies_of is None


def test_a_reading_of_an_unknown_document_is_refused(ledger: Ledger) -> None:
    """Statements about a document that is not there are an error, and nothing of the call is stored."""
    ledger.add_documents([document("d1")])
    with pytest.raises(UnknownName):
        ledger.store_attribution(ATTRIBUTION, {"d1": [STATEMENT], "d404": [statement("s2", "d404", 0, 1)]})
    assert ledger.count("statement") == 0
    assert ledger.pending(ATTRIBUTION) == ["d1"]


def test_a_transaction_is_all_or_nothing(ledger: Ledger) -> None:
    """Whatever happened inside a block that raised did not happen."""
    ledger.add_documents([document("d1")])

    def interrupted() -> None:
        with ledger.transaction():
            ledger.add_documents([document("d2")])
            ledger.index(CLAIMS).add([("k", "i")])
            ledger.store_attribution(ATTRIBUTION, {"d2": [statement("s1", "d2", 0, 1)]})
            assert ledger.count("document") == 2
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert ledger.count("document") == 1
    assert ledger.index(CLAIMS).find(["k"]) == {}


def test_the_ledger_is_a_dossier_view(ledger: Ledger) -> None:
    """Stages are given the ledger itself and an index of it."""
    view: DossierView = ledger
    index: StageIndex = ledger.index(CLAIMS)
    assert view.documents([]) == {}
    assert index.get([]) == {}


OPERATIONS = st.one_of(
    st.tuples(st.just("add"), st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=4)),
    st.tuples(st.just("discard"), st.lists(st.sampled_from("xyz"), max_size=2)),
    st.tuples(st.just("put"), st.dictionaries(st.sampled_from("xyz"), st.binary(max_size=3), max_size=2)),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(OPERATIONS, max_size=8))
def test_the_index_is_as_the_one_in_memory(operations: list[tuple[str, Any]]) -> None:
    """Whatever is done to it, the ledger's index answers as `MemoryIndex` does, in the same order."""
    import tempfile
    from pathlib import Path

    from depesche.ledger import open_ledger

    memory = MemoryIndex()
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "x.depesche") as ledger:
        index, other = ledger.index(CLAIMS), ledger.index(LANGUAGE)
        with ledger.transaction():
            other.add([("a", "x")])
            for name, value in operations:
                getattr(memory, name)(value)
                getattr(index, name)(value)
            assert index.find("abc") == memory.find("abc")
            assert index.get("xyz") == memory.get("xyz")
        ledger.reset(CLAIMS)
        assert index.find("abc") == {}
        assert other.find(["a"]) == {"a": ["x"]}
