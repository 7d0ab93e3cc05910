"""Pictures, sounds and archives made for the tests."""

from __future__ import annotations

import io
import wave
import zipfile
from typing import Any

from annotate.items.sources import Archive
from annotate.queue import services as queue
from tests.cast import NOW, Cast

BOXES = (
    '<View><Image name="image" value="$image"/><RectangleLabels name="cells" toName="image">'
    '<Label value="RBC"/><Label value="WBC"/></RectangleLabels></View>'
)
QUALITY = (
    '<View><Image name="image" value="$image"/><Text name="side" value="$side"/>'
    '<Choices name="quality" toName="image"><Choice value="good"/><Choice value="bad"/></Choices></View>'
)
SOUNDS = '<View><Audio name="sound" value="$sound"/><Choices name="what" toName="sound"><Choice value="yes"/></Choices></View>'


def picture(seed: int = 0, *, size: tuple[int, int] = (48, 32), format: str = "PNG", orientation: int | None = None, **how: Any) -> bytes:
    """A field of rectangles that only `seed` decides: another seed is another picture."""
    import random

    from PIL import Image, ImageDraw

    rng = random.Random(seed)
    image = Image.new("RGB", (240, 160), tuple(rng.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = rng.randrange(220), rng.randrange(140)
        draw.rectangle([x, y, x + rng.randrange(10, 60), y + rng.randrange(10, 60)], fill=tuple(rng.randrange(256) for _ in range(3)))
    out = io.BytesIO()
    if orientation is not None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        how["exif"] = exif
    image.resize(size).save(out, format, **how)
    return out.getvalue()


def sound(seconds: float = 0.5, rate: int = 8000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(range(256)) * int(seconds * rate * 2 / 256 + 1))
    return out.getvalue()


def archive(members: dict[str, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    made.seek(0)
    return made


def bring(cast: Cast, members: dict[str, bytes]):
    """Import them as one archive; the finished batch."""
    batch = queue.start_import(cast.project, name="cells.zip", by=cast.alice, now=NOW, format="pictures")
    return queue.take_pictures_in(batch, Archive(archive(members)), now=NOW)


def reasons(batch) -> list[str]:
    return list(batch.rejections.order_by("pk").values_list("reason", flat=True))
