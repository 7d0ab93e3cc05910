"""A window of 70 to 95 % of each side, at its own size."""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_backend.augment.augmenter import PICTURE, Augmenter, PictureDraw
from ml_backend.augment.boxes import Box, moved
from ml_backend.settings import Settings

_FROM, _TO = 0.7, 0.95


def draw(picture: Any, boxes: tuple[Box, ...], rng: np.random.Generator) -> tuple[Any, tuple[Box, ...]]:
    share = rng.uniform(_FROM, _TO)
    width, height = picture.size
    w, h = max(1, round(width * share)), max(1, round(height * share))
    left, top = int(rng.integers(width - w + 1)), int(rng.integers(height - h + 1))

    def where(x: float, y: float) -> tuple[float, float]:
        return 100 * (x / 100 * width - left) / w, 100 * (y / 100 * height - top) / h

    return picture.crop((left, top, left + w, top + h)), moved(boxes, where)


def make(settings: Settings) -> PictureDraw:
    return draw


AUGMENTER = Augmenter("crop", "Cropped", PICTURE, "our own, with Pillow", make)
