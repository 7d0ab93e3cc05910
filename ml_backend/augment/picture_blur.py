"""Out of focus: a Gaussian of .5 to 1.5 % of the shorter side, half a pixel at least."""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_backend.augment.augmenter import PICTURE, Augmenter, PictureDraw
from ml_backend.augment.boxes import Box
from ml_backend.settings import Settings


def draw(picture: Any, boxes: tuple[Box, ...], rng: np.random.Generator) -> tuple[Any, tuple[Box, ...]]:
    from PIL import ImageFilter

    radius = max(0.5, float(rng.uniform(0.005, 0.015)) * min(picture.size))
    return picture.filter(ImageFilter.GaussianBlur(radius)), boxes


def make(settings: Settings) -> PictureDraw:
    return draw


AUGMENTER = Augmenter("blur", "Out of focus", PICTURE, "our own, with Pillow", make)
