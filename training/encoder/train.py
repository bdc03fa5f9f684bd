"""Fine-tune the token encoder together with everything that reads by it.

    OMP_NUM_THREADS=1 python -m training.encoder.train --out training/runs/encoder --minutes 70

Three tasks learn at once, each batch adding its loss: attribution (quotes-de, the dispatches), names, parts of speech
and moods (GermEval, SmartData, UD), reports in parliament (spkatt-2023). Checkpoints: `last.pt`, and `best.pt`, the
best averaged weights on quotes-de dev.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.attribution import corpora
from training.attribution.network import Reader
from training.attribution.network import Tagger as Quotes
from training.attribution.predict import score_all
from training.attribution.train import batches, debate_loss, endless, samples, step_loss
from training.encoder.network import from_source
from training.encoder.passages import encode, split
from training.encoder.source import load
from training.language import tagger as words
from training.language.data import training as sentences_of

LAYERS = 8
MASKED = 0.05  # share of pieces hidden in training; 0.04 in the first goes, not compared
DECAY = 0.9  # a layer learns this much slower than the one above it (Howard & Ruder 2018, arXiv 1801.06146)


class Sentences:
    """Batches of sentences with names, parts of speech, moods; unrelated sentences share a passage, to save time."""

    def __init__(self, data: words.Prepared, size: int, seed: int) -> None:
        self.data, self.size = data, size
        self.noise = random.Random(seed)
        self.sources: dict[str, list[int]] = {}
        for number, sample in enumerate(data.samples):
            self.sources.setdefault(sample.source, []).append(number)

    def __iter__(self) -> Iterator[list[int]]:
        """Numbers of samples, for ever."""
        while True:
            order = [
                number
                for source, times in words.SHARES.items()
                for number in words.portion(self.sources.get(source, []), times, self.noise)
            ]
            self.noise.shuffle(order)
            current, tokens = [], 0
            for number in order:
                current.append(number)
                tokens += len(self.data.samples[number].words)
                if tokens >= self.size:
                    yield sorted(current, key=lambda one: len(self.data.samples[one].words))
                    current, tokens = [], 0


def joined(data: words.Prepared, numbers: list[int]) -> list[tuple[np.ndarray, np.ndarray]]:
    """The passages of some sentences, several in one, in order."""
    ids = np.concatenate([data.pieces[number][0] for number in numbers])
    sizes = np.concatenate([np.diff(data.pieces[number][1]) for number in numbers])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ends = np.cumsum([len(data.samples[number].words) for number in numbers])
    return split((ids, starts), list(zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)))


@torch.no_grad()
def fill(encoder: nn.Module, articles: list[corpora.Article]) -> None:
    """Give articles their vectors."""
    encoder.eval()
    for art in articles:
        parts = split(art.pieces, art.sentences)
        found = torch.cat([_encoded(encoder, parts[at : at + 8]) for at in range(0, len(parts), 8)])
        art.vectors = found.numpy().astype(np.float16)


def _encoded(encoder: nn.Module, parts: list, masked: float = 0.0) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        return encode(encoder, parts, masked)


@torch.no_grad()
def evaluate(both: nn.ModuleDict, data: dict, dev: words.Prepared, every: int) -> dict[str, float]:
    """Figures on dev: quotes and dispatches, and names and moods of every `every`-th sentence."""
    both.eval()
    for name in ("dev", "cuba-1962", "rail-2007"):
        fill(both["encoder"], data[name])
    figures = score_all(both, data)

    def vectors(numbers: list[int]) -> Tensor:
        return _encoded(both["encoder"], joined(dev, numbers))

    return figures | words.evaluate(both["words"], dev, vectors, every)


def groups(both: nn.ModuleDict, rate: float, head_rate: float) -> list[dict]:
    """Parameters with their rates: lower layers learn slower; biases, norms and tables do not shrink."""
    found = []
    depth = len(both["encoder"].layers)
    for name, value in both.named_parameters():
        if name.startswith("encoder.layers."):
            own = rate * DECAY ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder."):
            own = rate * DECAY**depth
        else:
            own = head_rate
        shrink = 0.02 if value.ndim > 1 and "tables" not in name and "spelling" not in name else 0.0
        found.append({"params": [value], "lr": own, "top": own, "weight_decay": shrink})
    return found


def written(root: Path, known: set[str]) -> list[corpora.Article]:
    """Dispatches written for training that were not there before."""
    found = []
    for truth in sorted(root.glob("*/truth.json")):
        key = f"{truth.parent.name} {truth.stat().st_mtime}"
        if key not in known:
            known.add(key)
            found += corpora.dispatches(truth.parent)
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/encoder"))
    parser.add_argument("--cache", type=Path, default=Path("training/runs/corpora.pkl"))
    parser.add_argument("--written", type=Path, default=Path("training/dispatches"))
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--minutes", type=float, default=70, help="the schedule ends after this much time")
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--batch", type=int, default=2600, help="tokens of articles in a batch")
    parser.add_argument("--sentences", type=int, default=1500, help="tokens of sentences in a batch")
    parser.add_argument("--rate", type=float, default=2e-4, help="of the encoder's last layer")
    parser.add_argument("--head-rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=int, default=2, help="epochs between scores on dev")
    parser.add_argument("--still", type=int, default=0, help="of the lowest layers, so many do not learn")
    parser.add_argument("--debate-steps", type=int, default=4, help="one batch of debates every so many steps")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    data = corpora.load(args.shared, args.cache)
    debates = endless(corpora.debates(args.shared, args.cache), args.batch, rng)
    train_sentences, dev_sentences = sentences_of(args.shared / "data")
    prepared, dev = words.Prepared(train_sentences), words.Prepared(dev_sentences)
    taught = iter(Sentences(prepared, args.sentences, args.seed))
    both = nn.ModuleDict(
        {
            "encoder": from_source(load(), args.layers),
            "tagger": Quotes(),
            "reader": Reader(),
            "words": words.Tagger(),
        }
    )
    if args.start:
        both.load_state_dict(torch.load(args.start, weights_only=True)["weights"])
    both["encoder"].still = args.still
    average = copy.deepcopy(both)
    optimiser = torch.optim.AdamW(groups(both, args.rate, args.head_rate), betas=(0.9, 0.98))
    args.out.mkdir(parents=True, exist_ok=True)
    known: set[str] = set()
    items = samples(data["train"] + data["cuba-1962"] + data["oslo-1993"])
    hiding = random.Random(7)  # of what is known about a word by its spelling
    begun, steps, best = time.time(), 0, 0.0
    for epoch in range(args.epochs):
        more = samples(written(args.written, known))
        if more:
            print(f"{len(more)} stretches of written dispatches join", flush=True)
            names = {item.name for item in more}
            items = [item for item in items if item.name not in names] + more
        both.train()
        sums: dict[str, list[float]] = {}
        plan = batches(items, args.batch, rng)
        for batch in plan:
            progress = max(steps / (len(plan) * args.epochs), (time.time() - begun) / 60 / args.minutes)
            scale = min(1, (steps + 1) / 80) * max(0.02, 1 - progress)
            for group in optimiser.param_groups:
                group["lr"] = group["top"] * scale
            # One pass of the encoder over all passages of the step: full matrices.
            numbers = next(taught)
            parts = [list(itertools.chain.from_iterable(s.passages for s in batch)), joined(prepared, numbers)]
            if steps % args.debate_steps == 0:
                speeches = next(debates)
                parts.append([one for s in speeches for one in split(s.pieces, [(0, s.count)])])
            together = _encoded(both["encoder"], list(itertools.chain.from_iterable(parts)), MASKED)
            vectors = together.split([sum(len(starts) - 1 for _, starts in one) for one in parts])
            find = epoch >= 2 or args.start is not None  # a tagger that knows nothing finds nonsense
            loss, seen = step_loss(both["tagger"], both["reader"], batch, rng, find, vectors[0])
            told, more_seen = words.heads_loss(both["words"], vectors[1], words.batch(prepared, numbers, hiding))
            loss = loss + told
            if len(parts) > 2:
                extra = debate_loss(both["tagger"], speeches, vectors[2])
                seen["debates"] = extra.item()
                loss = loss + extra
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(both.parameters(), 1.0)
            optimiser.step()
            steps += 1
            keep = min(0.995, 1 - 1 / (1 + steps / 8))
            with torch.no_grad():
                for a, b in zip(average.parameters(), both.parameters(), strict=True):
                    a.lerp_(b, 1 - keep)
            for key, value in (seen | more_seen).items():
                sums.setdefault(key, []).append(value)
        spent = (time.time() - begun) / 60
        line = f"epoch {epoch + 1} {spent:.1f} min " + " ".join(f"{k} {np.mean(v):.4f}" for k, v in sums.items())
        last = spent > args.minutes or epoch + 1 == args.epochs
        torch.save({"weights": average.state_dict(), "layers": args.layers, "hidden": 192}, args.out / "last.pt")
        if (epoch + 1) % args.every == 0 or last:
            figures = evaluate(average, data, dev, 1 if last else 4)
            line += " | " + " ".join(f"{k} {v:.3f}" for k, v in figures.items())
            if figures["joint"] >= best:
                best = figures["joint"]
                (args.out / "last.pt").replace(args.out / "best.pt")
                torch.save(torch.load(args.out / "best.pt", weights_only=True), args.out / "last.pt")
                (args.out / "best.json").write_text(json.dumps(figures, indent=1))
        print(line, flush=True)
        if last:
            break


if __name__ == "__main__":
    main()
