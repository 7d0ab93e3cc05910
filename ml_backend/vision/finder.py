"""The part of the box finder that learns: a small head on the maps of the frozen network, and what it is asked to say.

Anchor-free, a heat map of centres for each class and at each cell the way to the box's four sides, after CenterNet (Zhou, Wang & Krähenbühl
2019, "Objects as Points") with the targets of TTFNet (Liu et al. 2020, "Training-Time-Friendly Network for Real-Time Object Detection"):
every cell near a centre teaches the box, weighted by how near it is, so that a few hundred steps are enough.
Import this module inside functions: it needs torch.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ml_backend.vision.network import CHANNELS

STRIDE = 8
_REACH = 0.54  # how much of a box's half side the bell of its centre covers (alpha of TTFNet)
_RARE = -2.2  # the heat begins near 0.1: nearly all cells are no centre
_LONG = 8.0  # the first guess of a side is so many pixels times 2


def _mix(narrow: int, wide: int) -> nn.Sequential:
    """3×3 by channel, then 1×1 across: a ninth of the work of a full 3×3."""
    return nn.Sequential(
        nn.Conv2d(narrow, narrow, 3, padding=1, groups=narrow, bias=False),
        nn.Conv2d(narrow, wide, 1, bias=False),
        nn.GroupNorm(8, wide),
        nn.ReLU(),
    )


def _last(wide: int, out: int, begin: float) -> nn.Conv2d:
    made = nn.Conv2d(wide, out, 1)
    with torch.no_grad():
        made.bias.fill_(begin)  # type: ignore[union-attr]
    return made


class Finder(nn.Module):
    """Maps of stride 8, 16, 32 → heat logits N×classes×h×w and distances to left, top, right, bottom N×4×h×w in pixels, both of stride
    8."""

    def __init__(self, classes: int, wide: int = 96) -> None:
        super().__init__()
        self.inward = nn.ModuleDict({str(s): nn.Sequential(nn.Conv2d(c, wide, 1), nn.GroupNorm(8, wide)) for s, c in CHANNELS.items()})
        self.join = nn.ModuleDict({str(s): _mix(wide, wide) for s in (16, 8)})
        self.about_centre = nn.Sequential(_mix(wide, wide), _mix(wide, wide), _last(wide, classes, _RARE))
        self.about_sides = nn.Sequential(_mix(wide, wide), _mix(wide, wide), _last(wide, 4, 1.0))

    def forward(self, maps: dict[int, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.inward["32"](maps[32])
        for stride in (16, 8):
            x = functional.interpolate(x, scale_factor=2, mode="nearest") + self.inward[str(stride)](maps[stride])
            x = self.join[str(stride)](x)
        return self.about_centre(x), functional.softplus(self.about_sides(x)) * 2 * _LONG


def targets(boxes: np.ndarray, classes: np.ndarray, k: int, cells: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For one picture: heat k×h×w (1 at centres, a bell around), sides 4×h×w as a box (left, top, right, bottom), weight h×w.

    Where bells overlap the smaller box has the cell; large boxes weigh more by the logarithm of their area, each spread over its cells.
    """
    heat = np.zeros((k, *cells), np.float32)
    goal, weight = np.zeros((4, *cells), np.float32), np.zeros(cells, np.float32)
    if not len(boxes):
        return heat, goal, weight
    centres = (np.arange(cells[0])[:, None] + 0.5) * STRIDE, (np.arange(cells[1])[None, :] + 0.5) * STRIDE
    sizes = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    for i in np.argsort(-sizes, kind="stable"):
        left, top, right, bottom = boxes[i]
        row, column = (int(np.clip(c / STRIDE, 0, n - 1)) for c, n in zip(((top + bottom) / 2, (left + right) / 2), cells, strict=True))
        spread = [max(side * _REACH / 6, STRIDE / 6) for side in (bottom - top, right - left)]
        away = ((centres[0] - centres[0][row]) / spread[0]) ** 2 + ((centres[1] - centres[1][0, column]) / spread[1]) ** 2
        bell = np.where(away < 9, np.exp(-away / 2), 0).astype(np.float32)
        heat[classes[i]] = np.maximum(heat[classes[i]], bell)
        mine = bell > 0
        goal[:, mine] = boxes[i][:, None]
        weight[mine] = bell[mine] / bell.sum() * np.log1p(sizes[i])
    return heat, goal, weight


def loss(
    heat: torch.Tensor, sides: torch.Tensor, goal: tuple[torch.Tensor, torch.Tensor, torch.Tensor]
) -> tuple[torch.Tensor, torch.Tensor]:
    """(focal loss of the centres per object, 1 − generalised overlap of the boxes, weighted).

    Focal loss as in Law & Deng 2018 (alpha 2, beta 4); generalised overlap: Rezatofighi et al. 2019.
    """
    wanted, box, weight = goal
    chance = heat.float().sigmoid().clamp(1e-4, 1 - 1e-4)
    centre = wanted.eq(1)
    hit = (1 - chance) ** 2 * chance.log()
    miss = chance**2 * (1 - chance).log() * (1 - wanted) ** 4
    about_centre = -torch.where(centre, hit, miss).sum() / centre.sum().clamp(min=1)
    similar = _generalised(as_boxes(sides.float()), box)
    about_sides = ((1 - similar) * weight).sum() / weight.sum().clamp(min=1e-6)
    return about_centre, about_sides


def as_boxes(sides: torch.Tensor) -> torch.Tensor:
    """Distances N×4×h×w → (left, top, right, bottom) N×4×h×w."""
    h, w = sides.shape[2:]
    y = ((torch.arange(h, device=sides.device) + 0.5) * STRIDE).view(1, 1, h, 1)
    x = ((torch.arange(w, device=sides.device) + 0.5) * STRIDE).view(1, 1, 1, w)
    left, top, right, bottom = sides.split(1, dim=1)
    return torch.cat([x - left, y - top, x + right, y + bottom], dim=1)


def _generalised(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    def area(box: torch.Tensor) -> torch.Tensor:
        return (box[:, 2] - box[:, 0]).clamp(min=0) * (box[:, 3] - box[:, 1]).clamp(min=0)

    shared = area(torch.cat([torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])], dim=1))
    around = area(torch.cat([torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])], dim=1)).clamp(min=1e-6)
    union = (area(a) + area(b) - shared).clamp(min=1e-6)
    return shared / union - (around - union) / around
