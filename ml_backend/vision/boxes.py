"""Boxes as numbers: overlap, doubles, mirrored. A row is (left, top, right, bottom) in pixels of the prepared picture."""

from __future__ import annotations

import numpy as np


def overlap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union, len(a)×len(b); 0 where a box has no area."""
    corner = np.maximum(a[:, None, :2], b[None, :, :2])
    end = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.maximum(end - corner, 0).prod(axis=2)
    areas = [np.maximum(x[:, 2:] - x[:, :2], 0).prod(axis=1) for x in (a, b)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def without_doubles(boxes: np.ndarray, scores: np.ndarray, classes: np.ndarray, most: float = 0.5) -> np.ndarray:
    """Which rows stay, best first: of two boxes of one class that overlap by more than `most` the one with the lower score goes."""
    order = np.argsort(-scores, kind="stable")
    table = overlap(boxes, boxes) * (classes[:, None] == classes[None, :])
    gone = np.zeros(len(boxes), bool)
    kept = []
    for i in order:
        if not gone[i]:
            kept.append(i)
            gone |= table[i] > most
    return np.array(kept, int)


def mirrored(boxes: np.ndarray, shape: tuple[int, int], flips: tuple[bool, bool]) -> np.ndarray:
    """The boxes in a picture of (height, width) that was flipped (top to bottom, left to right)."""
    out = boxes.copy()
    if flips[0]:
        out[:, [1, 3]] = shape[0] - boxes[:, [3, 1]]
    if flips[1]:
        out[:, [0, 2]] = shape[1] - boxes[:, [2, 0]]
    return out
