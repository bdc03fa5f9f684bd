"""Put trained checkpoints into the package as ONNX graphs, with the decoding settings.

python -m training.attribution.export src/depesche/attribution/model CHECKPOINT... --version 2 --settings FILE
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from depesche.attribution.decoding import Settings
from training.attribution import graphs


def main() -> None:
    """Write the graphs and settings.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--version", required=True)
    parser.add_argument("--settings", type=Path, help="JSON with decoding and calibration, from tune.py")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    steps = []
    for number, path in enumerate(args.checkpoints):
        saved = torch.load(path, weights_only=True)["weights"]
        weights = {name: value.float().numpy() for name, value in saved.items()}
        graphs.tagger(weights, args.out / f"tagger{number}.onnx")
        graphs.reader(weights, args.out / f"reader{number}.onnx")
        steps.append([weights[f"tagger.crfs.{level}.steps"].round(4).tolist() for level in range(2)])
    default = {name: getattr(Settings(), name) for name in Settings.__dataclass_fields__}
    settings = {"decoding": default, "calibration": [[0.0, 0.0], [1.0, 1.0]]}
    if args.settings:
        settings |= json.loads(args.settings.read_text(encoding="utf-8"))
    text = json.dumps({"version": args.version} | settings | {"steps": steps})
    (args.out / "settings.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
