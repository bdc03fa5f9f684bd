"""Trains the models that ship on every truth folder given and writes them as JSON.

    python -m training.positions.train [FOLDER...] [--partly NAME...]

Without folders, all that there are. What ships learned contacts and proposals from all, everything else without
frieden-2016, klinik-2019, raketen-1986, schulden-2012, teilung-1954 and wasser-2021 (why: docs/positions.md). How good
they are on what they did not see says `training.positions.crossval`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depesche.positions.features import pair_names, statement_names
from depesche.positions.models import Models
from depesche.positions.usage import USAGE
from training.positions.corpora import found_folders, kept_vectors, load
from training.positions.fit import Trainer

TARGET = Path(__file__).parents[2] / "src/depesche/positions/model/positions.json"
CONTACT_MODELS = ("side", "tells", "format", "status", "pair", "keep", "whole")
CONTACT_THRESHOLDS = ("side", "told", "same", "join", "keep")


def dump(models: Models, trained_on: Sequence[str]) -> str:
    """The models as JSON, numbers to five digits."""

    def flat(values: NDArray[np.float64] | float) -> object:
        return np.round(values, 5).tolist()

    def linear(model: tuple[NDArray[np.float64], NDArray[np.float64] | float]) -> dict[str, object]:
        return {"weights": flat(model[0]), "bias": flat(model[1])}

    def scaled(model: Sequence[NDArray[np.float64]]) -> dict[str, object]:
        return dict(zip(("mean", "deviation", "weights"), map(flat, model), strict=True))

    contacts, second = models.contacts, models.second
    assert second is not None, "trained without a second look"
    return json.dumps(
        {
            "trained_on": list(trained_on),
            "statement_features": statement_names(),
            "pair_features": pair_names(),
            "usage_features": list(USAGE),
            "issue": scaled(models.issue),
            "evidence": {**scaled(models.evidence[:3]), "bias": flat(models.evidence[3])},
            "strength": linear(models.strength),
            "direction": linear(models.direction),
            "threshold": models.threshold,
            "second": {
                "issue": scaled(second.issue),
                "evidence": {**scaled(second.evidence[:3]), "bias": flat(second.evidence[3])},
                "threshold": second.threshold,
            },
            "contacts": {
                **{name: linear(getattr(contacts, name)) for name in CONTACT_MODELS},
                **{f"{name}_threshold": getattr(contacts, f"{name}_threshold") for name in CONTACT_THRESHOLDS},
            },
            "allegation": {**linear(models.allegation), "threshold": models.alleged_threshold},
            "proposals": {
                "issue": scaled(models.proposals.issue),
                "term": linear(models.proposals.term),
                "package": linear(models.proposals.package),
                "status": linear(models.proposals.status),
                "threshold": models.proposals.threshold,
            },
        }
    )


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=re.sub(r"\s+", " ", __doc__ or ""))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument(
        "--partly", nargs="*", default=[], help="names of corpora that only contacts and proposals learn from"
    )
    parser.add_argument("--quick", action="store_true", help="fixed thresholds")
    options = parser.parse_args()
    with kept_vectors():
        corpora = load(options.folders or found_folders())
        models = Trainer(corpora, options.quick, options.partly).models()
    names = [corpus.name for corpus in corpora if corpus.name not in options.partly]
    options.target.write_text(dump(models, names) + "\n", encoding="utf-8")
    print(options.target, names, f"threshold {models.threshold}")


if __name__ == "__main__":
    main()
