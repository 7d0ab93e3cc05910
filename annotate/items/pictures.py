"""What a picture or a sound is like, read from its bytes: kind, size, length, likeness. Nothing that strangers send is trusted."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from domain import media
from domain.errors import Invalid
from domain.likeness import COLUMNS, ROWS, difference_hash

from . import sounds

LARGEST = {media.PICTURE: 50 * 2**20, media.SOUND: 100 * 2**20}
# Pixels: a small file can unpack into gigabytes of them.
MOST_PIXELS = 80_000_000
_TURNED = (5, 6, 7, 8)  # EXIF orientations that swap width and height
_ORIENTATION = 0x0112
# Of the kinds that are taken and no others: each further decoder is a further way in.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")


@dataclass(frozen=True)
class Looked:
    """width and height as people see the picture, turned as its EXIF says; seconds of a sound where its kind tells them."""

    kind: media.Kind
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    likeness: str = ""


def look(path: str, content: bytes) -> Looked:
    """Raises `Invalid` with a sentence that begins after the file's name: "is damaged …"."""
    kind = media.kind_of(path, content[:1024])
    if len(content) > LARGEST[kind.what]:
        raise Invalid(f"is larger than {LARGEST[kind.what] // 2**20} MB.")
    return _picture(kind, content) if kind.what == media.PICTURE else Looked(kind, seconds=sounds.seconds(kind, content))


def _picture(kind: media.Kind, content: bytes) -> Looked:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            _check_size(image)
            # Cameras put a preview or a second view behind the picture (MPO); browsers show the first.
            if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
                raise Invalid(f"moves: it holds {image.n_frames:,} pictures; save the one that counts.")
            turned = image.getexif().get(_ORIENTATION) in _TURNED
            width, height = image.size
            # A JPEG is read at a fraction of its size; all of it is read, so that one that breaks off is found.
            image.draft("L", (COLUMNS * 8, ROWS * 8))
            likeness = _likeness(image)
    except (Invalid, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(_too_many_pixels()) from None
    except Exception as error:  # the decoders raise whatever they stumble over
        raise Invalid(f"is damaged: {_said(error)}.") from None
    return Looked(kind, *((height, width) if turned else (width, height)), likeness=likeness)


def _check_size(image: Any) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Invalid(_too_many_pixels())
    if image.width < 1 or image.height < 1:
        raise Invalid("is damaged: it has no pixels.")


def _too_many_pixels() -> str:
    return f"has more than {MOST_PIXELS // 10**6} million pixels; make it smaller first."


def _said(error: Exception) -> str:
    told = str(error).strip().rstrip(".")
    return told if told and "BytesIO" not in told else "it cannot be read as a picture"


def _likeness(image: Any) -> str:
    from PIL import Image

    image.load()
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        # What cannot be seen does not count: on white, as the screen has it by day.
        seen = Image.new("RGBA", image.size, "white")
        seen.alpha_composite(image.convert("RGBA"))
        image = seen
    grey = image.convert("L") if image.mode not in ("I", "I;16", "F") else image.convert("F").point(lambda v: v / 256).convert("L")
    return difference_hash(list(grey.resize((COLUMNS, ROWS), Image.Resampling.BOX).tobytes()))


def thumbnail(content: bytes, size: int) -> bytes:
    """A JPEG of at most `size` pixels a side, turned as the EXIF says, and without it."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        image.draft("RGB", (size, size))
        seen = ImageOps.exif_transpose(image)
        if seen.mode not in ("L", "RGB", "RGBA"):
            seen = seen.convert("RGBA")
        seen.thumbnail((size, size))
    seen = seen.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=82)
    return out.getvalue()


def brightness(content: bytes) -> float:
    """The mean grey of a picture's pixels, 0 (black) to 1 (white)."""
    from PIL import Image, ImageStat

    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        return ImageStat.Stat(image.convert("L")).mean[0] / 255
