"""How good found boxes are: average precision at an overlap of .5 and over .5 … .95, and F1 at a threshold.

Everingham, M. et al. (2010). The PASCAL Visual Object Classes Challenge. IJCV 88, 303–338 (with the area under all points, as from 2010
on). Lin, T.-Y. et al. (2014). Microsoft COCO. ECCV: a found box takes the free true box that it overlaps most; the mean over ten overlaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.learnable.answers import Box

from .estimate import SMALL, Estimate, of_draws
from .groups import draws, numbered

OVERLAPS = tuple(round(0.5 + 0.05 * i, 2) for i in range(10))


@dataclass(frozen=True)
class Matched:
    """Of one class, the surest box first. `hit` (boxes × overlaps) says whether a box found a true one, `picture` in which it lies;
    `held` counts the true boxes of each picture."""

    scores: np.ndarray
    picture: np.ndarray
    hit: np.ndarray
    held: np.ndarray


def overlap(one: Box, other: Box) -> float:
    """Intersection over union; 0 where there is no area."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(width, 0.0) * max(height, 0.0)
    union = one.width * one.height + other.width * other.height - shared
    return shared / union if union > 0 else 0.0


def evaluate_boxes(
    truth: Sequence[Sequence[Box]],
    found: Sequence[Sequence[Box]],
    classes: Sequence[str],
    *,
    rng: np.random.Generator,
    groups: Sequence[Any] | None = None,
    threshold: float | None = None,
    resamples: int = 200,
) -> dict[str, Any]:
    """truth, found: the boxes of each picture; a found one has a score. Intervals draw whole pictures (or `groups` of them).

    `ap50`, `ap` (mean over ten overlaps) and `f1` are means over the classes that have true boxes. F1 at an overlap of .5: of the boxes
    with at least `threshold`, else of each class at the threshold where its F1 is highest, which flatters. True boxes without area cannot
    be found and are left out. Returns plain JSON values.
    """
    if len(truth) != len(found):
        raise Invalid(f"{len(truth)} pictures with true boxes, {len(found)} with found ones.")
    if strange := {b.label for boxes in (*truth, *found) for b in boxes} - set(classes):
        raise Invalid(f"Not among the classes: {', '.join(sorted(strange)[:5])}.", fields={"labels": sorted(strange)[:20]})
    flat = sum(b.width <= 0 or b.height <= 0 for boxes in truth for b in boxes)
    matched = [match(truth, found, name) for name in classes]
    drawn = _drawn(matched, groups, len(truth), threshold, rng, resamples)
    one = np.ones(len(truth))
    points = [figures(m, one, threshold) for m in matched]
    rows = [_one_class(name, m, p, drawn[:, k]) for k, (name, m, p) in enumerate(zip(classes, matched, points, strict=True))]
    report: dict[str, Any] = {"items": len(truth), "groups": len(set(numbered(groups, len(truth)))), "boxes": sum(r["items"] for r in rows)}
    for at, name in enumerate(("ap50", "ap", "f1")):
        report[name] = asdict(_mean(np.array([p[at] for p in points]), drawn[:, :, at], len(truth)))
    return {**report, "threshold": threshold, "per_class": rows, "warnings": _warnings(len(truth), flat, rows, threshold)}


def match(truth: Sequence[Sequence[Box]], found: Sequence[Sequence[Box]], name: str) -> Matched:
    """Greedily within each picture: the surest box chooses first."""
    scores, pictures, hits = [], [], []
    held = np.zeros(len(truth))
    for i, (there, said) in enumerate(zip(truth, found, strict=True)):
        real = [b for b in there if b.label == name and b.width > 0 and b.height > 0]
        boxes = sorted((b for b in said if b.label == name), key=lambda b: -(b.score or 0.0))
        held[i] = len(real)
        scores += [b.score or 0.0 for b in boxes]
        pictures += [i] * len(boxes)
        hits += list(_taken(np.array([[overlap(b, r) for r in real] for b in boxes]).reshape(len(boxes), len(real))))
    order = np.argsort(-np.array(scores), kind="stable")
    table = np.array(hits, bool).reshape(len(scores), len(OVERLAPS))
    return Matched(np.array(scores)[order], np.array(pictures, int)[order], table[order], held)


def _taken(overlaps: np.ndarray) -> np.ndarray:
    """boxes × OVERLAPS: whether each box in turn found a true one that was still free."""
    hit = np.zeros((len(overlaps), len(OVERLAPS)), bool)
    for column, least in enumerate(OVERLAPS):
        free = np.ones(overlaps.shape[1], bool)
        for row, shared in enumerate(overlaps):
            if free.any():
                best = int(np.where(free, shared, -1.0).argmax())
                if shared[best] >= least - 1e-9:
                    hit[row, column], free[best] = True, False
    return hit


def figures(m: Matched, weights: np.ndarray, threshold: float | None) -> tuple[float, float, float, float, float, float]:
    """(ap50, ap, f1, precision, recall, threshold) with each picture counted `weights` times; NaN where undefined."""
    held, w = float(weights @ m.held), weights[m.picture]
    if not held:
        return (np.nan,) * 6
    if not len(w):
        return 0.0, 0.0, 0.0, np.nan, 0.0, np.nan if threshold is None else threshold
    right, taken = np.cumsum(m.hit * w[:, None], axis=0), np.cumsum(w)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(taken[:, None] > 0, right / taken[:, None], 1.0)
    envelope = np.maximum.accumulate(precision[::-1], axis=0)[::-1]
    area = (np.diff(right / held, axis=0, prepend=0.0) * envelope).sum(axis=0)
    ends = np.flatnonzero(np.append(np.diff(m.scores) != 0, True))  # boxes of one score come in together
    if threshold is not None:
        ends = ends[m.scores[ends] >= threshold][-1:]
    if not len(ends) or not taken[ends].any():
        return float(area[0]), float(area.mean()), 0.0, np.nan, 0.0, np.nan if threshold is None else threshold
    f1 = 2 * right[ends, 0] / (held + taken[ends])
    best = ends[int(f1.argmax())]
    own = float(m.scores[best]) if threshold is None else threshold
    return float(area[0]), float(area.mean()), float(f1.max()), float(precision[best, 0]), float(right[best, 0] / held), own


def best_threshold(truth: Sequence[Sequence[Box]], found: Sequence[Sequence[Box]], classes: Sequence[str]) -> float | None:
    """The one score for all classes with the highest micro F1 at an overlap of .5, to be chosen on dev pictures; None without a hit."""
    matched = [match(truth, found, name) for name in classes]
    scores = np.concatenate([m.scores for m in matched])
    hits = np.concatenate([m.hit[:, 0] for m in matched])
    order = np.argsort(-scores, kind="stable")
    scores, right = scores[order], np.cumsum(hits[order])
    if not len(right) or not right[-1]:
        return None
    f1 = 2 * right / (sum(m.held.sum() for m in matched) + np.arange(1, len(right) + 1))
    ends = np.flatnonzero(np.append(np.diff(scores) != 0, True))
    return float(scores[ends[int(f1[ends].argmax())]])


def _drawn(matched: list[Matched], groups, n: int, threshold: float | None, rng: np.random.Generator, resamples: int) -> np.ndarray:
    """resamples × classes × 6."""
    if not n:
        return np.zeros((0, len(matched), 6))
    return np.array([[figures(m, w, threshold) for m in matched] for w in draws(numbered(groups, n), resamples, rng)])


def _mean(values: np.ndarray, drawn: np.ndarray, items: int) -> Estimate:
    known = ~np.isnan(values)
    if not known.any():
        return Estimate(None, items=items, reason="there are no true boxes to find")
    with np.errstate(invalid="ignore"):
        means = [row[~np.isnan(row)].mean() if (~np.isnan(row)).any() else np.nan for row in drawn]
    return of_draws(float(values[known].mean()), np.array(means), items, "")


def _one_class(name: str, m: Matched, point: tuple, drawn: np.ndarray) -> dict[str, Any]:
    why = f"no picture has a true '{name}'"
    reasons = dict.fromkeys(("ap50", "ap", "f1", "recall"), why) | {"precision": f"no '{name}' was found"}
    held = int(m.held.sum())
    rows = {
        f: asdict(of_draws(point[at], drawn[:, at], held, reasons[f])) for at, f in enumerate(("ap50", "ap", "f1", "precision", "recall"))
    }
    return {"class": name, "items": held, "found": len(m.scores), **rows, "threshold": None if np.isnan(point[5]) else point[5]}


def _warnings(n: int, flat: int, rows: list[dict[str, Any]], threshold: float | None) -> list[str]:
    if not n:
        return ["There are no test items."]
    out = [f"Only {n} test items: the figures may lie far from the truth (see the intervals)."] if n < SMALL else []
    if missing := [r["class"] for r in rows if not r["items"]]:
        out.append(f"No test item has: {', '.join(missing[:10])}{' …' if len(missing) > 10 else ''}. Nothing is known about these classes.")
    if flat:
        out.append(f"{flat} true boxes have no area and were left out.")
    if threshold is None:
        out.append("F1 is at the threshold that suits these very pictures best: it flatters.")
    return out
