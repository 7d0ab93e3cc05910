"""What a caller may choose of a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Invalid
from ml_backend.settings import Settings

_OWN = ("encoder", "class_weight", "c", "seed", "learner", "way")


@dataclass(frozen=True)
class Training:
    """`c` None lets the data choose; `class_weight` is "balanced" or None; `learner` "" takes the first that learns the kind in that `way`
    ("features" or "fine-tuning"). `options` are whatever else a learner knows: it looks at them itself."""

    encoder: str
    class_weight: str | None = None
    c: float | None = None
    seed: int = 0
    learner: str = ""
    way: str = "features"
    options: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, params: Mapping[str, Any], settings: Settings) -> Training:
        weight, c, seed = params.get("class_weight") or None, params.get("c"), params.get("seed", 0)
        if weight not in (None, "balanced"):
            raise Invalid(f"class_weight is 'balanced' or nothing, not '{weight}'.", fields={"class_weight": str(weight)})
        if c is not None and not (isinstance(c, (int, float)) and not isinstance(c, bool) and 0 < c < 1e9):
            raise Invalid("c must be a number above 0.", fields={"c": str(c)})
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise Invalid("seed must be a whole number, 0 or more.", fields={"seed": str(seed)})
        way = str(params.get("way") or "features")
        if way not in ("features", "fine-tuning"):
            raise Invalid(f"way is 'features' or 'fine-tuning', not '{way}'.", fields={"way": way})
        return cls(
            str(params.get("encoder") or ""),
            weight,
            None if c is None else float(c),
            seed,
            str(params.get("learner") or ""),
            way,
            {name: value for name, value in params.items() if name not in _OWN},
        )
