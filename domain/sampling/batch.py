"""A batch: what a strategy picks next, with a share at random in it, and in words what stands between it and what was asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.errors import Invalid
from domain.sampling import registry
from domain.sampling.mixing import share_of, slots
from domain.sampling.pool import Pool


@dataclass(frozen=True)
class Batch:
    """`order` holds different indices of open items, `random` says of each whether the random arm chose it; `reason` why there are fewer
    than asked for, or that not all were compared; None where there is nothing to say."""

    order: np.ndarray
    random: np.ndarray
    reason: str | None


def batch(name: str, pool: Pool, n: int, rng: np.random.Generator, *, random_share: float = 0.0) -> Batch:
    """n items: round(share · n) drawn evenly from all open ones first, the strategy's first others spread among them.

    Unlike `mix` it needs no order of the whole pool. `Refused` where the pool lacks what the strategy needs; `Invalid` for n < 0 or a share
    outside 0 … 1.
    """
    if n < 0:
        raise Invalid(f"Cannot pick {n} items.", fields={"n": n})
    few = share_of(random_share, min(n, len(pool.open())))
    arm = rng.permutation(pool.open())[:few]
    wanted = registry.order(name, pool, n, rng)
    by_strategy = wanted[~np.isin(wanted, arm)]
    at = slots(few, len(wanted))
    out = np.empty(len(wanted), int)
    out[at] = arm
    out[~at] = by_strategy[: len(wanted) - few]
    return Batch(out, at | (name == "random"), _reason(registry.strategy(name), pool, n))


def _reason(chosen: registry.Strategy, pool: Pool, n: int) -> str | None:
    left = len(pool.open())
    if not len(pool):
        return "The pool is empty: there is nothing to pick from."
    if not left:
        return f"All {len(pool):,} items of the pool are labelled or excluded: there is nothing to pick from."
    if left < n:
        return f"Only {left:,} items are left of the {n:,} asked for."
    if n and chosen.compares is not None and left > chosen.compares:
        return f"Chosen among about {chosen.compares:,} items drawn from the {left:,}: comparing all would take too long."
    return None
