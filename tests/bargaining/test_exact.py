"""Against brute force over all packages, on random models."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.bargaining import analyse, crossed, deal_after, iter_blockers, iter_openings
from tests.bargaining.brute import Brute, random_model


def cost(model, ids):
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
