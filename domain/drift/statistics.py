"""What is compared of two samples: vectors by energy distance, numbers by the largest gap of their distributions, classes by chi².

Energy distance: Székely, G. J. & Rizzo, M. L. (2013). Energy statistics: a class of statistics based on distances. J. of Statistical
Planning and Inference 143, 1249–1272. It has no setting to choose and is 0 only where both are the same.
Gap: Kolmogorov (1933), Smirnov (1939). Chi²: Pearson (1900), each by permutation, so that ties and rare classes need no approximation.
"""

from __future__ import annotations

import numpy as np

from .permutation import Statistic


def distances(points: np.ndarray) -> np.ndarray:
    """N×N, Euclidean. float32."""
    points = np.asarray(points, np.float32)
    squares = (points**2).sum(axis=1)
    found = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * points @ points.T, 0))
    np.fill_diagonal(found, 0)
    return found


def energy(far: np.ndarray) -> Statistic:
    """2·E|X−Y| − E|X−X'| − E|Y−Y'| over E|X−Y| twice: from 0 (the same) to 1 (Székely & Rizzo 2013, eq. 6.1). far: N×N distances."""
    everything = float(far.sum())

    def value(new: np.ndarray) -> np.ndarray:
        mask = new.astype(np.float32)
        m = mask.sum(axis=0, dtype=float)
        n = len(far) - m
        to_new = far @ mask
        within_new = (to_new * mask).sum(axis=0, dtype=float)
        between = to_new.sum(axis=0, dtype=float) - within_new
        within_old = everything - within_new - 2 * between
        twice = 2 * between / (n * m)
        return np.divide(twice - within_new / m**2 - within_old / n**2, twice, out=np.zeros(len(m)), where=twice > 0)

    return value


def gap(values: np.ndarray) -> Statistic:
    """The largest difference between the shares of both that lie at or below some value."""
    order = np.argsort(values, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(values[order]) > 0, True))

    def value(new: np.ndarray) -> np.ndarray:
        below = np.cumsum(new[order], axis=0, dtype=np.int32)[ends]
        m = new.sum(axis=0)
        return np.abs(below / m - (ends[:, None] + 1 - below) / (len(values) - m)).max(axis=0)

    return value


def chi2(places: np.ndarray, k: int) -> Statistic:
    """places: the class of each item, 0 to k − 1. Over the expected count, were both the same."""
    one_hot = np.eye(k, dtype=np.float32)[places]
    total = one_hot.sum(axis=0)
    there = total > 0

    def value(new: np.ndarray) -> np.ndarray:
        counts = (one_hot.T @ new.astype(np.float32))[there]
        share = new.sum(axis=0) / len(places)
        expected = total[there, None] * share
        # Of the other sample the differences are the same, over (1 − share) instead of share.
        return ((counts - expected) ** 2 / expected).sum(axis=0) / (1 - share)

    return value


def stability(old: np.ndarray, new: np.ndarray) -> float:
    """Population stability index: Σ (p − q)·ln(p / q), of counts, half an item added to each so that none is empty."""
    p, q = ((side + 0.5) / (side + 0.5).sum() for side in (old, new))
    return float(((q - p) * np.log(q / p)).sum())


def jensen_shannon(old: np.ndarray, new: np.ndarray) -> float:
    """Divergence in bits, 0 (the same) to 1 (nothing in common) (Lin, J. (1991). IEEE Trans. Information Theory 37, 145–151)."""
    p, q = (side / side.sum() for side in (old, new))
    middle = (p + q) / 2

    def bits(side: np.ndarray) -> float:
        there = side > 0
        return float((side[there] * np.log2(side[there] / middle[there])).sum())

    return (bits(p) + bits(q)) / 2
