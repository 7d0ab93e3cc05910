"""The intraclass correlation of ratings that are numbers, in its six usual forms.

Shrout, P. E. & Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability. Psychological Bulletin 86(2),
420–428. McGraw, K. O. & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients. Psychological
Methods 1(1), 30–46.

ICC(1,·): the annotators of an item are any people (one-way). ICC(2,·): the same annotators rated everything and stand for others like
them; who rates high throughout disagrees. ICC(3,·): these annotators alone matter, and rating high throughout is no disagreement.
ICC(·,1) is the reliability of one rating, ICC(·,k) that of the mean of an item's ratings.

Missing ratings: the one-way forms take every item with two ratings or more (with k₀ of the unbalanced analysis of variance in place
of k). The two-way forms are defined on a full table alone: they take the items that every annotator rated, and say how many those are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import bootstrap
from .measurement import Measurement, joined, left_out, one_label, why_undefined
from .parts import MakesParts, Parts, over_all, statistic
from .ratings import MANY, Ratings

FORMS = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")


def icc_parts(form: str) -> MakesParts:
    """What makes the parts of ICC(form)."""

    def parts(ratings: Ratings, level: str = "interval") -> Parts | Measurement:
        if reason := why_undefined(ratings):
            return Measurement(None, reason=reason, level=level)
        if ratings.values is None:
            return Measurement(None, level=level, reason="An intraclass correlation needs labels that are numbers.")
        return _one_way(ratings, form, level) if form.startswith("1") else _two_way(ratings, form, level)

    return parts


def icc(
    ratings: Ratings, *, form: str = "2,1", level: str = "interval", rng: np.random.Generator | None = None, draws: int = 1000
) -> Measurement:
    return statistic(icc_parts(form))(ratings, level=level, rng=rng, draws=draws)


def _one_way(ratings: Ratings, form: str, level: str) -> Parts | Measurement:
    groups = ratings.groups.pairable
    about: dict[str, Any] = {"items": groups.items, "annotations": groups.annotations, "level": level}
    scaled = _scaled(ratings, groups.labels_used)
    if isinstance(scaled, str) or groups.items < 2:
        return Measurement(None, **about, reason=scaled if isinstance(scaled, str) else _TWO_ITEMS)
    given, plain, squared = groups.ratings, groups.counts @ scaled, groups.counts @ scaled**2
    features = np.column_stack([np.ones(len(given)), given, given**2, plain, plain**2 / given, squared])
    spread = over_all(ratings.groups, ratings.groups.ratings >= 2, features)
    note = left_out(ratings, items_used=groups.items)
    return Parts(ratings.groups.kinds, spread, _one_way_value(single=form == "1,1"), **about, note=note)


def _one_way_value(single: bool) -> bootstrap.Value:
    def value(sums: np.ndarray) -> np.ndarray:
        items, given, given2, plain, between, squared = sums.T
        among = bootstrap.ratio(between - bootstrap.ratio(plain**2, given), items - 1)
        within = np.maximum(0, bootstrap.ratio(squared - between, given - items))
        each = bootstrap.ratio(given - bootstrap.ratio(given2, given), items - 1) if single else 1
        return _over(among - within, among + (each - 1) * within)

    return value


def _two_way(ratings: Ratings, form: str, level: str) -> Parts | Measurement:
    people = len(ratings.annotators)
    full = int((ratings.per_item == people).sum())
    about: dict[str, Any] = {"items": full, "annotations": full * people, "level": level}
    if full < 2 or people > MANY:
        return Measurement(None, **about, reason=_not_full(full, people, len(ratings.items)))
    kinds, said = ratings.patterns
    complete = np.asarray((said >= 0).all(axis=1))
    scaled = _scaled(ratings, np.unique(said[complete]))
    if isinstance(scaled, str):
        return Measurement(None, **about, reason=scaled)
    values = np.where(complete[:, None], scaled[np.maximum(said, 0)], 0)
    features = np.column_stack([complete, values.sum(axis=1) ** 2 / people, (values**2).sum(axis=1), values])
    repeats = f"{ratings.repeats} repeated ratings by the same annotator left out" if ratings.repeats else None
    some = f"made from the {full} of {len(ratings.items)} items that all {people} annotators rated" if full < len(ratings.items) else None
    return Parts(kinds, features, _two_way_value(form, people), **about, note=joined(some, repeats))


def _two_way_value(form: str, k: int) -> bootstrap.Value:
    """From sums of (1, squared sum of the item / k, squares, what each annotator gave)."""

    def value(sums: np.ndarray) -> np.ndarray:
        n, rows, squared, by_annotator = sums[:, 0], sums[:, 1], sums[:, 2], sums[:, 3:]
        centre = bootstrap.ratio(by_annotator.sum(axis=1) ** 2, n * k)
        columns = bootstrap.ratio((by_annotator**2).sum(axis=1), n) - centre
        items = rows - centre
        r, c = bootstrap.ratio(items, n - 1), np.maximum(0, columns) / (k - 1)
        e = np.maximum(0, bootstrap.ratio(squared - centre - items - columns, (n - 1) * (k - 1)))
        return _TWO_WAY[form](r, c, e, n, k)

    return value


_TWO_WAY: dict[str, Callable[..., np.ndarray]] = {
    "2,1": lambda r, c, e, n, k: _over(r - e, r + (k - 1) * e + k * (c - e) / n),
    "2,k": lambda r, c, e, n, k: _over(r - e, r + (c - e) / n),
    "3,1": lambda r, c, e, n, k: _over(r - e, r + (k - 1) * e),
    "3,k": lambda r, c, e, n, k: _over(r - e, r),
}


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below. Where nothing varies between items but within them it does, the forms of a mean fall without bound: −1 there
    stands for all of it. Undefined where nothing varies at all."""
    found = bootstrap.ratio(above, np.maximum(below, 0))
    return np.where(np.isnan(found) & (above < -1e-12), -1.0, found)


def _scaled(ratings: Ratings, used: np.ndarray) -> np.ndarray | str:
    """Values brought to 0 … 1 over the labels used, or why they cannot be."""
    assert ratings.values is not None
    values = ratings.values[used]
    if np.ptp(values) == 0:
        return one_label(ratings.labels[used[0]])
    return (ratings.values - values.min()) / np.ptp(values)


_TWO_ITEMS = "An intraclass correlation needs two items: it compares how they differ with how annotators do."


def _not_full(full: int, people: int, items: int) -> str:
    if people > MANY:
        return (
            f"The two-way forms need every annotator on every item, which is not looked for among more than {MANY} ({people} here); "
            "ICC(1,1) and ICC(1,k) do without."
        )
    return (
        f"Only {full} of {items} items were rated by all {people} annotators: the two-way forms need every annotator on every item; "
        "ICC(1,1) and ICC(1,k) do without."
    )
