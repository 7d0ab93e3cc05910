"""How often two samples would differ so much if it were chance which item is in which.

Under "both come from the same source" every division of the pooled items is as likely as the one there is, so that the share of divisions
with as large a statistic is an exact p-value whatever the statistic (Good, P. (2005). Permutation, Parametric and Bootstrap Tests of
Hypotheses, 3rd ed.). Drawing stops early where chance reaches the statistic often (Besag, J. & Clifford, P. (1991). Sequential Monte
Carlo p-values. Biometrika 78, 301–304), which keeps the p-value valid: most looks find nothing, and cost little.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

DRAWS = 20_000
"""Of divisions at most: p goes down to 1 of 20,001."""
REACHED = 20
"""Drawing stops where so many divisions have reached the statistic."""
_CELLS = 4_000_000
_ROUNDING = 1e-9

Statistic = Callable[[np.ndarray], np.ndarray]
"""Bool N×b, each column one division, True for the new items → b values, the larger the further apart."""


def p_value(statistic: Statistic, n: int, m: int, rng: np.random.Generator, draws: int = DRAWS) -> tuple[float, float]:
    """(the statistic of the division as it is: first n old, then m new items; p)."""
    seen = float(statistic(np.arange(n + m)[:, None] >= n)[0])
    reached = done = 0
    size = 64
    while done < draws:
        size = max(1, min(4 * size, draws - done, _CELLS // (n + m)))
        as_far = statistic(divisions(n, m, size, rng)) >= seen - _ROUNDING * max(1.0, abs(seen))
        counted = reached + np.cumsum(as_far)
        if counted[-1] >= REACHED:
            return seen, REACHED / (done + int(np.searchsorted(counted, REACHED)) + 1)
        reached, done = int(counted[-1]), done + size
    return seen, (reached + 1) / (done + 1)


def divisions(n: int, m: int, times: int, rng: np.random.Generator) -> np.ndarray:
    """(n+m)×times bool, m True in each column."""
    order = rng.random((times, n + m), dtype=np.float32)
    chosen = np.zeros((times, n + m), bool)
    np.put_along_axis(chosen, np.argpartition(order, m - 1, axis=1)[:, :m], True, axis=1)
    return chosen.T
