"""Diversity: k-centre greedy, each pick the item farthest from everything labelled or picked before.

Sener & Savarese 2018, "Active Learning for Convolutional Neural Networks: A Core-Set Approach", algorithm 1
(the 2-approximation of Gonzalez 1985). Looks at features alone, so it works before there is a model.
"""

from __future__ import annotations

import numpy as np

from domain.sampling.geometry import unit
from domain.sampling.pool import Pool, highest
from domain.sampling.thinning import MAX_CANDIDATES, followed, thin

MAX_CENTRES = 1_000
"""Picks made greedily; beyond them items follow by their distance to the nearest pick."""
_CHUNK = 512


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    """Work: (labelled + min(n, 1,000)) passes over the candidates, in float32."""
    candidates = thin(len(pool), MAX_CANDIDATES, rng)
    picks = candidates[_k_centre(unit(pool.given("features")[candidates]), pool.labelled_features, n)]
    return followed(picks, len(pool), n, rng)


def _k_centre(points: np.ndarray, labelled: np.ndarray | None, n: int) -> np.ndarray:
    """Indices into `points`, at most n. On unit vectors the distance falls with the cosine, so only dot products are kept."""
    n = min(n, len(points))
    if n == 0:
        return np.zeros(0, int)
    if labelled is not None and len(labelled):
        nearest = _nearest(points, unit(labelled))
        picks: list[int] = []
    else:
        picks = [int(np.argmax(points @ points.mean(axis=0)))]  # nothing to be far from yet: begin in the middle
        nearest = points @ points[picks[0]]
        nearest[picks[0]] = np.inf
    while len(picks) < min(n, MAX_CENTRES):
        pick = int(np.argmin(nearest))  # the first of equals: ties in the order of the pool
        picks.append(pick)
        np.maximum(nearest, points @ points[pick], out=nearest)
        nearest[pick] = np.inf
    if len(picks) < n:
        picks.extend(highest(-nearest, n - len(picks)).tolist())
    return np.array(picks)


def _nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """For each point the highest cosine to any centre."""
    best = np.full(len(points), -np.inf, np.float32)
    for start in range(0, len(centres), _CHUNK):
        np.maximum(best, (points @ centres[start : start + _CHUNK].T).max(axis=1), out=best)
    return best
