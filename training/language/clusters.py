"""Compile word clusters into `src/depesche/language/de/model/clusters.npz`.

    python -m training.language.clusters          (needs the PyPI package spacy-lookups-data, MIT; 20 seconds, 1 GB)

The package holds Brown clusters of the million most frequent German words. Clusters are renumbered by frequency only
if they do not fit 16 bits; the paths themselves are the features.
"""

from __future__ import annotations

import argparse
import gzip
import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from depesche.language.lexicon import form_hash

TARGET = Path(__file__).resolve().parents[2] / "src/depesche/language/de/model/clusters.npz"
WORDS = 600_000  # the rarer ones would double the file and are seen a few times in a billion words


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=WORDS)
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install spacy-lookups-data")
    source = Path(spec.origin).parent / "data/de_lexeme_cluster.json.gz"
    table: dict[int, int] = {}
    with gzip.open(source) as file:
        listed = list(json.load(file).items())
    for word, number in listed[: options.words]:
        if word and 0 <= number < 2**16:
            table.setdefault(form_hash(word), number)
    keys = np.array(sorted(table), dtype=np.uint64)
    np.savez_compressed(
        options.to,
        key_steps=np.diff(keys, prepend=np.uint64(0)).astype(np.uint32),
        numbers=np.array([table[int(key)] for key in keys], dtype=np.uint16),
    )
    print(f"{len(table)} words, {len(set(table.values()))} clusters: {options.to.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
