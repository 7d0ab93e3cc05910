"""A quota a class: for rare labels. The next item is one predicted to be of the class with the fewest labels, the least sure of these.

After Bengar, van de Weijer, Fuentes & Raducanu 2022, "Class-Balanced Active Learning for Image Classification": they weigh balance against
uncertainty in an integer programme; here balance by predicted class goes first and the margin decides within a class.
"""

from __future__ import annotations

import numpy as np

from domain.sampling import margin
from domain.sampling.pool import Pool
from domain.sampling.turns import in_turn


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    """Without `label_counts` every class begins at 0. A class that nothing is predicted of is passed over; of equals the first is next."""
    p = pool.given("probabilities")
    if not p.size:
        return np.zeros(0, int)
    have = np.zeros(p.shape[1]) if pool.label_counts is None else pool.label_counts
    return in_turn(p.argmax(axis=1), margin.scores(pool), have, np.arange(p.shape[1]))[:n]
