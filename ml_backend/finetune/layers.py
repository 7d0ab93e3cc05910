"""Which parts of a network stay as they are: the embeddings and so many of the lower layers (Howard & Ruder 2018; Lee et al. 2019, "What
Would Elsa Do? Freezing Layers During Transformer Fine-Tuning")."""

from __future__ import annotations

from typing import Any


def freeze(model: Any, wanted: int, on_gpu: bool) -> int:
    """How many layers were frozen. -1: on a processor half of them, on a GPU nothing at all. Layers that share their weights (ALBERT)
    cannot be frozen in part: of such a model the embeddings alone are."""
    if wanted == 0 or (wanted < 0 and on_gpu):
        return 0
    stack = layers(model)
    count = min(len(stack) // 2 if wanted < 0 else wanted, len(stack))
    body = model.base_model
    for part in [getattr(body, "embeddings", None), *stack[:count]]:
        if part is not None:
            for weight in part.parameters():
                weight.requires_grad_(False)
    return count


def layers(model: Any) -> list[Any]:
    """From below; empty where they share their weights or cannot be told."""
    import torch

    wanted = getattr(model.config, "num_hidden_layers", 0)
    for part in model.base_model.modules():
        if isinstance(part, torch.nn.ModuleList) and len(part) == wanted:
            return list(part) if wanted > 1 else []
    return []


def groups(model: Any, rate: float) -> list[dict[str, Any]]:
    """For the optimiser: the head learns ten times as fast as the body; biases and norms are not pulled towards zero."""
    body = {id(p) for p in model.base_model.parameters()}
    found: dict[tuple[bool, bool], list[Any]] = {}
    for weight in model.parameters():
        if weight.requires_grad:
            found.setdefault((id(weight) in body, weight.ndim > 1), []).append(weight)
    return [
        {"params": weights, "lr": rate if inside else 10 * rate, "weight_decay": 0.01 if matrix else 0.0}
        for (inside, matrix), weights in found.items()
    ]
