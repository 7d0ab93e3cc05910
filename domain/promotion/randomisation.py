"""Approximate randomisation: were the two models alike, each group's two answers could as well be swapped.

Noreen, E. W. (1989). Computer-Intensive Methods for Testing Hypotheses; for F1 and the like Yeh, A. (2000). More accurate tests for the
statistical significance of result differences. COLING. Where the two are exchangeable the test keeps its level exactly, whatever the
figure and however few the items.
"""

from __future__ import annotations

import numpy as np

from .groups import Kinds


def p_value(kinds: Kinds, draws: int, rng: np.random.Generator) -> float:
    """One-sided: how often a gain as large comes of swapping alone; the one seen counts among them."""
    seen, as_large = kinds.gain, 0
    both, change = kinds.sizes @ kinds.champion, kinds.challenger - kinds.champion
    alone = kinds.sizes @ kinds.challenger
    differs = np.abs(change).any(axis=1)
    sizes, change = kinds.sizes[differs].astype(int), change[differs]
    if not len(sizes):
        return 1.0
    step = kinds.block(draws)
    for start in range(0, draws, step):
        swapped = rng.binomial(sizes, 0.5, size=(min(step, draws - start), len(sizes))) @ change
        as_large += int((kinds.value(alone - swapped) - kinds.value(both + swapped) >= seen - 1e-12).sum())
    return (1 + as_large) / (1 + draws)
