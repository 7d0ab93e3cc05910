"""Strategies of small-text and modAL as guests of a simulation: the same features, the same model, the same first labels.

    python -m venv PEERS; PEERS/bin/pip install -r requirements.txt; PEERS/bin/pip install --no-deps small-text==1.4.1 modAL-python==0.4.2.1
    PEERS/bin/python manage.py simulate … --guests bench.peers --strategy margin,random,small_text.breaking_ties

Neither is a requirement of Malmoi (both are MIT); what is not installed is left out, with the reason. Each library picks by its own
code with its own defaults; what the classifier says and where the items lie comes from Malmoi. small-text draws from NumPy's global
generator: it is seeded for each pick, and put back afterwards.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ml_backend.simulation import Guest, Sight


def guests() -> tuple[list[Guest], list[str]]:
    """(the guests, why others are absent: the first word of each reason is their prefix)."""
    found: list[Guest] = []
    absent: list[str] = []
    for prefix, package, make in (("small_text", "small-text", _small_text), ("modal", "modAL-python", _modal)):
        try:
            found += [Guest(f"{prefix}.{name}", _seeded(order)) for name, order in make().items()]
        except ImportError as error:
            absent.append(f"{prefix} is left out: {error}. pip install --no-deps {package}")
    return found, absent


Order = Callable[[Sight, int], np.ndarray]


def _seeded(order: Order) -> Callable[[Sight, int, np.random.Generator], np.ndarray]:
    def seeded(sight: Sight, n: int, rng: np.random.Generator) -> np.ndarray:
        with _global_seed(int(rng.integers(2**32))), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # small-text announces its next version
            return np.asarray(order(sight, n), int)

    return seeded


@contextmanager
def _global_seed(seed: int) -> Iterator[None]:
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)


def _small_text() -> dict[str, Order]:
    from small_text.query_strategies.coresets import GreedyCoreset, LightweightCoreset
    from small_text.query_strategies.strategies import BreakingTies, ContrastiveActiveLearning, LeastConfidence, PredictionEntropy

    def by(strategy: Any) -> Order:
        def order(sight: Sight, n: int) -> np.ndarray:
            model, left, asked = _Classifier(sight), len(sight.probabilities), len(sight.answers)
            rows = np.arange(left + asked)
            return strategy.query(model, rows, rows[:left], rows[left:], sight.answers, n=n)

        return order

    return {
        "breaking_ties": by(BreakingTies()),
        "least_confidence": by(LeastConfidence()),
        "entropy": by(PredictionEntropy()),
        "contrastive": by(ContrastiveActiveLearning(pbar=None)),
        "lightweight_coreset": by(LightweightCoreset()),
        "greedy_coreset": by(GreedyCoreset(distance_metric="cosine")),
    }


class _Classifier:
    """small-text's classifier; its data set is the row numbers of what may be asked about and, after them, of what was asked."""

    def __init__(self, sight: Sight) -> None:
        self._said = np.vstack([sight.probabilities, sight.asked_probabilities])
        self._points = np.vstack([sight.features, sight.asked_features])

    def predict_proba(self, rows: np.ndarray) -> np.ndarray:
        return self._said[rows]

    def embed(self, rows: np.ndarray, return_proba: bool = False, pbar: Any = None) -> Any:
        return (self._points[rows], self._said[rows]) if return_proba else self._points[rows]


def _modal() -> dict[str, Order]:
    from modAL.batch import uncertainty_batch_sampling
    from modAL.models import ActiveLearner
    from modAL.uncertainty import entropy_sampling, margin_sampling, uncertainty_sampling
    from sklearn.base import BaseEstimator

    class Fitted(BaseEstimator):
        """modAL's estimator: its model is trained already, and asked only about what may be asked about."""

        def __init__(self, said: np.ndarray | None = None) -> None:
            self.said = said

        def fit(self, x: np.ndarray, y: np.ndarray) -> Fitted:
            return self

        def predict_proba(self, x: np.ndarray) -> np.ndarray | None:
            return self.said

    def by(query: Callable) -> Order:
        def order(sight: Sight, n: int) -> np.ndarray:
            learner = ActiveLearner(Fitted(sight.probabilities), query, sight.asked_features, sight.answers)
            return learner.query(sight.features, n_instances=n)[0]

        return order

    return {
        "uncertainty": by(uncertainty_sampling),
        "margin": by(margin_sampling),
        "entropy": by(entropy_sampling),
        "ranked_batch": by(uncertainty_batch_sampling),
    }
