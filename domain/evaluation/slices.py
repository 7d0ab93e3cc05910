"""The same figure for some of the items, and whether it differs between them by more than chance.

The test shuffles which item is in which slice and asks how often the slices then differ as much (Fisher 1935; Good, P. (2005). Permutation,
Parametric and Bootstrap Tests of Hypotheses, 3rd ed.). Whole groups change places, so that twins do not count twice. Of several fields the
p-values are corrected by Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian J. of Statistics 6, 65–70.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from .estimate import Estimate, of_draws, wilson
from .groups import draws, numbered

FEWEST = 10
"""A slice of fewer items is listed, but no test looks at it."""
MOST = 20
"""Of a field so many values are told apart, those of the most items; more make no slices but noise."""


def slice_report(
    wrong: np.ndarray,
    values: Sequence[str | None],
    *,
    rng: np.random.Generator,
    groups: Sequence[Any] | None = None,
    resamples: int = 1000,
) -> dict[str, Any]:
    """How often a model errs in each slice: {slices: [{value, items, error (an Estimate)}], unknown, further, spread, p, reason}.

    wrong: 0 or 1 of each item (or any loss); values: the slice of each, None where it has none. `spread` is how far the slices lie from
    the common error (root of the mean square, weighted by items); p: how often shuffled slices lie as far, None with its `reason`.
    """
    keys = numbered(groups, len(wrong))
    names, place = _named(values)
    slices = [{"value": name, **_one(wrong[place == i], keys[place == i], rng, resamples)} for i, name in enumerate(names)]
    known, large = place >= 0, [i for i in range(len(names)) if (place == i).sum() >= FEWEST]
    further = len({v for v in values if v is not None}) - len(names)
    report = {"slices": slices, "unknown": sum(v is None for v in values), "further": further}
    if len(large) < 2:
        return {**report, "spread": None, "p": None, "reason": f"fewer than two slices have {FEWEST} items or more"}
    among = known & np.isin(place, large)
    spread, p = _permuted(wrong[among], place[among], keys[among], rng, resamples)
    return {**report, "spread": spread, "p": p, "reason": None}


def holm(p: Mapping[str, float | None]) -> dict[str, float | None]:
    """Each p-value corrected for the number of those that are there (Holm 1979)."""
    there = sorted((value, name) for name, value in p.items() if value is not None)
    found: dict[str, float | None] = dict.fromkeys(p)
    highest = 0.0
    for rank, (value, name) in enumerate(there):
        highest = max(highest, min(1.0, value * (len(there) - rank)))
        found[name] = highest
    return found


def _named(values: Sequence[str | None]) -> tuple[list[str], np.ndarray]:
    counted: dict[str, int] = {}
    for value in values:
        if value is not None:
            counted[value] = counted.get(value, 0) + 1
    names = sorted(counted, key=lambda name: (-counted[name], name))[:MOST]
    index = {name: i for i, name in enumerate(names)}
    return names, np.array([-1 if v is None else index.get(v, -1) for v in values], int)


def _one(wrong: np.ndarray, keys: np.ndarray, rng: np.random.Generator, resamples: int) -> dict[str, Any]:
    """Wilson's interval where each item stands alone and is right or wrong, else the bootstrap by group."""
    n, value = len(wrong), float(wrong.mean())
    inner = np.unique(keys, return_inverse=True)[1]
    if inner.max() + 1 == n and np.isin(wrong, (0, 1)).all():
        return {"items": n, "error": asdict(Estimate(value, *wilson(int(wrong.sum()), n), n))}
    values = np.array([float((w * wrong).sum() / w.sum()) for w in draws(inner, resamples, rng)])
    return {"items": n, "error": asdict(of_draws(value, values, n, ""))}


def _permuted(wrong: np.ndarray, place: np.ndarray, keys: np.ndarray, rng: np.random.Generator, times: int) -> tuple[float, float]:
    """(spread, p). Groups are shuffled as wholes: each takes the slice of another group of as many items (Good 2005, §3)."""
    place = np.unique(place, return_inverse=True)[1]
    inner, sizes = np.unique(keys, return_inverse=True, return_counts=True)[1:]
    order = np.argsort(inner, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    seen = _spread(wrong, place)
    as_far = 0
    for _ in range(times):
        moved = place.copy()
        for size in np.unique(sizes):
            at = starts[sizes == size]
            rows = order[at[:, None] + np.arange(size)]
            moved[rows] = place[rows[rng.permutation(len(rows))]]
        as_far += _spread(wrong, moved) >= seen - 1e-12
    return seen, (1 + as_far) / (1 + times)


def _spread(wrong: np.ndarray, place: np.ndarray) -> float:
    n = np.bincount(place)
    mean = np.bincount(place, wrong) / n
    return float(np.sqrt((n * (mean - wrong.mean()) ** 2).sum() / n.sum()))
