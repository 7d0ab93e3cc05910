"""Each annotator's own confusion of labels, and the labels most likely behind it, found together by expectation-maximisation.

Dawid, A. P. & Skene, A. M. (1979). Maximum likelihood estimation of observer error-rates using the EM algorithm. Journal of the
Royal Statistical Society C 28(1), 20–28. As implemented by crowd-kit, with its defaults: at most 100 iterations, tolerance 1e-5,
started from the shares of the votes.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from domain.agreement import Ratings

from .aggregate import Aggregate


def dawid_skene(ratings: Ratings, *, iterations: int = 100) -> dict[Any, Aggregate]:
    """One entry for each item with a rating; `shares` are posteriors. Deterministic."""
    if not len(ratings):
        return {}
    import pandas as pd  # heavy, as is crowd-kit
    from crowdkit.aggregation import DawidSkene

    votes = pd.DataFrame({"task": ratings.item, "worker": ratings.annotator, "label": ratings.label})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # crowd-kit's own use of pandas
        posterior = DawidSkene(n_iter=iterations).fit(votes).probas_
    assert posterior is not None
    chances = np.nan_to_num(posterior.to_numpy())
    labels = [ratings.labels[code] for code in posterior.columns]
    return {
        ratings.items[item]: Aggregate.of(dict(zip(labels, of_item, strict=True)))
        for item, of_item in zip(posterior.index, chances.tolist(), strict=True)
    }
