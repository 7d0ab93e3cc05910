"""A share of every queue is random: without it accuracy, class balance and "labels saved" could not be measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.errors import Invalid


@dataclass(frozen=True)
class Mixed:
    """`order` holds the indices, `random` says of each whether the random arm chose it."""

    order: np.ndarray
    random: np.ndarray


def mix(order: np.ndarray, random_share: float, rng: np.random.Generator, n: int | None = None) -> Mixed:
    """The first n of `order` (the whole pool, as the strategy orders it) with a random arm spread evenly among them.

    The arm, round(share·n) items, is drawn uniformly from the *whole* pool before the strategy takes its share: so it is a fair
    sample, whatever the strategy would have picked. `Invalid` unless 0 ≤ share ≤ 1.
    """
    order = np.asarray(order)
    n = len(order) if n is None else min(n, len(order))
    arm = rng.permutation(len(order))[: share_of(random_share, n)]
    is_arm = np.zeros(len(order), bool)
    is_arm[arm] = True
    at = slots(len(arm), n)
    out = np.empty(n, order.dtype)
    out[at] = order[arm]
    out[~at] = order[~is_arm][: n - len(arm)]
    return Mixed(out, at)


def share_of(random_share: float, n: int) -> int:
    """How many of n are the random arm's. `Invalid` unless 0 ≤ share ≤ 1."""
    if not 0 <= random_share <= 1:
        raise Invalid(f"The random share must lie between 0 and 1, not {random_share}.", fields={"random_share": random_share})
    return round(random_share * n)


def slots(few: int, n: int) -> np.ndarray:
    """n flags, `few` of them set, as evenly as can be."""
    ends = (np.arange(1, n + 1) * few) // max(n, 1)
    return np.diff(ends, prepend=0) > 0
