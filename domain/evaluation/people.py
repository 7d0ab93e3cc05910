"""How far people agree on the same items: what a model can be expected to reach.

A model that agrees with the decided label more often than people do with each other has learned how labels are decided here, not more than
people know. The decided label mostly comes from the votes themselves, so people's agreement with it flatters them; agreement of pairs
does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from .estimate import Estimate, of_draws
from .groups import draws, numbered


def ceiling(
    votes: Sequence[Sequence[str]],
    decided: Sequence[str],
    *,
    rng: np.random.Generator,
    groups: Sequence[Any] | None = None,
    resamples: int = 1000,
) -> dict[str, Any]:
    """{with_decided, pairs: Estimates, votes, items}: the share of votes that are the decided label, and the share of pairs of votes on an
    item that are the same, each item with two votes counting once. votes: of each item its labels."""
    right = [[sum(vote == label for vote in cast), len(cast)] for cast, label in zip(votes, decided, strict=True)]
    of_decided = np.array(right, float).reshape(-1, 2)
    pairs = np.array([[_same(cast), 1.0] if len(cast) > 1 else [0.0, 0.0] for cast in votes], float).reshape(-1, 2)
    keys = numbered(groups, len(votes))
    return {
        "votes": int(of_decided[:, 1].sum()),
        "items": len(votes),
        "with_decided": asdict(_ratio(of_decided, keys, rng, resamples, "there are no votes on these items")),
        "pairs": asdict(_ratio(pairs, keys, rng, resamples, "no item has two votes")),
    }


def _same(cast: Sequence[str]) -> float:
    n = len(cast)
    return sum(c * (c - 1) for c in Counter(cast).values()) / (n * (n - 1))


def _ratio(table: np.ndarray, keys: np.ndarray, rng: np.random.Generator, resamples: int, reason: str) -> Estimate:
    """Sum of the first column by that of the second."""
    there = int((table[:, 1] > 0).sum()) if len(table) else 0
    if not there:
        return Estimate(None, reason=reason)
    values = []
    for w in draws(keys, resamples, rng):
        hits, n = w @ table
        values.append(hits / n if n else np.nan)
    return of_draws(float(table[:, 0].sum() / table[:, 1].sum()), np.array(values), there, reason)
