"""From what all rules say of an item to one label with a probability: the prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .label_model import fit, majority_shares
from .votes import ABSTAINS, Patterns

METHODS = ("model", "majority")
_TIE = 1e-9


@dataclass(frozen=True)
class Combined:
    """Of each item: `label`, the place of the label, one that some rule gives it (`ABSTAINS`: none speaks, it is a tie, or another label is
    more probable than any that was given), and its `probability` (0 where there is no label). accuracies: of each rule, as the model
    judges it from the rules alone; None for the majority, which weighs all alike. chances: of each different row of votes (`of_item` of the
    patterns says which is an item's) the probability of each label."""

    label: np.ndarray
    probability: np.ndarray
    accuracies: np.ndarray | None
    chances: np.ndarray


def combine(found: Patterns, k: int, *, method: str = "model", balance: np.ndarray | None = None) -> Combined:
    """balance: the shares of the labels, if they are known; else they are learned."""
    if method not in METHODS:
        raise ValueError(f"There is no method '{method}'; there are {', '.join(METHODS)}.")
    if method == "majority":
        chances, accuracies = majority_shares(found.rows, k), None
    else:
        fitted = fit(found, k, balance=balance)
        chances, accuracies = fitted.posteriors, fitted.accuracies
    label, probability = _winners(found.rows, chances)
    return Combined(label[found.of_item], probability[found.of_item], accuracies, chances)


def _winners(rows: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(rows):
        return np.zeros(0, np.int8), np.zeros(0)
    best = chances.argmax(axis=1)
    top = chances.max(axis=1)
    tied = (chances >= top[:, None] - _TIE).sum(axis=1) > 1
    none = tied | (rows != best[:, None]).all(axis=1)
    return np.where(none, ABSTAINS, best).astype(np.int8), np.where(none, 0.0, top)
