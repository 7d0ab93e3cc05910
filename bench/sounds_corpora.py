"""Spoken words to measure on, made or fetched anew each time: nothing of them is kept in the repository.

`letters`: people who say the letters of their language, recorded for KLettres (Debian's klettres-data), one voice a language. `words`:
English words as espeak-ng (called as a program) says them: synthetic, and told so wherever a figure stands.
"""

from __future__ import annotations

import io
import subprocess
import wave
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LETTERS = "AFIKLMORSU"
"""Called nearly alike in most languages of Europe; chosen by that before anything was measured."""
_CYRILLIC = dict(zip("АФИКЛМОРСУ", LETTERS, strict=True)) | {"І": "I"}
LANGUAGES = ("cs", "da", "de", "en", "en_GB", "es", "fr", "hu", "it", "lt", "nb", "nds", "nl", "pt_BR", "ru", "uk")
WORDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029")
VARIANTS = ("", "+m1", "+m3", "+m5", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5", "+croak", "+klatt2")
RATE = 16_000


@dataclass(frozen=True)
class Sound:
    """`voice`: whoever speaks; never in training and test at once."""

    content: bytes
    label: str
    voice: str


def letters(folder: Path) -> list[Sound]:
    """folder: …/share/klettres of the package."""
    found = []
    for language in LANGUAGES:
        for sound in ElementTree.parse(folder / language / "sounds.xml").iter("sound"):
            name = (sound.get("name") or "").strip().upper()
            label, path = _CYRILLIC.get(name, name), folder / (sound.get("file") or "")
            if len(name) == 1 and label in LETTERS and "alpha" in path.parts and path.is_file():
                found.append(Sound(path.read_bytes(), label, language))
    return found


def words(program: str, arguments: list[str], *, seed: int = 0, noise: tuple[float, float] = (0.0, 20.0)) -> list[Sound]:
    """Each of WORDS and `silence`, by each accent with each variant at a speed and pitch of its own, in noise at a ratio drawn from `noise`
    (decibels). `program`: espeak-ng."""
    rng, found = np.random.default_rng(seed), []
    for accent in ACCENTS:
        for variant in VARIANTS:
            for word in (*WORDS, "silence"):
                samples = _said(program, arguments, f"{accent}{variant}", word, rng) if word != "silence" else np.zeros(RATE, np.float32)
                found.append(Sound(_written(_noisy(samples, rng, noise)), word, f"{accent}{variant}"))
    return found


def _said(program: str, arguments: list[str], voice: str, word: str, rng: np.random.Generator) -> np.ndarray:
    speed, pitch = int(rng.integers(120, 230)), int(rng.integers(25, 75))
    command = [program, *arguments, "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", word]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    from ml_backend.features.sound_prepare import opened, resampled

    samples, rate = opened(made, word)
    return resampled(samples, rate, RATE)


def _noisy(samples: np.ndarray, rng: np.random.Generator, noise: tuple[float, float]) -> np.ndarray:
    """In a little over a second, at a random place and loudness; noise between white and brown."""
    whole = np.zeros(max(RATE * 5 // 4, len(samples)), np.float32)
    at = int(rng.integers(0, len(whole) - len(samples) + 1))
    whole[at : at + len(samples)] = samples * rng.uniform(0.2, 1.0)
    spectrum = np.fft.rfft(rng.normal(size=len(whole)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20.0) ** rng.uniform(0.0, 1.0)
    hiss = np.fft.irfft(spectrum, len(whole))
    power = float((whole**2).mean()) or 1e-4
    return whole + (hiss / hiss.std() * np.sqrt(power / 10 ** (rng.uniform(*noise) / 10))).astype(np.float32)


def _written(samples: np.ndarray) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples / max(1.0, float(np.abs(samples).max())) * 32767).astype("<i2").tobytes())
    return out.getvalue()
