"""Where a fine-tuning runs, in which precision, and how much memory it will want there."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from ml_backend.finetune.recipe import Recipe

_PROCESS = 0.6
"""GB that Python with torch and transformers takes before there is a model."""


@dataclass(frozen=True)
class Device:
    """`name` "cpu" or "cuda"; `title` for people; `precision` fp32 or bf16."""

    name: str
    title: str
    precision: str
    threads: int

    def autocast(self) -> AbstractContextManager:
        import torch

        return torch.autocast(self.name, dtype=torch.bfloat16) if self.precision == "bf16" else nullcontext()

    def as_dict(self) -> dict[str, Any]:
        return {"device": self.title, "precision": self.precision, "threads": self.threads}


def find(precision: str, threads: int) -> Device:
    """A GPU where there is one, with bf16 unless told otherwise. Two threads at most: the cores are shared."""
    import torch

    torch.set_num_threads(min(max(threads, 1), 2))
    if torch.cuda.is_available():
        found = torch.cuda.get_device_name()
        return Device("cuda", found, "bf16" if precision == "auto" else precision, torch.get_num_threads())
    return Device("cpu", "processor", "fp32" if precision == "auto" else precision, torch.get_num_threads())


def repeatable(seed: int) -> None:
    """The same seed gives the same weights on a processor; on a GPU as far as its library allows it."""
    import torch

    torch.manual_seed(seed)
    if torch.cuda.is_available():
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)


def needed(model: Any, batch: int, length: int) -> float:
    """GB, an estimate: weights, gradients, AdamW's two moments, the best state kept, and the activations of the layers that
    learn (Korthikanti et al. 2022, "Reducing Activation Recomputation", equation 2, in four bytes)."""
    weights = sum(p.numel() for p in model.parameters())
    learn = sum(p.numel() for p in model.parameters() if p.requires_grad)
    c = model.config
    hidden, heads, layers = (getattr(c, n, d) for n, d in (("hidden_size", 768), ("num_attention_heads", 12), ("num_hidden_layers", 12)))
    layers = layers - getattr(model, "frozen_layers", 0)
    per_layer = 2 * batch * length * (34 * hidden + 5 * heads * length)
    return _PROCESS + (4 * (weights + 4 * learn) + layers * per_layer) / 1e9


def check_memory(model: Any, recipe: Recipe, length: int, device: Device) -> float:
    """The estimate; `Refused` (too_large) where it exceeds what is allowed on a processor."""
    want = needed(model, recipe.batch, length)
    if device.name == "cpu" and want > recipe.memory:
        raise Refused(
            f"This fine-tuning would need about {want:.1f} GB of memory and {recipe.memory:g} GB are allowed. "
            f"Take smaller batches than {recipe.batch}, shorter texts than {length} pieces, or freeze more layers.",
            code="too_large",
            fields={"memory": round(want, 2)},
        )
    return want
