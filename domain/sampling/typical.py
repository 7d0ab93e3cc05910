"""Typical: of each cluster that nothing labelled lies in the item with the closest neighbours, large clusters first.

Hacohen, Dekel & Weinshall 2022, "Active Learning on a Budget: Opposite Strategies Suit High and Low Budgets" (TypiClust, algorithm 1):
for few labels, where what is typical teaches more than what is uncertain.
"""

from __future__ import annotations

import numpy as np

from domain.sampling.clusters import Clustered, clustered
from domain.sampling.pool import Pool
from domain.sampling.thinning import MAX_CANDIDATES, followed
from domain.sampling.turns import in_turn

NEIGHBOURS = 20
LEAST_CLUSTER = 5
"""Smaller clusters are left out by the paper; here they come last."""
_CHUNK = 512


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    """Next is always the cluster with the fewest labelled and picked, the largest of these."""
    if not len(pool) or n == 0:
        return np.zeros(0, int)
    found = clustered(pool, n, MAX_CANDIDATES, rng)
    late = np.where(found.sizes < LEAST_CLUSTER, len(found.own) + found.covered.max(), 0)
    turns = in_turn(found.own, _typicality(found), found.covered + late, -found.sizes)
    return followed(found.candidates[turns], len(pool), n, rng)


def _typicality(found: Clustered) -> np.ndarray:
    """− the mean distance to the nearest 20 of the same cluster, which sorts as the paper's 1/mean does; one alone has 0."""
    typicality = np.zeros(len(found.own))
    by_cluster = np.split(np.argsort(found.own, kind="stable"), np.cumsum(found.sizes)[:-1])
    for members in by_cluster:
        near = min(NEIGHBOURS, len(members) - 1)
        if near < 1:
            continue
        points = found.points[members]
        for start in range(0, len(members), _CHUNK):
            part = np.arange(start, min(start + _CHUNK, len(members)))
            squared = np.maximum(2 - 2 * (points[part] @ points.T), 0)
            squared[part - start, part] = 0  # rounding would leave a point at some distance from itself
            nearest = np.partition(squared, near, axis=1)[:, : near + 1]
            typicality[members[part]] = -np.sqrt(nearest).sum(axis=1) / near
    return typicality
