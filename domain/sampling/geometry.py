"""Points: rows of numbers and what lies near what."""

from __future__ import annotations

import numpy as np

_CHUNK = 4096


def unit(points: np.ndarray) -> np.ndarray:
    """The rows at length 1 (a row of zeros stays), in float32."""
    points = np.asarray(points, np.float32)
    return points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-12)


def squared_lengths(points: np.ndarray) -> np.ndarray:
    """Of each row, in float64, without a copy of the table."""
    return np.einsum("ij,ij->i", points, points).astype(float)


def nearest_centre(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Of each point the index of its nearest centre (Euclidean); the first of equals."""
    half = squared_lengths(centres).astype(points.dtype) / 2
    own = np.empty(len(points), int)
    for start in range(0, len(points), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        own[chunk] = (points[chunk] @ centres.T - half).argmax(axis=1)
    return own


def squared_distances(points: np.ndarray) -> np.ndarray:
    """N×N, between all of a few points; 0 within the rounding of float32."""
    lengths = squared_lengths(points).astype(points.dtype)
    sums = lengths[:, None] + lengths
    found = sums - 2 * (points @ points.T)
    found[found <= 1e-5 * sums] = 0
    return found
