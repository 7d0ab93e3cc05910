"""Labels that are likely wrong, by confident learning.

Northcutt, C. G., Jiang, L. & Chuang, I. L. (2021). Confident learning: estimating uncertainty in dataset labels. J. of Artificial
Intelligence Research 70, 1373–1411. Written from the paper: the library of its authors is under a licence (AGPL-3.0) that this one
cannot take.
The probabilities must be out of sample: of a model that did not learn from the item.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.errors import Invalid

FEWEST = 5
"""Of a class so many labelled items at least: from fewer no threshold is known, and nothing is said against or for it."""


@dataclass(frozen=True)
class Suspect:
    """item: its row; given, likely: places of the classes; margin: from −1 to 0, how much less sure the model is of what was given."""

    item: int
    given: int
    likely: int
    margin: float


@dataclass(frozen=True)
class Found:
    """suspects: the surest first; joint: estimated share of items of each (given, true) pair; errors: estimated number of wrong labels."""

    suspects: list[Suspect]
    joint: np.ndarray
    errors: float
    judged: int
    """Items whose label could be judged at all: those of classes with enough of them."""


def thresholds(given: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Of each class the mean probability that items labelled so get for it (eq. 2); infinite where there are too few."""
    k = probabilities.shape[1]
    counted = np.bincount(given, minlength=k)
    of_own = np.bincount(given, probabilities[np.arange(len(given)), given], minlength=k)
    return np.where(counted >= FEWEST, of_own / np.maximum(counted, 1), np.inf)


def confident_joint(given: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(k×k counts of given × likely class, the likely class of each item or −1 where the model is sure of none) (eq. 1)."""
    k = probabilities.shape[1]
    sure = probabilities >= thresholds(given, probabilities)[None] - 1e-12
    likely = np.where(sure.any(axis=1), np.where(sure, probabilities, -1.0).argmax(axis=1), -1)
    counts = np.bincount(given[likely >= 0] * k + likely[likely >= 0], minlength=k * k).reshape(k, k)
    return counts, likely


def find(given: np.ndarray, probabilities: np.ndarray) -> Found:
    """The off-diagonal items of the confident joint, ranked by normalised margin. `Invalid` where the shapes do not fit."""
    given, probabilities = np.asarray(given, int), np.asarray(probabilities, float)
    n = len(given)
    if probabilities.ndim != 2 or len(probabilities) != n or (n and (given.min() < 0 or given.max() >= probabilities.shape[1])):
        raise Invalid(f"{n} labels and probabilities of shape {probabilities.shape} do not fit.")
    k = probabilities.shape[1]
    if not n:
        return Found([], np.zeros((k, k)), 0.0, 0)
    counts, likely = confident_joint(given, probabilities)
    enough = np.bincount(given, minlength=k) >= FEWEST
    off = np.flatnonzero((likely >= 0) & (likely != given) & enough[given])
    margin = probabilities[off, given[off]] - probabilities[off, likely[off]]
    kept = margin < 0
    off, margin = off[kept], margin[kept]
    order = np.argsort(margin, kind="stable")
    suspects = [Suspect(int(off[i]), int(given[off[i]]), int(likely[off[i]]), float(margin[i])) for i in order]
    joint = _calibrated(counts, np.bincount(given, minlength=k))
    return Found(suspects, joint, float(n * (joint.sum() - np.trace(joint))), int(enough[given].sum()))


def _calibrated(counts: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Rows as often as their label was given, all of it 1 (eq. 3). A class that no item is surely of counts as right throughout."""
    rows = counts.sum(axis=1)
    scaled = np.where(rows[:, None] > 0, counts / np.maximum(rows, 1)[:, None] * held[:, None], np.diag(held))
    return scaled / scaled.sum()
