"""Choose the decoding settings on dev, calibrate confidence, and say how good both are.

    python -m training.attribution.tune CHECKPOINT... --out settings.json

With several checkpoints their scores are averaged. Calibration is cross-fitted: each half of dev is judged by a map
made on the other half; the map that ships is made on both.
"""

from __future__ import annotations

import argparse
import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from depesche.attribution.decoding import Settings, choose
from depesche.evaluation.quotes import score, token_f1
from training.attribution import corpora
from training.attribution.network import load
from training.attribution.predict import candidates_of, gold_quotes, truth_figures

BINS = 10


def evaluate(raw: list, articles: list[corpora.Article], settings: Settings) -> dict[str, float]:
    """All figures of quotes-de under these settings."""
    from training.attribution.predict import as_quote

    return score(
        ([as_quote(one, settings) for one in choose(rows, settings)], gold_quotes(art))
        for rows, art in zip(raw, articles, strict=True)
    )


def judged(raw: list, articles: list[corpora.Article], settings: Settings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each chosen candidate's probability, whether it is right (token F1 with its best gold >= 0.5), its article."""
    sure, right, where = [], [], []
    for number, (rows, art) in enumerate(zip(raw, articles, strict=True)):
        golds = [q.parts["quote"] for q in gold_quotes(art)]
        for one in choose(rows, settings):
            mine = frozenset(one.content.tolist())
            sure.append(one.sure)
            right.append(max((token_f1(mine, gold) for gold in golds), default=0.0) >= 0.5)
            where.append(number)
    return np.array(sure), np.array(right, dtype=float), np.array(where)


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


def main() -> None:
    """Tune, calibrate, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, default=Path("training/runs/attribution/corpora.pkl"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    data = corpora.load(args.shared, args.cache)
    models = [load(path) for path in args.checkpoints]
    best, settings, raw = -1.0, Settings(), []
    for lean, sentence in ((0.0, 99.0), (1.0, -4.0), (1.5, -6.0), (1.5, -9.0)):
        looked = replace(settings, lean=lean, sentence=sentence)
        tried = candidates_of(models, data["dev"], looked)
        for keep in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
            option = replace(looked, keep=keep)
            value = evaluate(tried, data["dev"], option)["joint_f1"]
            if value > best:
                best, chosen, raw = value, option, tried
    settings = chosen
    for column in range(1, 4):
        for cut in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55):
            cuts = tuple(cut if i == column else old for i, old in enumerate(settings.cut))
            option = replace(settings, cut=cuts)
            value = evaluate(raw, data["dev"], option)["joint_f1"]
            if value > best:
                best, settings = value, option
    for named, plain in itertools.product((0.2, 0.3, 0.4, 0.5, 0.6), (0.0, 0.05, 0.15)):
        option = replace(settings, named=named, plain=plain)
        value = evaluate(raw, data["dev"], option)["joint_f1"]
        if value > best:
            best, settings = value, option
    figures = evaluate(raw, data["dev"], settings)
    sure, right, where = judged(raw, data["dev"], settings)
    fitted = np.empty_like(sure)
    for half in range(2):
        x, y = zip(*isotonic(sure[where % 2 != half], right[where % 2 != half]), strict=True)
        fitted[where % 2 == half] = np.interp(sure[where % 2 == half], x, y)
    error, table = reliability(fitted, right)
    print(settings)
    for name in ("joint", "quote", "roles", "speaker", "cue", "frame", "addressee", "kinds", "media", "exact_joint"):
        print(
            f"{name:12} P {figures[name + '_precision']:.3f} R {figures[name + '_recall']:.3f} F1 {figures[name + '_f1']:.3f}"
        )
    print(f"calibration error {error:.3f} (raw {reliability(sure, right)[0]:.3f})")
    for row in table:
        print("  confidence {:.2f}  right {:.2f}  of {}".format(*row))
    for name in ("cuba-1962", "oslo-1993", "rail-2007"):
        print(name, truth_figures(candidates_of(models, data[name], settings), data[name], settings))
    decoding = {name: getattr(settings, name) for name in Settings.__dataclass_fields__}
    result = {"decoding": decoding, "calibration": isotonic(sure, right), "calibration_error": round(error, 4)}
    args.out.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
