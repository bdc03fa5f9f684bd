"""Find, with the package's own models, the contents that the reader is to tell from true ones in the next training.

python -m training.attribution.found --out training/runs/found.pkl      (6 minutes, one core)
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch

from depesche.attribution.decoding import Content
from training.attribution import corpora
from training.attribution.train import Sample, batch_tensors, found_now, samples
from training.encoder.shipped import heads_of_package


@torch.no_grad()
def search(items: list[Sample], tagger: torch.nn.Module) -> dict[tuple[str, int], list[Content]]:
    """The contents found in each sample, by its name and first token."""
    found = {}
    for item in items:
        _, scores, _ = tagger(*batch_tensors([item]))
        contents = found_now([item], scores, tagger)[0] or []
        found[item.name, item.first] = [
            Content(one.level, one.tokens.astype(np.int32), one.search, one.odds) for one in contents
        ]
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, default=Path("training/runs/corpora.pkl"))
    parser.add_argument("--written", type=Path, default=Path("training/dispatches"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/found.pkl"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = corpora.load(options.shared, options.cache)
    known = pickle.loads(options.out.read_bytes()) if options.out.is_file() else {}
    articles = data["train"] + data["cuba-1962"] + data["oslo-1993"] + corpora.written(options.written)
    names = {name for name, _ in known}
    articles = [one for one in articles if f"{one.corpus}/{one.name}" not in names]
    corpora.fill(articles)
    found = known | search(samples(articles), heads_of_package()["tagger"])
    options.out.write_bytes(pickle.dumps(found, protocol=5))
    print(f"{len(found)} stretches, {sum(map(len, found.values()))} contents")


if __name__ == "__main__":
    main()
