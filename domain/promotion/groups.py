"""Items summed by group, and groups that are alike counted: what is drawn again is then small, however many items there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .measures import Measured, Value

CELLS = 4_000_000
"""Of a block of draws."""


@dataclass(frozen=True)
class Kinds:
    """sizes: how many groups are of each kind; champion, challenger: their sums (kinds × D)."""

    sizes: np.ndarray
    champion: np.ndarray
    challenger: np.ndarray
    value: Value

    @property
    def gain(self) -> float:
        return float(self.value(self.sizes[None] @ self.challenger)[0] - self.value(self.sizes[None] @ self.champion)[0])

    def block(self, draws: int) -> int:
        return max(1, min(draws, CELLS // max(1, *self.champion.shape)))


def kinds(measured: Measured, groups: np.ndarray) -> Kinds:
    """groups: the number of each item's group, from 0."""
    width = measured.champion.shape[1]
    both = np.hstack([measured.champion, measured.challenger])
    summed = np.zeros((int(groups.max()) + 1, both.shape[1]))
    np.add.at(summed, groups, both)
    alike, sizes = np.unique(summed, axis=0, return_counts=True)
    return Kinds(sizes.astype(float), alike[:, :width], alike[:, width:], measured.value)
