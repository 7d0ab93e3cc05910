"""The paired bootstrap by group: how far the gain would vary on other test items of the same sort.

Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapters 13 and 16; for comparing systems on one test set Koehn, P.
(2004). Statistical significance tests for machine translation evaluation. EMNLP. Both models are measured on the same draw, and whole
groups are drawn.
"""

from __future__ import annotations

import numpy as np

from .groups import Kinds


def gains(kinds: Kinds, draws: int, rng: np.random.Generator) -> np.ndarray:
    """The challenger's figure minus the champion's on so many draws."""
    n, found = int(kinds.sizes.sum()), []
    step = kinds.block(draws)
    for start in range(0, draws, step):
        weights = rng.multinomial(n, kinds.sizes / n, size=min(step, draws - start)).astype(float)
        found.append(kinds.value(weights @ kinds.challenger) - kinds.value(weights @ kinds.champion))
    return np.concatenate(found)


def p_value(drawn: np.ndarray) -> float:
    """One-sided: how often the gain is gone (zero or less) on another draw; never 0 (Davison & Hinkley 1997, §4.2)."""
    return float((1 + (drawn <= 1e-12).sum()) / (1 + len(drawn)))
