"""A model of pictures for others: the whole network with what was learned on top, as one ONNX graph or as weights with its code."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ml_backend.export import sources
from ml_backend.store import Version


def about(version: Version) -> dict[str, Any]:
    """What a reader of pictures has to know; see shipped/picture_reading.py."""
    manifest = version.manifest
    prepared = manifest["preprocessing"]
    tuned = manifest["learner"] == "picture-tuned"
    told = {name: prepared[name] for name in ("size", "fit", "mean", "spread")}
    width = 0 if tuned else int(version.arrays["dense"].shape[0])
    temperature = float(np.asarray(version.arrays["temperature"]))
    return told | {
        "encoder": "efficientnet" if tuned else manifest["encoder"],
        "rooted": not tuned,
        "width": width,
        "temperature": temperature,
    }


def write(version: Version, form: str, told: dict[str, Any], folder: Path) -> None:
    from ml_backend.features import picture_prepare, picture_shape
    from ml_backend.vision import network

    sources.shipped(folder, reading="reading", picture_reading="picture_reading", example=f"picture_{form}")
    sources.copied(folder, "picture_prepare", picture_prepare)
    if "shape" in told["encoder"]:
        sources.copied(folder, "picture_shape", picture_shape)
    model = _model(version, told)
    if form == "onnx":
        _graph(model, told, folder / "model.onnx")
    else:
        from safetensors.torch import save_model

        save_model(model, str(folder / "model.safetensors"))
        sources.shipped(folder, picture_model="picture_model")
        sources.copied(folder, "network", network)


def _model(version: Version, told: dict[str, Any]) -> Any:
    """The module that is shipped, with the version's weights."""
    import torch

    from ml_backend.vision.network import pretrained

    model = _shipped_module()(told).eval()
    if version.manifest["learner"] == "picture-tuned":
        from ml_backend.learners.picture_tuned import PictureTuned

        tuned = PictureTuned().loaded(version)[0]
        model.network.load_state_dict(tuned.network.state_dict())
        model.classifier.load_state_dict(tuned.classifier.state_dict())
        return model
    if "efficientnet" in told["encoder"]:
        model.network.load_state_dict(pretrained()[0].state_dict())
    with torch.no_grad():
        model.classifier.weight.copy_(torch.from_numpy(np.array(version.arrays["dense"], np.float32).T))
        model.classifier.bias.copy_(torch.from_numpy(np.array(version.arrays["bias"], np.float32)))
    return model


def _shipped_module() -> Any:
    """`Model` of shipped/picture_model.py, which names our network `network`, as it is called in an export."""
    from ml_backend.vision import network

    there = sys.modules.get("network")
    sys.modules["network"] = network
    try:
        spec = importlib.util.spec_from_file_location("shipped_picture_model", sources.SHIPPED / "picture_model.py")
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
    finally:
        if there is None:
            del sys.modules["network"]
        else:
            sys.modules["network"] = there
    return made.Model


def _graph(model: Any, told: dict[str, Any], path: Path) -> None:
    import warnings

    import torch

    from ml_backend.export.onnx import _silent
    from ml_backend.features.picture_shape import DIM

    example = {}
    if "efficientnet" in told["encoder"]:
        example["pixels"] = torch.zeros(2, 3, told["size"], told["size"])
    if "shape" in told["encoder"]:
        example["shape"] = torch.zeros(2, DIM)
    pictures = torch.export.Dim("pictures")
    with warnings.catch_warnings(), _silent():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (),
            str(path),
            kwargs=example,
            input_names=list(example),
            output_names=["logits"],
            dynamic_shapes={name: {0: pictures} for name in example},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
