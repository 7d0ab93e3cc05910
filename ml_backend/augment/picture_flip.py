"""Left and right change places; up and down never: most things have an up. Not for what reads (text, gauges): people see it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_backend.augment.augmenter import PICTURE, Augmenter, PictureDraw
from ml_backend.augment.boxes import Box, moved
from ml_backend.settings import Settings


def draw(picture: Any, boxes: tuple[Box, ...], rng: np.random.Generator) -> tuple[Any, tuple[Box, ...]]:
    from PIL import ImageOps

    return ImageOps.mirror(picture), moved(boxes, lambda x, y: (100 - x, y))


def make(settings: Settings) -> PictureDraw:
    return draw


AUGMENTER = Augmenter("flip", "Mirrored", PICTURE, "our own, with Pillow", make)
