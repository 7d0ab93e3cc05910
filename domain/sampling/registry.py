"""The strategies by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from domain.errors import Invalid
from domain.sampling import (
    badge,
    bald,
    class_quota,
    committee_kl,
    diversity,
    entropy,
    inverse_frequency,
    k_means,
    least_confidence,
    margin,
    random,
    typical,
    vote_entropy,
)
from domain.sampling.pool import Pool
from domain.sampling.thinning import MAX_CANDIDATES

Order = Callable[[Pool, int, np.random.Generator], np.ndarray]
Scores = Callable[[Pool], np.ndarray]


@dataclass(frozen=True)
class Strategy:
    """`order(pool, n, rng)` gives up to n different indices of open items, the most wanted first. `scores` (higher = more wanted, or None
    where an item has no value of its own) is for people to see. `needs` is the part of the pool that must be there, `also` what must be
    there besides. `compares`: of a larger pool it compares only about so many items."""

    name: str
    title: str
    order: Order
    scores: Scores | None = None
    needs: str | None = None
    also: tuple[str, ...] = ()
    compares: int | None = None


def _open_only(inner: Order) -> Order:
    """Closed items are taken out before the strategy looks, so none can forget them."""

    def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
        if pool.closed is None or not pool.closed.any():
            return inner(pool, n, rng)
        there = pool.open()
        return there[inner(pool.only(there), n, rng)]

    return order


_STRATEGIES = {
    s.name: replace(s, order=_open_only(s.order))
    for s in (
        Strategy("random", "At random", random.order),
        Strategy("least_confidence", "Least confidence", least_confidence.order, least_confidence.scores, "probabilities"),
        Strategy("margin", "Smallest margin", margin.order, margin.scores, "probabilities"),
        Strategy("entropy", "Highest entropy", entropy.order, entropy.scores, "probabilities"),
        Strategy("diversity", "Diversity (k-centre)", diversity.order, None, "features", compares=MAX_CANDIDATES),
        Strategy("bald", "Mutual information (BALD)", bald.order, bald.scores, "draws"),
        Strategy("vote_entropy", "Committee: split votes", vote_entropy.order, vote_entropy.scores, "draws"),
        Strategy("committee_kl", "Committee: divergence from the mean", committee_kl.order, committee_kl.scores, "draws"),
        Strategy("badge", "Gradients (BADGE)", badge.order, None, "probabilities", ("features",), compares=MAX_CANDIDATES),
        Strategy("k_means", "First batch: cluster centres", k_means.order, None, "features", compares=MAX_CANDIDATES),
        Strategy("typical", "First batch: most typical", typical.order, None, "features", compares=MAX_CANDIDATES),
        Strategy("class_quota", "Smallest margin, a quota a class", class_quota.order, None, "probabilities"),
        Strategy("inverse_frequency", "Smallest margin, rare first", inverse_frequency.order, inverse_frequency.scores, "probabilities"),
    )
}


def names() -> list[str]:
    return list(_STRATEGIES)


def strategy(name: str) -> Strategy:
    try:
        return _STRATEGIES[name]
    except KeyError:
        raise Invalid(f"There is no strategy '{name}'. Known: {', '.join(_STRATEGIES)}.", fields={"strategy": name}) from None


def order(name: str, pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    """The strategy's order. `Refused` if the pool lacks what the strategy needs; `Invalid` for n < 0."""
    chosen = strategy(name)
    if n < 0:
        raise Invalid(f"Cannot pick {n} items.", fields={"n": n})
    return chosen.order(pool, n, rng)
