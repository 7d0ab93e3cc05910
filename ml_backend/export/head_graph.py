"""A linear head as an ONNX graph: features in, logits out, whatever the features are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

COLUMNS = 2**18
"""As many as there are of hashed runs of letters, for each text."""
Inputs = dict[str, np.ndarray]


def write(arrays: Mapping[str, np.ndarray], path: Path, texts: int = 1) -> float:
    """Inputs "dense" N×d and "columns", "counts" N×l, each where the head has that block; the output "logits" N×k, not yet divided by the
    temperature. The weights of each text's own columns are looked up: nothing as wide as all columns is ever made. How far its logits lie
    from those of the weights, on made-up features."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper

    made = _Graph()
    parts = []
    if "dense" in arrays:
        made.input("dense", TensorProto.FLOAT, arrays["dense"].shape[0])
        parts.append(made.node("MatMul", "dense", made.constant("dense_weights", np.asarray(arrays["dense"], np.float32))))
    if "sparse" in arrays:
        made.input("columns", TensorProto.INT64, "letters")
        made.input("counts", TensorProto.FLOAT, "letters")
        parts.append(_of_letters(made, arrays, texts))
    total = parts[0] if len(parts) == 1 else made.node("Add", *parts)
    made.node("Add", total, made.constant("bias", np.asarray(arrays["bias"], np.float32)), to="logits")
    k = int(np.asarray(arrays["bias"]).shape[0])
    out = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["items", k])]
    graph = helper.make_graph(made.nodes, "head", made.inputs, out, made.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    probe = _probe(arrays, texts)
    found = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(["logits"], probe)[0]
    return float(np.abs(found - logits(arrays, probe)).max())


def logits(arrays: Mapping[str, np.ndarray], seen: Inputs) -> np.ndarray:
    """The same by hand, float64 N×k."""
    out = np.asarray(arrays["bias"], np.float64)[None]
    if "dense" in arrays:
        out = out + seen["dense"] @ arrays["dense"]
    if "sparse" in arrays:
        columns = np.asarray(arrays["idf_columns"])
        place = np.searchsorted(columns, seen["columns"]).clip(max=len(columns) - 1)
        weighed = seen["counts"] * arrays["idf_weights"][place] * (columns[place] == seen["columns"])
        weighed = weighed / np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-12)
        out = out + np.einsum("nl,nlk->nk", weighed, arrays["sparse"][place])
    return out


def _of_letters(made: _Graph, arrays: Mapping[str, np.ndarray], texts: int) -> str:
    """A column that the training never met is looked up in a last row of zeros."""
    columns, width = np.asarray(arrays["idf_columns"]), arrays["sparse"].shape[1]
    places = np.full(texts * COLUMNS, len(columns), np.int32)
    places[columns] = np.arange(len(columns))
    rarity = np.append(np.asarray(arrays["idf_weights"], np.float32), np.float32(0))
    weights = np.vstack([np.asarray(arrays["sparse"], np.float32), np.zeros((1, width), np.float32)])
    place = made.node("Gather", made.constant("places", places), "columns")
    weighed = made.node("Mul", "counts", made.node("Gather", made.constant("rarity", rarity), place))
    squares = made.node("ReduceSum", made.node("Mul", weighed, weighed), made.constant("across", np.array([1])), keepdims=1)
    length = made.node("Max", made.node("Sqrt", squares), made.constant("tiny", np.array([1e-12], np.float32)))
    row = made.node("Unsqueeze", made.node("Div", weighed, length), made.constant("middle", np.array([1])))
    joined = made.node("MatMul", row, made.node("Gather", made.constant("letter_weights", weights), place))
    return made.node("Squeeze", joined, made.constant("one", np.array([1])))


def _probe(arrays: Mapping[str, np.ndarray], texts: int) -> Inputs:
    rng, out = np.random.default_rng(0), {}
    if "dense" in arrays:
        out["dense"] = rng.normal(size=(16, arrays["dense"].shape[0])).astype(np.float32)
    if "sparse" in arrays:
        known = rng.choice(arrays["idf_columns"], size=(16, 20))
        out["columns"] = np.hstack([known, rng.integers(texts * COLUMNS, size=(16, 5))]).astype(np.int64)
        out["counts"] = rng.random((16, 25)).astype(np.float32)
    return out


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.inputs: list[Any] = []
        self.constants: list[Any] = []

    def input(self, name: str, kind: int, width: int | str) -> None:
        from onnx import helper

        self.inputs.append(helper.make_tensor_value_info(name, kind, ["items", width]))

    def constant(self, name: str, value: np.ndarray) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, to: str = "", **how: Any) -> str:
        from onnx import helper

        name = to or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **how))
        return name
