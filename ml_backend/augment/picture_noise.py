"""Noise of a sensor: a normal deviate of 2 to 6 % of the range for every pixel and colour."""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_backend.augment.augmenter import PICTURE, Augmenter, PictureDraw
from ml_backend.augment.boxes import Box
from ml_backend.settings import Settings


def draw(picture: Any, boxes: tuple[Box, ...], rng: np.random.Generator) -> tuple[Any, tuple[Box, ...]]:
    from PIL import Image

    values = np.asarray(picture, np.float32)
    noisy = values + np.float32(255 * rng.uniform(0.02, 0.06)) * rng.standard_normal(values.shape, np.float32)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)), boxes


def make(settings: Settings) -> PictureDraw:
    return draw


AUGMENTER = Augmenter("noise", "Grainy", PICTURE, "our own, with numpy", make, version=2)
