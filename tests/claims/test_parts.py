"""The parts of the claim stage: words' meanings, numbers, telling words, forms, relations, status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from depesche.claims.alone import MemoryView
from depesche.claims.answers import Around
from depesche.claims.claimwise import Whole, pooled
from depesche.claims.crowd import Codes, Crowd
from depesche.claims.drafts import Draft, some
from depesche.claims.forms import RELATIONS, denied_of, form_of, relating, relation_of
from depesche.claims.linking import NEIGHBOURS, Linker, Page, outermost
from depesche.claims.meaning import aligned, padded
from depesche.claims.memory import MAX_CANDIDATES, Memory
from depesche.claims.model import FEATURES, build, shipped
from depesche.claims.pairs import Telling, compare, exact, overlap
from depesche.claims.places import Place
from depesche.claims.propositions import UNDATED, Proposition, days_between, numbers_in, propositions
from depesche.claims.status import standing, status_of
from depesche.claims.words import rarity, stem
from depesche.errors import ModelError
from depesche.records import (
    Act,
    ActShare,
    Analysis,
    ClaimStatus,
    Document,
    Kind,
    ReadDocument,
    Relation,
    Response,
    Span,
    Statement,
)
from depesche.stages import Changes, MemoryIndex

TEXT = (
    "Bahn kauft Fähren\n\nDie Reederei verkauft elf Fähren an die Bahn. Ein Sprecher der Bahn wies den Bericht zurück. "
    "Man habe nie über Fähren verhandelt."
)
PARTS = [
    ("Die Reederei verkauft elf Fähren an die Bahn", Act.ASSERT),
    ("Man habe nie über Fähren verhandelt", Act.DENY),
]


@pytest.fixture(scope="module")
def items() -> list[Proposition]:
    """An assertion and its denial."""
    statements = []
    for number, (words, act) in enumerate(PARTS):
        start = TEXT.index(words)
        statements.append(Statement(f"s{number}", "d", Kind.INDIRECT, act, (Span(start, start + len(words)),)))
    return propositions(
        ReadDocument(Document("d", TEXT, published="2001-05-02"), Analysis("d", "de"), tuple(statements))
    )


def test_words_are_aligned_with_their_best_partners() -> None:
    """Each word counts with its likest partner, by weight, in both directions; nothing meets nothing."""
    one = np.array([[1, 0], [0, 1]], np.float32)
    two = np.array([[1, 0]], np.float32)
    empty = (np.zeros((0, 2), np.float32), np.zeros(0, np.float32))
    others = padded([(two, np.array([2.0], np.float32)), empty])
    forth, back = aligned(one, np.array([3, 1], np.float32), *others)
    assert forth.tolist() == [0.75, 0.0]
    assert back.tolist() == [1.0, 0.0]


def test_numbers_in_words_and_in_digits_are_the_same() -> None:
    """Words and digits: "elf Prozent" and "11 Prozent" agree, "4,5" and "4.5" too."""
    assert numbers_in("elf Prozent") == numbers_in("11 Prozent") == {"11"}
    assert numbers_in("um 4,5 Prozent") == numbers_in("4.5 Prozent")


def test_words_of_the_whole_dossier_tell_little() -> None:
    """A word in every document tells next to nothing, one in none yet everything."""
    telling = Telling(100, {"bahn": 100, "fahr": 3})
    assert telling("bahn") < 0.01 < telling("fahr") < telling("neu") <= 1.0
    assert pooled({"bahn": 9.0, "fahr": 9.0}, {"bahn": 9.0}, telling) < 0.05


def test_a_proposition_survives_the_index(items: list[Proposition]) -> None:
    """What is remembered is what was put in, vectors to within a hundredth."""
    index = MemoryIndex()
    Memory(index).add("d", items)
    again = Memory(index).get([item.id for item in items])
    for old, new in zip(items, again, strict=True):
        assert (old.text, old.stems, old.numbers, old.spans) == (new.text, new.stems, new.numbers, new.spans)
        assert np.abs(old.vector - new.vector).max() < 0.01
        assert new.words.shape == old.words.shape
        assert np.abs(old.words - new.words).max(initial=0) < 0.01


def test_a_flat_denial_denies_the_claims_words(items: list[Proposition]) -> None:
    """The denied words are the claim's; a confirmation denies nothing."""
    claim, answer = items
    assert form_of(answer, [claim]) == "flat"
    (denied,) = denied_of(answer, [claim], Relation.DENIES, "flat")
    assert TEXT[denied.start : denied.end] == claim.text
    assert denied_of(answer, [claim], Relation.CONFIRMS, "official") == ()
    assert denied_of(answer, [claim], Relation.DENIES, "authorisation") == ()


def test_the_relation_is_one_of_the_vocabulary(items: list[Proposition]) -> None:
    """A denial's relation is told by the trained scores; a refusal declines whatever they say."""
    claim, answer = items
    assert relation_of(answer, [claim], shipped().scores) in (Relation.DENIES, Relation.PARTLY_DENIES)
    assert relating(answer, [claim]).shape == (1, len(FEATURES[f"relation_{RELATIONS[0]}"]))
    refusal = Proposition(**{name: getattr(answer, name) for name in Proposition.__slots__} | {"act": "decline"})
    assert relation_of(refusal, [claim], {}) == Relation.DECLINES


def test_status_needs_answers(items: list[Proposition]) -> None:
    """Nothing is contested without a denial, nothing confirmed without a confirmation."""
    claim, answer = items
    scores = shipped().scores
    replies = {answer.id: answer}
    assert status_of([claim], [], {}, [], {}, scores) == ClaimStatus.UNCONTESTED
    refused = [Response(answer.id, Relation.DECLINES)]
    assert status_of([claim], refused, replies, [], {}, scores) == ClaimStatus.UNCONTESTED
    denied = [Response(answer.id, Relation.DENIES)]
    assert status_of([claim], denied, replies, [], {}, scores) not in (ClaimStatus.UNCONTESTED, ClaimStatus.CONFIRMED)
    confirmed = [Response(answer.id, Relation.CONFIRMS)]
    assert status_of([claim], confirmed, replies, [], {}, scores) == ClaimStatus.CONFIRMED
    assert standing([claim], denied, replies, [], {}).shape == (1, len(FEATURES["status_denied"]))


def test_large_claims_are_stood_for_by_first_and_latest(items: list[Proposition]) -> None:
    """A claim of a thousand statements is compared by forty."""
    members = [f"s{number}" for number in range(1000)]
    assert len(some(members)) == 40
    assert some(members)[0] == "s0"
    assert some(members)[-1] == "s999"
    whole = Whole(Draft("c", [items[0].id]), items[:1], [])
    assert float(whole.middle @ items[0].vector) > 0.99


def test_models_of_other_features_are_refused() -> None:
    """A model file that misses a score or was trained on other features says so."""
    with pytest.raises(ModelError):
        build({"scores": {}, "settings": {}})


@pytest.mark.parametrize(
    ("acts", "silent"),
    [
        ((), True),
        ((ActShare(Act.DENY, 0.9), ActShare(Act.ASSERT, 0.1)), True),
        ((ActShare(Act.DENY, 0.4), ActShare(Act.DECLINE, 0.3), ActShare(Act.ASSERT, 0.3)), True),
        ((ActShare(Act.DENY, 0.3), ActShare(Act.ASSERT, 0.28), ActShare(Act.ASSESS, 0.2)), False),
    ],
)
def test_a_doubtful_denial_may_state_a_claim(acts: tuple[ActShare, ...], silent: bool) -> None:
    """Only what is surely a denial or a refusal states no claim of its own; both are remembered so."""
    statement = Statement("s0", "d", Kind.INDIRECT, Act.DENY, (Span(0, 10),), acts=acts)
    document = Document("d", TEXT, published="2001-05-02")
    made = propositions(ReadDocument(document, Analysis("d", "de"), (statement,)))
    memory = Memory(MemoryIndex())
    memory.add("d", made)
    assert [one.silent for one in made] == [silent]
    assert [one.silent for one in Memory(memory._index).get(["s0"])] == [silent]


def test_a_doubtful_act_is_remembered() -> None:
    """An act that is told at less than three in ten is in doubt, also in what is read back."""
    acts = (ActShare(Act.DENY, 0.21), ActShare(Act.DECLINE, 0.2))
    statement = Statement("s0", "d", Kind.INDIRECT, Act.DENY, (Span(0, 10),), acts=acts)
    (made,) = propositions(ReadDocument(Document("d", TEXT), Analysis("d", "de"), (statement,)))
    memory = Memory(MemoryIndex())
    memory.add("d", [made])
    assert made.doubtful
    assert Memory(memory._index).get(["s0"])[0].doubtful
    assert not propositions(ReadDocument(Document("d", TEXT), Analysis("d", "de"), (replace(statement, acts=()),)))[
        0
    ].doubtful


def _said(number: int, text: str, document: str, act: str = "assert") -> Proposition:
    """A proposition of made-up words, all vectors drawn from the number."""
    rng = np.random.default_rng(number)
    stems = {stem(word): rarity(word) for word in text.split()}
    item = Proposition(
        *(f"s{number}", document, document, act, "indirect", f"a{number % 3}", 7, 0, 0, number, text),
        stems=stems,
        context=stems | {"zusatz": 9.5},
        states=frozenset(),
        numbers=numbers_in(text),
        negated=False,
        title=False,
        opening={"fahr": 10.0},
    )
    item.vector, item.lead = (rng.standard_normal(512).astype(np.float32) for _ in range(2))
    return item


TOLD = [
    "Reederei verkauft elf Fähren",
    "Reedereien verkaufen Fährschiffe nach Kiel",
    "Minister Kuznezow lehnt ab",
    "Kusnezow verkauft 11 Boote",
    "",
]


def test_words_shared_with_many_are_those_shared_with_each() -> None:
    """Comparing one statement with others at once gives what the plain definitions give pair by pair."""
    items = [_said(number, text, "d" if number < 3 else "e") for number, text in enumerate(TOLD)]
    for item in items:
        others = [other for other in items if other is not item]
        found = compare(item, Crowd(others, Codes()), Telling(5, {"fahr": 2}), Place(items[:3]))
        for row, other in enumerate(others):
            assert found.one[row] == pytest.approx(overlap(item.stems, other.stems))
            assert found.two[row] == pytest.approx(overlap(other.stems, item.stems))
            assert found.context[row] == pytest.approx(exact(item.stems, other.context))
            assert found.in_context[row] == pytest.approx(exact(other.stems, item.context))
            assert found.in_opening[row] == pytest.approx(exact(other.stems, item.opening))
            assert found.place[other.id] == row


def test_a_pair_has_the_same_features_in_any_company() -> None:
    """A row does not depend on the statements beside it, nor on what was compared before."""
    items = [_said(number, text, "d") for number, text in enumerate(TOLD)]
    codes, telling, place = Codes(), Telling(5, {"fahr": 2}), Place(items)
    together = compare(items[0], Crowd(items[1:], codes), telling, place).rows
    for row, other in enumerate(items[1:]):
        alone = compare(items[0], Crowd([other], codes), telling, place).rows
        assert np.allclose(alone[0], together[row], atol=1e-5)


def test_what_is_looked_up_does_not_grow_with_the_dossier() -> None:
    """Among two thousand statements under the same keys, no more is read for a statement than among four hundred, and
    no more are compared with it than are allowed.
    """

    class Counting(MemoryIndex):
        read = 0

        def find(self, keys: Iterable[str]) -> dict[str, list[str]]:
            found = super().find(keys)
            self.read += sum(len(items) for items in found.values())
            return found

        def get(self, items: Iterable[str]) -> dict[str, bytes]:
            found = super().get(items)
            self.read += len(found)
            return found

    index, seen = Counting(), {}
    for number in range(2000):
        item = _said(number, f"Reederei verkauft Fähren Nummer{number % 7}", f"d{number}")
        if number in (399, 1999):
            index.read = 0
            memory = Memory(index)
            seen[number] = (len(memory.candidates([item])[item.id]), index.read)
        Memory(index).add(item.document, [item])
    assert max(count for count, _ in seen.values()) <= MAX_CANDIDATES
    assert seen[1999][1] <= 1.5 * seen[399][1]  # a key's last piece may be nearly empty or nearly full


def test_a_rare_word_of_the_opening_finds_what_common_words_would_hide() -> None:
    """A denial that names nothing itself is compared with what its article's opening names, though many statements
    since then share its common words.
    """
    memory = Memory(MemoryIndex())
    asked = _said(0, "Zwillingsdampfer Kerguelen verkauft", "d0")
    memory.add("d0", [asked])
    for number in range(1, 200):
        memory.add(f"d{number}", [_said(number, "Reederei Bericht Nachmittag", f"d{number}")])
    answer = _said(500, "Reederei Bericht Nachmittag", "d500", act="deny")
    answer.opening = {stem("Kerguelen"): rarity("Kerguelen")}
    found = memory.candidates([answer])[answer.id]
    assert found[0].id == asked.id


def test_what_is_added_together_is_remembered_as_if_added_alone() -> None:
    """Keys and counters that are written once, at the end, find the same as those written with every document; and
    nothing is written where the work breaks off.
    """
    said = [_said(number, f"Reederei verkauft Fähren Nummer{number % 7}", f"d{number}") for number in range(150)]
    alone, together, broken = MemoryIndex(), MemoryIndex(), MemoryIndex()
    for item in said[:-1]:
        Memory(alone).add(item.document, [item])
    memory = Memory(together)
    with memory.together():
        for item in said[:-1]:
            memory.add(item.document, [item])
    found = [[one.id for one in Memory(index).candidates(said[-1:])[said[-1].id]] for index in (alone, together)]
    assert found[0] == found[1] != []
    words = [Memory(index).telling(said)("reederei") for index in (alone, together)]
    assert words[0] == words[1]

    def break_off() -> None:
        memory = Memory(broken)
        with memory.together():
            memory.add(said[0].document, said[:1])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert Memory(broken).candidates(said[1:2])[said[1].id] == []


def test_what_was_read_is_kept_by_what_is_written() -> None:
    """Two dossiers may hold different statements under one id, and one may be read anew: none gets another's."""
    first, second = MemoryIndex(), MemoryIndex()
    for index, text in ((first, "Reederei verkauft Fähren"), (second, "Minister lehnt ab")):
        Memory(index).add("d", [_said(0, text, "d")])
    (one,), (other,) = (Memory(index).get(["s0"]) for index in (first, second))
    assert (one.text, other.text) == ("Reederei verkauft Fähren", "Minister lehnt ab")
    assert Memory(first).get(["s0"])[0] is one  # read once
    again = _said(0, "Reederei verkauft keine Fähren", "d")
    again.opening = {"ander": 9.0}  # what a document's statements share changes with it
    Memory(first).add("d", [again])
    (found,) = Memory(first).get(["s0"])
    assert (found.text, found.opening) == (again.text, {"ander": 9.0})


def test_statements_far_off_in_a_long_document_are_not_compared(items: list[Proposition]) -> None:
    """Of a document with a thousand statements, one meets the first ones and its neighbours, all in text order."""
    many = [_said(number, "Reederei verkauft Fähren", "d") for number in range(1000)]
    page = Page(many, {}, Telling(0, {}), Place(many), Around(many))
    near = page.near(700)
    assert [item.sentence for item in near] == [*range(NEIGHBOURS), *range(604, 700), *range(701, 797)]
    assert page.before(5) == many[:5]
    assert page.near(5) == [*many[:5], *many[6 : 6 + NEIGHBOURS]]


def test_a_full_claim_takes_no_more() -> None:
    """What repeats a claim that has all the statements it can take begins another one."""
    view, index = MemoryView(), MemoryIndex()
    for number in range(4):
        text = "Die Reederei Nordwind verkauft elf Fähren an die Bahn."
        said = Statement(f"s{number}", f"d{number}", Kind.INDIRECT, Act.ASSERT, (Span(0, len(text) - 1),))
        read = ReadDocument(Document(f"d{number}", text, published="2001-05-02"), Analysis(f"d{number}", "de"), (said,))
        view.store([read])
        linker = Linker(view, Memory(index))
        linker.full = 2
        linker.take([read])
        view.apply(Changes(claims=linker.results()[0]))
    assert sorted(len(claim.statements) for claim in view.everything().claims) == [2, 2]


def test_undated_documents_are_a_month_apart() -> None:
    """Nobody knows how far they are, so what one document says of its own claim is nearer than another's."""
    assert days_between(730_000, 729_990, same_document=False) == 10
    assert days_between(0, 0, same_document=True) == 0
    assert days_between(0, 0, same_document=False) == UNDATED
    assert days_between(0, 730_000, same_document=False) == days_between(730_000, 0, same_document=False) == UNDATED


def test_a_claim_is_told_by_the_whole_sentence_not_by_the_quotation_in_it(items: list[Proposition]) -> None:
    """Of a statement and a part of it the whole stands for the claim; of equal ones none is dropped."""
    whole = items[0]
    start, end = whole.spans[0]
    part = replace(whole, id="part", spans=((start + 4, end),))
    twin = replace(whole, id="twin")
    assert [item.id for item in outermost([whole, part])] == [whole.id]
    assert [item.id for item in outermost([whole, twin])] == [whole.id, "twin"]
