"""The strategies by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from domain.errors import Invalid
from domain.sampling import diversity, entropy, least_confidence, margin, random
from domain.sampling.pool import Pool


@dataclass(frozen=True)
class Strategy:
    """`order(pool, n, rng)` gives up to n different indices, the most wanted first. `scores` (higher = more wanted, or None where
    an item has no value of its own) is for people to see. `needs` is the part of the pool that must be there."""

    name: str
    title: str
    order: Callable[[Pool, int, np.random.Generator], np.ndarray]
    scores: Callable[[Pool], np.ndarray] | None = None
    needs: str | None = None


_STRATEGIES = {
    s.name: s
    for s in (
        Strategy("random", "At random", random.order),
        Strategy("least_confidence", "Least confidence", least_confidence.order, least_confidence.scores, "probabilities"),
        Strategy("margin", "Smallest margin", margin.order, margin.scores, "probabilities"),
        Strategy("entropy", "Highest entropy", entropy.order, entropy.scores, "probabilities"),
        Strategy("diversity", "Diversity (k-centre)", diversity.order, None, "features"),
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
