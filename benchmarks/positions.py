"""Measures the positions stage on truth folders with gold statements, and its speed in a large dossier.

python benchmarks/positions.py [../shared/dispatches/cuba-1962 ...]
python benchmarks/positions.py --speed [../shared/dispatches/cuba-1962]

Without a folder: the example.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from depesche.evaluation.positions import Found, evaluate
from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping
from depesche.evaluation.truth import load_truth
from depesche.language import analyse
from depesche.positions import derive
from depesche.positions.cells import store
from depesche.positions.codebook_file import codebook_of
from depesche.positions.observe import Observation
from depesche.stages import MemoryIndex

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "cuba-1962"
TARGETS = {
    "positions_f1": 0.65, "direction": 0.80, "strength": 0.65, "self_declared": 0.90, "rejected_f1": 0.60,
    "changes_f1": 0.50, "terms_f1": 0.60, "terms_grouped": 0.70, "proposal_status": 0.70, "contacts_f1": 0.65,
    "contact_format": 0.70,
}  # fmt: skip


def from_gold(dossier: GoldDossier, mapping: Mapping[str, Any]) -> Found:
    """Positions from the truth's own statements."""
    changes = derive(dossier.batch, dossier, MemoryIndex(), codebook_of(dict(mapping), "truth"))
    statements = {item.id: item for read in dossier.batch for item in read.statements}
    return Found(changes.positions, changes.proposals, changes.contacts, statements, dossier.all_actors())


def speed(folder: Path, statements: int = 100_000) -> None:
    """CPU seconds to derive one more document in a dossier of so many statements (its observations cloned)."""
    truth = load_truth(folder)
    dossier = GoldDossier(truth, {one.document: one for one in analyse(list(truth.documents.values()))})
    codebook = codebook_of(codebook_mapping(truth), folder.name)
    index = MemoryIndex()
    derive(dossier.batch[1:], dossier, index, codebook)
    known = [
        Observation.unpack(packed)
        for read in dossier.batch[1:]
        for packed in index.get(index.find([f"doc:{read.document.id}"]).get(f"doc:{read.document.id}", [])).values()
        if packed.startswith(b'["b')
    ]
    copies = statements // sum(len(read.statements) for read in dossier.batch)
    for copy in range(1, copies):
        store(
            (
                replace(o, id=f"b{copy}{o.id}", statement=f"{copy}{o.statement}", document=f"{copy}{o.document}")
                for o in known
            ),
            index,
        )
    for warm in ("cold", "warm"):
        start = time.process_time()
        changes = derive(dossier.batch[:1], dossier, index, codebook)
        took = time.process_time() - start
        print(
            f"{copies * len(known)} observations, one document ({warm}): {took:.3f} s CPU, "
            f"{len(changes.positions)} positions"
        )


def main(folders: list[Path]) -> None:
    """Print one column a folder."""
    columns = {folder.name: evaluate(folder, from_gold) for folder in folders}
    names = list(next(iter(columns.values())))
    print(f"{'':22}" + "".join(f"{name:>12}" for name in columns) + f"{'wanted':>10}")
    for name in names:
        wanted = f"{TARGETS[name]:10.2f}" if name in TARGETS else ""
        print(f"{name:22}" + "".join(f"{column[name]:12.3f}" for column in columns.values()) + wanted)


if __name__ == "__main__":
    start = time.process_time()
    given = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")] or [EXAMPLE]
    if "--speed" in sys.argv:
        for place in given:
            speed(place)
    else:
        main(given)
    print(f"{time.process_time() - start:.1f} s CPU")
