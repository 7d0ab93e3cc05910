"""Forms in which a model version leaves the house, which of them a version can take, and what a form costs in right answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.evaluation.estimate import wilson
from domain.promotion.bootstrap import gains
from domain.promotion.groups import kinds
from domain.promotion.measures import score

FORMS = ("safetensors", "onnx", "onnx-int8")
MOST = 1000
"""So many items are asked of both; their figures are close enough, and it takes a minute rather than an hour."""
_TEXT = ("choice", "choices", "pair", "rating")
_DRAWS = 2000
REASONS = {
    "head_int8": "Of a light model the features take the time, not the head: 8 bit would save nothing worth having.",
    "chain_onnx": "A chain of tags is put together letter by letter by code, not by a network: there is nothing that ONNX could hold.",
    "picture_int8": "8 bit with scales found while it runs ruins convolutions: measured, nearly half of the answers changed.",
    "boxes": "What makes boxes of the network's maps is not packed: a finder of boxes serves from here alone.",
    "tiles": "What cuts a picture into tiles and puts what is seen in them together is not packed: such a model serves from here alone.",
    "normal": "What compares a picture with the good ones is not packed: such a model serves from here alone.",
    "sound": "What makes features of a sound is not packed: a model of sounds serves from here alone.",
}


def why_not(made: Mapping[str, Any], form: str) -> str:
    """A key of `REASONS`, empty where it can be done; so it is, too, where it is not known how the version was made.

    made: {way: "features" or "fine-tuning", kind: as in domain.learnable, learner, encoder}, each of them text or absent."""
    way, kind = made.get("way", ""), made.get("kind", "")
    if made.get("learner") == "picture-normal":
        return "normal"
    if kind == "image_choice" and "tiles" in str(made.get("encoder", "")).split("+"):
        return "tiles"
    if kind == "boxes":
        return "boxes"
    if kind == "sound_choice":
        return "sound"
    if kind == "image_choice":
        return "picture_int8" if form == "onnx-int8" else ""
    if way == "features" and kind == "spans":
        return "" if form == "safetensors" else "chain_onnx"
    if way == "features" and kind in _TEXT:
        return "head_int8" if form == "onnx-int8" else ""
    return ""


@dataclass(frozen=True)
class Difference:
    """The mean score of the exported form minus the original's, with its 95 % interval."""

    value: float
    low: float
    high: float


def difference(original: Sequence[float], exported: Sequence[float], groups: Sequence[str], rng: np.random.Generator) -> Difference:
    """Scores 0 … 1 of the same items; whole groups are drawn again (paired bootstrap). Where no score differs, drawing again shows nothing:
    then the interval is what Wilson's says of a share that was never seen among so many groups. There must be an item."""
    names, places = np.unique(np.asarray(groups, str), return_inverse=True)
    one, other = np.asarray(original, float), np.asarray(exported, float)
    if (one == other).all():
        unseen = wilson(0, len(names))[1]
        return Difference(0.0, -unseen, unseen)
    drawn_from = kinds(score(one, other), places)
    low, high = np.percentile(gains(drawn_from, _DRAWS, rng), [2.5, 97.5])
    return Difference(drawn_from.gain, float(low), float(high))
