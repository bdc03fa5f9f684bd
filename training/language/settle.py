"""Fit what decides between names and no names, and their confidence, on development data, into the tagger's file.

    python -m training.language.settle --shared ../shared

Run after `training.language.tagger`; two minutes of CPU. The weight of "no name" is the one with the best F1 on
GermEval 2014 dev; the confidence is a logistic curve (Platt 1999) fitted on the names then found.
"""

from __future__ import annotations

import argparse
import lzma
from pathlib import Path

import numpy as np

from depesche.evaluation.names import Marked, read_germeval, score
from depesche.language.names import NameSettings, names_of
from depesche.language.sentences import sentences
from depesche.language.tagger import Tags, tagger
from depesche.language.tokens import tokenize
from depesche.language.vectors import TokenVectors
from depesche.records import Name

TARGET = Path(__file__).resolve().parents[2] / "src/depesche/language/de/model/tagger.npz"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path, default=TARGET)
    options = parser.parse_args()
    file = options.shared / "data/ner-de/germeval2014-dev.tsv.xz"
    marked = read_germeval(lzma.decompress(file.read_bytes()).decode("utf-8").split("\n"))
    read = [prepare(one) for one in marked]
    best = (0.0, NameSettings())
    for outside in (1.0, 0.85, 0.7, 0.55, 0.4, 0.3, 0.2, 0.15, 0.1):
        for least in (0.3, 0.4, 0.5, 0.55, 0.6):
            settings = NameSettings(outside, least)
            best = max(best, (figures(marked, read, settings)["f1"], settings), key=lambda pair: pair[0])
    settings = best[1]
    raw, right = outcomes(marked, read, settings)
    slope, offset = logistic(np.log(raw / (1 - raw)), right)
    settings = NameSettings(settings.outside, settings.least, slope, offset)
    given = np.array([settings.calibrated(one) for one in raw])
    print("settings", settings)
    print({key: round(value, 4) for key, value in figures(marked, read, settings).items()})
    print("expected calibration error", round(calibration_error(given, right), 4))
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (given >= low) & (given < low + 0.1 + 1e-9)
        if inside.any():
            sure, true = given[inside].mean(), right[inside].mean()
            print(f"  {low:.1f}: {inside.sum():4} names, given {sure:.3f}, right {true:.3f}")
    with np.load(options.model) as arrays:
        kept = {key: arrays[key] for key in arrays.files}
    kept["name_settings"] = np.array([settings.outside, settings.least, slope, offset], dtype=np.float64)
    np.savez_compressed(options.model, **kept)


def prepare(one: Marked) -> tuple[object, ...]:
    """Tokens, words, sentences and tags of one document."""
    model = tagger("de")
    assert model is not None
    text = one.document.text
    tokens = tokenize(text)
    found = sentences(text, tokens)
    words = [text[start:end] for start, end in tokens]
    tags: Tags = model.tag(words, found, TokenVectors(text, tokens, found))
    return tokens, words, found, tags.names, model.name_tags


def find(one: tuple[object, ...], settings: NameSettings) -> list[Name]:
    """The names of a prepared document."""
    return names_of(*one, settings)  # type: ignore[arg-type]


def figures(marked: list[Marked], read: list[tuple[object, ...]], settings: NameSettings) -> dict[str, float]:
    """Scores under some settings."""
    found = [[(name.start, name.end, name.kind.value) for name in find(one, settings)] for one in read]
    return score([one.gold for one in marked], found)


def outcomes(
    marked: list[Marked], read: list[tuple[object, ...]], settings: NameSettings
) -> tuple[np.ndarray, np.ndarray]:
    """Uncalibrated confidence of every name found, and whether it is right."""
    raw, right = [], []
    for one, gold in zip(read, marked, strict=True):
        for name in find(one, settings):
            raw.append(min(max(name.confidence, 1e-3), 1 - 1e-3))
            right.append((name.start, name.end, name.kind.value) in gold.gold)
    return np.array(raw), np.array(right, dtype=float)


def logistic(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope and offset by Newton's method, with a little ridge."""
    weights = np.array([1.0, 0.0])
    design = np.stack([x, np.ones_like(x)], axis=1)
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (y - p) - 0.01 * weights
        curvature = (design * (p * (1 - p))[:, None]).T @ design + 0.01 * np.eye(2)
        weights = weights + np.linalg.solve(curvature, gradient)
    return float(weights[0]), float(weights[1])


def calibration_error(given: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((given * 10).astype(int), 9)
    return float(sum((bins == b).mean() * abs(given[bins == b].mean() - right[bins == b].mean()) for b in set(bins)))


if __name__ == "__main__":
    main()
