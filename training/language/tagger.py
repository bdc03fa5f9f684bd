"""What reads names, parts of speech and moods off token vectors; it learns together with the encoder.

    python -m training.encoder.train ...                      (trains it)
    python -m training.language.tagger CHECKPOINT             (writes src/depesche/language/de/model/tagger.npz)

What was learned with the encoder in full precision settles on the vectors that the shipped encoder gives at work.

Token vectors beside summed spelling features, one hidden layer, a linear-chain CRF (Lafferty et al. 2001) over name
tags and two softmax layers over parts of speech and moods.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from depesche.language.clusters import clusters
from depesche.language.features import CLUSTERS, NGRAMS, ROWS, SHAPES, word_features
from depesche.language.lexicon import FEATURES, lexicon
from depesche.language.transformer import token_encoder
from depesche.language.vocabulary import WIDTH
from training.attribution.network import partition
from training.device import inside, put
from training.encoder.passages import Pieces, cut
from training.language.data import MOODS, NAME_TAGS, POS, Sample, training

TARGET = Path(__file__).resolve().parents[2] / "src/depesche/language/de/model/tagger.npz"
SPELLING, HIDDEN = 96, 160
# How often an epoch sees each corpus: treebank sentences are few; SmartData's guidelines differ from
# GermEval's. More of GermEval than before (1.0) because the encoder saw it five times in eleven epochs; not compared.
SHARES = {"germeval": 1.5, "ud": 1.5, "smartdata": 0.35}
SETTLED = 32  # sentences in a batch when the heads settle on the shipped vectors
HIDDEN_WORDS = 0.25  # share of words about which something is hidden in training
NAME_BITS = [FEATURES.index(name) for name in ("given_name", "surname", "city", "country", "region", "known_person",
                                               "brand", "name")]  # fmt: skip


class Tagger(nn.Module):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.spelling = nn.EmbeddingBag(ROWS, SPELLING, mode="sum", include_last_offset=False)
        nn.init.normal_(self.spelling.weight, std=0.1)
        self.hidden = nn.Linear(WIDTH + SPELLING + 2, HIDDEN)
        self.names = nn.Linear(HIDDEN, len(NAME_TAGS))
        self.pos = nn.Linear(HIDDEN, len(POS))
        self.mood = nn.Linear(HIDDEN, len(MOODS))
        self.move = nn.Parameter(torch.zeros(len(NAME_TAGS), len(NAME_TAGS)))
        self.start = nn.Parameter(torch.zeros(len(NAME_TAGS)))
        self.drop = nn.Dropout(0.3)
        self.drop_in = nn.Dropout(0.1)
        self.drop_spelling = nn.Dropout(0.4)
        forbidden = torch.zeros(len(NAME_TAGS), len(NAME_TAGS))
        for before, one in enumerate(NAME_TAGS):
            for after, other in enumerate(NAME_TAGS):
                if other[0] == "I" and (one == "O" or one[1:] != other[1:]):
                    forbidden[before, after] = -1e4
        self.register_buffer("forbidden", forbidden)
        self.register_buffer("no_start", torch.tensor([-1e4 if tag[0] == "I" else 0.0 for tag in NAME_TAGS]))

    def forward(self, vectors: torch.Tensor, rows: torch.Tensor, offsets: torch.Tensor, context: torch.Tensor,
                lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:  # fmt: skip
        """Scores of name tags, parts of speech and moods, each (sentences, longest, classes)."""
        spelling = self.drop_spelling(self.spelling(rows, offsets))
        flat = self.drop(torch.tanh(self.hidden(torch.cat([self.drop_in(vectors), spelling, context], 1))))
        out = pad_sequence(list(flat.split(lengths.tolist())), batch_first=True)
        return self.names(out), self.pos(out), self.mood(out)

    def crf_loss(self, scores: torch.Tensor, allowed: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Negative log likelihood of the tags that each corpus leaves possible."""
        return (self._partition(scores, lengths) - self._partition(scores + allowed, lengths)).sum()

    def _partition(self, scores: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        mask = inside(lengths, scores.shape[1])
        return partition(scores, self.start + self.no_start, self.move + self.forbidden, mask)

    @torch.no_grad()
    def decode(self, scores: torch.Tensor, lengths: torch.Tensor) -> list[list[int]]:
        """The best tag sequences (Viterbi)."""
        move = self.move + self.forbidden
        best = self.start + self.no_start + scores[:, 0]
        back = []
        for place in range(1, scores.shape[1]):
            value, origin = (best[:, :, None] + move[None]).max(1)
            inside = (place < lengths)[:, None]
            best = torch.where(inside, value + scores[:, place], best)
            back.append(torch.where(inside, origin, torch.arange(len(NAME_TAGS), device=origin.device)[None]))
        tag = best.argmax(1)
        path = [tag]
        for origin in reversed(back):
            tag = origin.gather(1, tag[:, None])[:, 0]
            path.append(tag)
        grid = torch.stack(path[::-1], 1)
        return [grid[row, : lengths[row]].tolist() for row in range(len(lengths))]


class Prepared:
    """Samples with their pieces and spelling rows."""

    def __init__(self, samples: list[Sample]) -> None:
        self.samples = samples
        self.pieces: list[Pieces] = [cut(sample.words) for sample in samples]
        lex = lexicon("de")
        known: dict[str, np.ndarray] = {}
        for sample in samples:
            for word in sample.words:
                if word not in known:
                    known[word] = np.array(word_features(word, lex, clusters("de")), dtype=np.int64)
        self.rows = [[known[word] for word in sample.words] for sample in samples]


def batch_arrays(data: Prepared, numbers: list[int], noise: random.Random | None) -> dict[str, np.ndarray]:
    """One batch as arrays; with noise, lexicon knowledge about some words is hidden."""
    rows, offsets, context, total = [], [], [], 0
    for number in numbers:
        words = data.samples[number].words
        caps = float(sum(word.isupper() for word in words) * 2 > len(words))
        for place, found in enumerate(data.rows[number]):
            if noise and noise.random() < HIDDEN_WORDS:
                found = _hide(found, noise)
            rows.append(found)
            offsets.append(total)
            total += len(found)
            context.append((float(place == 0), caps))
    lengths = np.array([len(data.samples[number].words) for number in numbers])
    shape = len(numbers), lengths.max()
    allowed = np.zeros((*shape, len(NAME_TAGS)), dtype=np.float32)
    pos, mood = np.full(shape, -1), np.full(shape, -1)
    named = np.zeros(len(numbers), dtype=bool)
    for row, number in enumerate(numbers):
        sample = data.samples[number]
        if sample.names:
            named[row] = True
            allowed[row, : len(sample.names)] = -1e4
            for place, tags in enumerate(sample.names):
                allowed[row, place, list(tags)] = 0.0
        if sample.pos:
            pos[row, : len(sample.pos)] = sample.pos
            mood[row, : len(sample.mood)] = sample.mood
    return {
        "rows": np.concatenate(rows),
        "offsets": np.array(offsets),
        "context": np.array(context, dtype=np.float32),
        "lengths": lengths,
        "allowed": allowed,
        "pos": pos,
        "mood": mood,
        "named": named,
    }


def batch(data: Prepared, numbers: list[int], noise: random.Random | None) -> dict[str, torch.Tensor]:
    """The same as tensors."""
    return {name: put(value) for name, value in batch_arrays(data, numbers, noise).items()}


def _hide(rows: np.ndarray, noise: random.Random) -> np.ndarray:
    dice = noise.random()
    if dice < 0.4:  # the name lists do not know this name
        return rows[~np.isin(rows, NAME_BITS)]
    if dice < 0.6:  # nor do the clusters
        return rows[~np.isin(rows, NAME_BITS) & ((rows < CLUSTERS) | (rows >= NGRAMS))]
    if dice < 0.8:  # an unknown word
        return np.append(rows[(rows >= SHAPES) & ((rows < CLUSTERS) | (rows >= NGRAMS))], SHAPES)
    return rows[rows < NGRAMS]


def evaluate(
    model: Tagger, data: Prepared, vectors: Callable[[list[int]], torch.Tensor], every: int = 1
) -> dict[str, float]:
    """Names: exact spans of the four kinds; accuracy of parts of speech; F1 of the subjunctive.

    Args:
        model: the heads.
        data: sentences.
        vectors: gives the vectors of some sentences' tokens, one after the other.
        every: score only every so many sentences.
    """
    model.eval()
    true = found = right = 0
    pos_right = pos_all = sub_true = sub_found = sub_right = mood_right = 0
    for first in range(0, len(data.samples), 64 * every):
        numbers = list(range(first, min(first + 64, len(data.samples))))
        parts = batch(data, numbers, None)
        with torch.no_grad():
            names, pos, mood = model(
                vectors(numbers), *(parts[key] for key in ("rows", "offsets", "context", "lengths"))
            )
        for row, tags in enumerate(model.decode(names, parts["lengths"])):
            sample = data.samples[numbers[row]]
            if sample.names:
                gold = spans([next(iter(one)) for one in sample.names])
                predicted = spans(tags)
                true, found, right = true + len(gold), found + len(predicted), right + len(gold & predicted)
            if sample.pos:
                guess = pos[row, : len(tags)].argmax(1).tolist()
                moods = mood[row, : len(tags)].argmax(1).tolist()
                pos_right += sum(a == b for a, b in zip(guess, sample.pos, strict=True))
                pos_all += len(guess)
                for a, b in zip(moods, sample.mood, strict=True):
                    sub_true, sub_found = sub_true + (b >= 3), sub_found + (a >= 3)
                    sub_right += a >= 3 and b >= 3
                    mood_right += a == b
    return {
        "names_precision": right / max(1, found),
        "names_recall": right / max(1, true),
        "names_f1": 2 * right / max(1, true + found),
        "pos_accuracy": pos_right / max(1, pos_all),
        "subjunctive_f1": 2 * sub_right / max(1, sub_true + sub_found),
        "mood_accuracy": mood_right / max(1, pos_all),
    }


def spans(tags: list[int]) -> set[tuple[int, int, str]]:
    """The names of the four kinds that leave the stage, as (first token, end, kind)."""
    found, start, kind = set(), 0, ""
    for place, number in enumerate([*tags, 0]):
        tag = NAME_TAGS[number]
        if kind and not (tag[0] == "I" and tag[2:] == kind):
            if kind in ("PER", "LOC", "ORG", "OTH"):
                found.add((start, place, kind))
            kind = ""
        if tag[0] == "B":
            start, kind = place, tag[2:]
    return found


def portion(numbers: list[int], times: float, noise: random.Random) -> list[int]:
    """So many times these numbers; a fraction is drawn."""
    whole = numbers * int(times)
    return whole + noise.sample(numbers, int(len(numbers) * (times - int(times))))


def export(model: Tagger, path: Path) -> None:
    """Write plain float16 arrays (the spelling table is most of it)."""
    state = {key.replace(".", "_"): value.detach().numpy() for key, value in model.state_dict().items()}
    state["move"] = state["move"] + state.pop("forbidden")
    state["start"] = state["start"] + state.pop("no_start")
    arrays = {key: value.astype(np.float16 if value.size > 1000 else np.float32) for key, value in state.items()}
    arrays["name_tags"], arrays["pos_tags"], arrays["moods"] = np.array(NAME_TAGS), np.array(POS), np.array(MOODS)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)


def heads_loss(
    model: Tagger, vectors: torch.Tensor, parts: dict[str, torch.Tensor]
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Losses a token of names, parts of speech and moods; what a corpus does not annotate does not count."""
    names, pos, mood = model(vectors, *(parts[key] for key in ("rows", "offsets", "context", "lengths")))
    total = vectors.new_zeros(())
    seen = {}
    if parts["named"].any():
        chosen = parts["named"]
        loss = model.crf_loss(names[chosen], parts["allowed"][chosen], parts["lengths"][chosen])
        total = total + loss / parts["lengths"][chosen].sum()
        seen["names"] = total.detach()
    if (parts["pos"] >= 0).any():
        for name, scores, target, weight in (("pos", pos, parts["pos"], 0.3), ("mood", mood, parts["mood"], 1.0)):
            loss = nn.functional.cross_entropy(scores.flatten(0, 1), target.flatten(), ignore_index=-1)
            total = total + weight * loss
            seen[name] = loss.detach()
    return total, seen


def shipped_vectors(data: Prepared) -> list[torch.Tensor]:
    """The vectors of each sample's tokens from the encoder that ships, read alone."""
    encoder = token_encoder()
    found = []
    for ids, starts in data.pieces:
        pieces = [ids[a:b].tolist() for a, b in itertools.pairwise(starts.tolist())]
        found.append(torch.from_numpy(np.array(encoder.vectors(pieces), dtype=np.float32)))
    return found


def settle(model: Tagger, data: Prepared, epochs: int, rate: float, seed: int) -> Tagger:
    """Train the heads further on the shipped encoder's vectors; gives the averaged weights.

    Args:
        model: the heads.
        data: sentences.
        epochs: passes over them, by `SHARES`.
        rate: of learning, falling to nothing.
        seed: of the order and of what is hidden.
    """
    torch.manual_seed(seed)
    noise = random.Random(seed)
    vectors = shipped_vectors(data)
    sources: dict[str, list[int]] = {}
    for number, sample in enumerate(data.samples):
        sources.setdefault(sample.source, []).append(number)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    average = copy.deepcopy(model)
    size = sum(int(len(sources.get(source, [])) * times) for source, times in SHARES.items())
    total, steps = epochs * (size // SETTLED), 0
    model.train()
    for _ in range(epochs):
        order = [
            number for source, times in SHARES.items() for number in portion(sources.get(source, []), times, noise)
        ]
        noise.shuffle(order)
        for first in range(0, len(order) - SETTLED + 1, SETTLED):
            numbers = sorted(order[first : first + SETTLED], key=lambda one: len(data.samples[one].words))
            parts = batch(data, numbers, noise)
            loss = heads_loss(model, torch.cat([vectors[number] for number in numbers]), parts)[0]
            for group in optimiser.param_groups:
                group["lr"] = rate * max(0.02, 1 - steps / total)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            steps += 1
            with torch.no_grad():
                for mean, value in zip(average.parameters(), model.parameters(), strict=True):
                    mean.lerp_(value, max(0.005, 1 / (1 + steps / 8)))
    return average


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--to", type=Path, default=TARGET)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--epochs", type=int, default=6, help="passes on the shipped encoder's vectors; 0: none")
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--seeds", type=int, default=2, help="so many times; the mean of their weights ships")
    options = parser.parse_args()
    torch.set_num_threads(1)
    weights = torch.load(options.checkpoint, weights_only=True)["weights"]
    model = Tagger()
    model.load_state_dict({key[6:]: value for key, value in weights.items() if key.startswith("words.")})
    if options.epochs:
        data = Prepared(training(options.shared / "data")[0])
        settled = [
            settle(copy.deepcopy(model), data, options.epochs, options.rate, seed) for seed in range(options.seeds)
        ]
        states = [one.state_dict() for one in settled]
        model.load_state_dict({key: torch.stack([one[key] for one in states]).mean(0) for key in states[0]})
    export(model, options.to)


if __name__ == "__main__":
    main()
