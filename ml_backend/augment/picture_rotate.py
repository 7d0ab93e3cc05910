"""Turned by 2 to 10 degrees either way; corners are filled with the mean colour. A box becomes the upright one around its corners."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ml_backend.augment.augmenter import PICTURE, Augmenter, PictureDraw
from ml_backend.augment.boxes import Box, moved
from ml_backend.settings import Settings

_FROM, _TO = 2.0, 10.0


def draw(picture: Any, boxes: tuple[Box, ...], rng: np.random.Generator) -> tuple[Any, tuple[Box, ...]]:
    from PIL import Image

    degrees = float(rng.uniform(_FROM, _TO)) * (1 if rng.random() < 0.5 else -1)
    width, height = picture.size
    turn = math.radians(degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    fill = tuple(int(part) for part in np.asarray(picture).reshape(-1, 3).mean(axis=0))

    def where(x: float, y: float) -> tuple[float, float]:
        """Against the clock about the middle, as Pillow turns; y runs downwards."""
        dx, dy = x / 100 * width - width / 2, y / 100 * height - height / 2
        return 100 * (cos * dx + sin * dy + width / 2) / width, 100 * (-sin * dx + cos * dy + height / 2) / height

    return picture.rotate(degrees, resample=Image.Resampling.BILINEAR, fillcolor=fill), moved(boxes, where)


def make(settings: Settings) -> PictureDraw:
    return draw


AUGMENTER = Augmenter("rotate", "Turned a little", PICTURE, "our own, with Pillow", make)
