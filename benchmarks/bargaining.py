"""How fast the exact analysis is, beside plain PySAT enumeration and CPMpy's MARCO. CPU time, one core.

    OMP_NUM_THREADS=1 python benchmarks/bargaining.py [--seeds 20] [--rivals] [--json FILE]

Models at random: every red line rules out one or two of four outcomes, a dependency forbids a pair of outcomes or
(three in ten) demands one. ``--rivals`` also runs the others on the same models, each with a limit of 20 s a model:
LBX (correction sets) and OptUx (smallest unsatisfiable subsets) from PySAT, and ``cpmpy.tools.explain.marco`` where
CPMpy is installed (pip install cpmpy; for comparison only, nothing here needs it).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path

from pysat.examples.lbx import LBX
from pysat.examples.optux import OptUx
from pysat.formula import WCNF

from depesche.bargaining import Dependency, Issue, Model, RedLine, analyse, iter_blockers, iter_openings
from depesche.bargaining.oracle import Encoding
from depesche.bargaining.space import compile_model
from depesche.bargaining.stability import load_game, stability, stability_as_json

RIVAL_LIMIT = 20.0
"""CPU seconds after which a rival is stopped on one model."""


def model(seed: int, issues: int, lines: int, rules: int, parties: int = 6) -> Model:
    """A model at random, by a seed."""
    rng = random.Random(seed)
    matters = tuple(Issue(f"i{k}", tuple(f"o{j}" for j in range(4))) for k in range(issues))
    red_lines = []
    for k in range(lines):
        issue = rng.choice(matters)
        out = tuple(rng.sample(issue.outcomes, rng.randint(1, 2)))
        strength = rng.choice(["red_line", "demand", "preference"])
        red_lines.append(RedLine(f"r{k}", f"p{rng.randrange(parties)}", issue.id, out, strength))
    dependencies = []
    for _ in range(rules):
        one, other = rng.sample(matters, 2)
        given, target = {one.id: (rng.choice(one.outcomes),)}, {other.id: (rng.choice(other.outcomes),)}
        demands = rng.random() < 0.3
        dependencies.append(Dependency(given, then=target) if demands else Dependency(given, never=target))
    return Model(matters, tuple(f"p{k}" for k in range(parties)), tuple(red_lines), tuple(dependencies))


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """CPU time of some work, and what it returned."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def ours(name: str, seeds: int, issues: int, lines: int, rules: int) -> dict[str, object]:
    """First answers, the first thousand, and everything, over the seeds."""
    first_blocker, first_opening, thousand, whole, totals = [], [], [], [], []
    for seed in range(seeds):
        some = model(seed, issues, lines, rules)
        first_blocker.append(seconds(lambda some=some: next(iter_blockers(some), None))[0])
        first_opening.append(seconds(lambda some=some: next(iter_openings(some), None))[0])
        thousand.append(
            seconds(lambda some=some: [list(islice(f(some), 1000)) for f in (iter_blockers, iter_openings)])[0]
        )
        taken, deal = seconds(lambda some=some: analyse(some, all=True, evidence=False, time_limit=20))
        whole.append(taken)
        totals.append((len(deal.blockers), len(deal.openings), deal.complete))
    return {
        "models": name,
        "seeds": seeds,
        "first blocker, median and worst s": _both(first_blocker),
        "cheapest opening, median and worst s": _both(first_opening),
        "first 1,000 of each, median and worst s": _both(thousand),
        "all, median and worst s": _both(whole),
        "blockers listed, median": statistics.median(t[0] for t in totals),
        "openings listed, median": statistics.median(t[1] for t in totals),
        "complete": f"{sum(t[2] for t in totals)}/{seeds}",
        "peak memory so far, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _both(values: list[float]) -> tuple[float, float]:
    return round(statistics.median(values), 4), round(max(values), 4)


def formula(some: Model) -> WCNF:
    """The model as a weighted formula, one unit soft clause a red line."""
    space = compile_model(some)
    result = WCNF()
    result.extend(Encoding(space).clauses)
    for line in range(len(space.lines)):
        result.append([line + 1], weight=1)
    return result


def lbx(some: Model) -> Iterator[object]:
    """Correction sets by PySAT's LBX."""
    with LBX(formula(some), use_cld=True, solver_name="g3") as solver:
        for found in solver.enumerate():
            solver.block(found)
            yield found


def optux(some: Model) -> Iterator[object]:
    """Unsatisfiable subsets, smallest first, by PySAT's OptUx."""
    with OptUx(formula(some), solver="g3", unsorted=False) as solver:
        yield from solver.enumerate()


def marco(some: Model) -> Iterator[object]:
    """Both by CPMpy's MARCO."""
    import cpmpy as cp
    from cpmpy.tools.explain.marco import marco as run

    domain = {issue.id: cp.intvar(0, len(issue.outcomes) - 1) for issue in some.issues}
    number = {issue.id: {o: k for k, o in enumerate(issue.outcomes)} for issue in some.issues}
    soft = [cp.all([domain[line.issue] != number[line.issue][o] for o in line.rules_out]) for line in some.red_lines]
    hard = []
    for rule in some.dependencies:
        for forbidden in rule.forbidden(some):
            for chosen in product(*forbidden.values()):
                terms = [domain[i] != number[i][o] for i, o in zip(forbidden, chosen, strict=True)]
                hard.append(cp.any(terms))
    yield from run(soft=soft, hard=hard, solver="ortools", map_solver="ortools")


def rival(name: str, run: Callable[[Model], Iterator[object]], seeds: int, *size: int) -> dict[str, object]:
    """How far a rival gets on the same models."""
    first, whole, counts, finished = [], [], [], 0
    for seed in range(seeds):
        some = model(seed, *size)
        start, count = time.process_time(), 0
        for _ in run(some):
            count += 1
            if count == 1:
                first.append(time.process_time() - start)
            if time.process_time() - start > RIVAL_LIMIT:
                break
        else:
            finished += 1
        whole.append(time.process_time() - start)
        counts.append(count)
    return {
        "rival": name,
        "seeds": seeds,
        "first, median and worst s": _both(first) if first else None,
        f"all (stopped after {RIVAL_LIMIT:.0f} s), median and worst s": _both(whole),
        "found, median": statistics.median(counts),
        "complete": f"{finished}/{seeds}",
    }


def game(options: int, irreversible: int) -> dict[str, object]:
    """Stability of four decision makers over all words of so many options, rankings at random."""
    rng = random.Random(options)
    words = ["".join(word) for word in product("NY", repeat=options)]
    each = options // 4
    text = "decision_makers:\n"
    for k in range(4):
        names = ", ".join(f"o{k * each + j}" for j in range(each))
        rng.shuffle(words)
        text += f"  - {{name: d{k}, options: [{names}], ranking: [{', '.join(words)}]}}\n"
    text += f"irreversible: [{', '.join(f'o{k * each + j}' for k in range(4) for j in range(irreversible))}]\n"
    load, loaded = seconds(lambda: load_game(text))
    run, result = seconds(lambda: stability(loaded))
    export, _ = seconds(lambda: json.dumps(stability_as_json(result)))
    return {
        "game": f"2^{options} states, 4 decision makers, {irreversible} irreversible each",
        "reading, analysis, export in s": (round(load, 3), round(run, 3), round(export, 3)),
    }


def main() -> None:
    """Print each figure as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--rivals", action="store_true")
    parser.add_argument("--rival-seeds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows: list[dict[str, object]] = []

    def show(row: dict[str, object]) -> None:
        rows.append(row)
        print(json.dumps(row), flush=True)

    for rules in (6, 12, 20):
        show(ours(f"10 issues x 4, 60 lines, {rules} dependencies", options.seeds, 10, 60, rules))
    show(ours("20 issues x 4, 120 lines, 30 dependencies", max(1, options.seeds // 4), 20, 120, 30))
    for size in ((12, 0), (16, 0), (16, 2)):
        show(game(*size))
    if options.rivals:
        for name, run in (("LBX", lbx), ("OptUx", optux), ("CPMpy MARCO", marco)):
            try:
                show(rival(f"{name}, 10 x 4, 60 lines, 12 dependencies", run, options.rival_seeds, 10, 60, 12))
            except ImportError as error:
                print(f"{name}: not installed ({error})", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
