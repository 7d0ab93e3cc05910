"""Cohen's kappa of each pair of annotators, over the items both rated.

Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20(1), 37–46.
Weighted: Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70(4), 213–220; quadratic weights make it an intraclass
correlation (Fleiss & Cohen 1973), which is why they go with the interval level and linear ones with the ordinal level.

κ = 1 − Σ w o / Σ w e, with w what a cell costs, o how often it occurs and e how often by chance. Intervals resample the shared items,
which is one multinomial draw over the cells of the pair's table.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from domain.errors import Invalid

from . import bootstrap
from .measurement import LEVELS, Measurement, joined, one_label
from .pairs import PairTable, PairTables
from .parts import inside
from .ratings import Ratings
from .weights import OF_LEVEL, costs, places

PAIRS_WITH_INTERVAL = 200
"""The pairs with the most shared items get an interval: with 109 annotators there are 5,886 pairs, most sharing a handful of items."""
CELLS_WITH_INTERVAL = 50_000
"""And no more pairs than have so many cells in their tables together, which binds where the labels are many."""
_NO_NUMBERS = "The {} level needs labels that are numbers, and more than one value."


class PairKappa(NamedTuple):
    annotators: tuple[Any, Any]
    weights: str | None
    measurement: Measurement


def cohen_kappa(
    ratings: Ratings,
    *,
    level: str = "nominal",
    weights: str | None = None,
    rng: np.random.Generator | None = None,
    draws: int = 1000,
    pairs_with_interval: int = PAIRS_WITH_INTERVAL,
    most: int | None = None,
) -> list[PairKappa]:
    """One entry for each two annotators who share an item, in the order of the annotators; in a team of so few that every pair gets
    an interval, those who share none are listed too, with the reason. Weights by level (none, linear over the ranks, quadratic over
    the values, ratio) or as named: nominal, linear, quadratic, ordinal, ratio. `most`: of more pairs, those with the most shared items."""
    cost = cost_of(ratings, level, weights)
    tables = ratings.pairs
    values, items = kappas(len(ratings.labels), tables, cost), tables.items
    drawn = _with_interval(tables, pairs_with_interval)
    found = {
        (int(tables.a[place]), int(tables.b[place])): kappa_of_table(
            ratings, tables.one(place), level, cost, value=values[place], rng=rng, draws=draws, skip_interval=place not in drawn
        )
        for place in np.sort(np.argsort(-items, kind="stable")[:most]).tolist()
    }
    people = len(ratings.annotators)
    if people * (people - 1) // 2 <= pairs_with_interval:
        apart = Measurement(None, reason="These two share no item.", level=level)
        pairs = ((a, b) for a in range(people) for b in range(a + 1, people))
        found = {pair: found.get(pair, apart) for pair in pairs}
    named = weights or OF_LEVEL[level]
    return [PairKappa((ratings.annotators[a], ratings.annotators[b]), named, measurement) for (a, b), measurement in found.items()]


def cost_of(ratings: Ratings, level: str, weights: str | None = None) -> np.ndarray | None:
    """labels × labels; None where the level needs numbers that the labels are not."""
    if level not in LEVELS:
        raise Invalid(f"Unknown level of measurement '{level}': one of {', '.join(LEVELS)}.")
    scale = places(len(ratings.labels), ratings.values, level)
    return None if scale is None else costs(scale, weights or OF_LEVEL[level])


def kappas(labels: int, tables: PairTables, cost: np.ndarray | None) -> np.ndarray:
    """Of each table its kappa, NaN where that is undefined. All at once: a crowd has pairs by the hundred thousand."""
    pairs = len(tables.a)
    if cost is None or not pairs:
        return np.full(pairs, np.nan)
    which = np.repeat(np.arange(pairs), tables.cells)
    observed = np.bincount(which, weights=tables.number * cost[tables.first, tables.second], minlength=pairs)
    expected = np.zeros(pairs)
    step = min(pairs, max(1, 2_000_000 // labels))
    for start in range(0, pairs, step):
        end = min(start + step, pairs)
        some = slice(tables.bounds[start], tables.bounds[end])
        of_pair, number = (which[some] - start) * labels, tables.number[some]
        by_a, by_b = (
            np.bincount(of_pair + said[some], weights=number, minlength=labels * (end - start)).reshape(-1, labels)
            for said in (tables.first, tables.second)
        )
        expected[start:end] = ((by_a @ cost) * by_b).sum(axis=1)
    return 1 - bootstrap.ratio(observed, expected / tables.items)


def kappa_of_table(
    ratings: Ratings,
    table: PairTable,
    level: str,
    cost: np.ndarray | None,
    *,
    value: float,
    rng: np.random.Generator | None,
    draws: int,
    skip_interval: bool = False,
) -> Measurement:
    about: dict[str, Any] = {"items": table.items, "annotations": 2 * table.items, "level": level}
    if cost is None or not np.isfinite(value):
        only = int(table.first[0])
        one = (table.first == only).all() and (table.second == only).all()
        return Measurement(None, **about, reason=one_label(ratings.labels[only]) if one else _NO_NUMBERS.format(level))
    note = "no interval: only the pairs with the most shared items get one" if skip_interval and rng else None
    found = bootstrap.Interval() if skip_interval else _interval(table, cost, rng, draws)
    return Measurement(value, found.low, found.high, **about, reason=joined(note, found.note))


def _interval(table: PairTable, cost: np.ndarray, rng: np.random.Generator | None, draws: int) -> bootstrap.Interval:
    used, place = np.unique(np.concatenate([table.first, table.second]), return_inverse=True)
    rows, columns = place[: len(table.first)], place[len(table.first) :]
    own = cost[np.ix_(used, used)]
    features = _features(rows, columns, own)
    if features.shape[0] * features.shape[1] <= 100_000:
        features = features.toarray()
    return bootstrap.interval(features, table.number, lambda sums: inside(kappa_of_sums(sums, own)), rng=rng, draws=draws)


def _features(rows: np.ndarray, columns: np.ndarray, cost: np.ndarray) -> sp.csr_array:
    """Each cell as (who said what: one column a label for the first, then for the second; what the cell costs)."""
    labels = len(cost)
    place = np.column_stack([rows, labels + columns, np.full(len(rows), 2 * labels)])
    weight = np.column_stack([np.ones((len(rows), 2)), cost[rows, columns]])
    return sp.csr_array((weight.ravel(), place.ravel(), np.arange(0, 3 * len(rows) + 1, 3)), shape=(len(rows), 2 * labels + 1))


def kappa_of_sums(sums: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """κ = 1 − Σ w o / Σ w e for each draw."""
    labels = len(cost)
    first, second, observed = sums[:, :labels], sums[:, labels:-1], sums[:, -1]
    expected = bootstrap.ratio(((first @ cost) * second).sum(axis=1), first.sum(axis=1))
    return 1 - bootstrap.ratio(observed, np.nan_to_num(expected))


def _with_interval(tables: PairTables, most: int) -> set[int]:
    """Places of the pairs with the most shared items, as far as the two limits go."""
    by_items = np.argsort(-tables.items, kind="stable")[:most]
    cells = np.cumsum(tables.cells[by_items])
    return set(by_items[: max(1, int(np.searchsorted(cells, CELLS_WITH_INTERVAL, side="right")))].tolist())
