"""Features of a picture that no network learned: the directions of its edges, where it is dark, and its colours. Cheap, and better than
one thinks on small grey pictures."""

from __future__ import annotations

import numpy as np

SIDE, _CELL, _TURNS = 32, 4, 9
_THUMB = 16
_BINS = 8
DIM = (SIDE // _CELL - 1) ** 2 * 4 * _TURNS + _THUMB**2 * 3 + 3 * _BINS


def shape(pictures: np.ndarray) -> np.ndarray:
    """float32 N×DIM from uint8 N×32×32×3: three blocks (edges, a 16×16 thumbnail, colour counts), each of length 1."""
    values = pictures.astype(np.float32) / 255
    thumb = values.reshape(len(values), _THUMB, 2, _THUMB, 2, 3).mean(axis=(2, 4)).reshape(len(values), -1)
    counts = np.stack([(np.minimum((values * _BINS).astype(int), _BINS - 1) == b).mean(axis=(1, 2)) for b in range(_BINS)], axis=2)
    blocks = (edges(values.mean(axis=3)), thumb, np.sqrt(counts).reshape(len(values), -1))
    return np.hstack([block / np.maximum(np.linalg.norm(block, axis=1, keepdims=True), 1e-6) for block in blocks]).astype(np.float32)


def edges(grey: np.ndarray) -> np.ndarray:
    """Histograms of oriented gradients (Dalal & Triggs 2005), N×1764 from N×32×32: 9 directions without sign in cells of 4×4 pixels, each
    gradient shared between the two nearest directions; blocks of 2×2 cells scaled to length 1, clipped at 0.2 and scaled again."""
    down, right = np.gradient(grey, axis=(1, 2))
    strength = np.hypot(down, right)
    place = (np.arctan2(down, right) / np.pi % 1) * _TURNS
    lower = np.floor(place).astype(int)
    cells = np.zeros((*grey.shape, _TURNS), np.float32)
    share = place - lower
    for turn, part in ((lower % _TURNS, strength * (1 - share)), ((lower + 1) % _TURNS, strength * share)):
        np.put_along_axis(cells, turn[..., None], np.take_along_axis(cells, turn[..., None], 3) + part[..., None].astype(np.float32), 3)
    n, per = len(grey), SIDE // _CELL
    cells = cells.reshape(n, per, _CELL, per, _CELL, _TURNS).sum(axis=(2, 4))
    blocks = np.concatenate([cells[:, i : per - 1 + i, j : per - 1 + j] for i in (0, 1) for j in (0, 1)], axis=3)
    for _ in range(2):
        blocks = np.minimum(blocks / (np.linalg.norm(blocks, axis=3, keepdims=True) + 1e-2), 0.2)
    return (blocks / (np.linalg.norm(blocks, axis=3, keepdims=True) + 1e-6)).reshape(n, -1)
