"""Ratings for crowd-kit, and its posteriors back."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from domain.agreement import Ratings

from .aggregate import Aggregate


def by_crowd_kit(ratings: Ratings, fit: Callable[[Any], Any]) -> dict[Any, Aggregate]:
    """fit: a frame of (task, worker, label) codes → posteriors (a frame, tasks × labels)."""
    if not len(ratings):
        return {}
    import pandas as pd  # heavy, as is crowd-kit

    votes = pd.DataFrame({"task": ratings.item, "worker": ratings.annotator, "label": ratings.label})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # crowd-kit's own use of pandas
        warnings.simplefilter("ignore", RuntimeWarning)  # and of logarithms of nothing
        posterior = fit(votes)
    chances = np.nan_to_num(posterior.to_numpy(dtype=float))
    labels = [ratings.labels[code] for code in posterior.columns]
    return {
        ratings.items[item]: Aggregate.of(dict(zip(labels, of_item, strict=True)))
        for item, of_item in zip(posterior.index, chances.tolist(), strict=True)
    }
