"""Honest figures: train on all corpora but one, choose everything on those, evaluate on the one left out.

    OMP_NUM_THREADS=1 python -m training.claims.crossval [--out NAME]... [--errors] [FOLDER...]

Prints a row for each corpus left out and each reading: "gold" (the truth's statements) and "read" (the statements that
Depesche reads; the attribution model's card says which corpora it has seen). Folders: all where none is given.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from depesche.claims.model import build
from depesche.evaluation.claims import score
from depesche.records import Claim
from training.claims.corpora import all_folders
from training.claims.prepared import Prepared
from training.claims.train import cases, run, train

SHOWN = (
    "found",
    "speakers_named",
    "speakers_unnamed",
    "via",
    "via_where_any",
    "copies",
    "claims",
    "claims_precision",
    "claims_recall",
    "responses",
    "responses_precision",
    "responses_recall",
    "responses_any_relation",
    "origins",
    "origins_within_one",
    "status",
)


def figures(prepared: Prepared, claims: Sequence[Claim]) -> dict[str, float]:
    """All figures of a run."""
    return score(prepared.truth, replace(prepared.view.everything(), claims=tuple(claims)))


def row(prepared: Prepared, found: Mapping[str, float]) -> str:
    """One printed line."""
    return f"{prepared.name + ' ' + prepared.reading:24}" + " ".join(f"{found[one]:12.3f}" for one in SHOWN)


def main(arguments: list[str]) -> None:
    """Print the figures."""
    chosen, folders, errors = [], [], "--errors" in arguments
    while arguments:
        word = arguments.pop(0)
        if word == "--out":
            chosen.append(arguments.pop(0))
        elif not word.startswith("--"):
            folders.append(Path(word))
    given = cases(folders or all_folders())
    print(f"{'left out':24}" + " ".join(f"{name[:12]:>12}" for name in SHOWN), flush=True)
    for name in chosen or sorted(given):
        began = time.time()
        models = build(train({key: value for key, value in given.items() if key != name}, say=True))
        for case in given[name]:
            claims, _ = run(case, models)
            found = figures(case.prepared, claims)
            print(row(case.prepared, found), flush=True)
            if errors:
                from training.claims.errors import show

                show(case.prepared, claims)
        print(f"{'':24}settings {dict(models.settings)}, {time.time() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
