"""Measures the positions stage on truth folders with gold statements, and its speed in a large dossier.

python benchmarks/positions.py [../shared/dispatches/cuba-1962 ...]
python benchmarks/positions.py --speed [../shared/dispatches/cuba-1962]
python benchmarks/positions.py --grow 100 300 1000

`--grow`: generated dispatches (`benchmarks/generate.py`) go through all stages before; the positions stage alone is
measured, twenty documents at a time, and one more at each of the sizes. The stages before take some 0.7 s a document.

Without a folder: the example.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from depesche.application.codebooks import built_in
from depesche.application.pipeline import (
    ReadReport,
    analyse_pending,
    batched,
    read_and_store,
    silent,
    update_stages,
)
from depesche.application.stages import plan_of_defaults
from depesche.application.workers import Workers
from depesche.evaluation.positions import Found, evaluate
from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping
from depesche.evaluation.truth import load_truth
from depesche.language import analyse
from depesche.ledger import open_ledger
from depesche.positions import derive
from depesche.positions.cells import store
from depesche.positions.codebook_file import codebook_of
from depesche.positions.observe import Observation
from depesche.reading import Limits
from depesche.stages import MemoryIndex
from generate import dispatches

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


def grow(sizes: list[int]) -> None:
    """CPU milliseconds a document of this stage alone while a dossier grows, and of one more at each of the sizes."""
    with tempfile.TemporaryDirectory(prefix="depesche-benchmark-") as name:
        ledger = open_ledger(Path(name) / "grown.depesche", create=True)
        stages = plan_of_defaults()
        before, wide = replace(stages, wide=stages.wide[:-1]), stages.wide[-1]
        index, codebook = MemoryIndex(), built_in().codebook
        given = iter(enumerate(dispatches(max(sizes) + len(sizes))))

        def read(count: int) -> float:
            """So many more dispatches; the seconds that this stage took."""
            folder = Path(name) / f"from-{ledger.count('document')}"
            folder.mkdir()
            for number, dispatch in islice(given, count):
                (folder / f"{number:06}.txt").write_text(dispatch["text"], encoding="utf-8")
            with Workers(1) as workers:
                report = ReadReport()
                read_and_store(ledger, [str(folder)], workers, Limits(), report, silent)
                analyse_pending(ledger, before, workers, report, silent)
            update_stages(ledger, before, silent)
            took = 0.0
            for due in batched(ledger.pending(wide.stage), 20):
                batch = ledger.read_documents(due)
                start = time.process_time()
                changes = derive(list(batch.values()), ledger, index, codebook)
                took += time.process_time() - start
                ledger.store_changes(wide.stage, batch, changes)
            return took

        for size in sorted(sizes):
            more = size - ledger.count("document")
            print(f"{size:6} documents: {read(more) / more * 1000:6.0f} ms a document of the last {more}", end="")
            print(f", one more {read(1) * 1000:6.0f} ms", flush=True)
        ledger.close()


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
    if "--grow" in sys.argv:
        grow([int(place.name) for place in given])
    elif "--speed" in sys.argv:
        for place in given:
            speed(place)
    else:
        main(given)
    print(f"{time.process_time() - start:.1f} s CPU")
