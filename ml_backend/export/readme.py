"""The page that lies in an export: what it is, its labels, how an item is prepared, how to run it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from domain.learnable import KINDS
from ml_backend.store import Version

_FORMS = {"safetensors": "safetensors", "onnx": "ONNX", "onnx-int8": "ONNX, weights in 8 bit"}
_TEXT = (
    "Each text is put into Unicode NFC, runs of white space become one blank, and what is longer than {max_chars:,} characters is cut. "
    "Case, punctuation and emoji stay. `reading.py` does it."
)
_PLACES = (
    "Texts are read as they are; places are code points of the text as given, the end not included. Of a text of more than {max_length} "
    "word pieces only the beginning is read by the example."
)
_CHAIN = "Texts are read as they are; places are code points of the text as given, the end not included."
_PICTURES = (
    "A picture is turned as its EXIF data says, transparency is laid on white, and the whole of it is stretched to {size} × {size} pixels; "
    "pixels are (value − {mean:g}) / {spread:g}. `picture_prepare.py` and `picture_reading.py` do it."
)
_ANSWERS = {
    "best": "The label with the highest logit is the answer; logits divided by the temperature and put through softmax are calibrated "
    "probabilities.",
    "median": "Logits divided by the temperature and put through softmax are calibrated probabilities of the levels; the answer is the "
    "level in their middle.",
    "several": "Each label is given where its logit is above 0; logits divided by the temperature and put through the logistic function "
    "are calibrated probabilities, each label for itself.",
    "places": "Each piece of a text has a tag (O, B-label, I-label); the most probable sequence that is possible is taken.",
}


def text(version: Version, form: str, about: dict[str, Any], needs: list[str], folder: Path) -> str:
    manifest = version.manifest
    kind = KINDS[about["kind"]].title
    made = manifest.get("base", {}).get("name") or manifest.get("encoder") or "no encoder: letters and words alone"
    example = (folder / "example.py").read_text(encoding="utf-8")
    versions = {**manifest.get("encoder_versions", {}), **manifest.get("libraries", {})}
    return "\n".join(
        [
            f"# {version.name}: {_FORMS[form]}",
            "",
            f"It answers: {kind}. Made on: {made}. Release that it learned from: {manifest.get('release') or 'not said'}.",
            *_licence(manifest),
            "",
            "## Labels",
            "",
            *(f"{n}. {label}" for n, label in enumerate(about["labels"])),
            "",
            "The numbers are the places in the output `logits`, or of the tags' labels. " + _ANSWERS[about["answers"]],
            "",
            "## How an item is prepared",
            "",
            _prepared(about),
            *_features(about),
            "",
            "## Run it",
            "",
            "    pip install " + " ".join(needs),
            f"    python example.py {_sample(about)}",
            "",
            "`THREADS=1` keeps it to one processor. example.py is all there is to it:",
            "",
            "```python",
            example.rstrip(),
            "```",
            "",
            "Made with: " + ", ".join(f"{name} {one}" for name, one in sorted(versions.items())) + ".",
            "",
        ]
    )


def _prepared(about: dict[str, Any]) -> str:
    if about["kind"] == "image_choice":
        return _PICTURES.format(**about)
    if about["kind"] == "spans":
        return _PLACES.format(**about) if "max_length" in about else _CHAIN
    return _TEXT.format(**about)


def _features(about: dict[str, Any]) -> list[str]:
    if about["kind"] == "image_choice":
        own = ", and features of edges and colours (`picture_shape.py`)" if "shape" in about["encoder"] else ""
        return ["", f"What is looked at: EfficientNet-Lite0{own}; the network is in the file."]
    if "encoder" not in about:
        return []
    return ["", f"Features: {about['encoder']}, by `features.py`. The encoders come from their packages; they are not in the file."]


def _licence(manifest: dict[str, Any]) -> list[str]:
    licence = manifest.get("base", {}).get("licence")
    return ["", f"Licence of the weights that it started from: {licence}."] if licence else []


def _sample(about: dict[str, Any]) -> str:
    if about["kind"] == "image_choice":
        return "one.jpg another.png"
    return '"one text" "the text to compare it with"' if about["texts"] == 2 else '"one text" "another text"'
