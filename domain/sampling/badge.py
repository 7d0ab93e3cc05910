"""BADGE: spread the batch over the gradients that the items would cause, so that it is uncertain and diverse at once.

Ash, Zhang, Krishnamurthy, Langford & Agarwal 2020, "Deep Batch Active Learning by Diverse, Uncertain Gradient Lower Bounds": with the
model's own guess ŷ taken for the label, the gradient of the cross-entropy in the last layer is g = (p − e_ŷ) ⊗ x; the batch is the seeds
of k-means++ on the g, the longest first (as in the authors' program). The N×(k·d) table is never made: ⟨gᵢ, gⱼ⟩ = ⟨rᵢ, rⱼ⟩·⟨xᵢ, xⱼ⟩.
"""

from __future__ import annotations

import numpy as np

from domain.sampling.clusters import drawn
from domain.sampling.geometry import squared_lengths
from domain.sampling.pool import Pool, highest
from domain.sampling.thinning import MAX_CANDIDATES, followed, thin_by_size

MAX_CENTRES = 1_000
"""Picks drawn one by one; beyond them items follow by their distance to the nearest pick."""


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    """A pool above 20,000 is thinned, long gradients rather than short ones, and draws are weighted by what that distorts."""
    rest, points = residuals(pool.given("probabilities")), pool.given("features")
    chosen, weight = thin_by_size(squared_lengths(rest) * squared_lengths(points), MAX_CANDIDATES, rng)
    picks = chosen[_plus_plus(rest[chosen], np.asarray(points[chosen], np.float32), weight, n, rng)]
    return followed(picks, len(pool), n, rng)


def residuals(probabilities: np.ndarray) -> np.ndarray:
    """p − e_ŷ, N×k."""
    rest = np.array(probabilities, float)
    rest[np.arange(len(rest)), rest.argmax(axis=1) if len(rest) else []] -= 1
    return rest


def _plus_plus(rest: np.ndarray, points: np.ndarray, weight: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Indices, at most n. Gradients that equal a pick's come last, in the order of the pool: of all that the model is sure of, whose
    gradient is 0, at most one comes earlier."""
    n = min(n, len(points))
    if n == 0:
        return np.zeros(0, int)
    lengths = squared_lengths(rest) * squared_lengths(points)
    far, picks, pick = np.full(len(points), np.inf), [], int(np.argmax(lengths))
    while True:
        picks.append(pick)
        apart = lengths + lengths[pick] - 2 * (rest @ rest[pick]) * (points @ points[pick])
        far = np.minimum(far, np.where(apart > 1e-5 * (lengths + lengths[pick]), apart, 0))
        far[pick] = 0
        if len(picks) == min(n, MAX_CENTRES) or (found := drawn(weight * far, rng)) is None:
            break
        pick = int(found[0])
    far[picks] = -np.inf
    return np.concatenate([picks, highest(far, len(far) - len(picks))]).astype(int)[:n]
