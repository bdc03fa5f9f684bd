"""Choose the decoding settings on dev, calibrate confidence, and say how good both are.

    python -m training.attribution.tune CHECKPOINT... --out settings.json

With several checkpoints their scores are averaged. Calibration is cross-fitted: each half of dev is judged by a map
made on the other half; the map that ships is made on both. So is the ranking of candidates, in five folds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from depesche.attribution.decoding import Candidate, Settings, choose, rank_features
from depesche.evaluation.quotes import PARTS, Quote, score, token_f1
from training.attribution import corpora
from training.attribution.network import load
from training.attribution.predict import as_quote, candidates_of, gold_quotes, truth_figures

BINS = 10
NEARLY = 0.001  # of joint F1: a fifth of what another seed changes
CUTS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


def joint_f1(candidate: Candidate, settings: Settings, golds: Sequence[Quote]) -> float:
    """Token F1 over all parts together with the gold quote whose content it agrees with best."""
    parts = as_quote(candidate, settings).parts
    best = max(golds, key=lambda gold: token_f1(parts["quote"], gold.parts["quote"]), default=None)
    if best is None or not parts["quote"] & best.parts["quote"]:
        return 0.0
    found = sum(len(parts[name]) for name in PARTS)
    true = sum(len(best.parts[name]) for name in PARTS)
    return 2 * sum(len(parts[name] & best.parts[name]) for name in PARTS) / (found + true)


def best_f1(candidate: Candidate, golds: Sequence[frozenset[int]]) -> float:
    """Token F1 of a candidate with the gold content it agrees with best."""
    mine = frozenset(candidate.content.tolist())
    return max((token_f1(mine, gold) for gold in golds), default=0.0)


def fit_rank(rows: Sequence[Candidate], targets: np.ndarray) -> tuple[float, ...]:
    """Logistic regression of the joint token F1 that a candidate reaches, on its rank features."""
    x = torch.from_numpy(np.stack([rank_features(row) for row in rows]))
    y = torch.from_numpy(targets.astype(np.float32))
    weights = torch.zeros(x.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights, y) + 2e-3 * (weights[:-1] ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return tuple(round(float(weight), 4) for weight in weights.detach())


class Folds:
    """Dev in folds of articles; each fold's candidates are ranked by weights learned on the others."""

    def __init__(
        self, raw: list[list[Candidate]], articles: list[corpora.Article], settings: Settings, count: int = 5
    ) -> None:
        self.raw, self.articles, self.count = raw, articles, count
        whole = [gold_quotes(art) for art in articles]
        self.golds = [[quote.parts["quote"] for quote in quotes] for quotes in whole]
        flat = [
            (row, joint_f1(row, settings, quotes), i)
            for i, (rows, quotes) in enumerate(zip(raw, whole, strict=True))
            for row in rows
        ]
        self.weights = []
        for fold in range(count):
            part = [(row, target) for row, target, i in flat if i % count != fold]
            self.weights.append(fit_rank([row for row, _ in part], np.array([target for _, target in part])))
        self.all = fit_rank([row for row, _, _ in flat], np.array([target for _, target, _ in flat]))

    def chosen(self, settings: Settings) -> list[list[tuple[Candidate, float]]]:
        """What would be kept of each article."""
        return [choose(rows, replace(settings, rank=self.weights[i % self.count])) for i, rows in enumerate(self.raw)]

    def figures(self, settings: Settings) -> dict[str, float]:
        """All figures under these settings."""
        return score(
            ([as_quote(one, settings) for one, _ in kept], gold_quotes(art))
            for kept, art in zip(self.chosen(settings), self.articles, strict=True)
        )


def isotonic(x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
    """Isotonic regression by pooling adjacent violators (Ayer et al. 1955), thinned to blocks of at least 25."""
    order = np.argsort(x)
    blocks: list[list[float]] = []  # sum of y, count, sum of x
    for value, target in zip(x[order], y[order], strict=True):
        blocks.append([target, 1.0, value])
        while len(blocks) > 1 and (
            blocks[-1][0] / blocks[-1][1] <= blocks[-2][0] / blocks[-2][1] or blocks[-2][1] < 25
        ):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [(round(b[2] / b[1], 4), round(min(0.99, max(0.01, b[0] / b[1])), 4)) for b in blocks]


def reliability(confidence: np.ndarray, right: np.ndarray) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error over ten bins of equal width, and each bin's mean confidence, share right, count."""
    table, error = [], 0.0
    for low in range(BINS):
        inside = (confidence >= low / BINS) & (confidence < (low + 1) / BINS + (low == BINS - 1))
        if inside.any():
            row = float(confidence[inside].mean()), float(right[inside].mean()), int(inside.sum())
            table.append(row)
            error += abs(row[0] - row[1]) * row[2] / len(right)
    return error, table


def _with(cut: tuple[float, ...], place: int, value: float) -> tuple[float, float, float, float]:
    a, b, c, d = (value if i == place else old for i, old in enumerate(cut))
    return a, b, c, d


def main() -> None:
    """Tune, calibrate, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, default=Path("training/runs/corpora.pkl"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bonuses", type=float, nargs="*", help="these alone, instead of the best of three lists")
    parser.add_argument("--keep", type=float, help="this threshold, instead of the best")
    parser.add_argument("--cut", type=float, nargs=4, help="these cuts of the roles, instead of the best")
    args = parser.parse_args()
    torch.set_num_threads(1)
    data = corpora.load(args.shared, args.cache)
    corpora.fill([art for name in ("dev", "cuba-1962", "oslo-1993", "rail-2007") for art in data[name]])
    models = [load(path) for path in args.checkpoints]
    settings, best = Settings(cut=tuple(args.cut)) if args.cut else Settings(), -1.0
    lists = ((1.0,), (1.0, 2.0), (1.0, 2.0, 3.0)) if args.bonuses is None else (tuple(args.bonuses),)
    for bonuses in lists:
        looked = replace(settings, bonuses=bonuses)
        tried = Folds(candidates_of(models, data["dev"], looked), data["dev"], looked)
        for keep in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65) if args.keep is None else (args.keep,):
            option = replace(looked, keep=keep)
            found = tried.figures(option)
            print(
                bonuses,
                keep,
                *(round(found[k], 4) for k in ("joint_f1", "quote_f1", "quote_precision", "quote_recall")),
            )
            if found["joint_f1"] > best:
                best, chosen, folds = found["joint_f1"], option, tried
    settings = chosen
    for column in (0, 1, 2, 3) if args.cut is None else ():
        for cut in CUTS:
            option = replace(settings, cut=_with(settings.cut, column, cut))
            if (value := folds.figures(option)["joint_f1"]) > best:
                best, settings = value, option
    # A speaker too few costs later stages more than joint F1 shows: the lowest cut that is about as good.
    for cut in sorted(CUTS[1:], reverse=True) if args.cut is None else ():
        option = replace(settings, cut=_with(settings.cut, 0, cut))
        if cut < settings.cut[0] and folds.figures(option)["joint_f1"] > best - NEARLY:
            settings = option
    figures = folds.figures(settings)
    sure, right, where = [], [], []
    for number, kept in enumerate(folds.chosen(settings)):
        for one, value in kept:
            sure.append(value)
            right.append(float(best_f1(one, folds.golds[number]) >= 0.5))
            where.append(number)
    raw_sure, truth, place = np.array(sure), np.array(right), np.array(where)
    fitted = np.empty_like(raw_sure)
    for half in range(2):
        x, y = zip(*isotonic(raw_sure[place % 2 != half], truth[place % 2 != half]), strict=True)
        fitted[place % 2 == half] = np.interp(raw_sure[place % 2 == half], x, y)
    error, table = reliability(fitted, truth)
    settings = replace(settings, rank=folds.all)
    raw_error, raw_table = reliability(raw_sure, truth)
    identity = [(0.0, 0.0), (1.0, 1.0)]
    calibration = isotonic(raw_sure, truth)
    if raw_error <= error:  # the rank, a logistic regression, may need no map
        error, table, calibration = raw_error, raw_table, identity
    print(settings)
    for name in ("joint", "quote", "roles", "speaker", "cue", "frame", "addressee", "kinds", "media", "exact_joint"):
        row = [figures[f"{name}_{measure}"] for measure in ("precision", "recall", "f1")]
        print(f"{name:12} P {row[0]:.3f} R {row[1]:.3f} F1 {row[2]:.3f}")
    print(f"calibration error {error:.3f} (without a map {raw_error:.3f})")
    for line in table:
        print("  confidence {:.2f}  right {:.2f}  of {}".format(*line))
    for name in ("cuba-1962", "oslo-1993", "rail-2007"):
        print(name, truth_figures(candidates_of(models, data[name], settings), data[name], settings))
    decoding = {name: getattr(settings, name) for name in Settings.__dataclass_fields__}
    result = {"decoding": decoding, "calibration": calibration, "calibration_error": round(error, 4)}
    args.out.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
