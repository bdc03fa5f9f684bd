"""Teach a smaller encoder the vectors of a larger one, on all German text that there is (no labels needed).

    python -m training.encoder.distil TEACHER.pt --out training/runs/student --layers 5 --below 1 --minutes 60

The student begins with layers of the teacher taken at even distances (as DistilBERT, Sanh et al. 2019, arXiv
1910.01108); it sees the text with some pieces hidden, the teacher sees all. In the last third it learns to be computed
with 8-bit whole numbers. The checkpoint holds the teacher's heads beside it: `train.py --start` goes on from there.
"""

from __future__ import annotations

import argparse
import copy
import pickle
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from depesche.language.passages import LONGEST
from training import device
from training.ahead import ahead
from training.encoder.network import Encoder
from training.encoder.passages import Grid, Pieces, Text, grid, run, split
from training.encoder.train import distance, network, read, save

MASKED = 0.08  # share of pieces hidden from the student
OTHER = 0.1  # share of tokens replaced by other words in every second passage, for both: more text than there is
EIGHT = 0.65  # share of the steps after which it learns to be computed in 8 bits


class Draws(Sequence[Grid]):
    """Passages drawn from texts at random, each text from a random sentence on.

    Args:
        texts: what there is.
        count: of draws.
        pieces: in a draw, about.
        seed: of chance.
    """

    def __init__(self, texts: list[Text], count: int, pieces: int, seed: int) -> None:
        self.texts, self.total, self.pieces, self.seed = texts, count, pieces, seed
        sizes = np.array([len(one.pieces[0]) for one in texts], dtype=np.float64)
        self.ends = np.cumsum(sizes / sizes.sum())

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, number: int) -> Grid:  # type: ignore[override]
        """One draw: each text as often as it is long."""
        rng = np.random.default_rng((self.seed, number))
        parts, total = [], 0
        while total < self.pieces:
            text = self._text(rng)
            first = int(rng.integers(max(1, len(text.sentences) - 1)))
            passages = split(text.pieces, text.sentences[first : first + 24])
            part = passages[int(rng.integers(len(passages)))]
            if rng.random() < 0.5:
                part = self._mixed(part, rng)
            parts.append(part)
            total += len(part[0])
        return grid(parts, MASKED, rng)

    def _text(self, rng: np.random.Generator) -> Text:
        return self.texts[min(len(self.texts) - 1, int(np.searchsorted(self.ends, rng.random())))]

    def _mixed(self, part: Pieces, rng: np.random.Generator) -> Pieces:
        """A passage with some tokens replaced by tokens of another text, no longer than places allow."""
        ids, starts = part
        words = np.split(ids, starts[1:-1])
        theirs, bounds = self._text(rng).pieces
        for place in np.flatnonzero(rng.random(len(words)) < OTHER):
            other = int(rng.integers(len(bounds) - 1))
            words[place] = theirs[bounds[other] : bounds[other + 1]]
        mixed = np.cumsum([0, *map(len, words)]).astype(np.int32)
        return (np.concatenate(words), mixed) if mixed[-1] <= LONGEST else part


def student_of(teacher: Encoder, layers: int, below: int) -> Encoder:
    """A smaller encoder made of the teacher's layers."""
    made = Encoder(layers=layers, below=below)
    with torch.no_grad():
        made.places.copy_(teacher.places)
    made.norm.load_state_dict(teacher.norm.state_dict())
    for own, number in zip(made.layers, np.linspace(0, len(teacher.layers) - 1, layers).round(), strict=True):
        own.load_state_dict(teacher.layers[int(number)].state_dict())
    return made


def learn(
    student: Encoder, teacher: Encoder, draws: Iterable[Grid], length: int, options: argparse.Namespace
) -> Encoder:
    """Train over some draws, or for some minutes; gives the averaged weights."""
    average = copy.deepcopy(student).eval()
    parameters, means = list(student.parameters()), list(average.parameters())
    optimiser = torch.optim.AdamW(parameters, lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01, foreach=True)
    student.train()
    teacher.eval()
    begun, seen = time.time(), torch.zeros((), device=device.chosen())
    for number, laid in enumerate(draws):
        progress = max(number / length, (time.time() - begun) / 60 / options.minutes)
        if progress > 1:
            break
        student.eight(progress > EIGHT)
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (number + 1) / 200) * max(0.01, 1 - progress)
        with device.bfloat16():
            with torch.no_grad():
                true = run(teacher, laid, clean=True)
            loss = distance(run(student, laid), true)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
        optimiser.step()
        keep = min(0.998, 1 - 1 / (1 + (number + 1) / 8))
        with torch.no_grad():
            torch._foreach_lerp_(means, parameters, 1 - keep)
            seen += loss.detach()
        if (number + 1) % options.told == 0:
            spent = (time.time() - begun) / 60
            print(f"step {number + 1}, {spent:.1f} min: off by {(seen / options.told).item() ** 0.5:.3f}", flush=True)
            seen = torch.zeros_like(seen)
    return average


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("--texts", type=Path, default=Path("training/runs/texts.pkl"), help="of training.encoder.free")
    parser.add_argument("--out", type=Path, default=Path("training/runs/student"))
    parser.add_argument("--layers", type=int, default=5)
    parser.add_argument("--below", type=int, default=1, help="of them, so many read pieces, those above tokens")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--pieces", type=int, default=12_000, help="in a step")
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--told", type=int, default=200, help="steps between lines")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    device.choose(options.threads)
    torch.manual_seed(options.seed)
    texts = pickle.loads(options.texts.read_bytes())
    both = network(read(options.teacher))
    student = student_of(both["encoder"], options.layers, options.below).to(device.chosen())
    draws = Draws(texts, options.steps, options.pieces, options.seed)
    both["encoder"] = learn(student, both["encoder"], ahead(draws, options.workers), len(draws), options)
    save(both, options.out / "last.pt")


if __name__ == "__main__":
    main()
