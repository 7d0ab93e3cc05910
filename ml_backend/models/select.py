"""Which strength of the penalty, and held-out logits to calibrate on: from the dev split, else from cross-validation by group."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ml_backend.features.rows import Rows
from ml_backend.models.calibrate import log_loss, temperature
from ml_backend.models.softmax import Softmax, fit, fit_path

GRID = (0.5, 5.0, 50.0, 500.0)
DEFAULT_C = 5.0
DEV_ENOUGH = 50
"""Dev items needed to choose on them; with fewer, cross-validation on train and dev together says more."""
_FOLDS = 3
_ONE_SPLIT = 2500
"""Training items above which one held-out fifth is as good as folds, and much cheaper."""


@dataclass(frozen=True)
class Choice:
    """`held_logits` M×k, `held_y` M, `held_rows` (indices into train, or None for dev). `how` is a phrase for people."""

    c: float
    temperature: float
    how: str
    held_logits: np.ndarray | None = None
    held_y: np.ndarray | None = None
    held_rows: np.ndarray | None = None
    model: Softmax | None = None


def class_weights(y: np.ndarray, k: int, kind: str | None, base: np.ndarray | None = None) -> np.ndarray | None:
    """One weight per row: `base` (None: equal ones), or with "balanced" that times N/(k·count of its class) (King & Zeng 2001)."""
    if kind is None:
        return base
    counts = np.bincount(y, weights=base, minlength=k)
    balanced = counts.sum() / (k * np.where(counts > 0, counts, 1))[y]
    return balanced if base is None else balanced * base


def on_dev(
    train: Rows, y: np.ndarray, dev: Rows, dev_y: np.ndarray, k: int, weight: str | None, grid=GRID, base: np.ndarray | None = None
) -> Choice:
    """Fits on train once for each strength; the best on dev is the model. `base`: a weight for each row of train."""
    models = fit_path(train, y, k, grid, weights=class_weights(y, k, weight, base))
    logits = [m.logits(dev) for m in models]
    best, t = _best(logits, dev_y)
    return Choice(grid[best], t, f"on {len(dev_y)} dev items", logits[best], dev_y, None, models[best])


def by_folds(
    train: Rows,
    y: np.ndarray,
    groups: np.ndarray,
    k: int,
    weight: str | None,
    rng: np.random.Generator,
    grid=GRID,
    base: np.ndarray | None = None,
    held: np.ndarray | None = None,
) -> Generator[tuple[int, int], None, Choice]:
    """Yields (fold, folds) after each fold and returns the `Choice`; the model is then to be fitted on everything. `held`: a boolean
    for each row, whether it may be held out; the others teach in every fold."""
    folds = _folds_of(groups, y, rng, held)
    if folds is None:
        return Choice(DEFAULT_C, 1.0, "not chosen: too few examples to hold any out; scores are not calibrated")
    tests = [np.flatnonzero(folds == f) for f in range(_FOLDS)]
    if (n := int((folds >= 0).sum())) > _ONE_SPLIT:
        tests = [tests[0][: n // 5]]
    logits: list[list[np.ndarray]] = [[] for _ in grid]
    for number, test in enumerate(tests, 1):
        mask = np.ones(len(y), bool)
        mask[np.isin(groups, groups[test])] = False
        kept = np.flatnonzero(mask)
        for i, model in enumerate(fit_path(train[kept], y[kept], k, grid, weights=_weights(y, k, weight, base, kept))):
            logits[i].append(model.logits(train[test]))
        yield number, len(tests)
    rows = np.concatenate(tests)
    joined = [np.vstack(parts) for parts in logits]
    best, t = _best(joined, y[rows])
    how = f"by {_FOLDS}-fold cross-validation" if len(tests) > 1 else f"on {len(rows)} items held out of the training split"
    return Choice(grid[best], t, how, joined[best], y[rows], rows)


def _folds_of(groups: np.ndarray, y: np.ndarray, rng: np.random.Generator, held: np.ndarray | None) -> np.ndarray | None:
    """As `split_folds`; −1 for rows that are never held out."""
    if held is None:
        return split_folds(groups, y, rng, _FOLDS)
    own = split_folds(groups[held], y[held], rng, _FOLDS)
    if own is None:
        return None
    folds = np.full(len(y), -1)
    folds[held] = own
    return folds


def choose(
    train: Rows,
    y: np.ndarray,
    groups: np.ndarray,
    k: int,
    weight: str | None,
    rng: np.random.Generator,
    grid=GRID,
    base: np.ndarray | None = None,
    held: np.ndarray | None = None,
) -> Choice:
    """`by_folds` for callers who tell no one how far it is."""
    steps = by_folds(train, y, groups, k, weight, rng, grid, base, held)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def finish(choice: Choice, train: Rows, y: np.ndarray, k: int, weight: str | None, base: np.ndarray | None = None) -> Softmax:
    """The model of the choice, fitted on all rows if it was chosen by folds."""
    return choice.model or fit(train, y, k, c=choice.c, weights=class_weights(y, k, weight, base))


def _weights(y: np.ndarray, k: int, weight: str | None, base: np.ndarray | None, kept: np.ndarray) -> np.ndarray | None:
    return class_weights(y[kept], k, weight, None if base is None else base[kept])


def split_folds(groups: np.ndarray, y: np.ndarray, rng: np.random.Generator, folds: int) -> np.ndarray | None:
    """The fold of each row: whole groups, classes spread evenly (groups dealt class by class). None with fewer than 3 groups per fold."""
    names, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    if len(names) < 3 * folds:
        return None
    shuffled = rng.permutation(len(names))
    dealt = shuffled[np.argsort(y[first][shuffled], kind="stable")]
    fold = np.empty(len(names), int)
    fold[dealt] = np.arange(len(names)) % folds
    return fold[inverse]


def _best(logits: list[np.ndarray], y: np.ndarray) -> tuple[int, float]:
    """The lowest log loss after its own temperature; the stronger penalty wins a tie."""
    scales = [temperature(one, y) for one in logits]
    losses = [log_loss(one, y, t) for one, t in zip(logits, scales, strict=True)]
    best = int(np.argmin(np.round(losses, 4)))
    return best, scales[best]
