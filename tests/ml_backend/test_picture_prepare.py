"""Pictures of every kind become the same pixels; broken ones are named."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from domain.errors import Invalid
from ml_backend.features import picture_prepare as prepare
from ml_backend.features.picture_prepare import opened, square, within
from tests.ml_backend.pictures import coded

CORNER = np.zeros((20, 40, 3), np.uint8)
CORNER[:10, :10] = 255  # white at the upper left


def test_a_turned_photo_is_turned_back():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    image = opened(coded(CORNER, "PNG", exif=exif))
    assert image.size == (20, 40)
    assert image.getpixel((19, 0)) == (255, 255, 255)
    assert image.getpixel((0, 0)) == (0, 0, 0)


def test_transparency_is_white_and_palettes_greys_and_cmyk_are_read():
    clear = np.zeros((4, 4, 4), np.uint8)
    assert opened(coded(clear)).getpixel((0, 0)) == (255, 255, 255)
    for mode in ("P", "L", "1", "LA", "CMYK"):
        out = io.BytesIO()
        Image.new("RGB", (4, 4), "white").convert(mode).save(out, "TIFF" if mode == "CMYK" else "PNG")
        assert opened(out.getvalue()).getpixel((1, 1)) == (255, 255, 255), mode


def test_sixteen_bit_grey_keeps_its_shades():
    ramp = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    shades = np.asarray(opened(coded(ramp)))[..., 0].ravel()
    assert shades[0] == 0
    assert shades[-1] == 255
    assert len(set(shades.tolist())) == 64


@pytest.mark.parametrize("content", [b"", b"no picture", coded(CORNER)[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_broken_bytes_are_named(content):
    with pytest.raises(Invalid, match="holiday.png cannot be read") as caught:
        opened(content, "holiday.png")
    assert caught.value.code == "broken_picture"
    assert "holiday.png" in caught.value.fields


def test_a_picture_that_unpacks_to_gigabytes_is_refused_before_it_does(monkeypatch):
    monkeypatch.setattr(prepare, "MOST_PIXELS", 100)
    with pytest.raises(Invalid, match="million are the most") as caught:
        opened(coded(CORNER))
    assert caught.value.code == "picture_too_large"


def test_square_shows_all_and_within_keeps_the_shape():
    stretched = square(coded(CORNER), "x", 8)
    assert stretched.shape == (8, 8, 3)
    assert stretched[0, 0, 0] > 200
    assert stretched[7, 7, 0] < 50
    filled, inside = within(coded(CORNER), "x", 128)
    assert filled.shape == (64, 128, 3)
    assert inside == (64, 128)
    filled, inside = within(coded(CORNER[:, :30]), "x", 96)
    assert (filled.shape, inside) == ((64, 128, 3), (64, 96))
    assert (filled[:, 96:] == 127).all()
    assert within(coded(np.zeros((500, 1, 3), np.uint8)), "x", 64)[1] == (64, 1)
