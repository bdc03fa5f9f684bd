"""Train what tells of a headline's part whether it restates a statement below, and which.

    OMP_NUM_THREADS=1 python -m training.attribution.headlines [--to FILE]      (7 minutes, one core; 1 when kept)

Two small models (`depesche.attribution.headlines`): which statement below a part restates (a conditional logit, learned
from the truth's carried speakers), and whether it is a statement at all (a logistic regression). They learn from the
corpora whose truth marks headlines that name no speaker (`MARKING`); the others leave many of them unmarked that a
reader would accept, so what they do not mark counts little. rail-2007 is never learned from. Prints, for each corpus,
what models trained on the others make of its headlines.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.isotonic import IsotonicRegression

from depesche.attribution import headlines
from depesche.attribution.headlines import Page, Part
from depesche.evaluation.statements import LEAST_OVERLAP, overlap
from depesche.evaluation.truth import TrueStatement, Truth
from depesche.records import ReadDocument, Span
from training.claims.corpora import all_folders, load

MARKING = (
    "entwaffnung-1997",
    "frieden-2016",
    "grenze-1968",
    "klinik-2019",
    "raketen-1986",
    "schulden-2012",
    "teilung-1954",
    "wasser-2021",
)
LEFT_OUT = "rail-2007"
SHARED = ("cuba-1962", "oslo-1993")
UNMARKED = 0.1  # weight of what another corpus leaves unmarked
UNMARKED_SHARED = 0.3  # the same of the shared ones, whose headlines were read with more care
HOLD_CHOICE = 0.02  # how strongly weights are held at nought (L2)
HOLD = 0.01
# Probability from which a part becomes a statement: high, for the truths of cuba-1962 and oslo-1993 leave headlines
# unmarked that the others mark, and the floors of precision hold in both.
LEAST = 0.7


@dataclass(frozen=True)
class Example:
    """A part of a title, whether the truth has it as a statement, and which statements below its speaker says."""

    corpus: str
    page: Page
    part: Part
    gold: TrueStatement | None
    free: bool  # neither touched by what the network has found nor left to it
    ties: list[dict[str, float]]
    spoken: list[bool]

    @property
    def weight(self) -> float:
        """How much it counts."""
        if self.corpus in MARKING or self.gold:
            return 1.0
        return UNMARKED_SHARED if self.corpus in SHARED else UNMARKED

    @property
    def text(self) -> str:
        """Its words."""
        span = headlines.span_of(self.page, self.part)
        return self.page.document.text[span.start : span.end]


def examples(truth: Truth, reads: Sequence[ReadDocument]) -> list[Example]:
    """The parts of a corpus' titles; without those that hold a statement of the truth and much else."""
    found = []
    names = {document.id: name for name, document in truth.documents.items()}
    for read in reads:
        title = read.document.title_span
        below = [one for one in read.statements if title and one.start >= title.end]
        page = headlines.open_page(read.document, read.analysis, below)
        if page is None or title is None:
            continue
        golds = [one for one in truth.statements if one.document == names[read.document.id]]
        golds = [one for one in golds if one.span.start < title.end]
        # What this module itself has read in the title rests on somebody below it, which the network never says.
        own = [one for one in read.statements if one.start < title.end]
        own = [one for one in own if not any(span.start >= title.end for span in one.speaker.spans)]
        taken = [span for one in own for span in one.content]
        heard: set[tuple[Span, ...]] = set()
        for part in headlines.parts(page):
            span = headlines.span_of(page, part)
            shares = [(overlap((span,), one.span), one) for one in golds]
            share, gold = max(shares, key=lambda pair: pair[0], default=(0.0, None))
            if 0 < share < LEAST_OVERLAP:
                continue
            mention = gold.mention if gold and share else None
            ties = headlines.all_ties(page, part, heard)
            speakers = [one.statement.speaker.spans for one in page.below]
            spoken = [bool(mention) and any(_meet(one, mention) for one in spans) for spans in speakers]
            free = not any(_meet(span, other) for other in taken) and not headlines.tells(page, part)
            found.append(Example(truth.name, page, part, gold if share else None, free, ties, spoken))
            heard.update(spans for spans, said in zip(speakers, spoken, strict=True) if said)
    return found


def _meet(one: Span, other: Span | None) -> bool:
    return other is not None and one.start < other.end and other.start < one.end


def fit_choice(data: Sequence[Example]) -> dict[str, float]:
    """Weights of ties: of a part's statements below, those that its true speaker says should come out first."""
    known = [one for one in data if any(one.spoken) and not all(one.spoken) and one.gold and one.gold.carried]
    names = list(known[0].ties[0])
    rows = [torch.tensor([[ties[name] for name in names] for ties in one.ties], dtype=torch.float32) for one in known]
    right = [torch.tensor(one.spoken) for one in known]

    def loss(weights: torch.Tensor, _: torch.Tensor) -> torch.Tensor:
        scores = [x @ weights for x in rows]
        lost = [torch.logsumexp(z, 0) - torch.logsumexp(z[own], 0) for z, own in zip(scores, right, strict=True)]
        return torch.stack(lost).mean() + HOLD_CHOICE * (weights**2).sum()

    weights, _ = _fit(loss, len(names))
    return dict(zip(names, weights, strict=True))


def fit_presence(data: Sequence[Example], found: Sequence[dict[str, float]]) -> tuple[dict[str, float], float]:
    """Weights and bias of a logistic regression: is a part a statement?"""
    names = list(found[0])
    x = torch.tensor([[one[name] for name in names] for one in found], dtype=torch.float32)
    y = torch.tensor([float(one.gold is not None) for one in data])
    share = torch.tensor([one.weight for one in data])

    def loss(weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        lost = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights + bias, y, weight=share)
        return lost * len(data) / share.sum() + HOLD * (weights**2).sum()

    weights, bias = _fit(loss, len(names))
    return dict(zip(names, weights, strict=True)), bias


def _fit(loss: Any, count: int) -> tuple[list[float], float]:
    weights, bias = torch.zeros(count, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss(weights, bias)
        value.backward()
        return value

    optimiser.step(closure)
    return [round(float(one), 4) for one in weights.detach()], round(float(bias), 4)


def described(data: Sequence[Example], choice: dict[str, float]) -> list[dict[str, float]]:
    """The features of examples, each with the statement that it restates best."""
    out = []
    heard: set[tuple[Span, ...]] = set()
    for before, one in zip([None, *data], data, strict=False):
        if before is None or before.page is not one.page:
            heard = set()
        match = headlines.best(one.page, one.part, choice, heard)
        heard.add(one.page.below[match.number].statement.speaker.spans)
        out.append(headlines.features(one.page, one.part, match))
    return out


def train(data: Sequence[Example]) -> headlines.Model:
    """A model learned from examples, not yet calibrated."""
    choice = fit_choice(data)
    weights, bias = fit_presence(data, described(data, choice))
    return headlines.Model(choice, weights, bias, LEAST, ((0.0, 0.0), (1.0, 1.0)))


def judged(using: headlines.Model, data: Sequence[Example]) -> list[float]:
    """The probability of each example."""
    return [using.probability(found) for found in described(data, using.choice)]


def calibration(sure: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """A rising map from probability to how often right, in few steps."""
    known = IsotonicRegression(y_min=0.02, y_max=0.98, out_of_bounds="clip").fit(sure, np.array(right, dtype=float))
    at = np.linspace(0, 1, 11)
    return [(round(float(raw), 2), round(float(value), 4)) for raw, value in zip(at, known.predict(at), strict=True)]


def report(name: str, data: Sequence[Example], sure: Sequence[float], least: float) -> None:
    """What a corpus' headlines come to: only those that the network leaves free."""
    free = [(one, value) for one, value in zip(data, sure, strict=True) if one.free]
    added = [one for one, value in free if value >= least]
    true = sum(one.gold is not None for one, _ in free)
    right = sum(one.gold is not None for one in added)
    print(f"{name}: {true} statements in free parts, {right} found, {len(added) - right} added that the truth lacks")


def main() -> None:
    """Cross-corpus figures, then the weights that ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, help="where the weights go (src/depesche/attribution/model/headlines.json)")
    args = parser.parse_args()
    data = {folder.name: examples(*load(folder, "read")) for folder in all_folders()}
    sure = {}
    for name in (*MARKING, *SHARED, LEFT_OUT):
        own = data[name]
        rest = [one for other, many in data.items() if other not in (name, LEFT_OUT) for one in many]
        sure[name] = judged(train(rest), own)
        report(name, own, sure[name], LEAST)
    pooled = [
        (value, one.gold is not None)
        for name in MARKING
        for one, value in zip(data[name], sure[name], strict=True)
        if one.free
    ]
    using = train([one for name, many in data.items() if name != LEFT_OUT for one in many])
    if args.to:
        kept = {
            "least": LEAST,
            "calibration": calibration(*zip(*pooled, strict=True)),
            "bias": using.bias,
            "choice": using.choice,
            "weights": using.weights,
        }
        args.to.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
