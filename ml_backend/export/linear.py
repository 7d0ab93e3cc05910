"""A linear head on frozen features as files: its weights, and a page that says how to apply them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

HOW = {
    "logits": "dense @ weights.dense + sparse @ weights.sparse + weights.bias, divided by weights.temperature",
    "probabilities": "softmax of the logits; of a model that may give several labels the logistic function of each",
    "dense": "the vector of the encoder, after the preprocessing named here; absent where the encoder gives none",
    "sparse": "of the hashed counts, 1 + ln(count), the columns idf_columns, each times idf_weights, then the row scaled to length 1",
}


def export_linear(manifest: Mapping[str, Any], arrays: Mapping[str, np.ndarray], out: Path, *, as_onnx: bool = False) -> dict[str, Any]:
    """Writes weights.safetensors and model.json, and with `as_onnx` model.onnx where the features are dense alone (one input "dense", one
    output "logits"). Returns the report: files and their sizes, how far the ONNX logits lie from those of the weights, or why there is
    none.
    """
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(np.atleast_1d(value)) for name, value in arrays.items()}, out / "weights.safetensors")
    kept = ("classes", "encoder", "encoder_versions", "preprocessing", "learner", "task", "asked")
    about = {"how": HOW, "shapes": {n: list(np.shape(a)) for n, a in arrays.items()}} | {k: manifest[k] for k in kept if k in manifest}
    (out / "model.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    report: dict[str, Any] = {}
    if as_onnx:
        report["onnx"] = _onnx(arrays, out / "model.onnx")
    return {"files": {f.name: f.stat().st_size for f in sorted(out.iterdir())}} | report


def _onnx(arrays: Mapping[str, np.ndarray], path: Path) -> dict[str, Any]:
    if "dense" not in arrays or "sparse" in arrays:
        return {"written": False, "reason": "The features are not dense alone; apply the weights as model.json says."}
    from ml_backend.export.onnx import check

    check(["onnx"])
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    scale = np.asarray(arrays["temperature"], np.float32)
    dense, bias = (np.asarray(arrays[name], np.float32) / scale for name in ("dense", "bias"))
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["dense", "weights", "bias"], ["logits"])],
        "head",
        [helper.make_tensor_value_info("dense", TensorProto.FLOAT, ["items", dense.shape[0]])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["items", dense.shape[1]])],
        [numpy_helper.from_array(dense, "weights"), numpy_helper.from_array(bias, "bias")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    probe = np.random.default_rng(0).normal(size=(16, dense.shape[0])).astype(np.float32)
    found = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(["logits"], {"dense": probe})[0]
    return {"written": True, "largest_logit_change": float(np.abs(found - (probe @ dense + bias)).max())}
