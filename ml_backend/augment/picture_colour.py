"""Brightness, contrast and colour, each by up to a third."""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_backend.augment.augmenter import PICTURE, Augmenter, PictureDraw
from ml_backend.augment.boxes import Box
from ml_backend.settings import Settings

_BY = 0.35


def draw(picture: Any, boxes: tuple[Box, ...], rng: np.random.Generator) -> tuple[Any, tuple[Box, ...]]:
    from PIL import ImageEnhance

    for kind in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = kind(picture).enhance(float(rng.uniform(1 - _BY, 1 + _BY)))
    return picture, boxes


def make(settings: Settings) -> PictureDraw:
    return draw


AUGMENTER = Augmenter("colour", "Other light", PICTURE, "our own, with Pillow", make)
