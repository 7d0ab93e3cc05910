"""Sameness: does somebody answer the same again and again, beyond chance and beyond what the tasks call for?

Runs: Mood, A. M. (1940). The distribution theory of runs. Annals of Mathematical Statistics 11(4), 367–392; mean and variance of the number
of runs of several kinds: Barton, D. E. & David, F. N. (1957). Multiple runs. Biometrika 44(1/2), 168–178. Entropy in bits (Shannon 1948).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Sameness:
    """`runs_z` far below 0: fewer, longer runs of one answer than the same answers in random order would make. `entropy` of their answers,
    `entropy_of_others` of the others' at the same tasks, both in bits. None where it is undefined."""

    answers: int
    longest_run: int
    runs_z: float | None
    entropy: float | None
    entropy_of_others: float | None
    most_used: int | None
    most_used_share: float | None
    most_used_share_of_others: float | None


def sameness(said: np.ndarray, others: np.ndarray) -> Sameness:
    """said: their label codes in the order of time. others[label]: how often everybody else at the same tasks said it."""
    if not len(said):
        return Sameness(0, 0, None, None, None, None, None, None)
    counts = np.bincount(said)
    top = int(counts.argmax())
    by_others = int(others.sum())
    return Sameness(
        answers=len(said),
        longest_run=_longest(said),
        runs_z=_runs(said, counts),
        entropy=entropy(counts),
        entropy_of_others=entropy(others) if by_others else None,
        most_used=top,
        most_used_share=float(counts[top] / len(said)),
        most_used_share_of_others=(float(others[top]) if top < len(others) else 0.0) / by_others if by_others else None,
    )


def entropy(counts: np.ndarray) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum()) + 0.0


def _longest(said: np.ndarray) -> int:
    ends = np.flatnonzero(np.append(said[1:] != said[:-1], True))
    return int(np.diff(np.append(-1, ends)).max())


def _runs(said: np.ndarray, counts: np.ndarray) -> float | None:
    """z of the number of runs R: E = (n(n+1) − Σc²)/n, Var = (Σc²(Σc² + n(n+1)) − 2nΣc³ − n³)/(n²(n−1))."""
    n = len(said)
    squares, cubes = float((counts.astype(float) ** 2).sum()), float((counts.astype(float) ** 3).sum())
    if n < 2:
        return None
    variance = (squares * (squares + n * (n + 1)) - 2 * n * cubes - n**3) / (n**2 * (n - 1))
    if variance <= 1e-12:
        return None
    runs = 1 + int((said[1:] != said[:-1]).sum())
    return float((runs - (n * (n + 1) - squares) / n) / math.sqrt(variance))
