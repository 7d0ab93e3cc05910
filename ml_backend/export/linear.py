"""A linear head on frozen features as files: its weights, and a page that says how to apply them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ml_backend.export import head_graph

HOW = {
    "logits": "dense @ weights.dense + sparse @ weights.sparse + weights.bias",
    "probabilities": "softmax of logits / weights.temperature; of a model that may give several labels the logistic function of each",
    "dense": "the vector of the encoder, after the preprocessing named here; absent where the encoder gives none",
    "sparse": "of the hashed counts, 1 + ln(count), the columns idf_columns, each times idf_weights, then the row scaled to length 1",
}


def export_linear(
    manifest: Mapping[str, Any], arrays: Mapping[str, np.ndarray], out: Path, *, as_onnx: bool = False, texts: int = 1
) -> dict[str, Any]:
    """Writes weights.safetensors and model.json, and with `as_onnx` model.onnx (inputs "dense", "columns" and "counts", each where the
    features have that block; output "logits"). Returns the report: files and their sizes, how far the ONNX logits lie from those of the
    weights. texts: how many the features are of."""
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(np.atleast_1d(value)) for name, value in arrays.items()}, out / "weights.safetensors")
    kept = ("classes", "encoder", "encoder_versions", "preprocessing", "learner", "task", "asked")
    about = {"how": HOW, "shapes": {n: list(np.shape(a)) for n, a in arrays.items()}} | {k: manifest[k] for k in kept if k in manifest}
    (out / "model.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    report: dict[str, Any] = {}
    if as_onnx:
        from ml_backend.export.onnx import check

        check(["onnx"])
        report["onnx"] = {"largest_logit_change": head_graph.write(arrays, out / "model.onnx", texts)}
    return {"files": {f.name: f.stat().st_size for f in sorted(out.iterdir())}} | report
