"""Stability: the published cases, random games against the definitions, and the contract's form."""

from __future__ import annotations

import json
import random
from itertools import product

import pytest
import yaml

from depesche.bargaining.stability import CONCEPTS, coalition_stability, load_game, stability, stability_as_json
from tests.bargaining.games import legal, stable_states


@pytest.fixture(scope="module")
def cases(shared):
    """The published cases by name."""
    found = json.loads((shared / "data/conflict/gmcr_cases.json").read_text())["cases"]
    return {case["id"]: case for case in found}


def answer(model):
    """The contract's JSON for a model given as plain Python."""
    return stability_as_json(stability(load_game(yaml.safe_dump(model, default_flow_style=None, width=10**6) + "\n")))


def listed(case):
    """A published case as the form with states and moves written down."""
    return {
        "states": [str(state["n"]) for state in case["states"]],
        "decision_makers": [
            {
                "name": mover["name"],
                "moves": {k: [str(t) for t in v] for k, v in case["reach"][mover["name"]].items()},
                "ranking": [[str(n)] for n in mover["ranking"]],
            }
            for mover in case["decision_makers"]
        ],
    }


def check_case(case, output, name=str):
    """Stable states of everybody under every concept, and equilibria, as published."""
    for concept, expected in case["results_oracle"].items():
        for mover, stable in expected["stable"].items():
            assert set(output["stable"][concept][mover]) == {name(n) for n in stable}, (concept, mover)
        assert set(output["equilibria"][concept]) == {name(n) for n in expected["equilibria"]}, concept


@pytest.mark.shared
@pytest.mark.parametrize("case", ["Prisoners", "SyriaIraq", "Elmira9"])
def test_published_cases_with_moves_written_down(cases, case):
    """The published stable states and equilibria come out of states, moves and rankings."""
    check_case(cases[case], answer(listed(cases[case])))


@pytest.mark.shared
@pytest.mark.parametrize("case", ["Prisoners", "SyriaIraq"])
def test_published_cases_made_of_options(cases, case):
    """The same from options alone: moves follow from who holds which option."""
    found = cases[case]
    words = {state["n"]: state["yn"] for state in found["states"]}
    width = len(next(iter(words.values())))
    everything = {"".join(word) for word in product("YN", repeat=width)}
    model = {
        "decision_makers": [
            {
                "name": mover["name"],
                "options": [option["name"] for option in mover["options"]],
                "ranking": [[words[n]] for n in mover["ranking"]],
            }
            for mover in found["decision_makers"]
        ],
        "infeasible": sorted(everything - set(words.values())),
    }
    output = answer(model)
    check_case(found, output, words.get)
    for mover, moves in found["reach"].items():
        expected = {words[int(n)]: {words[t] for t in reached} for n, reached in moves.items()}
        assert {state: set(reached) for state, reached in output["moves"][mover].items() if reached} == expected


def korea(case, variant):
    """A variant of the Korea model in the contract's form."""

    def word(n):
        return "".join("Y" if n & bit else "N" for bit in (1, 2, 4, 8))

    preferences = case["preference_sets"][variant["preferences"]]
    return word, {
        "decision_makers": [
            {"name": "US", "options": ["strike", "withdraw"], "ranking": [[word(n)] for n in preferences["US"]]},
            {"name": "NK", "options": ["invade", "abandon"], "ranking": [[word(n)] for n in preferences["NK"]]},
        ],
        "infeasible": ["YY--"],
        "irreversible": ["strike", "invade"] if variant["invasion_irreversible"] else ["strike"],
    }


@pytest.mark.shared
def test_korea_in_all_variants(cases):
    """Eleven variants: equilibria and everybody's stable states as the definitions give them."""
    case = cases["Korea2017"]
    for variant in case["variants"]:
        word, model = korea(case, variant)
        output = answer(model)
        expected = {word(n) for n in variant["oracle_pure"]}
        assert set(output["equilibria"][variant["concept"]]) == expected, variant
        for concept, stable in variant["stable"].items():
            for mover, states in stable.items():
                assert set(output["stable"][concept][mover]) == {word(n) for n in states}, (variant, concept, mover)


@pytest.mark.shared
def test_syria_over_all_rankings(cases):
    """Of Syria's 720 rankings, state 2 is an equilibrium under as many as recomputed from the published model."""
    from itertools import permutations

    case = cases["SyriaIraq"]
    model = listed(case)
    counts = dict.fromkeys(CONCEPTS, 0)
    game = load_game(yaml.safe_dump(model) + "\n")
    syria = game.decision_makers[0]
    for ranking in permutations(range(6)):
        syria.preference[:] = ranking
        result = stability(game)
        for concept in CONCEPTS:
            counts[concept] += bool(result.equilibria[concept][1])
    expected = case["published_checks"]["recomputed_forward"]
    assert counts == {concept: expected[concept] for concept in CONCEPTS}


def random_game(seed):
    """A game with ties, infeasible patterns and irreversible options, in the contract's form."""
    rng = random.Random(seed)
    sizes = [1] * rng.randint(1, 4)
    for _ in range(rng.randint(0, 5 - len(sizes))):
        sizes[rng.randrange(len(sizes))] += 1
    width = sum(sizes)
    words = ["".join(word) for word in product("NY", repeat=width)]
    infeasible = ["".join(rng.choice("YN--") for _ in range(width)) for _ in range(rng.randint(0, 2))]
    infeasible = [pattern for pattern in infeasible if set(pattern) != {"-"}]
    states = [w for w in words if not any(all(p in ("-", c) for p, c in zip(x, w, strict=False)) for x in infeasible)]
    options = iter([f"o{k}" for k in range(width)])
    movers = []
    for k, size in enumerate(sizes):
        shuffled = rng.sample(states, len(states))
        ranking = []
        while shuffled:
            cut = rng.choice([1, 1, 1, 2, 3])
            ranking.append(shuffled[:cut])
            shuffled = shuffled[cut:]
        movers.append({"name": f"m{k}", "options": [next(options) for _ in range(size)], "ranking": ranking})
    fixed = [f"o{k}" for k in range(width) if rng.random() < 0.25]
    return {"decision_makers": movers, "infeasible": infeasible, "irreversible": fixed}, states


def by_definition(model, states):
    """Moves and ranks of a game in the contract's form, state by state."""
    reach, rank, first = {}, {}, 0
    names = [option for mover in model["decision_makers"] for option in mover["options"]]
    for mover in model["decision_makers"]:
        own = range(first, first + len(mover["options"]))
        first += len(mover["options"])
        reach[mover["name"]] = {
            s: [
                t
                for t in states
                if t != s
                and all(k in own or s[k] == t[k] for k in range(len(s)))
                and not any(s[k] == "Y" and t[k] == "N" and names[k] in model["irreversible"] for k in own)
            ]
            for s in states
        }
        rank[mover["name"]] = {s: -place for place, tied in enumerate(mover["ranking"]) for s in tied}
    return reach, rank


@pytest.mark.parametrize("seed", range(150))
def test_random_games_equal_the_definitions(seed):
    """States, moves, stable states, equilibria and coalitions, as the definitions give them state by state."""
    model, states = random_game(seed)
    if not states:
        return
    reach, rank = by_definition(model, states)
    game = load_game(yaml.safe_dump(model) + "\n")
    output = stability_as_json(stability(game))
    assert output["states"] == sorted(states)
    assert {mover: {s: list(t) for s, t in moves.items()} for mover, moves in output["moves"].items()} == reach
    expected = stable_states(sorted(states), reach, rank)
    assert output["stable"] == expected
    for concept in CONCEPTS:
        everyone = [set(stable) for stable in expected[concept].values()]
        assert set(output["equilibria"][concept]) == set.intersection(*everyone)
    result = coalition_stability(game)
    for coalition, stable in result.nash.items():
        better = [
            s for s in sorted(states)
            if any(all(rank[m][t] > rank[m][s] for m in coalition) for t in legal(s, coalition, reach))
        ]  # fmt: skip
        assert [s for s, good in zip(sorted(states), stable, strict=False) if not good] == better, coalition


@pytest.mark.parametrize("seed", range(60))
def test_random_games_without_options_equal_the_definitions(seed):
    """Moves written down need not be transitive: only legal sequences count."""
    rng = random.Random(seed)
    states = [f"s{k}" for k in range(rng.randint(2, 9))]
    movers = [f"m{k}" for k in range(rng.randint(1, 4))]
    reach = {
        m: {s: sorted({t for t in rng.sample(states, rng.randint(0, 2)) if t != s}) for s in states} for m in movers
    }
    rankings = {m: [[s] for s in rng.sample(states, len(states))] for m in movers}
    rank = {m: {tied[0]: -place for place, tied in enumerate(rankings[m])} for m in movers}
    model = {
        "states": states,
        "decision_makers": [{"name": m, "moves": reach[m], "ranking": rankings[m]} for m in movers],
    }
    assert answer(model)["stable"] == stable_states(states, reach, rank)
