"""k-means for choosing: clusters of the candidates, and which of them labelled items lie in already.

Lloyd 1982, "Least Squares Quantization in PCM"; seeds by Arthur & Vassilvitskii 2007, "k-means++: The Advantages of Careful Seeding".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.sampling.geometry import nearest_centre, squared_distances, unit
from domain.sampling.pool import Pool
from domain.sampling.thinning import thin

MAX_CLUSTERS = 500
"""Hacohen et al. 2022 stop at as many; beyond them clusters are visited again."""
ROUNDS = 10
"""Of Lloyd's at most."""
SEED_FROM = 8
"""So many points a cluster are enough to draw the seeds from; all take part in the rounds."""


@dataclass(frozen=True)
class Clustered:
    """`candidates` C indices into the pool · `points` C×d, their unit vectors · `own` C, each one's cluster · `centres` K×d ·
    `covered` K, how many labelled items lie in each · `sizes` K, how many candidates do."""

    candidates: np.ndarray
    points: np.ndarray
    own: np.ndarray
    centres: np.ndarray
    covered: np.ndarray
    sizes: np.ndarray


def clustered(pool: Pool, n: int, most: int, rng: np.random.Generator) -> Clustered:
    """min(labelled + n, 500) clusters of at most `most` candidates and at most `most` labelled items together."""
    features = pool.given("features")
    candidates = thin(len(pool), most, rng)
    points = unit(features[candidates])
    everything = points
    if pool.labelled_features is not None and len(pool.labelled_features):
        labelled = pool.labelled_features[thin(len(pool.labelled_features), most, rng)]
        everything = np.concatenate([points, unit(labelled)])
    k = min(len(everything) - len(points) + n, MAX_CLUSTERS, len(everything))
    centres, own = k_means(everything, max(k, 1), rng)
    covered = np.bincount(own[len(points) :], minlength=len(centres))
    own = own[: len(points)]
    return Clustered(candidates, points, own, centres, covered, np.bincount(own, minlength=len(centres)))


def k_means(points: np.ndarray, k: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(centres, each point's centre); fewer centres where fewer points differ."""
    from scipy import sparse  # slow to load, and whoever never chooses by clusters needs none of it

    if not len(points):
        return points[:0], np.zeros(0, int)
    some = thin(len(points), SEED_FROM * k, rng)
    centres = points[some[_seeds(points[some], k, rng)]]
    own = nearest_centre(points, centres)
    for _ in range(ROUNDS):
        member = sparse.csr_matrix((np.ones(len(points), points.dtype), (own, np.arange(len(points)))), shape=(len(centres), len(points)))
        counts = np.bincount(own, minlength=len(centres))[:, None]
        centres = np.where(counts > 0, (member @ points) / np.maximum(counts, 1), centres).astype(points.dtype)
        before, own = own, nearest_centre(points, centres)
        if (before == own).all():
            break
    return centres, own


def _seeds(points: np.ndarray, k: int, rng: np.random.Generator) -> list[int]:
    """Greedy k-means++: of 2 + ln k draws, each with a chance in proportion to its squared distance from the nearest seed, the one is kept
    that leaves the smallest sum."""
    apart, draws = squared_distances(points), 2 + int(np.log(k))
    seeds = [int(rng.integers(len(points)))]
    far = apart[seeds[0]]
    while len(seeds) < k and (picks := drawn(far, rng, draws)) is not None:
        left = np.minimum(far, apart[picks])
        best = int(left.sum(axis=1).argmin())
        far = left[best]
        far[picks[best]] = 0
        seeds.append(int(picks[best]))
    return seeds


def drawn(chances: np.ndarray, rng: np.random.Generator, many: int = 1) -> np.ndarray | None:
    """Indices, each by itself, with chances in proportion to these numbers; None where all are 0."""
    sums = np.cumsum(chances, dtype=float)
    if not len(sums) or sums[-1] <= 0:
        return None
    return np.searchsorted(sums, np.minimum(rng.random(many) * sums[-1], np.nextafter(sums[-1], 0)), side="right")
