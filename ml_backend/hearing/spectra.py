"""Sounds as maps of one size for a network: the logarithms of mel bands over time, as they are or as they might have been recorded."""

from __future__ import annotations

from typing import Any

import numpy as np

from ml_backend.features.sound_mel import BANDS, log_mel
from ml_backend.features.sound_prepare import HOP, resampled

SPEEDS = (0.9, 1.0, 1.1)
NOISE = (5.0, 30.0)
"""Decibels between the sound and the noise put under it."""


def spectrum(samples: np.ndarray, settings: dict[str, Any]) -> np.ndarray:
    """float32 BANDS×frames (settings["frames"]): a shorter sound in the middle of nothing, of a longer one the stretch with most in it."""
    return fitted(levelled(log_mel(samples, settings["rate"])), settings["frames"], 0.5)


def changed(samples: np.ndarray, settings: dict[str, Any], rng: np.random.Generator) -> np.ndarray:
    """As `spectrum`, of the sound a little faster or slower (Ko et al. 2015), under noise, at another place, with a stretch of time and
    some bands left out (SpecAugment, Park et al. 2019)."""
    speed = float(rng.choice(SPEEDS))
    if speed != 1.0:
        samples = resampled(samples, round(100 * speed), 100)
    power = float((samples.astype(np.float64) ** 2).mean())
    hiss = rng.normal(size=len(samples)) * np.sqrt(power / 10 ** (rng.uniform(*NOISE) / 10))
    logs = levelled(log_mel((samples + hiss).astype(np.float32), settings["rate"]))
    out = fitted(logs, settings["frames"], rng.uniform(0.1, 0.9))
    wide, high = int(rng.integers(0, max(2, len(logs) // 8))), int(rng.integers(0, BANDS // 6))
    at, low = int(rng.integers(0, out.shape[1] - wide + 1)), int(rng.integers(0, BANDS - high + 1))
    out[:, at : at + wide] = 0.0
    out[low : low + high] = 0.0
    return out


def levelled(logs: np.ndarray) -> np.ndarray:
    """Without the loudness of the recording: mean 0 over the whole map, spread about 1."""
    return (logs - logs.mean()) / (logs.std() + 0.5)


def fitted(rows: np.ndarray, frames: int, place: float) -> np.ndarray:
    """BANDS×frames from n×BANDS. place: where a shorter sound stands in the room that is left, 0 at its beginning."""
    n = len(rows)
    if n > frames:
        sums = np.cumsum(np.pad(rows.sum(axis=1), (1, 0)))
        start = int((sums[frames:] - sums[:-frames]).argmax())
        return np.ascontiguousarray(rows[start : start + frames].T)
    out = np.zeros((BANDS, frames), np.float32)
    start = int((frames - n) * place)
    out[:, start : start + n] = rows.T
    return out


def frames_for(seconds: list[float]) -> int:
    """Room for all but the longest twentieth of these sounds, from half a second to three."""
    wanted = np.quantile(seconds, 0.95) if seconds else 1.0
    return int(round(float(np.clip(wanted, 0.5, 3.0)) / HOP))
