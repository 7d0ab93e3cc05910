"""Small pictures made for tests."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

from domain.learnable import Example, Learnable
from domain.learnable.answers import Box

CLASSES = Learnable("image_choice", "what", "image", "choices", ("stripes", "dots"), ("image",))
BOXES = Learnable("boxes", "box", "image", "rectanglelabels", ("red", "blue"), ("image",))


def coded(pixels: np.ndarray, kind: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **more)
    return out.getvalue()


def address(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def patterned(label: str, rng: np.random.Generator, side: int = 32) -> bytes:
    """Stripes across, or dots; never twice the same."""
    y, x = np.mgrid[:side, :side]
    wave = (
        np.sin(y / 2 + rng.uniform(0, 6)) if label == "stripes" else np.sin(y / 2 + rng.uniform(0, 6)) * np.sin(x / 2 + rng.uniform(0, 6))
    )
    grey = 128 + 90 * wave + rng.normal(0, 15, (side, side))
    return coded(np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2))


def spotted(spot: bool, rng: np.random.Generator) -> bytes:
    """800×600 of noise, with or without a dark spot of 24 pixels somewhere."""
    grey = rng.normal(180, 6, (600, 800))
    if spot:
        y, x = rng.integers(0, 576), rng.integers(0, 776)
        grey[y : y + 24, x : x + 24] = 40
    return coded(np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2))


def classified(counts: dict[str, int], seed: int = 0) -> list[Example]:
    """So many of each split, the labels in turn."""
    rng, out = np.random.default_rng(seed), []
    for split, n in counts.items():
        for i in range(n):
            label = CLASSES.labels[i % 2]
            out.append(Example((address(patterned(label, rng)),), label, split, f"{split}{i}"))
    return out


def boxed(counts: dict[str, int], seed: int = 0) -> list[Example]:
    """Grey pictures of 96×64 pixels, each with a red and a blue square somewhere in its left and right half."""
    rng, out = np.random.default_rng(seed), []
    for split, n in counts.items():
        for i in range(n):
            pixels = rng.integers(110, 140, (64, 96, 3)).astype(np.uint8)
            boxes = []
            for half, (label, colour) in enumerate((("red", (220, 20, 20)), ("blue", (20, 20, 220)))):
                left, top = 48 * half + int(rng.integers(2, 22)), int(rng.integers(2, 38))
                pixels[top : top + 24, left : left + 24] = colour
                boxes.append(Box(100 * left / 96, 100 * top / 64, 25.0, 37.5, label))
            out.append(Example((address(coded(pixels)),), tuple(sorted(boxes)), split, f"{split}{i}"))
    return out
