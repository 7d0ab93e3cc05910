"""What a finder finds in pictures. Import this module inside functions: it needs torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from ml_backend.vision import maps
from ml_backend.vision.boxes import without_doubles
from ml_backend.vision.finder import Finder, as_boxes

_CANDIDATES, _MOST = 500, 300
_LEAST = 0.02


@dataclass(frozen=True)
class Found:
    """N×4 (left, top, right, bottom) as shares of the picture's width and height, raw scores 0…1, class numbers; best first."""

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray


def find(
    finder: Finder, network, pictures: Sequence[np.ndarray], inside: Sequence[tuple[int, int]], most_overlap: float = 0.5
) -> Iterator[Found]:
    """One `Found` per prepared picture, in order."""
    device = next(finder.parameters()).device
    for (height, width), seen in zip(inside, maps.looked_at(network, list(pictures)), strict=True):
        with torch.inference_mode():
            heat, sides = finder({s: one[None].float().to(device) for s, one in seen.items()})
            yield _decoded(heat.sigmoid().cpu(), as_boxes(sides)[0].cpu(), height, width, most_overlap)


def _decoded(heat: torch.Tensor, boxes: torch.Tensor, height: int, width: int, most_overlap: float) -> Found:
    """Cells hotter than their neighbours in the same class, then without doubles."""
    tops = heat[0] * (functional.max_pool2d(heat, 3, 1, 1)[0] == heat[0])
    scores, at = tops.flatten().topk(min(_CANDIDATES, tops.numel()))
    cells = tops.shape[1] * tops.shape[2]
    classes = (at // cells).numpy()
    rows = boxes.flatten(1)[:, at % cells].T.numpy().astype(np.float64)
    rows = np.clip(rows, 0, [width, height, width, height])
    real = (scores.numpy() >= _LEAST) & (rows[:, 2] - rows[:, 0] >= 1) & (rows[:, 3] - rows[:, 1] >= 1)
    rows, kept_scores, classes = rows[real], scores.numpy()[real], classes[real]
    best = without_doubles(rows, kept_scores, classes, most_overlap)[:_MOST]
    return Found(rows[best] / [width, height, width, height], kept_scores[best], classes[best])
