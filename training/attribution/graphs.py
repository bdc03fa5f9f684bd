"""The network as two ONNX graphs, built node by node from the weights of a checkpoint.

Sequences come flat, one after the other; a graph lays them side by side for its LSTM layers by an index that the
caller makes (`depesche.attribution.network.layout`). Large weights are kept in half precision; those of the LSTM
layers become whole numbers afterwards (`quantise`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

Weights = dict[str, np.ndarray]
FLOAT, LONG, INT = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32


class Graph:
    """A graph under construction: nodes, weights, and names for what lies between."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def const(self, name: str, value: np.ndarray) -> str:
        """A weight; large ones in half precision."""
        if value.dtype == np.float32 and value.size > 4096 and "rnn" not in name:
            self.weights.append(numpy_helper.from_array(value.astype(np.float16), f"{name}_half"))
            return self.node("Cast", [f"{name}_half"], to=FLOAT)
        self.weights.append(numpy_helper.from_array(value.copy(order="C"), name))
        return name

    def node(self, op: str, inputs: list[str], outputs: int = 1, **attributes: object) -> str:
        """A node; gives the name of its first output."""
        names = [f"{op.lower()}{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, **attributes))
        return names[0]

    def linear(self, weights: Weights, name: str, x: str) -> str:
        """A dense layer."""
        y = self.node("MatMul", [x, self.const(f"{name}.w", weights[f"{name}.weight"].T)])
        bias = weights.get(f"{name}.bias")
        return y if bias is None else self.node("Add", [y, self.const(f"{name}.b", bias)])

    def tables(self, weights: Weights, name: str, numbers: str) -> list[str]:
        """One looked-up row a column of `numbers`."""
        found = []
        for column in range(sum(key.startswith(f"{name}.tables.") for key in weights)):
            index = self.node("Gather", [numbers, self.const(f"{name}.column{column}", np.array(column))], axis=1)
            found.append(
                self.node(
                    "Gather", [self.const(f"{name}.table{column}", weights[f"{name}.tables.{column}.weight"]), index]
                )
            )
        return found

    def lay(self, flat: str) -> str:
        """Flat rows side by side: (steps, sequences, width)."""
        return self.node("Gather", [flat, "layout"], axis=0)

    def lstm(self, weights: Weights, name: str, x: str) -> str:
        """A bidirectional layer over (steps, sequences, width)."""
        hidden = weights[f"{name}.ahead.weight_hh_l0"].shape[1]
        # torch orders the gates i f g o, ONNX i o f c
        order = np.concatenate([np.arange(hidden) + hidden * gate for gate in (0, 3, 1, 2)])
        parts = [f"{name}.ahead", f"{name}.back"]
        w = np.stack([weights[f"{part}.weight_ih_l0"][order] for part in parts])
        r = np.stack([weights[f"{part}.weight_hh_l0"][order] for part in parts])
        b = np.stack(
            [np.concatenate([weights[f"{p}.bias_ih_l0"][order], weights[f"{p}.bias_hh_l0"][order]]) for p in parts]
        )
        inputs = [
            x,
            self.const(f"{name}.rnn_w", w),
            self.const(f"{name}.rnn_r", r),
            self.const(f"{name}.rnn_b", b),
            "lengths",
        ]
        y = self.node("LSTM", inputs, hidden_size=hidden, direction="bidirectional")
        y = self.node("Transpose", [y], perm=[0, 2, 1, 3])
        return self.node("Reshape", [y, self.const(f"{name}.shape", np.array([0, 0, 2 * hidden]))])

    def flat(self, x: str, width: int, name: str) -> str:
        """Laid-out rows one after the other again."""
        rows = self.node("Reshape", [x, self.const(f"{name}.rows", np.array([-1, width]))])
        return self.node("Gather", [rows, "back"], axis=0)

    def save(self, path: Path, inputs: dict[str, tuple[int, list[object]]], outputs: dict[str, str]) -> None:
        """Write the graph, its LSTM weights quantised."""
        for name, value in outputs.items():
            self.nodes.append(helper.make_node("Identity", [value], [name]))
        graph = helper.make_graph(
            self.nodes,
            path.stem,
            [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()],
            [helper.make_tensor_value_info(name, FLOAT, ["rows", "columns"]) for name in outputs],
            self.weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        plain = path.with_suffix(".plain.onnx")
        onnx.save(model, plain)
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, op_types_to_quantize=["LSTM"], per_channel=True)
        plain.unlink()


LAYOUT = {"layout": (LONG, ["steps", "sequences"]), "back": (LONG, ["tokens"]), "lengths": (INT, ["sequences"])}


def tagger(weights: Weights, path: Path) -> None:
    """The tagger: vectors, numbers, bits -> what the reader sees, scores."""
    g = Graph()
    projected = g.node("Relu", [g.linear(weights, "tagger.project", "vectors")])
    bits = g.linear(weights, "tagger.bits", "bits")
    below = g.node("Concat", [projected, *g.tables(weights, "tagger", "numbers"), bits], axis=1)
    x = g.lay(below)
    for layer in ("tagger.first", "tagger.second"):
        x = g.lstm(weights, layer, x)
    states = g.flat(x, 2 * weights["tagger.second.ahead.weight_hh_l0"].shape[1], "tagger")
    count = weights["tagger.scores.weight"].shape[0]
    scores = g.linear(weights, "tagger.scores", states)
    inputs = {
        "vectors": (FLOAT, ["tokens", weights["tagger.project.weight"].shape[1]]),
        "numbers": (LONG, ["tokens", "columns"]),
        "bits": (FLOAT, ["tokens", weights["tagger.bits.weight"].shape[1]]),
    }
    assert count == 12
    seen = g.node("Concat", [states, below], axis=1)
    g.save(path, inputs | LAYOUT, {"seen": seen, "scores": scores})


def reader(weights: Weights, path: Path) -> None:
    """The reader: what it sees of the windows, marks, inside -> roles of tokens, labels of windows."""
    g = Graph()
    states = weights["tagger.scores.weight"].shape[1]
    projected = g.node("Relu", [g.linear(weights, "reader.project", "seen")])
    x = g.node("Concat", [projected, *g.tables(weights, "reader", "marks")], axis=1)
    out = g.lstm(weights, "reader.rnn", g.lay(x))
    width = 2 * weights["reader.rnn.ahead.weight_hh_l0"].shape[1]
    roles_laid = g.linear(weights, "reader.roles", out)
    one = g.const("one", np.array([1], dtype=np.int64))
    two = g.const("two", np.array([2], dtype=np.int64))
    last = g.const("last", np.array([2]))
    axes = g.const("axes", np.array([0]))
    cue = g.node("Mul", [g.node("Sigmoid", [g.node("Slice", [roles_laid, one, two, last])]), "real"])
    inside = g.lay(g.node("Unsqueeze", ["inside", one]))
    inside = g.node("Mul", [inside, "real"])
    low = g.const("states", np.array([states], dtype=np.int64))
    end = g.const("end", np.array([1 << 30], dtype=np.int64))
    below = g.lay(g.node("Slice", ["seen", low, end, one]))
    total = g.node("ReduceSum", [inside, axes], keepdims=0)
    total = g.node("Max", [total, g.const("atleast", np.array(1, dtype=np.float32))])
    cues = g.node(
        "Add", [g.node("ReduceSum", [cue, axes], keepdims=0), g.const("tenth", np.array(0.1, dtype=np.float32))]
    )

    def mean(value: str, weight: str, over: str) -> str:
        return g.node("Div", [g.node("ReduceSum", [g.node("Mul", [value, weight]), axes], keepdims=0), over])

    # Where there is no token, the value goes so low that no maximum sees it.
    lowered = g.node(
        "Add",
        [
            out,
            g.node(
                "Mul",
                [
                    g.node("Sub", ["real", g.const("unit", np.array(1, dtype=np.float32))]),
                    g.const("far", np.array(1e4, dtype=np.float32)),
                ],
            ),
        ],
    )
    high = g.node("ReduceMax", [lowered], axes=[0], keepdims=0)
    parts = [mean(out, inside, total), high, mean(out, cue, cues), mean(below, inside, total), mean(below, cue, cues)]
    hidden = g.node("Relu", [g.linear(weights, "reader.hidden", g.node("Concat", parts, axis=1))])
    labels = g.linear(weights, "reader.labels", hidden)
    roles = g.flat(roles_laid, weights["reader.roles.weight"].shape[0], "reader")
    inputs = {
        "seen": (FLOAT, ["tokens", weights["reader.project.weight"].shape[1]]),
        "marks": (LONG, ["tokens", "columns"]),
        "inside": (FLOAT, ["tokens"]),
        "real": (FLOAT, ["steps", "sequences", 1]),
    }
    assert width == weights["reader.roles.weight"].shape[1]
    g.save(path, inputs | LAYOUT, {"roles": roles, "labels": labels})
