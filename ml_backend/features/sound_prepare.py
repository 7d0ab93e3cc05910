"""The one way a sound is prepared before anything listens to it: training, serving and measuring all call `heard`."""

from __future__ import annotations

import io
from math import gcd
from typing import Any

import numpy as np

from domain.errors import Invalid

CURRENT: dict[str, Any] = {"version": 1, "rate": 16000, "longest": 30.0, "quiet": 40.0}
"""Stored with every model version. `rate` in samples a second; of a longer sound its first `longest` seconds are heard; what lies `quiet`
decibels below the loudest moment is cut off before and behind."""
FRAME, HOP = 0.025, 0.010
"""Seconds that one short-time spectrum covers, and from one to the next."""
RATES = (1_000, 384_000)
PACKAGE = "soundfile"


def opened(sound: bytes, where: str = "sound", longest: float = CURRENT["longest"]) -> tuple[np.ndarray, int]:
    """(float32 samples −1…1, the mean of the channels; samples a second), of the first `longest` seconds. WAV, FLAC, Ogg and MP3 are read
    by libsndfile. `Invalid` (broken_sound, empty_sound) names `where`."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(sound)) as file:
            rate = file.samplerate
            if not RATES[0] <= rate <= RATES[1]:
                raise Invalid(f"{where} has {rate} samples a second; from {RATES[0]} to {RATES[1]} can be read.", code="broken_sound")
            samples = file.read(int(longest * rate), dtype="float32", always_2d=True).mean(axis=1)
    except (soundfile.SoundFileError, TypeError, ValueError, OverflowError) as error:
        raise Invalid(
            f"{where} cannot be read as a sound: {_said(sound)}.", code="broken_sound", fields={where: type(error).__name__}
        ) from error
    if not len(samples):
        raise Invalid(f"{where} holds no sound.", code="empty_sound", fields={where: "empty"})
    if not np.isfinite(samples).all():
        raise Invalid(f"{where} holds values that are no numbers.", code="broken_sound", fields={where: "not finite"})
    return samples, rate


def length(sound: bytes) -> float:
    """Seconds, as its header says; 0 where it cannot be read."""
    import soundfile

    try:
        about = soundfile.info(io.BytesIO(sound))
        return about.frames / about.samplerate
    except (soundfile.SoundFileError, TypeError, ValueError, ZeroDivisionError):
        return 0.0


def _said(sound: bytes) -> str:
    if sound[4:8] == b"ftyp":
        return "MPEG-4 sounds can be played but not learned from; save it as WAV, FLAC, Ogg or MP3"
    return "it is damaged, or no WAV, FLAC, Ogg or MP3"


def heard(sound: bytes, where: str, settings: dict[str, Any]) -> np.ndarray:
    """float32 samples at `settings["rate"]`, without the quiet before and behind."""
    samples, rate = opened(sound, where, settings["longest"])
    return trimmed(resampled(samples, rate, settings["rate"]), settings["rate"], settings["quiet"])


def resampled(samples: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """By a polyphase filter with a Kaiser window (scipy.signal.resample_poly): what lies above half the new rate is gone, not folded."""
    if rate == wanted:
        return samples
    from scipy.signal import resample_poly

    shared = gcd(rate, wanted)
    return resample_poly(samples, wanted // shared, rate // shared).astype(np.float32)


def trimmed(samples: np.ndarray, rate: int, quiet: float) -> np.ndarray:
    """From the first to the last frame that is less than `quiet` decibels below the loudest one, with two frames more at either end. Of
    silence all is kept."""
    hop = max(1, round(HOP * rate))
    filled = np.pad(samples, (0, -len(samples) % hop)).reshape(-1, hop)
    power = (filled.astype(np.float64) ** 2).mean(axis=1)
    if power.max() <= 1e-12:
        return samples
    loud = np.flatnonzero(power > power.max() * 10 ** (-quiet / 10))
    return samples[max(0, loud[0] - 2) * hop : (loud[-1] + 3) * hop]
