"""What a sound is like over time: energies in bands as wide as the ear hears them, their cepstra, and how both change."""

from __future__ import annotations

from functools import cache

import numpy as np

from ml_backend.features.sound_prepare import FRAME, HOP

BANDS = 40
LOWEST = 60.0
CEPSTRA = 20
PARTS = 8
"""Equal stretches of a sound, one after the other: so the order of what is heard is told."""
FLOOR = 1e-8
"""Power below which a band is silent: about 80 dB under full scale."""
DIM = 3 * BANDS + 2 * PARTS * CEPSTRA + 3


def mel(hertz: np.ndarray | float) -> np.ndarray:
    """2595·log10(1 + f/700) (O'Shaughnessy 1987, Speech Communication; as in HTK)."""
    return 2595.0 * np.log10(1.0 + np.asarray(hertz, float) / 700.0)


def hertz(mels: np.ndarray | float) -> np.ndarray:
    return 700.0 * (10.0 ** (np.asarray(mels, float) / 2595.0) - 1.0)


@cache
def edges(rate: int) -> np.ndarray:
    """BANDS + 2 frequencies, evenly spaced in mel up to half the rate: band b rises from the b-th, has its top at the next and ends at the
    one behind that."""
    return hertz(np.linspace(mel(LOWEST), mel(rate / 2), BANDS + 2))


@cache
def _bank(rate: int, size: int) -> np.ndarray:
    """BANDS×(size/2+1): triangles over the spectrum (Davis & Mermelstein 1980)."""
    corner, bins = edges(rate), np.linspace(0, rate / 2, size // 2 + 1)
    low, top, high = corner[:-2, None], corner[1:-1, None], corner[2:, None]
    return np.maximum(0.0, np.minimum((bins - low) / (top - low), (high - bins) / (high - top)))


def log_mel(samples: np.ndarray, rate: int) -> np.ndarray:
    """float32 frames×BANDS, natural logarithms of power: frames of 25 ms every 10 ms under a Hann window, of at least one frame."""
    frame, hop = round(FRAME * rate), round(HOP * rate)
    size = 1 << (frame - 1).bit_length()
    filled = np.pad(samples.astype(np.float64), (0, max(0, frame - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(filled, frame)[::hop]
    window = np.hanning(frame + 1)[:-1]
    power = np.abs(np.fft.rfft(frames * window, size)) ** 2 / (window.sum() ** 2 / 4)  # a sine of amplitude 1 has power 1 at its top
    return np.log(np.maximum(power @ _bank(rate, size).T, FLOOR)).astype(np.float32)


def cepstra(logs: np.ndarray) -> np.ndarray:
    """frames×CEPSTRA: the orthonormal cosine transform (II) of the logarithms (Davis & Mermelstein 1980); the first is the loudness."""
    from scipy.fft import dct

    return dct(logs, type=2, norm="ortho", axis=1)[:, :CEPSTRA]


def deltas(rows: np.ndarray, reach: int = 2) -> np.ndarray:
    """The slope over time at each frame, by regression over `reach` frames on either side (Furui 1986; HTK book, equation 5.16); at the
    ends the outermost frame stands for those that are not there."""
    steps = np.arange(1, reach + 1)
    padded = np.pad(rows, ((reach, reach), (0, 0)), mode="edge")
    n = len(rows)
    ahead = sum(s * (padded[reach + s : reach + s + n] - padded[reach - s : reach - s + n]) for s in steps)
    return ahead / (2 * (steps**2).sum())


def summary(samples: np.ndarray, rate: int) -> np.ndarray:
    """float32 DIM: mean and spread of each band and the spread of its slope; cepstra and their slopes in PARTS stretches, without the mean
    over the whole sound (which is the room's and the microphone's: Atal 1974); how long, how loud, how much louder its loudest moment."""
    logs = log_mel(samples, rate)
    relative = logs - logs.mean()
    over = cepstra(logs)
    slopes = deltas(over)
    over = over - over.mean(axis=0)
    level = logs.max(axis=1)
    blocks = (
        (relative.mean(axis=0), 20.0),
        (relative.std(axis=0), 20.0),
        (deltas(relative).std(axis=0), 4.0),
        (_parts(over).ravel(), 30.0),
        (_parts(slopes).ravel(), 6.0),
        (np.array([np.log(len(samples) / rate) * 2, level.mean() / 3, np.ptp(level) / 3]), 10.0),
    )
    return np.concatenate([block / scale for block, scale in blocks]).astype(np.float32)


def _parts(rows: np.ndarray) -> np.ndarray:
    """PARTS×d: the mean of each stretch; of fewer frames than stretches some stand in two of them."""
    bounds = np.linspace(0, len(rows), PARTS + 1)
    return np.stack([rows[int(a) : max(int(a) + 1, int(np.ceil(b)))].mean(axis=0) for a, b in zip(bounds[:-1], bounds[1:], strict=True)])
