"""Against brute force over all packages, on random models."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.bargaining import Budget, analyse, crossed, deal_after, iter_blockers, iter_openings, oracle, streams
from depesche.bargaining.space import compile_model, price_of
from tests.bargaining.brute import Brute, random_model


def cost(model, ids):
    """What softening these lines costs."""
    return sum(model.line(name).weight for name in ids)


@pytest.mark.parametrize("batch", range(10))
def test_everything_equals_brute_force(batch):
    """Verdict, number of deals, all blockers, all openings and the cheapest opening, on fifty models a batch."""
    for seed in range(batch * 50, batch * 50 + 50):
        model = random_model(seed, lines=12 if seed % 3 == 0 else 40, rules=24 if seed % 2 else 8)
        brute = Brute(model)
        deal = analyse(model, all=True, evidence=False)
        assert deal.complete, seed
        assert deal.possible == (brute.deals > 0), seed
        assert deal.deals == brute.deals, seed
        assert deal.packages == len(brute.grid), seed
        assert {frozenset(blocker) for blocker in deal.blockers} == brute.blockers(), seed
        openings = brute.openings()
        assert {frozenset(opening.red_lines) for opening in deal.openings} == openings, seed
        assert len(deal.openings) == deal.openings_in_all == len(openings)
        assert all(opening.cost == pytest.approx(cost(model, opening.red_lines)) for opening in deal.openings)
        if openings:
            assert deal.cheapest.cost == pytest.approx(min(cost(model, ids) for ids in openings)), seed
        assert all(crossed(model, example) == () for example in deal.examples), seed
        assert len(deal.examples) == min(20, brute.deals), seed


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_openings_and_blockers_are_dual(seed):
    """Every opening hits every blocker and nothing smaller does; every blocker hits every opening likewise."""
    model = random_model(seed, issues=6, lines=25, rules=12)
    deal = analyse(model, all=True, evidence=False)
    openings = [frozenset(opening.red_lines) for opening in deal.openings]
    blockers = [frozenset(blocker) for blocker in deal.blockers]
    for sets, others in ((openings, blockers), (blockers, openings)):
        for each in sets:
            assert all(each & other for other in others)
            assert all(any(each & other == {part} for other in others) for part in each)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_softening_an_opening_opens_and_dropping_from_a_blocker_unblocks(seed):
    """Without an opening's lines there is a deal, with all but one of them there is none; blockers the other way."""
    model = random_model(seed, issues=5, lines=20, rules=8)
    lines = {line.id for line in model.red_lines}
    deal = analyse(model, evidence=False)
    for opening in deal.openings[:3]:
        package = deal_after(model, opening.red_lines)
        assert package is not None
        assert set(crossed(model, package)) == set(opening.red_lines)
        assert all(deal_after(model, set(opening.red_lines) - {name}) is None for name in opening.red_lines)
    for blocker in deal.blockers[:3]:
        assert deal_after(model, lines - set(blocker)) is None
        assert all(deal_after(model, lines - (set(blocker) - {name})) is not None for name in blocker)


@pytest.mark.parametrize("seed", range(25))
def test_every_way_of_streaming_gives_the_same(seed):
    """PySAT's streams, the bounded recursion and the exhaustive one agree, in order of size and cost."""
    model = random_model(seed, issues=5, lines=16, rules=10)
    space = compile_model(model)
    price = streams.prices(space)
    blockers = streams.all_blockers(space, Budget())
    openings = streams.all_openings(space, Budget())
    by_sat = list(oracle.blockers_by_size(space))
    assert sorted(by_sat) == sorted(blockers)
    assert [mask.bit_count() for mask in by_sat] == sorted(mask.bit_count() for mask in blockers)
    if not analyse(model, evidence=False).contradiction:
        openings_by_sat = [mask for mask in oracle.openings_by_price(space, price) if mask]
        assert sorted(openings_by_sat) == sorted(openings)
        paid = [price_of(mask, price) for mask in openings_by_sat]
        assert paid == sorted(paid)


@pytest.mark.parametrize(("quick", "first"), [(0, 3), (0, 10**6)])
@pytest.mark.parametrize("seed", range(12))
def test_streams_pass_from_one_means_to_the_next_without_loss(seed, quick, first, monkeypatch):
    """Whatever hands out an answer, none comes twice, none is missing, and the order holds."""
    monkeypatch.setattr(streams, "QUICK", quick)
    monkeypatch.setattr(streams, "FIRST", first)
    model = random_model(seed, issues=5, lines=16, rules=6)
    brute = Brute(model)
    for budget in (Budget(), Budget(sets=6)):
        blockers = list(iter_blockers(model, budget))
        assert len(set(blockers)) == len(blockers)
        assert {frozenset(blocker) for blocker in blockers} == brute.blockers()
        assert [len(blocker) for blocker in blockers] == sorted(len(blocker) for blocker in blockers)
        openings = list(iter_openings(model, budget))
        assert len({opening.red_lines for opening in openings}) == len(openings)
        assert {frozenset(opening.red_lines) for opening in openings} == brute.openings()
        costs = [round(opening.cost, 6) for opening in openings]
        assert costs == sorted(costs)


@pytest.mark.parametrize("seed", range(60))
def test_what_the_verdict_rests_on(seed):
    """With and without each report, the smallest sets of reports that carry and that undo a "no deal"."""
    model = random_model(seed, issues=4, lines=14, rules=5, reports=5)
    found = analyse(model).robustness
    names = sorted({ground.report for line in model.red_lines for ground in line.evidence})

    def possible(believed):
        standing = [
            line for line in model.red_lines
            if not line.evidence or any(ground.report in believed for ground in line.evidence)
        ]  # fmt: skip
        return Brute(replace(model, red_lines=tuple(standing))).deals > 0

    everything = set(names)
    verdict = possible(everything)
    assert found.possible_without == {name: possible(everything - {name}) for name in names}
    assert set(found.deciding) == {name for name in names if possible(everything - {name}) != verdict}
    subsets = [set(some) for size in range(len(names) + 1) for some in combinations(names, size)]
    if verdict:
        assert found.rests_on is None
        assert found.falls_without == ()
        return
    smallest = next(some for some in subsets if not possible(some))
    assert not possible(set(found.rests_on))
    assert len(found.rests_on) == len(smallest)
    undoing = next((some for some in subsets if possible(everything - some)), None)
    assert (found.falls_without is None) == (undoing is None)
    if undoing is not None:
        assert possible(everything - set(found.falls_without))
        assert len(found.falls_without) == len(undoing)
