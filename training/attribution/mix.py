"""Average the weights of checkpoints that began from one (a model soup, Wortsman et al. 2022, arXiv 2203.05482).

    python -m training.attribution.mix OUT CHECKPOINT...

As good as averaging their scores, for the price of one network at work.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    args = parser.parse_args()
    saved = [torch.load(path, weights_only=True) for path in args.checkpoints]
    names = [name for name in saved[0]["weights"] if name.startswith(("tagger.", "reader."))]
    mixed = {name: torch.stack([one["weights"][name].float() for one in saved]).mean(0) for name in names}
    torch.save({"weights": mixed, "hidden": saved[0]["hidden"]}, args.out)


if __name__ == "__main__":
    main()
