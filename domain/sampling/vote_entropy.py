"""Disagreement of a committee as the entropy of its votes: each member has one, for its best guess.

Dagan & Engelson 1995, "Committee-Based Sampling for Training Probabilistic Classifiers".
"""

from __future__ import annotations

import numpy as np

from domain.sampling import committee
from domain.sampling.pool import Pool, highest


def scores(pool: Pool) -> np.ndarray:
    """Entropy of the shares of votes divided by ln min(members, k): 0 … 1. A member's tie is a vote for its first class."""
    return committee.score(pool, _entropy_of_votes)


def _entropy_of_votes(p: np.ndarray) -> np.ndarray:
    votes = p.argmax(axis=-1)
    shares = np.stack([(votes == label).mean(axis=0) for label in range(p.shape[-1])], axis=-1)
    return -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=-1)


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return highest(scores(pool), n)
