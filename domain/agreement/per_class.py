"""Agreement on one class against all others.

`alpha`: Krippendorff's nominal alpha with every other label taken as one. `agreement`: the proportion of specific agreement, how
likely a second annotator also says c when one does; Spitzer & Fleiss (1974), Cicchetti & Feinstein (1990), with the weights of
Krippendorff's coincidences for differing numbers of ratings.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import bootstrap
from .groups import Groups
from .measurement import Measurement, one_label
from .ratings import Ratings


class ClassAgreement(NamedTuple):
    label: Any
    annotations: int
    agreement: Measurement
    alpha: Measurement


def per_class(ratings: Ratings, *, rng: np.random.Generator | None = None, draws: int = 1000) -> list[ClassAgreement]:
    """One entry a label, in the order of the labels, also for labels nobody gave."""
    groups = ratings.groups.pairable
    given = np.bincount(ratings.label, minlength=len(ratings.labels))
    columns = groups.counts.tocsc()
    return [
        ClassAgreement(label, int(given[code]), *_measure(columns[:, [code]].toarray().ravel(), groups, label, rng, draws))
        for code, label in enumerate(ratings.labels)
    ]


def _measure(
    count: np.ndarray, groups: Groups, label: Any, rng: np.random.Generator | None, draws: int
) -> tuple[Measurement, Measurement]:
    about: dict[str, Any] = {"items": groups.items, "annotations": groups.annotations}
    if not groups.items:
        nothing = Measurement(None, reason="No item has been rated by two annotators.")
        return nothing, nothing
    if not count.any():
        nothing = Measurement(None, **about, reason=f"Nobody gave '{label}' to an item with two ratings.")
        return nothing, nothing
    scale = int(groups.ratings.max()) + 1
    cells, which = np.unique(count.astype(np.int64) * scale + groups.ratings.astype(np.int64), return_inverse=True)
    sizes = np.bincount(which, weights=groups.sizes).astype(np.int64)
    with_it, total = np.divmod(cells, scale)
    features = np.column_stack([with_it * (with_it - 1) / (total - 1), with_it, total])
    sums = sizes @ features
    specific, alpha = bootstrap.intervals(features, sizes, [_specific, _alpha], rng=rng, draws=draws)
    agreement = Measurement(float(_specific(sums)), specific.low, specific.high, **about, reason=specific.note)
    if sums[1] == sums[2]:
        return agreement, Measurement(None, **about, reason=one_label(label))
    return agreement, Measurement(float(_alpha(sums)), alpha.low, alpha.high, **about, reason=alpha.note)


def _specific(sums: np.ndarray) -> np.ndarray:
    return bootstrap.ratio(sums[..., 0], sums[..., 1])


def _alpha(sums: np.ndarray) -> np.ndarray:
    agreeing, with_it, total = sums[..., 0], sums[..., 1], sums[..., 2]
    return 1 - bootstrap.ratio((total - 1) * (with_it - agreeing), with_it * (total - with_it))
