"""Turn what the package ships back into a checkpoint, so that training can go on from it.

    python -m training.encoder.shipped training/runs/shipped.pt

The encoder's and the LSTM layers' matrices come out of their 8 bits, the other large ones out of half precision: some
thousandths of joint F1 below what was trained. Only the layer that reads debates, which does not ship, starts anew.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from training.attribution.network import Reader
from training.attribution.network import Tagger as Quotes
from training.encoder.network import Encoder
from training.language.tagger import Tagger as Words

PACKAGE = Path(__file__).resolve().parents[2] / "src/depesche"
GATES = (0, 2, 3, 1)  # ONNX orders the gates i o f c, torch i f g o
Arrays = dict[str, np.ndarray]


def arrays(path: Path) -> Arrays:
    """A graph's weights by the names that the exporters gave them, as float32."""
    raw = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    found: Arrays = {}
    for name, value in raw.items():
        if name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            zero, scale = raw[f"{base}_zero_point"], raw[f"{base}_scale"]
            found[base] = (value.astype(np.float32) - zero[..., None, :]) * scale[..., None, :]
        elif name.endswith("_half"):
            found[name.removesuffix("_half")] = value.astype(np.float32)
        else:
            found.setdefault(name, value)
    return found


def encoder(path: Path) -> Arrays:
    """The encoder's weights; what SmoothQuant moved from inputs to weights goes back."""
    own = arrays(path)
    found = {name: value for name, value in own.items() if name.endswith((".weight", ".bias")) or name == "places"}
    for name, stored in own.items():
        if not name.endswith(".w"):
            continue
        base = name.removesuffix(".w")
        matrix = stored * own[f"{base}.scale"][:, None] if f"{base}.scale" in own else stored.copy()
        if f"{base}.exact" in own:  # neurons computed apart (see `export`): columns of `up`, rows of `down`
            up = base.removesuffix("down") + "up" if base.endswith("down") else base
            apart = np.flatnonzero(~own[f"{up}.w"].any(axis=0))[: own[f"{up}.few"].size]
            if base.endswith("down"):
                matrix[apart] = own[f"{base}.exact"]
            else:
                matrix[:, apart] = own[f"{base}.exact"]
                found[f"{base}.bias"] = own[f"{base}.bias"].copy()
                found[f"{base}.bias"][apart] = own[f"{base}.few"]
        found[f"{base}.weight"] = matrix.T
    return found


def heads(path: Path) -> Arrays:
    """The weights of a tagger or reader graph."""
    own = arrays(path)
    found: Arrays = {}
    for name, value in own.items():
        base, _, last = name.rpartition(".")
        if last == "w":
            found[f"{base}.weight"] = value.T
        elif last == "b":
            found[f"{base}.bias"] = value
        elif last.startswith("table"):
            found[f"{base}.tables.{last.removeprefix('table')}.weight"] = value
        elif last == "rnn_w":
            found |= _lstm(base, value, own[f"{base}.rnn_r"], own[f"{base}.rnn_b"])
    return found


def _lstm(name: str, w: np.ndarray, r: np.ndarray, b: np.ndarray) -> Arrays:
    found = {}
    hidden = r.shape[1]
    order = np.concatenate([np.arange(hidden) + hidden * gate for gate in GATES])
    for number, way in enumerate(("ahead", "back")):
        found[f"{name}.{way}.weight_ih_l0"] = w[number].T[order]
        found[f"{name}.{way}.weight_hh_l0"] = r[number].T[order]
        found[f"{name}.{way}.bias_ih_l0"] = b[number, : 4 * hidden][order]
        found[f"{name}.{way}.bias_hh_l0"] = b[number, 4 * hidden :][order]
    return found


def words(path: Path) -> Arrays:
    """The weights of the heads for names, parts of speech and moods."""
    with np.load(path) as saved:
        own = {name: saved[name].astype(np.float32) for name in saved if saved[name].dtype.kind == "f"}
    plain = Words()
    found = {name: own[name.replace(".", "_")] for name in plain.state_dict() if name.replace(".", "_") in own}
    found["move"] = own["move"] - plain.forbidden.numpy()
    found["start"] = own["start"] - plain.no_start.numpy()
    return found


def whole() -> tuple[nn.ModuleDict, list[str], list[str]]:
    """Encoder and heads as the package ships them; names of weights that start anew, and that do not fit."""
    parts: Arrays = {}
    depths = []
    for name in ("encoder.onnx", "tokens.onnx"):
        if (path := PACKAGE / "language/model" / name).is_file():
            parts |= {f"encoder.{name}": value for name, value in encoder(path).items()}
        depths.append(1 + max(int(name.split(".")[2]) for name in parts if name.startswith("encoder.layers.")))
    below, layers = depths
    for name in ("tagger", "reader"):
        parts |= heads(PACKAGE / f"attribution/model/{name}0.onnx")
    settings = json.loads((PACKAGE / "attribution/model/settings.json").read_text(encoding="utf-8"))
    for level, steps in enumerate(settings["steps"][0]):
        parts[f"tagger.crfs.{level}.steps"] = np.array(steps, dtype=np.float32)
    parts |= {f"words.{name}": value for name, value in words(PACKAGE / "language/de/model/tagger.npz").items()}
    both = nn.ModuleDict(
        {"encoder": Encoder(layers=layers, below=below), "tagger": Quotes(), "reader": Reader(), "words": Words()}
    )
    weights = {name: torch.from_numpy(np.array(value)) for name, value in parts.items()}
    missing, unknown = both.load_state_dict(weights, strict=False)
    anew = [name for name in missing if not name.startswith("tagger.debates")]
    ours = {name for name in both.state_dict() if "barred" in name or name in ("words.forbidden", "words.no_start")}
    return both, sorted(set(anew) - ours), list(unknown)


def heads_of_package() -> nn.ModuleDict:
    """What the package ships, ready to predict."""
    return whole()[0].eval()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    both, anew, unknown = whole()
    if unknown or anew:
        raise SystemExit(f"not what this code trains: without {anew}, and with {unknown}")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"weights": both.state_dict(), "hidden": 192} | both["encoder"].shape, args.out)


if __name__ == "__main__":
    main()
