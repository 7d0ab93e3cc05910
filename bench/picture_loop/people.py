"""Who labels: a program that knows what is right, and corrects a suggestion as far as somebody with the picture before them would.

A suggested class that is right is taken, a wrong one replaced. A suggested box is left where it is if it overlaps a true box of its label
by enough; the others are deleted, and true boxes that none covers are drawn. So the boxes that were taken keep the model's edges.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from domain.evaluation.items import overlap
from domain.learnable import Answer
from domain.learnable.answers import Box

TIGHT = 0.7
"""Overlap (intersection over union) from which on a box is good enough to be left alone."""


def answered(right: Answer, suggestion: dict[str, Any] | None, shown: tuple[int, int], did: Counter[str]) -> list[dict[str, Any]]:
    """Label Studio's result; `did` counts the pictures and, where there was a suggestion, what had to be done. shown: its size."""
    said = suggestion["result"] if suggestion else None
    did["pictures"] += 1
    did["suggested"] += said is not None
    if isinstance(right, str):
        if said is not None:
            did["taken"] += right in said[0]["value"]["choices"]
        return [{"from_name": "what", "to_name": "image", "type": "choices", "value": {"choices": [right]}}]
    kept, missing = _compared([b for b in right if isinstance(b, Box)], said or [])
    if said is not None:
        did.update({"boxes kept": len(kept), "boxes deleted": len(said) - len(kept), "boxes drawn": len(missing)})
        did["taken"] += len(kept) == len(said) and not missing
    return [{**region, "origin": "prediction"} for region in kept] + [_drawn(box, shown) for box in missing]


def _compared(right: list[Box], said: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Box]]:
    """(regions that may stay, true boxes that none covers); each true box is covered once, by what overlaps it most."""
    pairs = sorted(((overlap(box, _box(region)), n, m) for n, box in enumerate(right) for m, region in enumerate(said)), reverse=True)
    covered: dict[int, int] = {}
    for share, n, m in pairs:
        if share >= TIGHT and n not in covered and m not in covered.values() and right[n].label == _box(said[m]).label:
            covered[n] = m
    return [said[m] for m in covered.values()], [box for n, box in enumerate(right) if n not in covered]


def _box(region: dict[str, Any]) -> Box:
    value = region["value"]
    return Box(value["x"], value["y"], value["width"], value["height"], value["rectanglelabels"][0])


def _drawn(box: Box, shown: tuple[int, int]) -> dict[str, Any]:
    size = {"original_width": shown[0], "original_height": shown[1], "image_rotation": 0}
    value = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rotation": 0, "rectanglelabels": [box.label]}
    about = {"id": uuid.uuid4().hex[:10], "from_name": "what", "to_name": "image", "type": "rectanglelabels", "origin": "manual"}
    return {**about, **size, "value": value}
