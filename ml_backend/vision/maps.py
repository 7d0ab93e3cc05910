"""The frozen network's maps of pictures, kept in memory while a finder learns, for the picture as it is and mirrored.

Import this module inside functions: it needs torch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from ml_backend.features.picture_prepare import CURRENT, pixels
from ml_backend.vision.network import CHANNELS, Lite0, folded, pretrained

Flips = tuple[bool, bool]
FLIPS: tuple[Flips, ...] = ((False, False), (False, True), (True, False), (True, True))
_BATCH = 8


def fast(precision: str) -> Lite0:
    """ImageNet's network, ready to look."""
    return quick(pretrained()[0], precision)


def quick(network: Lite0, precision: str) -> Lite0:
    """A copy for looking: "bf16" or "fp32", normalisation folded, channels last, on a GPU where there is one."""
    made = folded(network).to("cuda" if torch.cuda.is_available() else "cpu").to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return made.to(torch.bfloat16) if precision == "bf16" else made


def quick_precision() -> str:
    """bf16 on a GPU and where the processor multiplies it directly, else fp32. Measured: 2.7 times as fast (docs/speed-pictures.md)."""
    return "bf16" if torch.cuda.is_available() or torch.ops.mkldnn._is_mkldnn_bf16_supported() else "fp32"


@torch.inference_mode()
def look(network: Lite0, pictures: list[np.ndarray]) -> dict[int, torch.Tensor]:
    """{stride: float16 N×channels×h×w} of prepared pictures of one size."""
    x = pixels(pictures, CURRENT).to(next(network.parameters()))
    return {stride: one.half().cpu() for stride, one in network.maps(x).items()}


@torch.inference_mode()
def middle(network: Lite0, pictures: list[np.ndarray], settings: dict[str, Any]) -> torch.Tensor:
    """The map of stride 16 alone, float16 N×112×h×w."""
    return network.lower(pixels(pictures, settings).to(next(network.parameters()))).half().cpu()


def looked_at(network: Lite0, pictures: list[np.ndarray], flips: Flips = (False, False)) -> Iterator[dict[int, torch.Tensor]]:
    """One {stride: channels×h×w} per picture, in order; pictures of one size go through the network together. Copy what is to be kept: it
    is a view into those of its neighbours too."""
    start = 0
    while start < len(pictures):
        end = start + 1
        while end < len(pictures) and end - start < _BATCH and pictures[end].shape == pictures[start].shape:
            end += 1
        together = look(network, [p[:: -1 if flips[0] else 1, :: -1 if flips[1] else 1] for p in pictures[start:end]])
        for i in range(end - start):
            yield {stride: one[i] for stride, one in together.items()}
        start = end


def room(shapes: list[tuple[int, int]]) -> list[dict[int, torch.Tensor]]:
    """Where the maps of pictures of these (height, width) may be kept: views into one tensor for each size. Thousands of small ones between
    what the network takes and gives back would tear the memory into pieces that nobody can use (measured: seven times as much)."""
    held = {
        (h, w): {s: torch.empty(shapes.count((h, w)), c, h // s, w // s, dtype=torch.float16) for s, c in CHANNELS.items()}
        for h, w in set(shapes)
    }
    taken = dict.fromkeys(held, 0)
    out = []
    for shape in shapes:
        out.append({s: one[taken[shape]] for s, one in held[shape].items()})
        taken[shape] += 1
    return out


def weight_of(shape: tuple[int, int]) -> int:
    """Bytes that the maps of a picture of (height, width) take."""
    return sum(2 * c * (shape[0] // s) * (shape[1] // s) for s, c in CHANNELS.items())
