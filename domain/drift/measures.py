"""One thing that is compared: the test, how large the difference is, and what a person can look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .intake import LEAST
from .permutation import p_value
from .statistics import chi2, distances, energy, gap, jensen_shannon, stability

BINS = 10
NEAR = 5
FAR = 0.99
SHOWN = 8
"""Items that are listed as the least like what was learned."""


@dataclass(frozen=True)
class Measure:
    """old, new: items compared. `p` None with its `reason` where too few have a value. `facts`: figures that say how large it is; `bars`:
    {names, old, new}, shares of each side; `far`: places of the new items least like the old."""

    name: str
    old: int
    new: int
    p: float | None = None
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    bars: dict[str, Any] = field(default_factory=dict)
    far: tuple[int, ...] = ()


def of_numbers(name: str, old: Sequence[float | None], new: Sequence[float | None], rng: np.random.Generator) -> Measure:
    """Values of an item each, None where it has none."""
    a, b = (np.array([v for v in side if v is not None], float) for side in (old, new))
    if short := _too_few(name, len(a), len(b)):
        return short
    seen, p = p_value(gap(np.concatenate([a, b])), len(a), len(b), rng)
    facts = {"gap": round(seen, 4), **{f"{side}_{what}": _round(v) for side, x in (("old", a), ("new", b)) for what, v in _about(x)}}
    return Measure(name, len(a), len(b), p, facts=facts, bars=_histogram(a, b))


def of_classes(name: str, old: Sequence[str | None], new: Sequence[str | None], rng: np.random.Generator) -> Measure:
    """A class of an item each, None where it has none."""
    a, b = ([v for v in side if v is not None] for side in (old, new))
    if short := _too_few(name, len(a), len(b)):
        return short
    names, places = np.unique(np.array(a + b), return_inverse=True)
    counts = [np.bincount(part, minlength=len(names)) for part in (places[: len(a)], places[len(a) :])]
    _, p = p_value(chi2(places, len(names)), len(a), len(b), rng)
    facts = {"psi": _round(stability(*counts)), "js": _round(jensen_shannon(*counts))}
    order = np.argsort(-np.maximum(counts[0] / len(a), counts[1] / len(b)), kind="stable")
    shares = {side: [_round(v) for v in count[order] / count.sum()] for side, count in zip(("old", "new"), counts, strict=True)}
    return Measure(name, len(a), len(b), p, facts=facts, bars={"names": names[order].tolist(), **shares})


def of_vectors(name: str, old: np.ndarray, new: np.ndarray, rng: np.random.Generator) -> Measure:
    """Rows are items. `facts`: energy, from 0 to 1; beyond, the share of the new items that lie farther from their nearest old ones than 99
    of 100 old items do from theirs. `bars`: how far, in tenths of the old items."""
    n, m = len(old), len(new)
    if short := _too_few(name, n, m):
        return short
    far = distances(np.vstack([old, new]))
    seen, p = p_value(energy(far), n, m, rng)
    of_old = np.sort(far[:n, :n] + np.diag(np.full(n, np.inf, np.float32)), axis=1)[:, :NEAR].mean(axis=1)
    of_new = np.sort(far[n:, :n], axis=1)[:, :NEAR].mean(axis=1)
    beyond = float((of_new > np.quantile(of_old, FAR)).mean())
    order = np.argsort(-of_new, kind="stable")[:SHOWN]
    facts = {"energy": _round(max(0.0, seen)), "beyond": _round(beyond)}
    return Measure(name, n, m, p, facts=facts, bars=_histogram(of_old, of_new), far=tuple(int(i) for i in order))


def _too_few(name: str, old: int, new: int) -> Measure | None:
    if min(old, new) >= LEAST:
        return None
    return Measure(name, old, new, reason="too_few_old" if old < LEAST else "too_few_new")


def _about(values: np.ndarray) -> list[tuple[str, float]]:
    return [("median", float(np.median(values))), ("mean", float(values.mean()))]


def _histogram(old: np.ndarray, new: np.ndarray) -> dict[str, Any]:
    """Bins by the deciles of the old: a tenth of them in each, where values do not repeat; of shares each tenth from 0 to 1. `names`: the
    lower bound of each."""
    both = np.concatenate([old, new])
    is_share = both.min() >= 0 and both.max() <= 1
    edges = np.linspace(0, 1, BINS + 1)[1:-1] if is_share else np.unique(np.quantile(old, np.linspace(0, 1, BINS + 1)[1:-1]))
    edges = edges[(edges > both.min()) & (edges <= both.max())]
    inner = [np.bincount(np.searchsorted(edges, side, side="right"), minlength=len(edges) + 1) / len(side) for side in (old, new)]
    names = [_round(float(both.min())), *(_round(float(e)) for e in edges)]
    return {"names": names, "old": [_round(v) for v in inner[0]], "new": [_round(v) for v in inner[1]]}


def _round(value: float) -> float:
    return float(f"{float(value):.4g}")
