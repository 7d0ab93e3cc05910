"""The one way a picture is prepared before a network looks at it: training, serving and measuring all call these functions."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from domain.errors import Invalid

CURRENT: dict[str, Any] = {"version": 1, "size": 224, "fit": "stretch", "mean": 127.0, "spread": 128.0}
"""Stored with every model version. `mean` and `spread` are those that the ImageNet weights were trained with."""
MOST_PIXELS = 80_000_000
"""A picture of more pixels than this is refused: a small file may unpack to gigabytes."""


def opened(picture: bytes, where: str = "picture", hint: int | None = None) -> Any:
    """A PIL picture in RGB, turned as its EXIF data says, transparency on white. `hint` lets a JPEG be decoded smaller (both sides at
    least `hint`), which is faster. `Invalid` names `where` if the bytes are no whole picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(picture))
        if image.width * image.height > MOST_PIXELS:
            raise Invalid(
                f"{where} has {image.width} × {image.height} pixels; {MOST_PIXELS // 1_000_000} million are the most that can be read.",
                code="picture_too_large",
                fields={where: [image.width, image.height]},
            )
        if hint:
            image.draft("RGB", (hint, hint))
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Invalid(f"{where} cannot be read as a picture.", code="broken_picture", fields={where: type(error).__name__}) from error
    return _coloured(ImageOps.exif_transpose(image))


def _coloured(image: Any) -> Any:
    from PIL import Image

    if image.mode.startswith(("I", "F")):  # 16 bit and floating grey: the whole range that occurs becomes 0…255
        values = np.asarray(image, np.float32)
        low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (float(values.min()), float(values.max()))
        image = Image.fromarray(((values - low) * (255 / max(high - low, 1e-9))).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def square(picture: bytes, where: str, size: int) -> np.ndarray:
    """uint8 size×size×3: the whole picture, stretched; nothing at the edges is lost."""
    from PIL import Image

    image = opened(picture, where, hint=size)
    return np.asarray(image.resize((size, size), Image.Resampling.BICUBIC, reducing_gap=2.0))


def within(picture: bytes, where: str, size: int) -> tuple[np.ndarray, tuple[int, int]]:
    """(uint8 H×W×3, (height, width) of what is picture): the longer side becomes `size`, the shape is kept, and the right and the bottom
    are filled with grey up to multiples of 64, so that pictures of nearly one shape can be looked at together."""
    from PIL import Image

    image = opened(picture, where, hint=size)
    scale = size / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    filled = np.full((-(-height // 64) * 64, -(-width // 64) * 64, 3), 127, np.uint8)
    filled[:height, :width] = np.asarray(image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0))
    return filled, (height, width)


def pixels(pictures: list[np.ndarray], settings: dict[str, Any]) -> Any:
    """torch float32 N×3×H×W, channels last in memory, from pictures of one size."""
    import torch

    stacked = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).to(memory_format=torch.channels_last)
    return (stacked.float() - settings["mean"]) / settings["spread"]
