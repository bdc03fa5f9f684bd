"""The scorer of statements against a truth of two statements."""

from __future__ import annotations

import pytest

from depesche.evaluation.statements import macro_f1, overlap, score_statements
from depesche.evaluation.truth import TrueStatement, Truth
from depesche.records import Act, Kind, Mention, Span, Statement


def test_overlap_is_intersection_over_union() -> None:
    """Several spans count together."""
    assert overlap([Span(0, 10)], Span(5, 15)) == pytest.approx(5 / 15)
    assert overlap([Span(0, 5), Span(10, 15)], Span(0, 15)) == pytest.approx(10 / 15)
    assert overlap([Span(0, 0)], Span(3, 3)) == 0.0


def test_macro_f1_by_hand() -> None:
    """Two gold classes: a with 1 of 2 found and no false ones, b with 1 right and 1 false."""
    assert macro_f1([("a", "a"), ("b", "a"), ("b", "b")]) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert macro_f1([]) == 0.0


def test_found_speaker_act_and_kind() -> None:
    """One of two truth statements is found, with the right speaker and kind and the wrong act; one is superfluous."""

    def true(number: int, span: Span) -> TrueStatement:
        return TrueStatement(str(number), "1", span, Span(100, 105), False, "X", (), "deny", "indirect")

    def ours(span: Span) -> Statement:
        return Statement("s", "d", Kind.INDIRECT, Act.ASSERT, (span,), speaker=Mention((Span(104, 110),)))

    truth = Truth("t", {}, (true(1, Span(0, 10)), true(2, Span(20, 30))), (), ())
    figures = score_statements(truth, {"1": [ours(Span(0, 8)), ours(Span(50, 60))]})
    assert figures["found_recall"] == 0.5
    assert figures["found_precision"] == 0.5
    assert figures["speaker_accuracy"] == 1.0
    assert figures["kinds_accuracy"] == 1.0
    assert figures["acts_accuracy"] == figures["acts_macro_f1"] == 0.0
