"""What a caller may choose of a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Invalid
from domain.training import WAYS, check
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
        check(params)
        c, seed = params.get("c"), params.get("seed", 0)
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise Invalid("seed must be a whole number, 0 or more.", fields={"seed": str(seed)})
        return cls(
            str(params.get("encoder") or ""),
            params.get("class_weight") or None,
            None if c is None else float(c),
            seed,
            str(params.get("learner") or ""),
            str(params.get("way") or WAYS[0]),
            {name: value for name, value in params.items() if name not in _OWN},
        )
