"""Disagreement of a committee as the members' mean divergence from what they say together.

McCallum & Nigam 1998, "Employing EM and Pool-Based Active Learning for Text Classification": mean KL(p_m ‖ mean p). Algebra makes this
BALD's mutual information (the Jensen-Shannon divergence), so from the same draws both give the same order.
"""

from __future__ import annotations

import numpy as np

from domain.sampling import committee
from domain.sampling.pool import Pool, highest


def scores(pool: Pool) -> np.ndarray:
    """Mean divergence divided by its maximum, ln min(members, k): 0 … 1."""
    return committee.score(pool, lambda p: (p * (np.log(p) - np.log(p.mean(axis=0)))).sum(axis=-1).mean(axis=0))


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return highest(scores(pool), n)
