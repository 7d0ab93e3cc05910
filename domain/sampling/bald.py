"""BALD: ask where the members are each sure and yet disagree; what they are unsure of together, no label will settle.

Houlsby, Huszár, Ghahramani & Lengyel 2011, "Bayesian Active Learning for Classification and Preference Learning": the mutual information
of label and parameters, I = H[mean p] − mean H[p]; with dropout as the draws: Gal, Islam & Ghahramani 2017.
"""

from __future__ import annotations

import numpy as np

from domain.sampling import committee
from domain.sampling.pool import Pool, highest


def scores(pool: Pool) -> np.ndarray:
    """Mutual information divided by its maximum, ln min(members, k): 0 … 1."""
    return committee.score(pool, lambda p: committee.entropy(p.mean(axis=0)) - committee.entropy(p).mean(axis=0))


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return highest(scores(pool), n)
