"""What a caller may choose of a training, whatever learns: checked where it is asked for, and again where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.errors import Invalid

BALANCED = "balanced"
WAYS = ("features", "fine-tuning")


def check(chosen: Mapping[str, Any]) -> None:
    """encoder, learner: names, or nothing. class_weight: "balanced" or nothing. c: the inverse penalty, or None. way: one of `WAYS`, or
    nothing. What else is said is a learner's own, which looks at it itself. `Invalid` names what is odd."""
    for name in ("encoder", "learner"):
        if not isinstance(chosen.get(name) or "", str):
            raise Invalid(f"{name} must be a name.", fields={name: str(chosen[name])[:50]})
    if (weight := chosen.get("class_weight") or None) not in (None, BALANCED):
        raise Invalid(f"class_weight is '{BALANCED}' or nothing, not '{weight}'.", fields={"class_weight": str(weight)[:50]})
    c = chosen.get("c")
    if c is not None and not (isinstance(c, (int, float)) and not isinstance(c, bool) and 0 < c < 1e9):
        raise Invalid("c must be a number above 0.", fields={"c": str(c)[:50]})
    if (way := chosen.get("way") or WAYS[0]) not in WAYS:
        raise Invalid(f"way is '{WAYS[0]}' or '{WAYS[1]}', not '{way}'.", fields={"way": str(way)[:50]})
