"""What a network sees in the parts of a picture: for small things in large pictures, which are gone where all of it is made 224×224."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ml_backend.features.files import content
from ml_backend.features.picture import EfficientNet, current
from ml_backend.features.picture_prepare import opened

ALONG = 5
"""Tiles along the longer side; along the shorter as many as keep them about square."""


class Tiles(EfficientNet):
    """The features of every tile, and of them the largest (is it anywhere?) and the mean (how much of it is there?), side by side."""

    name = "tiles"
    dim = 2 * EfficientNet.dim

    def encode(self, pictures: Sequence[Any], settings: dict[str, Any] | None = None) -> np.ndarray:
        """Float32 N×2560; each half has length 1."""
        settings = settings or current()
        found = [self._pooled(super(Tiles, self).encode(list(tiles(*content(p, i, "picture"))), settings)) for i, p in enumerate(pictures)]
        return np.vstack(found) if found else np.zeros((0, self.dim), np.float32)

    def _pooled(self, seen: np.ndarray) -> np.ndarray:
        halves = [part / max(float(np.linalg.norm(part)), 1e-6) for part in (seen.max(axis=0), seen.mean(axis=0))]
        return np.concatenate(halves).astype(np.float32)


def tiles(picture: bytes, where: str) -> Iterator[bytes]:
    """As PNG, row by row. `Invalid` names `where` if the bytes are no whole picture."""
    import io

    image = opened(picture, where)
    columns, rows = grid(*image.size)
    for row in range(rows):
        for column in range(columns):
            box = (
                image.width * column // columns,
                image.height * row // rows,
                max(image.width * (column + 1) // columns, image.width * column // columns + 1),
                max(image.height * (row + 1) // rows, image.height * row // rows + 1),
            )
            out = io.BytesIO()
            image.crop(box).save(out, "PNG", compress_level=0)
            yield out.getvalue()


def grid(width: int, height: int) -> tuple[int, int]:
    """(columns, rows)"""
    side = max(width, height) / ALONG
    return max(1, round(width / side)), max(1, round(height / side))
