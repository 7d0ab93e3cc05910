"""The label most annotators gave. A tie stays a tie: it goes to the adjudicator, never to chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from domain.agreement import Ratings

from .aggregate import Aggregate


def majority(ratings: Ratings) -> dict[Any, Aggregate]:
    """One entry for each item with a rating; `shares` are shares of its votes."""
    labels = max(1, len(ratings.labels))
    cells, votes = np.unique(ratings.item * labels + ratings.label, return_counts=True)
    shares: dict[Any, dict[Any, float]] = {}
    for cell, count in zip(cells.tolist(), votes.tolist(), strict=True):
        item, label = divmod(cell, labels)
        shares.setdefault(ratings.items[item], {})[ratings.labels[label]] = count / int(ratings.per_item[item])
    return {item: Aggregate.of(of_item) for item, of_item in shares.items()}
