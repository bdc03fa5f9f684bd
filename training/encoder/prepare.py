"""Write all that `train.py` reads into one file, so that it can run where the corpora are not (`--prepared`).

python -m training.encoder.prepare --prepared training/runs/prepared.pkl     (one minute)
"""

from __future__ import annotations

import argparse
import pickle
from dataclasses import replace
from pathlib import Path

from training.attribution import corpora
from training.encoder.train import parser, source_of
from training.language import tagger as words
from training.language.data import training as sentences_of

SCORED = ("dev", "cuba-1962", "rail-2007")


def prepared(options: argparse.Namespace) -> tuple[object, ...]:
    """What is trained on, the articles that are scored (without their text), the sentences that are."""
    data = corpora.load(options.shared, options.cache)
    source = source_of(options, data)
    scored = {name: [replace(one, text="") for one in data[name]] for name in SCORED}
    return source, scored, words.Prepared(sentences_of(options.shared / "data")[1])


def main() -> None:
    """Command line."""
    options = parser().parse_args()
    path: Path = options.prepared or Path("training/runs/prepared.pkl")
    path.write_bytes(pickle.dumps(prepared(options), protocol=5))
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
