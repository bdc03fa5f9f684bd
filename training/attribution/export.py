"""Put a trained checkpoint into the package: half-precision weights and the decoding settings.

python -m training.attribution.export training/runs/attribution/best.pt src/depesche/attribution/model --version 1
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from depesche.attribution.decoding import Settings

LEFT_OUT = ("barred", "barred_start")


def main() -> None:
    """Write weights.npz and settings.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--settings", type=Path, help="JSON with decoding and calibration, from tune.py")
    args = parser.parse_args()
    weights = torch.load(args.checkpoint, weights_only=True)["weights"]
    arrays = {name: value.numpy().astype(np.float16) for name, value in weights.items() if not name.endswith(LEFT_OUT)}
    args.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.out / "weights.npz", **arrays)
    default = {name: getattr(Settings(), name) for name in Settings.__dataclass_fields__}
    settings = {"decoding": default, "calibration": [[0.0, 0.0], [1.0, 1.0]]}
    if args.settings:
        settings |= json.loads(args.settings.read_text(encoding="utf-8"))
    text = json.dumps({"version": args.version} | settings, indent=1)
    (args.out / "settings.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
