"""The training loop, in plain PyTorch: AdamW (Loshchilov & Hutter 2019), linear warm-up and decay, clipped gradients, early stopping on
dev.

Everything random comes from the seed. It yields events and saves nothing; close it to cancel.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Refused
from ml_backend.finetune import batches, layers
from ml_backend.finetune.device import Device
from ml_backend.finetune.recipe import Recipe
from ml_backend.finetune.task import Row, Task

Event = dict[str, Any]
_WARM_UP = 0.1
_TRIAL = 8
"""Steps after which it is known how long the rest will take."""
_TOLD = 60
"""How many times the loss is told."""


@dataclass(frozen=True)
class Descent:
    """What came of it, for the manifest. `dev`: the score after each epoch; `best`: the epoch whose weights were kept, from 1."""

    epochs: int
    best: int
    steps: int
    losses: list[float]
    dev: list[float]


class _Course:
    """Optimiser, schedule and the state worth keeping."""

    def __init__(self, model: Any, recipe: Recipe, rate: float, steps: int) -> None:
        import torch

        self.model, self.steps, self.done = model, steps, 0
        self.optimiser = torch.optim.AdamW(layers.groups(model, rate))
        warm = max(1, int(_WARM_UP * steps))
        shape: Callable[[int], float] = lambda s: min((s + 1) / warm, max(0.0, (steps - s) / max(1, steps - warm)))  # noqa: E731
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, shape)
        self.learning = [p for p in model.parameters() if p.requires_grad]
        self.kept: list[Any] | None = None

    def step(self, loss: Any) -> float:
        import torch

        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learning, 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.done += 1
        return float(loss.detach())

    def keep(self) -> None:
        self.kept = [p.detach().cpu().clone() for p in self.learning]

    def restore(self) -> None:
        import torch

        with torch.no_grad():
            for weight, kept in zip(self.learning, self.kept or self.learning, strict=True):
                weight.copy_(kept)


def descend(
    model: Any, task: Task, recipe: Recipe, rate: float, device: Device, clock: Callable[[], float] = time.monotonic
) -> Generator[Event, None, Descent]:
    """The model ends with the weights of its best epoch on dev. `Refused` (too_slow) once it is clear that the time will not do."""
    began, rng = clock(), np.random.default_rng(recipe.seed)
    per_epoch = -(-len(task.rows) // recipe.batch)
    course = _Course(model, recipe, rate, per_epoch * recipe.epochs)
    losses: list[float] = []
    dev: list[tuple[float, float]] = []
    best = 0
    for epoch in range(1, recipe.epochs + 1):
        mean = yield from _epoch(course, task, recipe, device, rng, epoch, began, clock)
        losses.append(mean)
        if not task.dev_rows:
            continue
        dev.append(task.score(logits_of(model, task.dev_rows, task.fill, device, recipe.batch)))
        yield protocol.metric("dev_score", round(dev[-1][0], 6), epoch=epoch, loss=round(-dev[-1][1], 6))
        if dev[-1] > max(dev[:-1], default=(-np.inf, -np.inf)):
            best = epoch
            course.keep()
        elif epoch - best >= recipe.patience:
            yield protocol.log(f"Stopped after epoch {epoch}: the dev score has not risen since epoch {best}.")
            break
    if best:
        course.restore()
    model.eval()
    return Descent(len(losses), best or len(losses), course.done, losses, [d[0] for d in dev])


def _epoch(
    course: _Course,
    task: Task,
    recipe: Recipe,
    device: Device,
    rng: np.random.Generator,
    epoch: int,
    began: float,
    clock: Callable[[], float],
) -> Generator[Event, None, float]:
    course.model.train()
    every, total = max(1, course.steps // _TOLD), 0.0
    recent: list[float] = []
    chosen = batches.shuffled([len(r["input_ids"]) for r in task.rows], recipe.batch, rng)
    for rows in chosen:
        with device.autocast():
            logits = course.model(**batches.padded([task.rows[i] for i in rows], task.fill, device.name, _most(course.model))).logits
        loss = course.step(task.loss(logits.float(), rows))
        if not np.isfinite(loss):
            raise Refused(f"The loss is no number any more (step {course.done}). Take a lower rate than before.", code="diverged")
        recent.append(loss)
        total += loss
        if course.done == _TRIAL or course.done % 100 == 0:
            _check_time(course, recipe, clock() - began)
        if course.done % every == 0:
            yield protocol.metric("loss", round(float(np.mean(recent)), 6), step=course.done, epoch=epoch)
            yield protocol.progress(0.9 * course.done / course.steps, f"Epoch {epoch} of {recipe.epochs}: loss {np.mean(recent):.3f}.")
            recent = []
    return round(total / len(chosen), 6)


def _check_time(course: _Course, recipe: Recipe, spent: float) -> None:
    wanted = spent / course.done * course.steps / 60
    if wanted > recipe.minutes * (1.5 if course.done == _TRIAL else 1.0) and spent / 60 < wanted:
        raise Refused(
            f"This fine-tuning would take about {wanted:.0f} minutes here and {recipe.minutes:g} are allowed. Take fewer epochs than "
            f"{recipe.epochs}, shorter texts, freeze more layers, or allow more time.",
            code="too_slow",
            fields={"minutes": round(wanted, 1)},
        )


def _most(model: Any) -> int:
    """Pieces that the network can tell apart by place."""
    return getattr(model.config, "max_position_embeddings", None) or 0


def logits_of(model: Any, rows: list[Row], fill: dict[str, int], device: Device, batch: int) -> list[Any]:
    """float32 numpy, one array per row in the order of `rows`; of a tagger without its padding."""
    import torch

    model.eval()
    out: list[Any] = [None] * len(rows)
    with torch.inference_mode():
        for chosen in batches.in_order([len(r["input_ids"]) for r in rows], max(batch, 16)):
            with device.autocast():
                logits = model(**batches.padded([rows[i] for i in chosen], fill, device.name, _most(model))).logits
            table = logits.float().cpu().numpy()
            for i, one in zip(chosen, table, strict=True):
                out[i] = one[: len(rows[i]["input_ids"])] if one.ndim == 2 else one
    return out
