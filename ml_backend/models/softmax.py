"""Multinomial logistic regression with an L2 penalty, over a dense and a sparse block of features at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml_backend.features.rows import Rows

_SMALL = 2500  # rows up to which the N×N view is the cheaper one
_JITTER = 1e-5  # added to the Gram matrix's diagonal: texts that occur twice make it singular


@dataclass(frozen=True)
class Softmax:
    """`dense` d×k and `sparse` m×k (each None where the features lack that block), `bias` k; all float32."""

    dense: np.ndarray | None
    sparse: np.ndarray | None
    bias: np.ndarray

    def logits(self, rows: Rows) -> np.ndarray:
        """float64 N×k."""
        out = np.tile(self.bias.astype(np.float64), (len(rows), 1))
        if self.dense is not None:
            out += rows.dense @ self.dense
        if self.sparse is not None:
            out += rows.sparse @ self.sparse
        return out


def probabilities(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Softmax of logits/temperature, row by row."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    np.exp(scaled, out=scaled)
    return scaled / scaled.sum(axis=1, keepdims=True)


def fit(rows: Rows, y: np.ndarray, k: int, *, c: float, weights: np.ndarray | None = None) -> Softmax:
    """One model: see `fit_path`."""
    return fit_path(rows, y, k, [c], weights=weights)[0]


def fit_path(rows: Rows, y: np.ndarray, k: int, cs: Sequence[float], *, weights: np.ndarray | None = None) -> list[Softmax]:
    """One model for each strength in `cs`, each minimising mean weighted log loss + ‖W‖²/(2·c·N): scikit-learn's C.

    `y` holds class numbers 0…k−1; `weights` one positive number per row. The bias is not penalised. Each solution starts the
    next. With fewer rows than features the same problem is solved in N dimensions: the optimum lies in the span of the rows
    (representer theorem, Schölkopf, Herbrich & Smola 2001), so X is replaced by the Cholesky factor of X·Xᵀ and the answer lifted back.
    """
    n = len(rows)
    w = np.ones(n) if weights is None else np.asarray(weights, float)
    w = (w / w.sum()).astype(np.float32)
    reduced, lift = _reduce(rows) if n <= _SMALL else (rows, None)
    table = _initial(y, w, k, _width(reduced))
    models = []
    for c in cs:
        table = _minimise(reduced, y, w, 1.0 / (c * n), table)
        models.append(_model(table, reduced) if lift is None else lift(table))
    return models


def _width(rows: Rows) -> int:
    return sum(block.shape[1] for block in (rows.dense, rows.sparse) if block is not None)


def _reduce(rows: Rows):
    """(N×N rows, function that turns a solution there into a `Softmax` over the features), or (rows, None) if that saves nothing."""
    if _width(rows) <= len(rows):
        return rows, None
    from scipy.linalg import cholesky, solve_triangular

    gram = np.eye(len(rows)) * _JITTER
    if rows.dense is not None:
        gram += rows.dense @ rows.dense.T
    if rows.sparse is not None:
        gram += (rows.sparse @ rows.sparse.T).toarray()
    lower = cholesky(gram, lower=True)

    def lift(table: np.ndarray) -> Softmax:
        dual = solve_triangular(lower, table[:-1], lower=True, trans="T").astype(np.float32)
        return Softmax(
            None if rows.dense is None else rows.dense.T @ dual,
            None if rows.sparse is None else np.asarray(rows.sparse.T @ dual, np.float32),
            table[-1].astype(np.float32),
        )

    return Rows(dense=lower.astype(np.float32)), lift


def _model(table: np.ndarray, rows: Rows) -> Softmax:
    d = 0 if rows.dense is None else rows.dense.shape[1]
    narrow = table.astype(np.float32)
    return Softmax(narrow[:d] if d else None, narrow[d:-1] if rows.sparse is not None else None, narrow[-1])


def _initial(y: np.ndarray, w: np.ndarray, k: int, width: int) -> np.ndarray:
    """Zero weights and the bias at the log of the class shares: the best answer that looks at no feature."""
    shares = np.bincount(y, weights=w, minlength=k)
    table = np.zeros((width + 1, k))
    table[-1] = np.log(np.maximum(shares, 1e-4))
    return table


def _minimise(rows: Rows, y: np.ndarray, w: np.ndarray, penalty: float, table: np.ndarray) -> np.ndarray:
    from scipy.optimize import minimize

    found = minimize(
        _objective(rows, y, w, penalty, table.shape),
        table.ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 200, "ftol": 1e-7, "gtol": 3e-5, "maxcor": 8},
    )
    return found.x.reshape(table.shape)


def _objective(rows: Rows, y: np.ndarray, w: np.ndarray, penalty: float, shape: tuple[int, int]):
    n, dense = len(rows), rows.dense
    d = 0 if dense is None else dense.shape[1]
    across = np.arange(n)
    transposed = None if rows.sparse is None else rows.sparse.T.tocsr()

    def value_and_slope(flat: np.ndarray) -> tuple[float, np.ndarray]:
        table = flat.reshape(shape)
        narrow = table.astype(np.float32)
        scores = np.tile(narrow[-1], (n, 1))
        if dense is not None:
            scores += dense @ narrow[:d]
        if transposed is not None:
            scores += rows.sparse @ narrow[d:-1]
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        loss = -float(w @ np.log(np.maximum(scores[across, y], 1e-30)))
        scores[across, y] -= 1
        scores *= w[:, None]
        slope = np.empty(shape)
        if dense is not None:
            slope[:d] = dense.T @ scores
        if transposed is not None:
            slope[d:-1] = transposed @ scores
        slope[-1] = scores.sum(axis=0)
        slope[:-1] += penalty * table[:-1]
        return loss + 0.5 * penalty * float(np.vdot(table[:-1], table[:-1])), slope.ravel()

    return value_and_slope
