"""What is no picture that people could be shown is refused, with a sentence that says why."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.items.pictures import look, thumbnail
from domain.errors import Invalid
from tests.items.made import picture, sound

SVG = b'<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def moving(format: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, format, save_all=True, append_images=frames[1:])
    return out.getvalue()


REFUSED = {
    "empty.png": (b"", "is empty."),
    "drawing.svg": (SVG, "is an SVG drawing, which can carry script; save it as PNG."),
    "drawing.png": (SVG, "is an SVG drawing, which can carry script; save it as PNG."),
    "note.txt": (b"hello", "is no picture and no sound known here"),
    "scan.tiff": (b"II*\x00....", "is a TIFF picture, which browsers do not show; save it as PNG"),
    "page.png": (b"<html><script>alert(1)</script>", "is damaged, or no PNG at all"),
    "wrong.png": (picture(1, format="JPEG"), "is named .png, but its content is JPEG; name it .jpg if that is right."),
    "nameless": (picture(1), "is named without an ending, but its content is PNG"),
    "cut.jpg": (picture(1, format="JPEG")[:-200], "is damaged: "),
    "cut.png": (picture(1)[:-200], "is damaged: "),
    "bomb.png": (bomb(20_000, 20_000), "has more than 80 million pixels; make it smaller first."),
    "large.png": (bomb(9_300, 9_300), "has more than 80 million pixels; make it smaller first."),
    "moving.gif": (moving("GIF"), "moves: it holds 2 pictures; save the one that counts."),
    "moving.png": (moving("PNG"), "moves: it holds 2 pictures; save the one that counts."),
    "inner.zip": (b"PK\x03\x04", "is an archive inside; unpack it first"),
    "cut.wav": (sound()[:-4000], "is damaged: it breaks off."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_why(name):
    content, told = REFUSED[name]
    with pytest.raises(Invalid) as refused:
        look(name, content)
    assert refused.value.message.startswith(told)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_every_kind_that_is_taken_is_measured(format):
    seen = look(f"a.{format.lower()}", picture(1, format=format))
    assert (seen.width, seen.height) == (48, 32)
    assert seen.likeness


def test_a_blank_picture_is_like_nothing():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (50, 50), "white").save(out, "PNG")
    assert look("blank.png", out.getvalue()).likeness == ""


@settings(max_examples=60)
@given(st.integers(0, 2000), st.integers(0, 255), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
def test_a_broken_byte_makes_a_picture_or_a_sentence_and_nothing_else(place, byte, format):
    content = bytearray(picture(3, format=format))
    content[place % len(content)] = byte
    try:
        seen = look(f"a.{format.lower()}", bytes(content))
    except Invalid:
        return
    assert seen.width * seen.height <= 80_000_000


def test_a_thumbnail_is_small_turned_and_without_its_exif():
    from PIL import Image

    small = Image.open(io.BytesIO(thumbnail(picture(1, size=(300, 200), format="JPEG", orientation=6), 160)))
    assert small.size == (107, 160)
    assert not small.getexif()
