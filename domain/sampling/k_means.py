"""k-means: of each cluster of the pool the item nearest to its centre, large clusters first. A first batch before there is a model.

Kang, Ryu & Kwon 2004, "Using Cluster-Based Sampling to Select Initial Training Set for Active Learning in Text Classification".
Clusters in which something is labelled already come after those without.
"""

from __future__ import annotations

import numpy as np

from domain.sampling.clusters import clustered
from domain.sampling.pool import Pool
from domain.sampling.thinning import MAX_CANDIDATES, followed
from domain.sampling.turns import in_turn


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    """Beyond as many items as there are clusters the second nearest follow, then the third, …"""
    if not len(pool) or n == 0:
        return np.zeros(0, int)
    found = clustered(pool, n, MAX_CANDIDATES, rng)
    apart = found.points - found.centres[found.own]
    turns = in_turn(found.own, -np.linalg.norm(apart, axis=1), found.covered, -found.sizes)
    return followed(found.candidates[turns], len(pool), n, rng)
