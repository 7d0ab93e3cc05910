"""Self-agreement: Cohen's κ between what one person said of an item and what they said when it was shown again.

Cohen, J. (1960). Educational and Psychological Measurement 20(1), 37–46; as a bound on what two people can reach: Krippendorff, K. (2004).
Content Analysis, ch. 11 (stability).
"""

from __future__ import annotations

import numpy as np

from domain import agreement
from domain.agreement import Measurement, Ratings


def self_agreement(item: np.ndarray, label: np.ndarray, *, rng: np.random.Generator, draws: int = 500) -> Measurement:
    """Of one person's rows, in the order of time. Nominal, whatever the scale of the project: it is the same answer or it is not."""
    has_label = label >= 0
    item, label = item[has_label], label[has_label]
    seen, times = np.unique(item, return_counts=True)
    again = np.isin(item, seen[times > 1])
    if not again.any():
        return Measurement(None, reason="No item was shown to them twice.")
    ratings = Ratings.from_triples(item[again].tolist(), [0] * int(again.sum()), label[again].tolist())
    return agreement.self_agreement(ratings, rng=rng, draws=draws)
