"""Honest figures: each truth folder is scored by models that were trained on the others alone.

    python -m training.positions.crossval [FOLDER...] [--only NAME...] [--without NAME...] [--partly NAME...]
        [--quick] [--read]

Without folders, all that there are. Learned from gold statements, and scored on them, or with `--read` on what Depesche
makes of the raw texts (`training.positions.reading`). Codebooks are made of the truth's issue names; thresholds are
chosen on the training folders by leaving each of them out in turn. `--only` scores these alone; the rest is trained
on, but those that `--without` names; of those that `--partly` names, contacts and proposals alone learn.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depesche.evaluation.positions import Found, evaluate
from depesche.evaluation.positions_gold import GoldDossier
from depesche.positions import derive
from depesche.positions.codebook_file import codebook_of
from depesche.positions.models import Models
from depesche.stages import MemoryIndex
from training.positions.corpora import Corpus, found_folders, kept_vectors, load
from training.positions.fit import Trainer
from training.positions.reading import as_read

TARGETS = {
    "cells_f1": 0.65, "direction": 0.80, "strength": 0.65, "self_declared": 0.90, "rejected_f1": 0.60,
    "changes_f1": 0.50, "terms_f1": 0.60, "terms_grouped": 0.70, "proposal_status": 0.70, "contacts_f1": 0.65,
    "contact_format": 0.70,
}  # fmt: skip


def score(corpus: Corpus, folder: Path, models: Models) -> dict[str, float]:
    """All figures of `depesche evaluate positions` on one folder, with these models."""

    def found(_: GoldDossier, mapping: Mapping[str, Any]) -> Found:
        dossier = corpus.dossier
        changes = derive(dossier.batch, dossier, MemoryIndex(), codebook_of(dict(mapping), "truth"), models)
        statements = {item.id: item for read in dossier.batch for item in read.statements}
        statements |= {item.id: item for item in changes.statements}
        return Found(changes.positions, changes.proposals, changes.contacts, statements, dossier.all_actors())

    return evaluate(folder, found)


def main() -> None:
    """Print one column a folder and the mean."""
    parser = argparse.ArgumentParser(description=re.sub(r"\s+", " ", __doc__ or ""))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--without", nargs="*", default=[], help="names of corpora that nothing is learned from")
    parser.add_argument("--partly", nargs="*", default=[], help="of these contacts and proposals alone learn")
    parser.add_argument("--quick", action="store_true", help="fixed thresholds: for a quick look, not for reports")
    parser.add_argument("--read", action="store_true", help="scored from raw text instead of on gold statements")
    options = parser.parse_args()
    folders = [one for one in options.folders or found_folders() if one.name not in options.without]
    with kept_vectors():
        corpora = load(folders)
        trainer = Trainer(corpora, options.quick, options.partly)
        chosen = [corpus for corpus in corpora if not options.only or corpus.name in options.only]
        places = {folder.name: folder for folder in folders}
        columns = {
            corpus.name: score(corpus, places[corpus.name], trainer.models(without=corpus.name))
            for corpus in (as_read(chosen) if options.read else chosen)
        }
    names = list(next(iter(columns.values())))
    print(f"{'':20}" + "".join(f"{name[:10]:>11}" for name in columns) + f"{'mean':>8}{'wanted':>8}")
    for name in names:
        values = [column[name] for column in columns.values()]
        wanted = f"{TARGETS[name]:8.2f}" if name in TARGETS else ""
        print(f"{name:20}" + "".join(f"{v:11.3f}" for v in values) + f"{sum(values) / len(values):8.3f}" + wanted)


if __name__ == "__main__":
    main()
