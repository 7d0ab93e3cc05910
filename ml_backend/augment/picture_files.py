"""Pictures that are to be changed, from their addresses, and what was made of them as data: addresses."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

from ml_backend.features.file_source import source
from ml_backend.features.picture_prepare import opened
from ml_backend.settings import Settings

# Of so few pixels the marks of a JPEG would be part of what is learned; larger ones would be many times the size as PNG.
_SMALL = 256 * 256
_QUALITY = 92
LONGEST = 1600
"""Pixels of the longer side: all that anything here looks at, and a camera's picture is ten times as much to send."""


@dataclass(frozen=True)
class Opened:
    """`picture`: PIL, RGB, turned as its EXIF says. `was_grey`: all its colours are grey."""

    picture: Any
    digest: str
    was_grey: bool


def read(address: str, settings: Settings) -> Opened:
    """Raises `Invalid`: no_file, broken_picture, picture_too_large."""
    from PIL import ImageChops

    file = source(address, settings.data)
    picture = opened(file.content(), file.where, hint=LONGEST)
    if max(picture.size) > LONGEST:
        picture.thumbnail((LONGEST, LONGEST))
    red, green, blue = picture.split()
    was_grey = not (ImageChops.difference(red, green).getbbox() or ImageChops.difference(red, blue).getbbox())
    return Opened(picture, file.digest, was_grey)


def written(picture: Any, of: Opened) -> str:
    """A data: address. What was grey stays grey, whatever an augmenter did to the colours."""
    kept = picture.convert("L") if of.was_grey else picture
    out = io.BytesIO()
    if picture.width * picture.height <= _SMALL:
        kind = "png"
        kept.save(out, "PNG", optimize=True)
    else:
        kind = "jpeg"
        kept.save(out, "JPEG", quality=_QUALITY)
    return f"data:image/{kind};base64,{base64.b64encode(out.getvalue()).decode()}"
