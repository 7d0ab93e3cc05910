"""Intersection over union of plane figures, exact for any polygon, also one that is not convex or crosses itself (even-odd rule).

Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37–50. Between two neighbouring heights at
which a vertex lies or two edges cross, no edges cross; there the length of a horizontal cut is linear in the height, so that its length
halfway times the distance of the heights is the area of the slab.
"""

from __future__ import annotations

import numpy as np

from .reading import Region


def iou(a: Region, b: Region) -> float:
    """0 to 1; two figures without area are alike only if they are the same."""
    assert a.points is not None
    assert b.points is not None
    if a.points.shape == b.points.shape and np.array_equal(a.points, b.points):
        return 1.0
    (ax, ay), (az, aw) = a.points.min(axis=0), a.points.max(axis=0)
    (bx, by), (bz, bw) = b.points.min(axis=0), b.points.max(axis=0)
    width, height = min(az, bz) - max(ax, bx), min(aw, bw) - max(ay, by)
    if width <= 0 or height <= 0:
        return 0.0
    if a.is_box and b.is_box:
        both = width * height
        either = (az - ax) * (aw - ay) + (bz - bx) * (bw - by) - both
    else:
        both, either = areas(a.points, b.points)
    return float(min(1.0, max(0.0, both / either))) if either > 0 else 0.0


def areas(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """(area of both, area of either) of two polygons (P × 2)."""
    edges_a, edges_b = _edges(a), _edges(b)
    heights = np.unique(np.concatenate([a[:, 1], b[:, 1], _crossings(np.concatenate([edges_a, edges_b]))]))
    both = either = 0.0
    for low, high in zip(heights[:-1], heights[1:], strict=True):
        middle = (low + high) / 2
        cut_a, cut_b = _cut(edges_a, middle), _cut(edges_b, middle)
        shared = _shared(cut_a, cut_b)
        both += shared * (high - low)
        either += (_length(cut_a) + _length(cut_b) - shared) * (high - low)
    return float(both), float(either)


def _edges(points: np.ndarray) -> np.ndarray:
    """E × 4: x, y of the one end, of the other; level ones bound no slab and are left out."""
    edges = np.column_stack([points, np.roll(points, -1, axis=0)])
    return edges[edges[:, 1] != edges[:, 3]]


def _crossings(edges: np.ndarray) -> np.ndarray:
    """The heights at which two edges cross."""
    start, along = edges[:, :2], edges[:, 2:] - edges[:, :2]
    cross = along[:, None, 0] * along[None, :, 1] - along[:, None, 1] * along[None, :, 0]
    apart = start[None, :, :] - start[:, None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (apart[..., 0] * along[None, :, 1] - apart[..., 1] * along[None, :, 0]) / cross
        u = (apart[..., 0] * along[:, None, 1] - apart[..., 1] * along[:, None, 0]) / cross
    meet = (cross != 0) & (t > 0) & (t < 1) & (u > 0) & (u < 1)
    first, _ = np.nonzero(meet)
    return start[first, 1] + t[meet] * along[first, 1]


def _cut(edges: np.ndarray, height: float) -> np.ndarray:
    """Where a polygon begins and ends along a horizontal line: sorted, an even number."""
    x, y, z, w = edges.T
    hit = (np.minimum(y, w) < height) & (np.maximum(y, w) > height)
    return np.sort(x[hit] + (height - y[hit]) / (w[hit] - y[hit]) * (z[hit] - x[hit]))


def _length(cut: np.ndarray) -> float:
    return float((cut[1::2] - cut[::2]).sum())


def _shared(a: np.ndarray, b: np.ndarray) -> float:
    if not len(a) or not len(b):
        return 0.0
    begins = np.maximum(a[::2, None], b[None, ::2])
    ends = np.minimum(a[1::2, None], b[None, 1::2])
    return float(np.clip(ends - begins, 0, None).sum())
