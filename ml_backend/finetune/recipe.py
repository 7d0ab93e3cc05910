"""What a caller may choose of a fine-tuning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from domain.errors import Invalid

PRECISIONS = ("auto", "fp32", "bf16")


@dataclass(frozen=True)
class Recipe:
    """`base` and `rate` empty: what fits the texts. `freeze`: how many of the lower layers stay as they are, with the embeddings; -1:
    half of them on a processor and none on a GPU. `precision` auto: bf16 on a GPU, fp32 on a processor. `patience`: how many times in a
    row the dev score may fail to rise. `minutes` and `memory` (GB) are refused beforehand where they would be exceeded."""

    base: str = ""
    epochs: int = 4
    batch: int = 16
    rate: float = 0.0
    max_length: int = 128
    freeze: int = -1
    class_weight: str = ""
    precision: str = "auto"
    patience: int = 2
    seed: int = 0
    minutes: float = 60.0
    memory: float = 4.0

    @classmethod
    def parse(cls, params: Mapping[str, Any]) -> Recipe:
        """From a request; what is not named keeps its default, what is unknown is not for a recipe. `Invalid` names what is wrong."""
        given: dict[str, Any] = {f.name: params[f.name] for f in fields(cls) if params.get(f.name) is not None}
        for name, value in given.items():
            _check(name, value, cls.__dataclass_fields__[name].default)
        fitting: dict[str, Any] = {name: float(v) if name in ("rate", "minutes", "memory") else v for name, v in given.items()}
        return cls(**fitting)


_LIMITS: dict[str, tuple[float, float]] = {
    "epochs": (1, 100), "batch": (1, 512), "rate": (0, 1), "max_length": (8, 4096), "freeze": (-1, 200), "patience": (1, 100),
    "seed": (0, 2**31), "minutes": (0.01, 10_000), "memory": (0.1, 1000),
}  # fmt: skip
_CHOICES = {"precision": PRECISIONS, "class_weight": ("", "balanced")}


def _check(name: str, value: Any, default: Any) -> None:
    if isinstance(default, str):
        allowed = _CHOICES.get(name)
        if not isinstance(value, str) or (allowed and value not in allowed):
            raise Invalid(f"{name} is one of {', '.join(a or 'nothing' for a in allowed or ())}, not '{value}'.", fields={name: str(value)})
        return
    low, high = _LIMITS[name]
    kinds = (int,) if isinstance(default, int) else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        whole = "a whole number" if kinds == (int,) else "a number"
        raise Invalid(f"{name} must be {whole} from {low:g} to {high:g}, not '{value}'.", fields={name: str(value)})
