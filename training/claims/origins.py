"""What the score of origins learns from, and how good it is when the truth's own claims are given.

    OMP_NUM_THREADS=1 python -m training.claims.origins        (two minutes once the corpora are prepared)

Prints, for each corpus, the share of its claims with the exact number of origins and with a number off by at most one,
under a score that learned from two thirds of the other corpora: by the score alone, every statement counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from depesche.claims import resting
from depesche.claims.model import FEATURES, Trees, shipped, trees
from depesche.claims.origins import origins_of
from training.claims.corpora import all_folders
from training.claims.prepared import Prepared, Table, prepare


def origin_table(readings: Sequence[Prepared]) -> Table:
    """The pairs of statements of the truth's claims, and whether they rest on one origin."""
    found = []
    for prepared in readings:
        own = {true: item for item, true in prepared.true.items()}
        made = {item.id: item for items in prepared.made.values() for item in items}
        for claim in prepared.truth.claims:
            items = [made[own[one]] for one in claim.statements if one in own]
            actors = prepared.view.actors({one for item in items for one in (item.speaker, *item.via) if one})
            home = {own.get(one): number for number, origin in enumerate(claim.origins) for one in origin}
            rows = resting.rows([resting.Rest(item, actors) for item in items])
            labels = [home.get(one.id) == home.get(other.id) for one, other in combinations(items, 2)]
            # a claim of ten statements has 45 pairs: each statement is to count as much as one of a small claim
            found.append(Table(rows, np.array(labels, bool), np.full(len(rows), 1 / max(1, len(items) - 1))))
    return Table.joined(found)


def given_claims(prepared: Prepared, score: Trees, least: float) -> tuple[float, float]:
    """Shares of the truth's claims, given as they are, with the exact number of origins and with one off by one."""
    own = {true: item for item, true in prepared.true.items()}
    made = {item.id: item for items in prepared.made.values() for item in items}
    exact = near = 0
    for claim in prepared.truth.claims:
        items = [made[own[one]] for one in claim.statements if one in own]
        items.sort(key=lambda item: (item.day, item.document, item.start))
        actors = prepared.view.actors({one for item in items for one in (item.speaker, *item.via) if one})
        off = len(origins_of(claim.id, items, actors, score.score, least)) - len(claim.origins)
        exact += off == 0
        near += abs(off) <= 1
    count = max(1, len(prepared.truth.claims))
    return exact / count, near / count


def main() -> None:
    """Print the figures."""
    from training.claims.train import folds, origin_score  # which learns from the table above

    corpora = {folder.name: prepare(folder, "gold") for folder in all_folders()}
    names, least, found = sorted(corpora), shipped().settings["one_origin"], []
    for part in folds(names):
        rest = [name for name in names if name not in part]
        score = trees(origin_score([origin_table([corpora[name]]) for name in rest], rest), FEATURES["origins"])
        for name in part:
            found.append(given_claims(corpora[name], score, least))
            print(f"{name:20} exact {found[-1][0]:.2f}, within one {found[-1][1]:.2f}")
    print(f"{'mean':20} exact {np.mean(found, axis=0)[0]:.3f}, within one {np.mean(found, axis=0)[1]:.3f}")
    alone = [np.mean([len(claim.origins) == 1 for claim in one.truth.claims]) for one in corpora.values()]
    print(f"{'always to say one':20} exact {np.mean(alone):.3f}")


if __name__ == "__main__":
    main()
