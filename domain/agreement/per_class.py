"""Agreement on one class against all others.

`alpha`: Krippendorff's nominal alpha with every other label taken as one. `agreement`: the proportion of specific agreement, how
likely a second annotator also says c when one does; Spitzer & Fleiss (1974), Cicchetti & Feinstein (1990), with the weights of
Krippendorff's coincidences for differing numbers of ratings.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from . import bootstrap
from .measurement import Measurement, one_label
from .parts import Parts, all_measured, over_all
from .ratings import Ratings


class ClassAgreement(NamedTuple):
    label: Any
    annotations: int
    agreement: Measurement
    alpha: Measurement


def per_class(ratings: Ratings, *, rng: np.random.Generator | None = None, draws: int = 1000) -> list[ClassAgreement]:
    """One entry a label, in the order of the labels, also for labels nobody gave."""
    return of_measured(ratings, all_measured(class_parts(ratings), rng=rng, draws=draws))


def of_measured(ratings: Ratings, found: list[Measurement]) -> list[ClassAgreement]:
    """From the measurements of `class_parts`."""
    given = np.bincount(ratings.label, minlength=len(ratings.labels))
    return [ClassAgreement(label, int(given[code]), found[2 * code], found[2 * code + 1]) for code, label in enumerate(ratings.labels)]


def class_parts(ratings: Ratings) -> list[Parts | Measurement]:
    """Two for each label: of the specific agreement, of alpha. All have the same features: of each label c (n_c (n_c − 1) / (m − 1),
    n_c), and last m, the ratings of the item."""
    groups = ratings.groups.pairable
    if not groups.items:
        return [Measurement(None, reason="No item has been rated by two annotators.")] * (2 * len(ratings.labels))
    counts = groups.counts
    agreeing = counts.multiply(counts - counts.sign()).multiply((1 / (groups.ratings - 1))[:, None])
    features = over_all(
        ratings.groups, ratings.groups.ratings >= 2, sp.hstack([agreeing, counts, sp.csr_array(groups.ratings[:, None])], format="csr")
    )
    about: dict[str, Any] = {"items": groups.items, "annotations": groups.annotations}
    given = groups.sizes @ counts
    made: list[Parts | Measurement] = []
    for code, label in enumerate(ratings.labels):
        made += _of_label(ratings, features, code, label, int(given[code]), about)
    return made


def _of_label(
    ratings: Ratings, features: sp.csr_array, code: int, label: Any, given: int, about: dict[str, Any]
) -> list[Parts | Measurement]:
    """`given`: how many ratings with the label there are on items with two ratings."""
    if not given:
        return [Measurement(None, **about, reason=f"Nobody gave '{label}' to an item with two ratings.")] * 2
    kinds, second = ratings.groups.kinds, len(ratings.labels) + code
    agreement = Parts(kinds, features, lambda sums: bootstrap.ratio(sums[:, code], sums[:, second]), **about)
    if given == about["annotations"]:
        return [agreement, Measurement(None, **about, reason=one_label(label))]
    return [agreement, Parts(kinds, features, lambda sums: _alpha(sums[:, code], sums[:, second], sums[:, -1]), **about)]


def _alpha(agreeing: np.ndarray, with_it: np.ndarray, total: np.ndarray) -> np.ndarray:
    return 1 - bootstrap.ratio((total - 1) * (with_it - agreeing), with_it * (total - with_it))
