"""The steps of a training, made ready by other processes while the network learns.

A step is a batch of stretches of articles, one of sentences, now and then one of debates: their passages side by side
for the encoder, and what each head learns from them, as arrays. What a step holds depends on its seed alone.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from depesche.attribution.decoding import Content
from training.attribution import corpora
from training.attribution.train import Arrays, Sample, batches, debate_target, padded, taught, windows_of
from training.encoder.passages import Grid, Pieces, grid, split
from training.language import tagger as words

MASKED = 0.05  # share of pieces hidden in training; 0.04 in the first goes, not compared


@dataclass
class Source:
    """What steps are drawn from.

    Args:
        samples: stretches of articles.
        found: the contents that a trained tagger finds in each, by the sample's name and first token; the reader learns
            to refuse those that are none.
        sentences: with names, parts of speech, moods.
        debates: stretches of speeches.
    """

    samples: list[Sample]
    found: dict[tuple[str, int], list[Content]]
    sentences: words.Prepared
    debates: list[corpora.Debate]


@dataclass
class Step:
    """One step's arrays; sizes are the numbers of tokens of articles, sentences and debates."""

    grids: list[Grid]
    sizes: list[int]
    articles: Arrays
    sentences: Arrays
    debates: Arrays


@dataclass(frozen=True)
class Plan:
    """What one step holds: numbers of samples, sentences and debates."""

    samples: tuple[int, ...]
    sentences: tuple[int, ...]
    debates: tuple[int, ...]


def plans(source: Source, epochs: int, batch: int, sentences: int, debate_steps: int, seed: int) -> list[Plan]:
    """The steps of so many epochs.

    Args:
        source: what they are drawn from.
        epochs: passes over the samples.
        batch: tokens of articles in a step.
        sentences: tokens of sentences in a step.
        debate_steps: one batch of debates every so many steps.
        seed: of the order.
    """
    rng = np.random.default_rng(seed)
    unrelated = _sentences(source.sentences, sentences, random.Random(seed))
    speeches = _endless(source.debates, batch, rng)
    found = []
    for _ in range(epochs):
        for chosen in batches(source.samples, batch, rng):
            heard = next(speeches) if len(found) % debate_steps == 0 else []
            found.append(Plan(tuple(chosen), tuple(next(unrelated)), tuple(heard)))
    return found


def _sentences(data: words.Prepared, size: int, noise: random.Random) -> Iterator[list[int]]:
    """Batches of sentences for ever; unrelated ones share a passage, to save time."""
    sources: dict[str, list[int]] = {}
    for number, sample in enumerate(data.samples):
        sources.setdefault(sample.source, []).append(number)
    while True:
        order = [
            number
            for source, times in words.SHARES.items()
            for number in words.portion(sources.get(source, []), times, noise)
        ]
        noise.shuffle(order)
        current: list[int] = []
        tokens = 0
        for number in order:
            current.append(number)
            tokens += len(data.samples[number].words)
            if tokens >= size:
                yield sorted(current, key=lambda one: len(data.samples[one].words))
                current, tokens = [], 0


def _endless(items: list[corpora.Debate], size: int, rng: np.random.Generator) -> Iterator[list[int]]:
    while True:
        yield from batches(items, size, rng)


def joined(data: words.Prepared, numbers: Sequence[int]) -> list[Pieces]:
    """The passages of some sentences, several in one, in order."""
    ids = np.concatenate([data.pieces[number][0] for number in numbers])
    sizes = np.concatenate([np.diff(data.pieces[number][1]) for number in numbers])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ends = np.cumsum([len(data.samples[number].words) for number in numbers])
    return split((ids, starts), list(zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)))


class Steps(Sequence[Step]):
    """The steps of some plans.

    Args:
        source: what they are drawn from; vectors that samples carry are those that the network should give them.
        plan: of each step.
        seed: of what is hidden and frayed in them.
        together: passages that the encoder computes side by side.
    """

    def __init__(self, source: Source, plan: list[Plan], seed: int, together: int) -> None:
        self.source, self.plan, self.seed, self.together = source, plan, seed, together

    def __len__(self) -> int:
        return len(self.plan)

    def __getitem__(self, number: int) -> Step:  # type: ignore[override]
        """The arrays of a step."""
        own, source = self.plan[number], self.source
        rng = np.random.default_rng((self.seed, number))
        batch = [source.samples[one] for one in own.samples]
        speeches = [source.debates[one] for one in own.debates]
        parts = [
            list(itertools.chain.from_iterable(one.passages for one in batch)),
            joined(source.sentences, own.sentences),
            [passage for one in speeches for passage in split(one.pieces, [(0, one.count)])],
        ]
        every = list(itertools.chain.from_iterable(parts))
        found = [source.found.get((one.name, one.first)) for one in batch]
        articles = padded(batch) | taught(batch)
        if batch[0].vectors is not None:
            articles["true"] = np.concatenate([one.vectors for one in batch])
        windows = windows_of(batch, found, rng)
        if windows.rows:
            articles |= windows.arrays(articles["numbers"].shape[1])
        return Step(
            [grid(every[at : at + self.together], MASKED, rng) for at in range(0, len(every), self.together)],
            [sum(len(starts) - 1 for _, starts in one) for one in parts],
            articles,
            words.batch_arrays(source.sentences, list(own.sentences), random.Random(int(rng.integers(1 << 30)))),
            padded(speeches) | {"target": debate_target(speeches)} if speeches else {},
        )
