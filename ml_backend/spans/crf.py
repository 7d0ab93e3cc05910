"""A linear chain over sparse features (Lafferty et al. 2001, "Conditional Random Fields"), fitted with L-BFGS on all texts at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml_backend.spans.tags import best_path, forbidden


class Chains:
    """Where the units of many texts stand at step t: `rows[t]` are the matrix rows of the texts' units t, longest texts first."""

    def __init__(self, lengths: Sequence[int]) -> None:
        sizes = np.asarray(lengths, int)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(sizes) else sizes
        order = np.argsort(-sizes, kind="stable")
        self.rows = [(starts[order] + t)[sizes[order] > t] for t in range(int(sizes.max(initial=0)))]
        self.bounds = list(zip(starts, starts + sizes, strict=True))


@dataclass(frozen=True)
class Crf:
    """`weights` columns×tags, `first` tags, `pairs` tags×tags; what cannot follow is −∞ in the latter two."""

    weights: np.ndarray
    first: np.ndarray
    pairs: np.ndarray

    def say(self, table: Any, chains: Chains) -> tuple[np.ndarray, np.ndarray]:
        """(the most probable tags of each text, the probability of each of these tags)."""
        scores = np.asarray(table @ self.weights, np.float64)
        path = np.zeros(len(scores), np.int64)
        for start, end in chains.bounds:
            path[start:end] = best_path(scores[start:end], self.first, self.pairs)
        marginal = _passes(scores, np.exp(self.first), np.exp(self.pairs), chains)[1] if len(scores) else scores
        return path, marginal[np.arange(len(path)), path]


def fit(
    table: Any, goal: np.ndarray, chains: Chains, k: int, weights: np.ndarray, penalty: float, steps: int, told: Callable[[float], None]
) -> Crf:
    """`goal`: tag numbers of k labels for each row; `weights`: one for each row, the same within a text. Minimises the weighted negative
    log likelihood + penalty/2·‖all weights‖²."""
    from scipy.optimize import minimize

    objective = _Objective(table, goal, chains, k, weights, penalty, told)
    options = {"maxiter": steps, "maxcor": 5, "ftol": 1e-5}
    found = minimize(objective, np.zeros(objective.size), jac=True, method="L-BFGS-B", options=options)
    w, first, pairs = objective.parts(found.x)
    never_first, never_pair = forbidden(k)
    return Crf(w.astype(np.float32), first + never_first, pairs + never_pair)


class _Objective:
    def __init__(self, table, goal, chains: Chains, k: int, weights, penalty: float, told) -> None:
        self.tags = 1 + 2 * k
        self._table, self._across, self._goal = table, table.T.tocsr(), goal
        self._chains, self._weights, self._penalty, self._told = chains, weights, penalty, told
        self._may_first, self._may_pair = (np.exp(f) for f in forbidden(k))
        self._gold_first, self._gold_pairs = self._counted()
        self.size = table.shape[1] * self.tags + self.tags + self.tags**2

    def _counted(self) -> tuple[np.ndarray, np.ndarray]:
        """How often the right tags come first and follow each other, weighted."""
        first, pairs, rows = np.zeros(self.tags), np.zeros((self.tags, self.tags)), self._chains.rows
        if rows:
            np.add.at(first, self._goal[rows[0]], self._weights[rows[0]])
        for last, now in zip(rows, rows[1:], strict=False):
            np.add.at(pairs, (self._goal[last[: len(now)]], self._goal[now]), self._weights[now])
        return first, pairs

    def parts(self, flat: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        cut = self._table.shape[1] * self.tags
        return flat[:cut].reshape(-1, self.tags), flat[cut : cut + self.tags], flat[cut + self.tags :].reshape(self.tags, self.tags)

    def __call__(self, flat: np.ndarray) -> tuple[float, np.ndarray]:
        w, first, pairs = self.parts(flat)
        scores = np.asarray(self._table @ w.astype(np.float32), np.float64)
        log_z, marginal, first_sum, pair_sum = _passes(
            scores, self._may_first * np.exp(first), self._may_pair * np.exp(pairs), self._chains, self._weights
        )
        n = np.arange(len(scores))
        right = self._weights @ scores[n, self._goal] + (self._gold_first * first).sum() + (self._gold_pairs * pairs).sum()
        loss = log_z - right
        marginal[n, self._goal] -= 1
        marginal *= self._weights[:, None]
        slope = np.concatenate(
            [
                np.asarray(self._across @ marginal.astype(np.float32), np.float64).ravel(),
                first_sum - self._gold_first,
                (pair_sum - self._gold_pairs).ravel(),
            ]
        )
        self._told(float(loss / max(self._weights.sum(), 1e-9)))
        return float(loss) + 0.5 * self._penalty * float(flat @ flat), slope + self._penalty * flat


def _passes(
    scores: np.ndarray, first: np.ndarray, pairs: np.ndarray, chains: Chains, weights: np.ndarray | None = None
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Forward and backward with scaling (Rabiner 1989): (weighted sum of log Z, marginals, expected first tags, expected pairs)."""
    weights = np.ones(len(scores)) if weights is None else weights
    peak = scores.max(axis=1, keepdims=True)
    p, rows = np.exp(scores - peak), chains.rows
    ahead, scale = np.zeros_like(p), np.ones(len(p))
    for t, now in enumerate(rows):
        came = first if t == 0 else ahead[rows[t - 1][: len(now)]] @ pairs
        value = p[now] * came
        scale[now] = value.sum(axis=1)
        ahead[now] = value / scale[now, None]
    behind, pair_sum = np.ones_like(p), np.zeros_like(pairs)
    for t in range(len(rows) - 1, 0, -1):
        now, last = rows[t], rows[t - 1][: len(rows[t])]
        pull = p[now] * behind[now] / scale[now, None]
        behind[last] = pull @ pairs.T
        pair_sum += (ahead[last] * weights[now, None]).T @ pull
    marginal = ahead * behind
    marginal /= marginal.sum(axis=1, keepdims=True)
    log_z = float(weights @ (np.log(scale) + peak[:, 0]))
    first_sum = (marginal[rows[0]] * weights[rows[0], None]).sum(axis=0) if rows else np.zeros(len(first))
    return log_z, marginal, first_sum, pair_sum * pairs
