"""How uneven the classes of a corpus are, and whether one way of dealing with it is better than another on the same items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.errors import Invalid


@dataclass(frozen=True)
class Share:
    """A class: how many items, which share of all, with its 95 % interval (Wilson 1927)."""

    label: str
    items: int
    share: float
    low: float
    high: float


def balance(labels: Sequence[str], classes: Sequence[str] = ()) -> list[Share]:
    """In the order of `classes`, those beside them after; the commonest first where none are given. Empty without labels."""
    counts = Counter(labels)
    n = len(labels)
    if not n:
        return []
    order = [*classes, *(name for name, _ in counts.most_common() if name not in set(classes))]
    return [Share(name, counts[name], counts[name] / n, *_wilson(counts[name], n)) for name in order]


def _wilson(right: int, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    p, zz = right / n, z * z / n
    middle, half = p + zz / 2, z * float(np.sqrt(p * (1 - p) / n + zz / (4 * n)))
    return max(0.0, min((middle - half) / (1 + zz), p)), min(1.0, max((middle + half) / (1 + zz), p))


def rarest(labels: Sequence[str]) -> str | None:
    """The class with the fewest items; the first by name of several. None without labels."""
    counts = Counter(labels)
    return min(counts, key=lambda name: (counts[name], name)) if counts else None


def resampled(labels: Sequence[str], rng: np.random.Generator) -> list[int]:
    """Indices in which every class is as frequent as the commonest: all items once, those of rarer classes again, drawn at random
    (random oversampling; Batista, Prati & Monard 2004)."""
    places: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(label, []).append(place)
    most = max((len(found) for found in places.values()), default=0)
    again = [int(i) for name in sorted(places) for i in rng.choice(places[name], most - len(places[name]))]
    return [*range(len(labels)), *again]


def f1(truth: np.ndarray, guess: np.ndarray) -> float | None:
    """Of the class that is true in boolean arrays; None where it occurs in neither."""
    there = int(truth.sum() + guess.sum())
    return 2 * float((truth & guess).sum()) / there if there else None


@dataclass(frozen=True)
class Difference:
    """F1 of one class: `other` less `one`, with its 95 % interval; `is_clear` where zero lies outside of it."""

    one: float | None
    other: float | None
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def is_clear(self) -> bool:
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def compare_f1(
    truth: Sequence[str],
    one: Sequence[str],
    other: Sequence[str],
    label: str,
    *,
    groups: Sequence[str],
    rng: np.random.Generator,
    resamples: int = 1000,
) -> Difference:
    """Paired: both are judged on the same draws of whole groups with replacement (Efron & Tibshirani 1993)."""
    if len({len(truth), len(one), len(other), len(groups)}) != 1:
        raise Invalid("Truth, both predictions and groups must be as many.")
    y, a, b = (np.array([name == label for name in column], bool) for column in (truth, one, other))
    first, second = f1(y, a), f1(y, b)
    if first is None or second is None:
        return Difference(first, second, None)
    keys = np.unique(np.asarray(groups, str), return_inverse=True)[1]
    count = int(keys.max()) + 1
    # Of each group: right ones of a and of b, predicted by a and by b, true ones. An F1 of a draw is made of sums of these.
    sums = np.stack([np.bincount(keys, part.astype(float), count) for part in (y & a, y & b, a, b, y)])
    weights = np.stack([np.bincount(rng.integers(0, count, count), minlength=count) for _ in range(resamples)]).astype(float)
    hits_a, hits_b, said_a, said_b, true = (weights @ sums.T).T
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = 2 * hits_b / (said_b + true) - 2 * hits_a / (said_a + true)
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < 100:
        return Difference(first, second, second - first)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Difference(first, second, second - first, float(low), float(high))
