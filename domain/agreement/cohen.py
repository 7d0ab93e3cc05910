"""Cohen's kappa of each pair of annotators, over the items both rated.

Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20(1), 37–46.
Weighted: Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70(4), 213–220; quadratic weights make it an intraclass
correlation (Fleiss & Cohen 1973), which is why they go with the interval level and linear ones with the ordinal level.

Values come from statsmodels. Intervals resample the shared items, which is one multinomial draw over the cells of the pair's table.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from domain.errors import Invalid

from . import bootstrap
from .measurement import LEVELS, Measurement, joined, one_label
from .pairs import PairTable, pair_tables
from .ratings import Ratings

WEIGHTS = {"nominal": None, "ordinal": "linear", "interval": "quadratic"}
PAIRS_WITH_INTERVAL = 200
"""The pairs with the most shared items get an interval: with 109 annotators there are 5,886 pairs, most sharing a handful of items."""
CELLS_WITH_INTERVAL = 50_000
"""And no more pairs than have so many cells in their tables together, which binds where the labels are many."""


class PairKappa(NamedTuple):
    annotators: tuple[Any, Any]
    weights: str | None
    measurement: Measurement


def cohen_kappa(
    ratings: Ratings,
    *,
    level: str = "nominal",
    rng: np.random.Generator | None = None,
    draws: int = 1000,
    pairs_with_interval: int = PAIRS_WITH_INTERVAL,
) -> list[PairKappa]:
    """One entry for each two annotators who share an item, in the order of the annotators; in a team of so few that every pair gets
    an interval, those who share none are listed too, with the reason. Weights by level: none, linear over the ranks, quadratic over
    the values."""
    if level not in LEVELS:
        raise Invalid(f"Unknown level of measurement '{level}': one of {', '.join(LEVELS)}.")
    tables = pair_tables(ratings)
    drawn = _with_interval(tables, pairs_with_interval)
    found = {
        (table.a, table.b): kappa_of_table(ratings, table, level, rng=rng, draws=draws, skip_interval=place not in drawn)
        for place, table in enumerate(tables)
    }
    people = len(ratings.annotators)
    if people * (people - 1) // 2 <= pairs_with_interval:
        apart = Measurement(None, reason="These two share no item.", level=level)
        pairs = ((a, b) for a in range(people) for b in range(a + 1, people))
        found = {pair: found.get(pair, apart) for pair in pairs}
    return [
        PairKappa((ratings.annotators[a], ratings.annotators[b]), WEIGHTS[level], measurement)
        for (a, b), measurement in found.items()
    ]


def kappa_of_table(
    ratings: Ratings, table: PairTable, level: str, *, rng: np.random.Generator | None, draws: int, skip_interval: bool = False
) -> Measurement:
    about: dict[str, Any] = {"items": table.items, "annotations": 2 * table.items, "level": level}
    used, place = np.unique(np.concatenate([table.first, table.second]), return_inverse=True)
    if len(used) == 1:
        return Measurement(None, **about, reason=one_label(ratings.labels[used[0]]))
    scores = _scores(ratings, used, level)
    if scores is None:
        return Measurement(None, **about, reason="The interval level needs labels that are numbers, and more than one value.")
    rows, columns = place[: len(table.first)], place[len(table.first) :]
    square = np.zeros((len(used), len(used)))
    square[rows, columns] = table.number
    costs = _costs(scores, level)
    found = bootstrap.interval(
        _features(rows, columns, costs),
        table.number,
        lambda sums: _of_sums(sums, costs),
        rng=rng,
        draws=0 if skip_interval else draws,
    )
    note = "no interval: only the pairs with the most shared items get one" if skip_interval and rng else None
    return Measurement(_point(square, scores, level), found.low, found.high, **about, reason=joined(note, found.note))


def _point(square: np.ndarray, scores: np.ndarray, level: str) -> float:
    from statsmodels.stats import inter_rater

    weights = None if level == "nominal" else scores
    return float(inter_rater.cohens_kappa(square, weights=weights, wt=WEIGHTS[level], return_results=False))


def _scores(ratings: Ratings, used: np.ndarray, level: str) -> np.ndarray | None:
    """The place of each label on the scale: its rank among all labels, or its value."""
    if level != "interval":
        return used.astype(float)
    if ratings.values is None or np.ptp(ratings.values[used]) == 0:
        return None
    return ratings.values[used]


def _costs(scores: np.ndarray, level: str) -> np.ndarray:
    """What it costs when one says c and the other k."""
    apart = np.abs(scores[:, None] - scores)
    return {"nominal": (apart > 0).astype(float), "ordinal": apart, "interval": apart**2}[level]


def _features(rows: np.ndarray, columns: np.ndarray, costs: np.ndarray) -> sp.csr_array:
    """Each cell as (who said what: one column a label for the first, then for the second; what the cell costs)."""
    labels = len(costs)
    place = np.column_stack([rows, labels + columns, np.full(len(rows), 2 * labels)])
    weight = np.column_stack([np.ones((len(rows), 2)), costs[rows, columns]])
    return sp.csr_array((weight.ravel(), place.ravel(), np.arange(0, 3 * len(rows) + 1, 3)), shape=(len(rows), 2 * labels + 1))


def _of_sums(sums: np.ndarray, costs: np.ndarray) -> np.ndarray:
    """κ = 1 − Σ w o / Σ w e for each draw."""
    labels = len(costs)
    first, second, observed = sums[:, :labels], sums[:, labels:-1], sums[:, -1]
    expected = ((first @ costs) * second).sum(axis=1) / first.sum(axis=1)
    return 1 - bootstrap.ratio(observed, expected)


def _with_interval(tables: list[PairTable], most: int) -> set[int]:
    """Places of the pairs with the most shared items, as far as the two limits go."""
    by_items = sorted(range(len(tables)), key=lambda place: (-tables[place].items, place))[:most]
    cells = np.cumsum([len(tables[place].number) for place in by_items])
    return set(by_items[: max(1, int(np.searchsorted(cells, CELLS_WITH_INTERVAL, side="right")))])
