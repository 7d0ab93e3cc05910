"""How a finder learns: events of steps, the weights at the end. Import this module inside functions: it needs torch."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ml_backend.finetune.device import Device
from ml_backend.vision import maps
from ml_backend.vision.boxes import mirrored
from ml_backend.vision.finder import STRIDE, Finder, loss, targets


@dataclass(frozen=True)
class Shown:
    """A prepared picture: uint8 H×W×3, (height, width) of what is picture, boxes N×4 in its pixels, their classes."""

    pixels: np.ndarray
    inside: tuple[int, int]
    boxes: np.ndarray
    classes: np.ndarray


@dataclass(frozen=True)
class Plan:
    """`memory` in bytes for the maps: where they do not fit, only the pictures as they are are kept, or nothing is and all is looked at
    anew. `seconds` ends the training early; the learning rate falls to zero by then."""

    epochs: int = 40
    batch: int = 8
    rate: float = 3e-3
    seed: int = 0
    seconds: float = 600
    memory: int = 1_500_000_000


@dataclass(frozen=True)
class Step:
    epoch: int
    epochs: int
    loss: float
    about_centre: float
    about_sides: float
    share: float


def learn(
    shown: Sequence[Shown], k: int, plan: Plan, network: Any, device: Device, clock: Callable[[], float] = time.monotonic
) -> Generator[Step | float, None, Finder]:
    """Yields the share of pictures that were looked at (a float), then a `Step` an epoch; returns the finder in evaluation mode.

    The same pictures, plan and machine give the same weights, unless the time runs out.
    """
    torch.manual_seed(plan.seed)
    rng = np.random.default_rng(plan.seed)
    flips = _affordable(shown, plan)
    kept = [maps.room([s.pixels.shape[:2] for s in shown]) for _ in flips]
    for number, flip in enumerate(flips):
        for i, one in enumerate(maps.looked_at(network, [s.pixels for s in shown], flip)):
            for stride, place in kept[number][i].items():
                place.copy_(one[stride])
            if i % 16 == 15:
                yield (number + i / len(shown)) / len(flips)
    finder = Finder(k).train().to(device.name).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(finder.parameters(), lr=plan.rate, weight_decay=1e-2)
    begun, share = clock(), 0.0
    for epoch in range(plan.epochs):
        sums = np.zeros(3)
        batches = _batches(shown, plan.batch, rng)
        for at, batch in enumerate(batches):
            share = max((epoch + at / len(batches)) / plan.epochs, (clock() - begun) / plan.seconds)
            for group in optimiser.param_groups:
                group["lr"] = plan.rate * _schedule(share)
            which = int(rng.integers(max(len(flips), 1)))
            flip = flips[which] if flips else maps.FLIPS[int(rng.integers(4))]
            seen = _together(kept, which, batch, shown, flip, network)
            sums += _one_step(finder, optimiser, [shown[i] for i in batch], seen, flip, k, device)
            if share >= 1:
                break
        mean, about_centre, about_sides = (float(v) for v in sums / (at + 1))
        yield Step(epoch + 1, plan.epochs, mean, about_centre, about_sides, min(share, 1.0))
        if share >= 1:
            break
    return finder.eval()


def _affordable(shown: Sequence[Shown], plan: Plan) -> tuple[maps.Flips, ...]:
    whole = sum(maps.weight_of(s.pixels.shape[:2]) for s in shown)
    return maps.FLIPS[: int(plan.memory // max(whole, 1))]


def _schedule(share: float) -> float:
    """Up within the first twentieth, then down along a cosine."""
    return share / 0.05 if share < 0.05 else 0.5 * (1 + np.cos(np.pi * min(1.0, (share - 0.05) / 0.95)))


def _batches(shown: Sequence[Shown], size: int, rng: np.random.Generator) -> list[list[int]]:
    """Pictures of one size together, in a new order each time."""
    order = rng.permutation(len(shown))
    by_shape: dict[tuple[int, ...], list[int]] = {}
    for i in order:
        by_shape.setdefault(shown[i].pixels.shape, []).append(int(i))
    cut = [rows[start : start + size] for rows in by_shape.values() for start in range(0, len(rows), size)]
    return [cut[i] for i in rng.permutation(len(cut))]


def _together(kept, which: int, batch: list[int], shown, flip, network) -> dict[int, torch.Tensor]:
    rows = [kept[which][i] for i in batch] if kept else list(maps.looked_at(network, [shown[i].pixels for i in batch], flip))
    return {stride: torch.stack([row[stride] for row in rows]).float() for stride in rows[0]}


def _one_step(finder: Finder, optimiser, batch: list[Shown], seen: dict[int, torch.Tensor], flip: maps.Flips, k: int, device) -> np.ndarray:
    h, w = batch[0].pixels.shape[:2]
    asked = [targets(mirrored(s.boxes, (h, w), flip), s.classes, k, (h // STRIDE, w // STRIDE)) for s in batch]
    goal = tuple(torch.from_numpy(np.stack(part)).to(device.name) for part in zip(*asked, strict=True))
    with device.autocast():
        heat, sides = finder({s: m.to(device.name, memory_format=torch.channels_last) for s, m in seen.items()})
    about_centre, about_sides = loss(heat, sides, (goal[0], goal[1], goal[2]))
    both = about_centre + 2 * about_sides
    optimiser.zero_grad(set_to_none=True)
    both.backward()
    torch.nn.utils.clip_grad_norm_(finder.parameters(), 10.0)
    optimiser.step()
    return np.array([float(both.detach()), float(about_centre.detach()), float(about_sides.detach())])
