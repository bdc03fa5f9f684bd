"""Write the encoder of a checkpoint as an ONNX graph whose matrices are 8-bit whole numbers.

    python -m training.encoder.export training/runs/encoder/best.pt

Attention and normalisation are onnxruntime's own operators. A matrix product takes 8-bit weights and scales its input
a passage at a time (`--mode int8`). Two things keep that exact. Where a product reads normalised numbers, columns of
large ones are made smaller and the weights that meet them larger (SmoothQuant, Xiao et al. 2023, arXiv 2211.10438), by
what the texts of quotes-de train show. And of each layer's inner neurons one is far larger than all others (32, the
next 6): it stretches the steps of the others until nothing is left of them. It is computed apart, in full precision
(as in LLM.int8, Dettmers et al. 2022, arXiv 2208.07339), which costs next to nothing, for its place among the others
is simply zero. Without that (`--apart 0`) the vectors are off by 27 % of their length. Or a product scales its input a
block of 32 numbers at a time (`--mode blocks`): as exact as full precision, in twice the time.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from depesche.language.transformer import TokenEncoder
from training.attribution import corpora
from training.encoder.network import Encoder
from training.encoder.passages import Pieces, encode, split
from training.encoder.train import shape_of

TARGET = Path(__file__).resolve().parents[2] / "src/depesche/language/model"
HEADS = 12
SHARE = 0.6  # of the difficulty that moves from inputs to weights; from 0, 0.25, 0.5, 0.6, 0.75 by the vectors' error
APART = 1  # inner neurons of each layer that are computed apart; 8 do hardly better (6.9 % and 6.9 %, before smoothing)
SAMPLE = 40  # articles looked at
OWN = "com.microsoft"
Weights = dict[str, np.ndarray]


class Graph:
    """A graph under construction."""

    def __init__(self, weights: Weights, largest: Weights | None = None, apart: int = APART) -> None:
        self.weights = weights
        self.largest = largest or {}
        self.apart = apart
        self.nodes: list[onnx.NodeProto] = []
        self.kept: dict[str, onnx.TensorProto] = {}

    def const(self, name: str, value: np.ndarray) -> str:
        """A constant."""
        self.kept.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        """A weight as it is."""
        return self.const(name, self.weights[name])

    def node(self, op: str, inputs: list[str], outputs: int = 1, **attributes: object) -> str:
        """A node; gives the name of its first output."""
        names = [f"{op.lower()}{len(self.nodes)}_{number}" for number in range(outputs)]
        label = inputs[-1] if op == "MatMul" else names[0]  # a product is called after its matrix
        self.nodes.append(helper.make_node(op, inputs, names, name=label, **attributes))
        return names[0]

    def linear(self, x: str, name: str, without: np.ndarray | None = None) -> str:
        """A dense layer.

        Args:
            x: what it reads.
            name: its weights'.
            without: of its outputs, those that shall be zero.
        """
        matrix, bias = self.weights[f"{name}.weight"].T, self.weights[f"{name}.bias"]
        if without is not None:
            matrix, bias = matrix.copy(), bias.copy()
            matrix[:, without] = bias[without] = 0
        if name in self.largest and name.endswith((".qkv", ".up")):
            scale = (self.largest[name] / np.abs(matrix).max(axis=1).clip(1e-5)) ** SHARE
            scale = (scale / np.median(scale)).clip(1e-3).astype(np.float32)
            x, matrix = self.node("Mul", [x, self.const(f"{name}.scale", 1 / scale)]), matrix * scale[:, None]
        product = self.node("MatMul", [x, self.const(f"{name}.w", matrix)])
        return self.node("Add", [product, self.const(f"{name}.bias", bias)])

    def forward(self, x: str, name: str) -> str:
        """The two dense layers after attention."""
        largest = self.largest.get(f"{name}.down", np.zeros(0))
        apart = np.sort(np.argsort(-largest)[: self.apart])
        inner = self.node("Gelu", [self.linear(x, f"{name}.up", apart)], domain=OWN)
        found = self.linear(inner, f"{name}.down")
        if not len(apart):
            return found
        up, down = self.weights[f"{name}.up.weight"].T, self.weights[f"{name}.down.weight"].T
        few = self.node("MatMul", [x, self.const(f"{name}.up.exact", up[:, apart])])
        few = self.node("Add", [few, self.const(f"{name}.up.few", self.weights[f"{name}.up.bias"][apart])])
        few = self.node("Gelu", [few], domain=OWN)
        return self.node("Add", [found, self.node("MatMul", [few, self.const(f"{name}.down.exact", down[apart])])])

    def norm(self, x: str, name: str, eps: float) -> str:
        """Layer normalisation."""
        return self.node(
            "LayerNormalization", [x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")], axis=-1, epsilon=eps
        )


def build(
    weights: Weights,
    layers: range,
    largest: Weights | None = None,
    apart: int = APART,
    placed: bool = True,
    eps: float = 1e-12,
) -> onnx.ModelProto:
    """A graph: what the first of some layers reads, shape (1, count, width) -> vectors of the same shape.

    Args:
        weights: the encoder's.
        layers: which ones.
        largest: of each dense layer, the largest number that its inputs had in each column; None: as it is.
        apart: inner neurons of each layer that are computed apart.
        placed: what comes in are embedded pieces, to which places are added.
        eps: of the normalisation.
    """
    g = Graph(weights, largest, apart)
    width = weights["places"].shape[1]
    x = "embedded"
    if placed:
        size = g.node("Shape", ["embedded"], start=1, end=2)
        places = g.node("Slice", [g.weight("places"), g.const("zero", np.zeros(1, dtype=np.int64)), size])
        x = g.norm(g.node("Add", ["embedded", places]), "norm", eps)
    for number in layers:
        name = f"layers.{number}"
        whole = g.linear(x, f"{name}.qkv")
        thirds = g.const("thirds", np.full(3, width, dtype=np.int64))
        q = g.node("Split", [whole, thirds], 3, axis=-1)
        seen = g.node("MultiHeadAttention", [q[:-1] + part for part in "012"], domain=OWN, num_heads=HEADS)
        x = g.norm(g.node("Add", [x, g.linear(seen, f"{name}.out")]), f"{name}.norm1", eps)
        x = g.norm(g.node("Add", [x, g.forward(x, name)]), f"{name}.norm2", eps)
    g.nodes.append(helper.make_node("Identity", [x], ["vectors"]))
    shape = [1, "count", width]
    graph = helper.make_graph(
        g.nodes,
        "encoder",
        [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, shape)],
        list(g.kept.values()),
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(OWN, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def exact(weights: Weights, shape: dict[str, int]) -> Encoder:
    """The encoder in full precision."""
    model = Encoder(**shape)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return model.eval()


@torch.no_grad()
def error(folder: Path, model: Encoder, passages: list[Pieces]) -> float:
    """How far the vectors of the graphs in a folder lie from those in full precision, as a share of their length."""
    at_work = TokenEncoder(folder)
    off = length = 0.0
    for ids, starts in passages:
        true = encode(model, [(ids, starts)]).numpy()
        pieces = [tuple(ids[first:last].tolist()) for first, last in pairwise(starts.tolist())]
        off += float(((at_work.vectors(pieces) - true) ** 2).sum())
        length += float((true**2).sum())
    return float(np.sqrt(off / length))


def largest_inputs(model: Encoder, passages: list[Pieces]) -> Weights:
    """Of each dense layer, the largest number of its inputs in each column over some passages."""
    found: Weights = {}

    def hook(name: str) -> Callable[..., None]:
        def note(_: object, inputs: tuple[torch.Tensor]) -> None:
            here = inputs[0].detach().abs().flatten(0, -2).amax(0).numpy()
            found[name] = np.maximum(found.get(name, here), here)

        return note

    for name, part in model.named_modules():
        if isinstance(part, torch.nn.Linear):
            part.register_forward_pre_hook(hook(name))
    with torch.no_grad():
        for one in passages:
            encode(model, [one])
    return found


def write(model: onnx.ModelProto, path: Path, mode: str) -> None:
    """Quantise and save."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode == "blocks":
        from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

        quantiser = MatMulNBitsQuantizer(model, bits=8, block_size=32, is_symmetric=True, accuracy_level=4)
        quantiser.process()
        onnx.save(quantiser.model.model, path)
    elif mode == "int8":
        from onnxruntime.quantization import QuantType, quantize_dynamic

        plain = path.with_suffix(".plain.onnx")
        onnx.save(model, plain)
        options = {"DefaultTensorType": TensorProto.FLOAT}
        kind = QuantType.QInt8
        whole = [node.name for node in model.graph.node if node.name.endswith(".exact")]
        quantize_dynamic(
            plain, path, ["MatMul"], nodes_to_exclude=whole, weight_type=kind, per_channel=True, extra_options=options
        )
        plain.unlink()
    else:
        onnx.save(model, path)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--to", type=Path, default=TARGET)
    parser.add_argument("--mode", choices=("int8", "blocks", "float"), default="int8")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, default=Path("training/runs/corpora.pkl"))
    parser.add_argument(
        "--apart", type=int, default=APART, help="inner neurons of each layer that stay in full precision"
    )
    parser.add_argument("--plain", action="store_true", help="neither: for what learned with `--eight`")
    args = parser.parse_args()
    saved = torch.load(args.checkpoint, weights_only=True)
    weights = {
        name.removeprefix("encoder."): value.float().numpy()
        for name, value in saved["weights"].items()
        if name.startswith("encoder.")
    }
    data, model = corpora.load(args.shared, args.cache), exact(weights, shape_of(saved))
    smooth = args.mode == "int8" and not args.plain
    largest = largest_inputs(model, _passages(data["train"])) if smooth else None
    below, layers = model.below, len(model.layers)
    parts = {"encoder.onnx": range(below), "tokens.onnx": range(below, layers)}
    for name, chosen in parts.items():
        path = args.to / name
        path.unlink(missing_ok=True)
        if chosen:
            write(build(weights, chosen, largest, args.apart, placed=not chosen.start), path, args.mode)
            print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, layers {chosen.start} to {chosen.stop - 1}")
    print(f"vectors off by {error(args.to, model, _passages(data['dev'])):.1%}")


def _passages(articles: list[corpora.Article]) -> list[Pieces]:
    """The passages of the first articles."""
    return [part for art in articles[:SAMPLE] for part in split(art.pieces, art.sentences)]


if __name__ == "__main__":
    main()
