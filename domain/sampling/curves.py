"""Learning curves: how many labels a strategy needs for what another one reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from domain.errors import Invalid

Curve = Sequence[tuple[float, float]]
"""(labels, score) with rising labels."""


def labels_to_reach(curve: Curve, target: float) -> float | None:
    """The fewest labels at which the curve, drawn with straight lines between its points, reaches the target; None if it never does."""
    before: tuple[float, float] | None = None
    for labels, score in curve:
        if score >= target:
            if before is None or score == before[1]:
                return float(labels)
            share = (target - before[1]) / (score - before[1])
            return float(before[0] + share * (labels - before[0]))
        before = (labels, score)
    return None


def mean_curve(curves: Sequence[Curve]) -> list[dict[str, float]]:
    """Point by point over the seeds: labels, mean, standard deviation (n−1), lowest, highest. `Invalid` if the curves' labels differ."""
    grids = {tuple(labels for labels, _ in curve) for curve in curves}
    if len(grids) != 1:
        raise Invalid("The curves were not taken at the same numbers of labels.")
    scores = np.array([[score for _, score in curve] for curve in curves])
    spread = scores.std(axis=0, ddof=1) if len(curves) > 1 else np.zeros(scores.shape[1])
    return [
        {"labels": labels, "mean": float(s.mean()), "sd": float(d), "low": float(s.min()), "high": float(s.max())}
        for labels, s, d in zip(grids.pop(), scores.T, spread, strict=True)
    ]


def labels_saved(curves: Mapping[str, Sequence[Curve]], baseline: str) -> dict[str, dict[str, Any]]:
    """Per strategy: the labels it needs for what `baseline` reaches at the end.

    The headline is read off the mean curves (target: the baseline's mean score at its last point). The spread comes from the seeds, each
    strategy's seed i against the baseline's seed i; seeds in which the target was never reached are counted in `never` and
    stand as None in `per_seed`. Single seeds are noisy (one lucky point ends the count early), the mean curve much less.
    """
    if baseline not in curves:
        raise Invalid(f"The baseline '{baseline}' is not among the curves: {', '.join(curves)}.", fields={"baseline": baseline})
    base = _mean(curves[baseline])
    budget, target = base[-1]
    out = {}
    for name, runs in curves.items():
        if name == baseline:
            continue
        needed = labels_to_reach(_mean(runs), target)
        seeds = [labels_to_reach(run, other[-1][1]) for run, other in zip(runs, curves[baseline], strict=True)]
        reached = [s for s in seeds if s is not None]
        out[name] = {
            "target": target,
            "baseline_labels": budget,
            "labels": needed,
            "saved": None if needed is None else budget - needed,
            "saved_share": None if needed is None else (budget - needed) / budget,
            "reason": None if needed is not None else f"'{name}' never reaches on average what '{baseline}' reaches at the end",
            "per_seed": seeds,
            "lowest": min(reached, default=None),
            "median": float(np.median(reached)) if reached else None,
            "highest": max(reached, default=None),
            "never": len(seeds) - len(reached),
        }
    return out


def labels_for(curves: Mapping[str, Sequence[Curve]], targets: Sequence[float], baseline: str) -> dict[str, dict[str, Any]]:
    """Per strategy: the labels after which its seed i first reaches `targets[i]`, and how that compares with the baseline's seed i.

    A seed that never gets there stands as None in `per_seed`, is counted in `never`, and lies above every number when the `median`
    is taken (None if the median itself is such a seed). `labels` is read off the mean curve at the mean target. `ratios` are paired by
    seed: None where the strategy or both never got there, and an upper bound, counted in `bounded`, where only the baseline did not:
    its last number of labels stands for it. `ratio` is their median, a None above every number.
    """
    base = curves.get(baseline)
    out = {}
    for name, runs in curves.items():
        per_seed = [labels_to_reach(run, target) for run, target in zip(runs, targets, strict=True)]
        reached = [s for s in per_seed if s is not None]
        found: dict[str, Any] = {
            "target": float(np.mean(targets)),
            "labels": labels_to_reach(_mean(runs), float(np.mean(targets))),
            "per_seed": per_seed,
            "lowest": min(reached, default=None),
            "median": _middle(per_seed),
            "highest": max(reached, default=None),
            "never": len(per_seed) - len(reached),
        }
        if base is not None and name != baseline:
            others = [labels_to_reach(run, target) for run, target in zip(base, targets, strict=True)]
            last = [run[-1][0] for run in base]
            ratios = [None if a is None else a / (end if b is None else b) for a, b, end in zip(per_seed, others, last, strict=True)]
            found["ratios"] = ratios
            found["ratio"] = _middle(ratios)
            found["bounded"] = sum(a is not None and b is None for a, b in zip(per_seed, others, strict=True))
        out[name] = found
    return out


def _middle(values: Sequence[float | None]) -> float | None:
    """The median; None counts as more than any number."""
    middle = float(np.median([np.inf if v is None else v for v in values]))
    return middle if np.isfinite(middle) else None


def _mean(curves: Sequence[Curve]) -> list[tuple[float, float]]:
    return [(point["labels"], point["mean"]) for point in mean_curve(curves)]
