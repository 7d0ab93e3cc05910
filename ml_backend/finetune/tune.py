"""Teaching a network, or its upper blocks, from maps: of a picture what the frozen blocks below see in it, reckoned once; of a sound its
spectrum. Import this module inside functions: it needs torch."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from torch.nn import functional

from domain import protocol
from domain.errors import Refused
from ml_backend.finetune.device import Device

Event = dict[str, Any]


class FromMaps(Protocol):
    """`from_middle` gives logits from maps N×c×h×w; `upper` are the parts that learn, the classifier last. What it normalises by must not
    hang on the batch: it learns in evaluation mode, but for `dropout`."""

    dropout: torch.nn.Module
    classifier: torch.nn.Linear

    def from_middle(self, middle: torch.Tensor) -> torch.Tensor: ...

    def upper(self) -> list[torch.nn.Module]: ...

    def requires_grad_(self, requires_grad: bool = True) -> Any: ...

    def eval(self) -> Any: ...


@dataclass(frozen=True)
class Plan:
    """`rate` of the head's weights; the blocks below learn at a third of it. `patience`: so many epochs without a lower dev loss end it.
    When `minutes` are over it ends too, with the best epoch so far."""

    epochs: int = 15
    batch: int = 32
    rate: float = 1e-3
    patience: int = 4
    minutes: float = 30.0
    class_weight: str | None = None
    seed: int = 0


@dataclass
class Course:
    """What came of it. `dev`: the mean log loss after each epoch; `best`: the epoch whose weights were kept, from 1."""

    losses: list[float] = field(default_factory=list)
    dev: list[float] = field(default_factory=list)
    best: int = 0
    seconds: float = 0.0
    ended: str = "all epochs"


def tune(
    model: FromMaps,
    middles: torch.Tensor,
    goals: np.ndarray,
    weights: np.ndarray,
    dev: tuple[torch.Tensor, np.ndarray] | None,
    plan: Plan,
    device: Device,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Event, None, Course]:
    """`middles` float16 variants×N×c×h×w (each thing as it is, and changed); `goals` float32 N×k, the share of each label;
    `weights` N. `dev`: (maps M×c×h×w, goals M×k). The model ends with its best epoch's weights."""
    began, rng, course = clock(), np.random.default_rng(plan.seed), Course()
    learning = [p for part in model.upper() for p in part.parameters()]
    body = [p for part in model.upper()[:-1] for p in part.parameters()]
    model.requires_grad_(False)
    for p in learning:
        p.requires_grad_(True)
    groups: list[dict[str, Any]] = [{"params": body, "lr": plan.rate / 3}, {"params": list(model.classifier.parameters()), "lr": plan.rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.05)
    steps = -(-len(goals) // plan.batch) * plan.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: shape(step / max(steps, 1)))
    table, own = torch.from_numpy(goals).to(device.name), torch.from_numpy(weights.astype(np.float32)).to(device.name)
    kept = None
    for epoch in range(1, plan.epochs + 1):
        model.eval()
        model.dropout.train()
        sums = []
        for chosen in np.array_split(rng.permutation(len(goals)), -(-len(goals) // plan.batch)):
            flips = rng.integers(len(middles), size=len(chosen))
            seen = middles[torch.as_tensor(flips), torch.as_tensor(chosen)].float().to(device.name, memory_format=torch.channels_last)
            with device.autocast():
                logits = model.from_middle(seen)
            each = -(table[chosen] * functional.log_softmax(logits.float(), dim=1)).sum(dim=1)
            loss = (each * own[chosen]).sum() / own[chosen].sum()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning, 5.0)
            optimiser.step()
            schedule.step()
            sums.append(float(loss.detach()))
            if not np.isfinite(sums[-1]):
                raise Refused("The loss is no number any more. Take a lower rate than before.", code="diverged")
            if clock() - began > 60 * plan.minutes:
                break
        course.losses.append(round(float(np.mean(sums)), 6))
        yield protocol.metric("loss", course.losses[-1], epoch=epoch)
        late = clock() - began > 60 * plan.minutes
        if dev is not None:
            course.dev.append(round(log_loss(logits_of(model, dev[0], device), dev[1]), 6))
            yield protocol.metric("dev_loss", course.dev[-1], epoch=epoch)
            if course.dev[-1] <= min(course.dev):
                course.best, kept = epoch, [p.detach().clone() for p in learning]
        yield protocol.progress(epoch / plan.epochs, f"Epoch {epoch} of {plan.epochs}: loss {course.losses[-1]:.3f}.")
        if late or (dev is not None and epoch - course.best >= plan.patience):
            course.ended = "the time was over" if late else f"the dev loss has not fallen since epoch {course.best}"
            yield protocol.log(f"Stopped after epoch {epoch}: {course.ended}.")
            break
    if kept is not None:
        with torch.no_grad():
            for p, value in zip(learning, kept, strict=True):
                p.copy_(value)
    course.best, course.seconds = course.best or len(course.losses), round(clock() - began, 1)
    model.eval().requires_grad_(False)
    return course


def shape(share: float) -> float:
    """Of the learning rate: up within the first tenth, then down along a cosine."""
    return (share + 0.01) / 0.11 if share < 0.1 else 0.5 * (1 + math.cos(math.pi * min(1.0, (share - 0.1) / 0.9)))


def logits_of(model: FromMaps, middles: torch.Tensor, device: Device, batch: int = 64) -> np.ndarray:
    """float64 N×k."""
    model.eval()
    with torch.inference_mode(), device.autocast():
        parts = [model.from_middle(m.float().to(device.name)).float().cpu() for m in middles.split(batch)]
    return torch.cat(parts).double().numpy()


def log_loss(logits: np.ndarray, goals: np.ndarray) -> float:
    scaled = logits - logits.max(axis=1, keepdims=True)
    return float(-(goals * (scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True)))).sum(axis=1).mean())


def balanced(goals: np.ndarray, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """`weights` times N/(k·n) of the labels of each, by their shares."""
    counts = np.maximum(goals.sum(axis=0), 0.5)
    return np.asarray(weights) * (goals @ (len(goals) / (len(counts) * counts)))
