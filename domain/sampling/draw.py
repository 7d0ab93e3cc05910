"""Which items a round takes: at random, or so many of each stratum; the same seed draws the same items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from domain.errors import Invalid

# A field with more values than this is no stratum but a name or a number of its own for each item.
STRATA_AT_MOST = 200


def start(seed: int) -> float:
    """Where on the circle [0, 1) a draw begins. Items lie on it at places that are random in their content (`Item.shuffle`), so the next
    n of them from any start are a simple random sample, found without looking at the others."""
    return float(np.random.default_rng(_checked(seed)).random())


def quotas(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many of each stratum: in proportion to its size by largest remainders (Hamilton), but one of each as long as there is room, so
    that no small stratum is missed. Never more than there are. Ties go to the name that comes first.

    Raises `Invalid` for more than `STRATA_AT_MOST` strata.
    """
    if len(sizes) > STRATA_AT_MOST:
        raise Invalid(f"There are {len(sizes):,} different values; at most {STRATA_AT_MOST} can be strata.", fields={"by": "too many"})
    there = {name: n for name, n in sizes.items() if n > 0}
    total = sum(there.values())
    wanted = min(wanted, total)
    if wanted <= 0:
        return dict.fromkeys(there, 0)
    exact = {name: n * wanted / total for name, n in there.items()}
    least = 1 if wanted >= len(there) else 0
    given = {name: min(there[name], max(least, int(exact[name]))) for name in there}
    while (missing := wanted - sum(given.values())) != 0:
        step = 1 if missing > 0 else -1
        open_ones = [name for name in there if (given[name] < there[name] if step > 0 else given[name] > least)]
        chosen = min(open_ones, key=lambda name: (-step * (exact[name] - given[name]), name))
        given[chosen] += step
    return given


def draw(strata: Mapping[int, str], wanted: int, seed: int) -> list[int]:
    """`wanted` of these items, `quotas` of each stratum, in ascending order; all where there are no more."""
    members: dict[str, list[int]] = defaultdict(list)
    for item, stratum in strata.items():
        members[stratum].append(item)
    rng = np.random.default_rng(_checked(seed))
    found: list[int] = []
    for name, n in sorted(quotas({name: len(ids) for name, ids in members.items()}, wanted).items()):
        found += rng.choice(np.sort(np.array(members[name])), size=n, replace=False).tolist()
    return sorted(found)


def _checked(seed: int) -> int:
    if seed < 0:
        raise Invalid("seed: must be 0 or more.", fields={"seed": "0 or more"})
    return seed
