"""How many speakers have the party that the truth gives them.

    OMP_NUM_THREADS=1 python -m training.actors.parties [NAME...]

Of the statements with a speaker, by a codebook that lists the truth's parties with their members: right, wrong,
needless (the truth gives none) and missing parties. True statements; the shared corpora also as they are read.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from depesche.evaluation.claims import align
from depesche.evaluation.positions_gold import codebook_mapping, party_labels
from depesche.positions.cast import Cast
from depesche.positions.codebook_file import codebook_of
from training.actors.antecedents import walk
from training.claims.corpora import all_folders, is_shared, load

VERDICTS = ("right", "wrong", "needless", "missing")


def shares(folder: Path, reading: str) -> dict[str, float]:
    """The shares of `VERDICTS` in a corpus in one reading ("gold" or "read")."""
    truth, given = load(folder, reading)
    found = walk(given, None).everything()
    cast = Cast(codebook_of(codebook_mapping(truth), truth.name), {actor.id: actor for actor in found.actors})
    members = party_labels(truth)
    true = {statement.id: statement for statement in truth.statements}
    counts: Counter[str] = Counter()
    for key, own in align(truth, found.statements).items():
        if (label := true[key].speaker) is not None:
            wanted, party = members.get(label), cast.party(own.speaker.actor)
            counts[_verdict(wanted, party)] += 1
    return {one: counts[one] / max(1, sum(counts.values())) for one in VERDICTS}


def _verdict(wanted: str | None, party: str | None) -> str:
    if wanted == party:
        return "right"
    return "missing" if party is None else "needless" if wanted is None else "wrong"


def main(names: list[str]) -> None:
    """Print one line a reading and the mean of the true statements."""
    means: Counter[str] = Counter()
    folders = [folder for folder in all_folders() if not names or folder.name in names]
    print(f"{'':24}" + "".join(f"{one:>10}" for one in VERDICTS))
    for folder in folders:
        for reading in ("gold", "read") if is_shared(folder) else ("gold",):
            found = shares(folder, reading)
            print(f"{folder.name + ' ' + reading:24}" + "".join(f"{found[one]:10.3f}" for one in VERDICTS), flush=True)
            if reading == "gold":
                means.update({one: share / len(folders) for one, share in found.items()})
    print(f"{'mean gold':24}" + "".join(f"{means[one]:10.3f}" for one in VERDICTS))


if __name__ == "__main__":
    main(sys.argv[1:])
