"""The parts of the claim stage: words' meanings, numbers, telling words, forms, relations, status."""

from __future__ import annotations

import numpy as np
import pytest

from depesche.claims.claimwise import Draft, Whole, pooled, some
from depesche.claims.forms import RELATIONS, denied_of, form_of, relating, relation_of
from depesche.claims.meaning import alignments
from depesche.claims.memory import Memory
from depesche.claims.model import FEATURES, build, shipped
from depesche.claims.pairs import Telling
from depesche.claims.propositions import Proposition, numbers_in, propositions
from depesche.claims.status import standing, status_of
from depesche.errors import ModelError
from depesche.records import (
    Act,
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
from depesche.stages import MemoryIndex

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
    forth, back = alignments(one, np.array([3, 1], np.float32), [(two, np.array([2.0], np.float32)), empty])
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
