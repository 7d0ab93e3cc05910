"""Learning from good examples alone: how far is each place of a picture from all places of the good ones?

PatchCore (Roth et al. 2022, "Towards Total Recall in Industrial Anomaly Detection"): patch features of a frozen network, averaged over
their neighbours; a memory of those of good pictures, thinned by greedy k-centre (Sener & Savarese 2018); the score of a place is the
distance to its nearest neighbour in the memory, that of a picture the mean over its few farthest places. torch is loaded when used.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.features.picture_prepare import within

CELL = 8
"""A place is a square of so many pixels of the prepared picture."""
_STRIDES = (8, 16)
_CHANNELS = 40 + 112
_CANDIDATES = 40_000
_PROJECTED = 64
_FEWEST = 3
_FARTHEST = 4  # places whose mean is the picture's score: a single one would hang on a speck


@dataclass(frozen=True)
class Normal:
    """What the good pictures look like. `memory` M×152, `spread` 152 (each feature is divided by it), `usual` the scores of good pictures
    that were not remembered (each with its own left out), ascending; `size` of the longer side in pixels, `precision` of the network."""

    memory: np.ndarray
    spread: np.ndarray
    usual: np.ndarray
    size: int
    precision: str

    def arrays(self) -> dict[str, np.ndarray]:
        """For the store."""
        about = {"size": np.int64(self.size), "bf16": np.bool_(self.precision == "bf16")}
        return {name: np.asarray(v) for name, v in {"memory": self.memory, "spread": self.spread, "usual": self.usual, **about}.items()}

    @classmethod
    def of(cls, a: Any) -> Normal:
        return cls(a["memory"], a["spread"], a["usual"], int(a["size"]), "bf16" if a["bf16"] else "fp32")

    def unusual(self, scores: np.ndarray) -> np.ndarray:
        """The share of good pictures that are less far from normal (with one more than there are, as in conformal prediction: never 1)."""
        return np.searchsorted(self.usual, scores, side="left") / (len(self.usual) + 1)


def fit(
    good: Sequence[bytes], *, size: int = 512, places: int = 4000, seed: int = 0, precision: str | None = None
) -> Generator[float, None, Normal]:
    """Yields the share that is done. A fifth of the pictures, two at least, is not remembered, so that it is known how far good pictures
    lie. The same pictures and seed give the same memory. `Invalid` with fewer than 3 pictures."""
    from ml_backend.vision import maps

    if len(good) < _FEWEST:
        raise Invalid(f"{len(good)} good pictures are too few to learn what is normal: give at least {_FEWEST}.", code="too_few")
    rng = np.random.default_rng(seed)
    precision = precision or maps.quick_precision()
    network = maps.fast(precision)
    order = rng.permutation(len(good))
    apart = set(order[: max(2, len(good) // 5)].tolist()) if len(good) > _FEWEST else {int(order[0])}
    each = -(-_CANDIDATES // (len(good) - len(apart)))
    seen, kept_apart = [], []
    for i, picture in enumerate(good):
        table, _ = patches(network, picture, f"pictures[{i}]", size)
        flat = table.reshape(-1, _CHANNELS)
        if i in apart:
            kept_apart.append(table)
        else:
            seen.append(flat[rng.choice(len(flat), min(each, len(flat)), replace=False)])
        yield 0.7 * (i + 1) / len(good)
    every = np.vstack(seen).astype(np.float32)
    spread = np.maximum(every.std(axis=0), 1e-3)
    memory = every[core(every / spread, places, rng)] / spread
    yield 0.95
    normal = Normal(memory.astype(np.float16), spread, np.zeros(0), size, precision)
    scores = np.sort([_score(_distances(table, normal)) for table in kept_apart])
    yield 1.0
    return Normal(normal.memory, spread, scores, size, precision)


def score(normal: Normal, pictures: Sequence[bytes], network: Any = None) -> tuple[np.ndarray, list[np.ndarray]]:
    """(scores N, for each picture a float32 map of the distances, a cell for 8×8 pixels of the prepared picture). Higher is farther from
    normal."""
    from ml_backend.vision.maps import fast

    network = network or fast(normal.precision)
    scores, found = [], []
    for i, picture in enumerate(pictures):
        table, (height, width) = patches(network, picture, f"pictures[{i}]", normal.size)
        away = _distances(table, normal)
        scores.append(_score(away))
        found.append(away[: -(-height // CELL), : -(-width // CELL)])
    return np.array(scores), found


def patches(network: Any, picture: bytes, where: str, size: int) -> tuple[np.ndarray, tuple[int, int]]:
    """(float16 h×w×152, (height, width) in pixels of what is picture). Places outside the picture are left out."""
    import torch
    from torch.nn import functional

    from ml_backend.vision import maps

    pixels, inside = within(picture, where, size)
    seen = maps.look(network, [pixels])
    with torch.inference_mode():
        parts = [functional.avg_pool2d(seen[s].float(), 3, 1, 1, count_include_pad=False) for s in _STRIDES]
        parts[1] = functional.interpolate(parts[1], scale_factor=2, mode="bilinear", align_corners=False)
        joined = torch.cat(parts, dim=1)[0].permute(1, 2, 0)
    rows, columns = (max(1, side // CELL) for side in inside)
    return joined[:rows, :columns].half().numpy(), inside


def core(points: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """Indices of `most` points that lie far from each other: each next one is the farthest from all before, at distances that a random
    projection keeps roughly (Johnson & Lindenstrauss 1984)."""
    if len(points) <= most:
        return np.arange(len(points))
    narrow = (points @ rng.normal(size=(points.shape[1], _PROJECTED)) / np.sqrt(_PROJECTED)).astype(np.float32)
    lengths = (narrow**2).sum(axis=1)
    chosen = [int(rng.integers(len(points)))]
    nearest = np.full(len(points), np.inf, np.float32)
    for _ in range(most - 1):
        last = chosen[-1]
        np.minimum(nearest, lengths - 2 * (narrow @ narrow[last]) + lengths[last], out=nearest)
        chosen.append(int(nearest.argmax()))
    return np.array(chosen)


def _distances(table: np.ndarray, normal: Normal) -> np.ndarray:
    """Of each place to the nearest in memory, h×w, as a share of what a feature spreads."""
    flat = table.reshape(-1, _CHANNELS).astype(np.float32) / normal.spread
    memory = normal.memory.astype(np.float32)
    lengths = (memory**2).sum(axis=1)
    out = np.empty(len(flat), np.float32)
    for start in range(0, len(flat), 2048):
        part = flat[start : start + 2048]
        squares = lengths[None, :] - 2 * (part @ memory.T)
        out[start : start + 2048] = np.sqrt(np.maximum(squares.min(axis=1) + (part**2).sum(axis=1), 0) / _CHANNELS)
    return out.reshape(table.shape[:2])


def _score(away: np.ndarray) -> float:
    few = min(_FARTHEST, away.size)
    return float(np.partition(away, away.size - few, axis=None)[-few:].mean())


def heat_png(away: np.ndarray, low: float, high: float, size: tuple[int, int]) -> bytes:
    """A PNG of (width, height) to be laid over the picture: nothing to see up to `low`, yellow, then red at `high`."""
    from PIL import Image

    share = np.clip((away - low) / max(high - low, 1e-9), 0, 1)
    wide = np.asarray(Image.fromarray((share * 255).astype(np.uint8)).resize(size, Image.Resampling.BILINEAR), np.float32) / 255
    coloured = np.stack([np.full_like(wide, 255), 220 * (1 - wide), 30 * (1 - wide), 200 * np.sqrt(wide)], axis=2)
    out = io.BytesIO()
    Image.fromarray(coloured.astype(np.uint8), "RGBA").save(out, "PNG")
    return out.getvalue()
