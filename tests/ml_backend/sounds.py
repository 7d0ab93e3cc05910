"""Small sounds made for tests."""

from __future__ import annotations

import base64
import io
import wave

import numpy as np

from domain.learnable import Example, Learnable

WORDS = Learnable("sound_choice", "what", "sound", "choices", ("rising", "falling"), ("sound",))


def sine(hertz: float, seconds: float = 0.5, rate: int = 16_000, loud: float = 0.5) -> np.ndarray:
    return loud * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def coded(samples: np.ndarray, rate: int = 16_000) -> bytes:
    """16-bit WAV, by the standard library alone."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).round().astype("<i2").tobytes())
    return out.getvalue()


def gliding(label: str, rng: np.random.Generator, rate: int = 16_000) -> bytes:
    """A tone that rises or falls through the same octaves, in a little noise; never twice the same."""
    n = int(rate * rng.uniform(0.3, 0.5))
    glide = np.geomspace(300, 2400, n) * rng.uniform(0.8, 1.2)
    phase = 2 * np.pi * np.cumsum(glide if label == "rising" else glide[::-1]) / rate
    return coded(0.4 * np.sin(phase) + rng.normal(0, 0.005, n), rate)


def address(sound: bytes) -> str:
    return f"data:audio/wav;base64,{base64.b64encode(sound).decode()}"


def classified(counts: dict[str, int], seed: int = 0) -> list[Example]:
    """So many of each split, the labels in turn."""
    rng, out = np.random.default_rng(seed), []
    for split, n in counts.items():
        for i in range(n):
            label = WORDS.labels[i % 2]
            out.append(Example((address(gliding(label, rng)),), label, split, f"{split}{i}"))
    return out
