"""Fine-tune the token encoder together with everything that reads by it.

    OMP_NUM_THREADS=1 python -m training.encoder.train --out training/runs/encoder --minutes 70

Three tasks learn at once, each batch adding its loss: attribution (quotes-de, the dispatches), names, parts of speech
and moods (GermEval, SmartData, UD), reports in parliament (spkatt-2023). With `--teacher` the vectors also learn to be
those of another encoder. Checkpoints: `last.pt`, averaged weights, in half precision, written with every line that is
told. See README.md here.
"""

from __future__ import annotations

import argparse
import copy
import json
import pickle
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training import device
from training.ahead import ahead
from training.attribution import corpora
from training.attribution.network import Reader
from training.attribution.network import Tagger as Quotes
from training.attribution.predict import score_all
from training.attribution.train import Sample, debate_loss, reader_inputs, reader_loss, rows, samples, tagger_loss
from training.device import put
from training.encoder.network import Encoder, from_source
from training.encoder.passages import TOGETHER, encode, run, split
from training.encoder.source import load
from training.encoder.steps import Source, Step, Steps, joined, plans
from training.language import tagger as words
from training.language.data import training as sentences_of

LAYERS = 8
DECAY = 0.9  # a layer learns this much slower than the one above it (Howard & Ruder 2018, arXiv 1801.06146)
Losses = dict[str, Tensor]


def network(saved: dict[str, Any] | None, layers: int = LAYERS) -> nn.ModuleDict:
    """Encoder and heads: a checkpoint's, or new heads over the source model's first layers."""
    encoder = Encoder(**shape_of(saved)) if saved else from_source(load(), layers)
    both = nn.ModuleDict({"encoder": encoder, "tagger": Quotes(), "reader": Reader(), "words": words.Tagger()})
    if saved:
        both.load_state_dict({name: value.float() for name, value in saved["weights"].items()})
    return both.to(device.chosen())


def shape_of(saved: dict[str, Any]) -> dict[str, int]:
    """The arguments of a checkpoint's encoder."""
    return {name: saved[name] for name in ("layers", "below", "inner") if name in saved}


def save(both: nn.ModuleDict, path: Path) -> None:
    """Write a checkpoint; weights in half precision (a whole one of 12 layers is then 48 MB)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    weights = {name: value.half().cpu() for name, value in both.state_dict().items()}
    torch.save({"weights": weights, "hidden": 192} | both["encoder"].shape, path)


def read(path: Path) -> dict[str, Any]:
    """A checkpoint."""
    saved: dict[str, Any] = torch.load(path, weights_only=True, map_location=device.chosen())
    return saved


@torch.no_grad()
def fill(encoder: nn.Module, articles: list[corpora.Article]) -> None:
    """Give articles their vectors."""
    encoder.eval()
    for art in articles:
        with device.bfloat16():
            art.vectors = encode(encoder, split(art.pieces, art.sentences)).cpu().numpy().astype(np.float16)


@torch.no_grad()
def evaluate(both: nn.ModuleDict, data: dict, dev: words.Prepared) -> dict[str, float]:
    """Figures on dev: quotes and dispatches, names and moods."""
    both.eval()
    for name in ("dev", "cuba-1962", "rail-2007"):
        fill(both["encoder"], data[name])
    figures = score_all(both, data)

    def vectors(numbers: list[int]) -> Tensor:
        with device.bfloat16():
            return encode(both["encoder"], joined(dev, numbers))

    return figures | words.evaluate(both["words"], dev, vectors)


def groups(both: nn.ModuleDict, rate: float, head_rate: float) -> list[dict]:
    """Parameters with their rates: lower layers learn slower; biases, norms and tables do not shrink."""
    found: dict[tuple[float, float], list[nn.Parameter]] = {}
    depth = len(both["encoder"].layers)
    for name, value in both.named_parameters():
        if name.startswith("encoder.layers."):
            own = rate * DECAY ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder."):
            own = rate * DECAY**depth
        else:
            own = head_rate
        shrink = 0.02 if value.ndim > 1 and "tables" not in name and "spelling" not in name else 0.0
        found.setdefault((own, shrink), []).append(value)
    return [{"params": part, "lr": own, "top": own, "weight_decay": shrink} for (own, shrink), part in found.items()]


def heads_losses(both: nn.ModuleDict, step: Step, vectors: list[Tensor]) -> Losses:
    """The losses of one step by the vectors of its articles', sentences' and debates' tokens, weighted."""
    t = {name: put(value) for name, value in step.articles.items()}
    found, seen, _ = tagger_loss(both["tagger"], rows(vectors[0], t["lengths"]), t)
    losses = {"tags": 2 * found["tags"], "aux": found["aux"]}
    if "index" in t:
        losses["reader"] = reader_loss(*both["reader"](*reader_inputs(seen, t)), t)
    parts = {name: put(value) for name, value in step.sentences.items()}
    losses["words"], _ = words.heads_loss(both["words"], vectors[1], parts)
    if step.debates:
        t = {name: put(value) for name, value in step.debates.items()}
        losses["debates"] = debate_loss(both["tagger"], rows(vectors[2], t["lengths"]), t)
    return losses


def learn(both: nn.ModuleDict, steps: Iterable[Step], length: int, options: argparse.Namespace) -> nn.ModuleDict:
    """Train over some steps, or for some minutes; gives the averaged weights.

    Args:
        both: encoder and heads.
        steps: in order.
        length: how many there are.
        options: rates, minutes, as on the command line.
    """
    average = copy.deepcopy(both).eval()
    parameters = list(both.parameters())
    means = list(average.parameters())
    optimiser = torch.optim.AdamW(groups(both, options.rate, options.head_rate), betas=(0.9, 0.98), foreach=True)
    both.train()
    begun = time.time()
    sums: dict[str, Tensor] = {}
    for number, step in enumerate(steps):
        progress = max(number / length, (time.time() - begun) / 60 / options.minutes)
        if progress > 1:
            break
        both["encoder"].eight(progress >= options.eight)
        scale = min(1, (number + 1) / 80) * max(0.02, 1 - progress)
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * scale
        with device.bfloat16():
            flat = torch.cat([run(both["encoder"], laid) for laid in step.grids])
        losses = heads_losses(both, step, list(flat.split(step.sizes)))
        if "true" in step.articles:
            losses["teacher"] = options.share * distance(flat[: step.sizes[0]], put(step.articles["true"]).float())
        loss = torch.stack(list(losses.values())).sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
        optimiser.step()
        keep = min(0.995, 1 - 1 / (1 + (number + 1) / 8))
        with torch.no_grad():
            torch._foreach_lerp_(means, parameters, 1 - keep)
        for name, value in losses.items():
            sums[name] = sums.get(name, value.new_zeros(())) + value.detach()
        if (number + 1) % options.told == 0:
            line = " ".join(f"{name} {value.item() / options.told:.4f}" for name, value in sums.items())
            print(f"step {number + 1} of {length}, {(time.time() - begun) / 60:.1f} min: {line}", flush=True)
            sums = {}
            save(average, options.out / "last.pt")
    return average


@torch.no_grad()
def imitate(teacher: nn.Module, items: list[Sample]) -> None:
    """Give stretches of articles the vectors that a teacher has for them, for the network to have as well."""
    teacher.eval()
    for item in items:
        with device.bfloat16():
            item.vectors = encode(teacher, item.passages).cpu().numpy().astype(np.float16)


def distance(own: Tensor, true: Tensor) -> Tensor:
    """How far vectors are from others, as a share of the others' spread."""
    return F.mse_loss(own, true) / true.var().clamp(min=1e-6)


def source_of(options: argparse.Namespace, data: dict[str, list[corpora.Article]]) -> Source:
    """Everything that is trained on."""
    articles = data["train"] + data["cuba-1962"] + data["oslo-1993"] + corpora.written(options.written)
    found = pickle.loads(options.found.read_bytes()) if options.found.is_file() else {}
    sentences, _ = sentences_of(options.shared / "data")
    debates = corpora.debates(options.shared, options.cache)
    return Source(samples(articles), found, words.Prepared(sentences), debates)


def parser() -> argparse.ArgumentParser:
    """What this and `prepare` can be told."""
    found = argparse.ArgumentParser(description=__doc__)
    add = found.add_argument
    add("--shared", type=Path, default=Path("../shared"))
    add("--out", type=Path, default=Path("training/runs/encoder"))
    add("--cache", type=Path, default=Path("training/runs/corpora.pkl"))
    add("--found", type=Path, default=Path("training/runs/found.pkl"), help="of training.attribution.found")
    add("--prepared", type=Path, help="all that training reads, as training.encoder.prepare wrote it")
    add("--written", type=Path, default=Path("training/dispatches"))
    add("--epochs", type=int, default=14)
    add("--minutes", type=float, default=70, help="the schedule ends after this much time")
    add("--layers", type=int, default=LAYERS)
    add("--seed", type=int, default=1)
    add("--start", type=Path, help="a checkpoint to go on from")
    add("--teacher", type=Path, help="a checkpoint whose vectors to learn as well")
    add("--share", type=float, default=1.0, help="of the teacher's loss")
    add("--eight", type=float, default=2.0, help="of the schedule, from here on it learns to be computed in 8 bits")
    add("--batch", type=int, default=2600, help="tokens of articles in a batch")
    add("--sentences", type=int, default=1500, help="tokens of sentences in a batch")
    add("--rate", type=float, default=2e-4, help="of the encoder's last layer")
    add("--head-rate", type=float, default=2e-3)
    add("--threads", type=int, default=2)
    add("--unscored", action="store_true", help="do not score the result on dev")
    add("--workers", type=int, default=0, help="processes that make steps ready")
    add("--told", type=int, default=100, help="steps between lines")
    add("--still", type=int, default=0, help="of the lowest layers, so many do not learn")
    add("--debate-steps", type=int, default=4, help="one batch of debates every so many steps")
    return found


def main() -> None:
    """Command line."""
    options = parser().parse_args()
    own = device.choose(options.threads)
    torch.manual_seed(options.seed)
    if options.prepared:
        source, data, dev = pickle.loads(options.prepared.read_bytes())
    else:
        data = corpora.load(options.shared, options.cache)
        source, dev = source_of(options, data), words.Prepared(sentences_of(options.shared / "data")[1])
    both = network(read(options.start) if options.start else None, options.layers)
    both["encoder"].still = options.still
    if options.teacher:
        imitate(network(read(options.teacher))["encoder"], source.samples)
    plan = plans(source, options.epochs, options.batch, options.sentences, options.debate_steps, options.seed)
    steps = Steps(source, plan, options.seed, TOGETHER if own.type == "cpu" else 1 << 20)
    average = learn(both, ahead(steps, options.workers), len(plan), options)
    save(average, options.out / "last.pt")
    if options.unscored:
        return
    average["encoder"].eight(False)
    figures = evaluate(average, data, dev)
    (options.out / "last.json").write_text(json.dumps(figures, indent=1))
    print(" ".join(f"{k} {v:.3f}" for k, v in figures.items()), flush=True)


if __name__ == "__main__":
    main()
