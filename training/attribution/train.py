"""Train the attribution network further, on the vectors that the shipped encoder gives at work. See README.md here.

    python -m training.attribution.train training/runs/encoder/best.pt --out training/runs/attribution

What `training.encoder.train` learned with the encoder in full precision settles on its 8-bit form.
"""

from __future__ import annotations

import argparse
import copy
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from depesche.attribution.decoding import Content, searches
from depesche.attribution.reading import level_marks
from depesche.attribution.tags import encode
from depesche.attribution.windows import marks, positions, window
from training.attribution import corpora
from training.attribution.network import DEBATES, LEVELS, ROLES, TAGS, Reader, Tagger, load
from training.device import inside, put
from training.encoder.passages import split

Arrays = dict[str, np.ndarray]
Tensors = dict[str, Tensor]
LONGEST = 450  # tokens of a training chunk
SEARCHES = (1.0, 2.0, 3.0)  # bonuses for finding more contents than the plain search, which the reader learns to refuse
LABELS = 0.4  # weight of each label's loss beside that of the roles; 0.25 in the first goes, not compared
ACT = 1.0  # of the act's, which only the dispatches have
# Rare acts count more, by the inverse root of how often the dispatches it learns from hold them: macro F1 counts.
_ACT_COUNTS = np.array([607.0, 360, 164, 217, 184, 144, 210, 142, 177, 154, 437], dtype=np.float32)
ACT_WEIGHTS = (_ACT_COUNTS.mean() / _ACT_COUNTS) ** 0.5


class Sample:
    """A stretch of an article with its gold, as arrays."""

    def __init__(self, art: corpora.Article, first: int, last: int) -> None:
        self.name, self.first = f"{art.corpus}/{art.name}", first
        self.corpus = art.corpus
        self.vectors = None if art.vectors is None else art.vectors[first:last]
        self.numbers = art.numbers[first:last].astype(np.int64)
        self.bits = art.bits[first:last]
        sentences = [(a - first, b - first) for a, b in art.sentences if a >= first and b <= last]
        self.sentences = sentences
        self.sentence_of, self.firsts, self.paragraph_of = positions(sentences, self.numbers[:, 4])
        ids, starts = art.pieces
        own = ids[starts[first] : starts[last]], starts[first : last + 1] - starts[first]
        self.passages = split(own, sentences)
        self.count = last - first
        self.quotes = []
        for quote in art.quotes:
            content = quote.parts["quote"]
            if first <= content[0] and content[-1] < last:
                parts = {
                    k: None if v is None else (v - first)[(v >= first) & (v < last)] for k, v in quote.parts.items()
                }
                self.quotes.append(corpora.Quote(parts, quote.kind, quote.medium, quote.act))
        self.tags, self.levels = encode([q.parts["quote"] for q in self.quotes], self.count)
        self.aux = np.zeros((self.count, 4), dtype=np.float32)
        self.aux_known = np.zeros(4, dtype=np.float32)
        for i, role in enumerate(ROLES[:4]):
            self.aux_known[i] = art.corpus == "quotes-de" or role == "speaker"
            for quote in self.quotes:
                if quote.parts[role] is not None:
                    self.aux[quote.parts[role], i] = 1


def samples(articles: list[corpora.Article]) -> list[Sample]:
    """Articles cut at sentences into stretches of at most `LONGEST` tokens."""
    found = []
    for art in articles:
        first = 0
        while first < len(art.tokens):
            last = first
            for a, b in art.sentences:
                if a >= first and (b - first <= LONGEST or last == first):
                    last = b
            found.append(Sample(art, first, last))
            first = last
    return found


def f1(a: np.ndarray, b: np.ndarray) -> float:
    """Token F1 of two sorted sets of token numbers."""
    return 2 * len(np.intersect1d(a, b, assume_unique=True)) / (len(a) + len(b))


class Windows:
    """A batch of windows for the reader."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, np.ndarray, np.ndarray, np.ndarray]] = []  # document, look, marks, inside
        self.gold: list[corpora.Quote | None] = []

    def add(self, doc: int, s: Sample, content: np.ndarray, level: np.ndarray, gold: corpora.Quote | None) -> None:
        """Add the window around a content."""
        look = window(content, s.sentence_of, s.firsts)
        found = marks(look, content, s.sentence_of, s.paragraph_of, level, s.numbers[:, 3])
        self.rows.append((doc, look, found, np.isin(look, content)))
        self.gold.append(gold)

    def arrays(self, time: int) -> Arrays:
        """What the reader takes, and what is true of it; `time` is the width of the batch of documents."""
        lengths = np.array([len(row[1]) for row in self.rows])
        width = lengths.max()
        index = np.zeros((len(lengths), width), dtype=np.int64)
        found = np.zeros((len(lengths), width, len(self.rows[0][2][0])), dtype=np.int64)
        inside = np.zeros((len(lengths), width), dtype=np.float32)
        for i, (doc, look, mark, part) in enumerate(self.rows):
            index[i, : len(look)] = doc * time + look
            found[i, : len(look)] = mark
            inside[i, : len(look)] = part
        return {"index": index, "marks": found, "looks": lengths, "inside": inside} | self._truth(width)

    def _truth(self, width: int) -> Arrays:
        """Roles of tokens and labels of windows; what a corpus does not annotate is not known."""
        count = len(self.rows)
        target = np.zeros((count, width, len(ROLES)), dtype=np.float32)
        known = np.zeros((count, len(ROLES)), dtype=np.float32)
        ends = np.full((count, 2), -100, dtype=np.int64)
        named = np.full(count, -1.0, dtype=np.float32)
        names = np.full((count, 3), -100, dtype=np.int64)
        keep = np.zeros(count, dtype=np.float32)
        for i, ((_, look, _, _), gold) in enumerate(zip(self.rows, self.gold, strict=True)):
            if gold is None:
                continue
            keep[i] = 1
            for j, role in enumerate(ROLES):
                part = gold.parts[role]
                if part is not None:
                    known[i, j] = 1
                    target[i, : len(look), j] = np.isin(look, part)
            places = np.flatnonzero(target[i, :, 0])
            named[i] = len(gold.parts["speaker"]) > 0
            if len(places):
                ends[i] = places[0], places[-1]
            names[i] = [label if label >= 0 else -100 for label in (gold.kind, gold.medium, gold.act)]
        return {"roles": target, "roles_known": known, "ends": ends, "named": named, "names": names, "keep": keep}

    def tensors(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """What the reader takes: states, marks, lengths, inside."""
        return reader_inputs(states, {name: put(value) for name, value in self.arrays(states.shape[1]).items()})


def reader_inputs(states: Tensor, t: Tensors) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What the reader takes: states, marks, lengths, inside."""
    return states.reshape(-1, states.shape[2])[t["index"]], t["marks"], t["looks"], t["inside"]


def reader_loss(roles: Tensor, labels: Tensor, t: Tensors) -> Tensor:
    """Loss of the reader over a batch of windows; what a corpus does not annotate does not count."""
    width = roles.shape[1]
    real = inside(t["looks"], width).float()
    mask = real[..., None] * t["roles_known"][:, None]
    bits = F.binary_cross_entropy_with_logits(roles[..., : len(ROLES)], t["roles"], reduction="none")
    loss = (bits * mask).sum() / mask[..., 0].sum().clamp(min=1)
    far = (real - 1) * 1e4
    for j in range(2):
        loss = loss + 0.1 * _chosen(roles[..., len(ROLES) + j] + far, t["ends"][:, j])
    first = 0
    for j, size in enumerate((5, 6, 11)):
        weight, share = (put(ACT_WEIGHTS), ACT) if size == len(corpora.ACTS) else (None, LABELS)
        loss = loss + share * _chosen(labels[:, first : first + size], t["names"][:, j], weight)
        first += size
    loss = loss + 0.3 * F.binary_cross_entropy_with_logits(labels[:, first], t["keep"])
    sure = (t["named"] >= 0).float()
    each = F.binary_cross_entropy_with_logits(labels[:, first + 1], t["named"].clamp(min=0), reduction="none")
    return loss + 0.1 * (each * sure).sum() / sure.sum().clamp(min=1)


def _chosen(scores: Tensor, truth: Tensor, weight: Tensor | None = None) -> Tensor:
    """Cross entropy where the truth is known (not negative); 0 where it nowhere is."""
    each = F.cross_entropy(scores, truth, weight=weight, reduction="none")
    known = (truth >= 0).float()
    sizes = known if weight is None else known * weight[truth.clamp(min=0)]
    return (each * known).sum() / sizes.sum().clamp(min=1e-6)


def candidates(s: Sample, doc: int, found: list[Content] | None, rng: np.random.Generator, out: Windows) -> None:
    """Put a document's gold contents, some of them frayed, and found contents into the batch of windows."""
    golds = [q.parts["quote"] for q in s.quotes]
    use_found = found is not None and rng.random() < 0.6
    known = [Content(max(0, level), tokens) for level, tokens in zip(s.levels, golds, strict=True)]
    level = level_marks(found if use_found and found is not None else known, s.count)
    for quote in s.quotes:
        content = quote.parts["quote"]
        if rng.random() < 0.3 and len(content) > 4:
            a, b = rng.integers(0, 3, 2)
            content = content[a : len(content) - b]
            if rng.random() < 0.3:
                content = np.arange(content[0], content[-1] + 1)
        out.add(doc, s, content, level, quote)
    if found is None:
        return
    used: set[int] = set()
    for content in sorted((one.tokens for one in found), key=lambda c: -max([f1(c, g) for g in golds], default=0)):
        scores = [f1(content, g) for g in golds]
        best = int(np.argmax(scores)) if scores else -1
        if best >= 0 and scores[best] >= 0.5:
            if scores[best] == 1 and best not in used:
                used.add(best)
                continue
            out.add(doc, s, content, level, s.quotes[best] if best not in used else None)
            used.add(best)
        else:
            out.add(doc, s, content, level, None)


def padded(batch: list[Sample]) -> Arrays:
    """Features, lexicon bits and lengths of some samples side by side."""
    shape = len(batch), max(s.count for s in batch)
    numbers = np.zeros((*shape, batch[0].numbers.shape[1]), dtype=np.int64)
    bits = np.zeros((*shape, batch[0].bits.shape[1]), dtype=np.float32)
    for i, s in enumerate(batch):
        bits[i, : s.count] = s.bits
        numbers[i, : s.count] = s.numbers
    return {"numbers": numbers, "bits": bits, "lengths": np.array([s.count for s in batch])}


def taught(batch: list[Sample]) -> Arrays:
    """What the tagger learns of some samples: tags of both levels; roles, and where those are annotated."""
    shape = len(batch), max(s.count for s in batch)
    tags = np.zeros((LEVELS, *shape), dtype=np.int64)
    aux = np.zeros((*shape, 4), dtype=np.float32)
    for i, s in enumerate(batch):
        tags[:, i, : s.count] = s.tags
        aux[i, : s.count] = s.aux
    return {"tags": tags, "aux": aux, "aux_known": np.stack([s.aux_known for s in batch])[:, None]}


def windows_of(batch: list[Sample], found: list[list[Content] | None], rng: np.random.Generator) -> Windows:
    """The windows that the reader learns from.

    Args:
        batch: samples.
        found: of each, the contents that searches find; None: it learns from the true ones alone.
        rng: chance.
    """
    windows = Windows()
    for i, (s, every) in enumerate(zip(batch, found, strict=True)):
        chosen = None
        if every is not None:
            more = [content for content in every if content.search]
            extra = [more[j] for j in rng.permutation(len(more))[:8]]
            chosen = [content for content in every if not content.search] + extra
        candidates(s, i, chosen, rng, windows)
    return windows


def carried(batch: list[Sample]) -> Tensor:
    """The vectors that samples carry, side by side."""
    return pad_sequence([put(s.vectors.astype(np.float32)) for s in batch], batch_first=True)


def batch_tensors(batch: list[Sample]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Padded vectors (those that the samples carry), features, lexicon bits and lengths."""
    t = padded(batch)
    return carried(batch), put(t["numbers"]), put(t["bits"]), put(t["lengths"])


def rows(flat: Tensor, lengths: Tensor) -> Tensor:
    """Vectors one after the other -> side by side, padded with zeros."""
    real = inside(lengths, int(lengths.max()))
    out = flat.new_zeros(*real.shape, flat.shape[1])
    out[real] = flat
    return out


def tagger_loss(tagger: Tagger, vectors: Tensor, t: Tensors) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Its losses, what the reader sees, and the scores.

    Args:
        tagger: the network.
        vectors: of the tokens, padded.
        t: `padded` and `taught`.
    """
    states, scores, below = tagger(vectors, t["numbers"], t["bits"], t["lengths"])
    mask = inside(t["lengths"], states.shape[1])
    total = t["lengths"].sum()
    tags = scores.new_zeros(())
    for level, crf in enumerate(tagger.crfs):
        part = scores[..., level * TAGS : (level + 1) * TAGS]
        tags = tags + crf.loss(part, t["tags"][level], mask).sum() / total
    bits = F.binary_cross_entropy_with_logits(scores[..., LEVELS * TAGS :], t["aux"], reduction="none")
    aux = (bits * t["aux_known"] * mask[..., None]).sum() / total
    return {"tags": tags, "aux": aux}, torch.cat([states, below], -1), scores


def found_now(batch: list[Sample], scores: Tensor, tagger: Tagger) -> list[list[Content] | None]:
    """The contents that the tagger's scores hold."""
    steps = [crf.steps.detach().cpu().numpy() for crf in tagger.crfs]
    raw = scores.detach().cpu().numpy()
    return [searches([raw[i, : s.count]], steps, SEARCHES)[0] for i, s in enumerate(batch)]


def step_loss(tagger: Tagger, reader: Reader, batch: list[Sample], rng: np.random.Generator) -> Tensor:
    """The loss of one batch of samples on the vectors that they carry: tagger and reader together."""
    t = {name: put(value) for name, value in (padded(batch) | taught(batch)).items()}
    losses, seen, scores = tagger_loss(tagger, carried(batch), t)
    loss = 2 * losses["tags"] + losses["aux"]
    windows = windows_of(batch, found_now(batch, scores, tagger), rng)
    if windows.rows:
        w = {name: put(value) for name, value in windows.arrays(seen.shape[1]).items()}
        loss = loss + reader_loss(*reader(*reader_inputs(seen, w)), w)
    return loss


def debate_loss(tagger: Tagger, vectors: Tensor, t: Tensors) -> Tensor:
    """The tagger's loss on speeches of spkatt-2023, which only its states learn from.

    Args:
        tagger: the network.
        vectors: of the tokens, padded.
        t: `padded`, and their `target`.
    """
    states, _, _ = tagger(vectors, t["numbers"], t["bits"], t["lengths"])
    mask = inside(t["lengths"], states.shape[1])
    bits = F.binary_cross_entropy_with_logits(tagger.debates(states), t["target"], reduction="none")
    return (bits * mask[..., None]).sum() / t["lengths"].sum()


def debate_target(batch: list[corpora.Debate]) -> np.ndarray:
    """What the tagger learns of some speeches, side by side."""
    target = np.zeros((len(batch), max(one.count for one in batch), DEBATES), dtype=np.float32)
    for i, one in enumerate(batch):
        target[i, : one.count] = one.target
    return target


def batches(items: list[Any], size: int, rng: np.random.Generator) -> list[list[int]]:
    """Batches of the numbers of samples or debates of like length, in random order; `size` in tokens."""
    order = sorted(range(len(items)), key=lambda i: items[i].count + rng.normal() * 40)
    found: list[list[int]] = []
    current: list[int] = []
    tokens = 0
    for i in order:
        current.append(i)
        tokens += items[i].count
        if tokens >= size:
            found.append(current)
            current, tokens = [], 0
    if current:
        found.append(current)
    rng.shuffle(found)  # type: ignore[arg-type]
    return found


def main() -> None:
    """Train further on the shipped encoder's vectors, score on dev now and then, keep the averaged weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("start", type=Path, help="a checkpoint of training.encoder.train")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/attribution"))
    parser.add_argument("--cache", type=Path, default=Path("training/runs/corpora.pkl"))
    parser.add_argument("--written", type=Path, default=Path("training/dispatches"))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=10, help="stop the schedule after this much time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=2600, help="tokens")
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--every", type=int, default=1, help="epochs between scores on dev")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    data = corpora.load(args.shared, args.cache)
    train = data["train"] + data["cuba-1962"] + data["oslo-1993"] + corpora.written(args.written)
    corpora.fill(train + data["dev"] + data["rail-2007"])
    items = samples(train)
    both = load(args.start)
    tagger, reader = both["tagger"], both["reader"]
    average = copy.deepcopy(both)
    optimiser = torch.optim.AdamW(both.parameters(), lr=args.rate, weight_decay=0.02, betas=(0.9, 0.98))
    begun = time.time()
    steps = 0
    args.out.mkdir(parents=True, exist_ok=True)
    from training.attribution.predict import score_all

    def scores() -> str:
        average.eval()
        return " ".join(f"{k} {v:.3f}" for k, v in score_all(average, data).items())

    print(f"begin {scores()}", flush=True)
    for epoch in range(args.epochs):
        both.train()
        sums: dict[str, float] = {}
        plan = batches(items, args.batch, rng)
        for chosen in plan:
            batch = [items[i] for i in chosen]
            # The schedule runs over whichever ends first, the epochs or the minutes.
            progress = max(steps / (len(plan) * args.epochs), (time.time() - begun) / 60 / args.minutes)
            rate = args.rate * min(1, (steps + 1) / 30) * max(0.02, 1 - progress)
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = step_loss(tagger, reader, batch, rng)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(both.parameters(), 1.0)
            optimiser.step()
            steps += 1
            keep = min(0.99, 1 - 1 / (1 + steps / 8))
            with torch.no_grad():
                for a, b in zip(average.parameters(), both.parameters(), strict=True):
                    a.lerp_(b, 1 - keep)
            sums["loss"] = sums.get("loss", 0) + loss.item() / len(plan)
        spent = (time.time() - begun) / 60
        line = f"epoch {epoch + 1} {spent:.1f} min " + " ".join(f"{k} {v:.4f}" for k, v in sums.items())
        over = spent > args.minutes or epoch + 1 == args.epochs
        if (epoch + 1) % args.every == 0 or over:
            line += f" | {scores()}"
            torch.save({"weights": average.state_dict(), "hidden": 192}, args.out / f"seed{args.seed}.pt")
        print(line, flush=True)
        if over:
            break


if __name__ == "__main__":
    main()
