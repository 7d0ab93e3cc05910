"""A committee out of one model: its linear head, thinned again and again by dropout.

Gal & Ghahramani 2016, "Dropout as a Bayesian Approximation": predictions with dropout left on are draws from an approximate posterior.
Here it thins the features before the last layer, which is all there is of a linear head; that an L2 penalty does for such a model nearly
what dropout in training does is shown by Wager, Wang & Liang 2013, "Dropout Training as Adaptive Regularization". A member keeps its
thinned features for all items, so that it is one model (Kirsch, van Amersfoort & Gal 2019, "BatchBALD", call this consistent dropout).

Heads fitted on bootstrap resamples (Abe & Mamitsuka 1998) would be the other way; they need the training features, which no version keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from domain.errors import Refused
from ml_backend import loop
from ml_backend.features.rows import Rows
from ml_backend.features.vectorise import weigh
from ml_backend.learners.base import Inputs
from ml_backend.learners.linear import reader_of
from ml_backend.models.head import Head
from ml_backend.models.softmax import Softmax, probabilities
from ml_backend.settings import Settings
from ml_backend.store import Version
from ml_backend.threads import limited

MEMBERS = 10
DROPPED = 0.5


def draws(version: Version, inputs: Sequence[Inputs], settings: Settings, rng: np.random.Generator) -> np.ndarray:
    """Members×N×k float32, k in the order of the version's labels. `Refused` (no_committee) where the version has no linear head."""
    if "bias" not in version.arrays or not hasattr(loop.learner_of(version), "probabilities"):
        told = f"Model version '{version.name}' is no linear model of one label, so no committee can be made of it."
        raise Refused(f"{told} Choose another order.", code="no_committee")
    head, seed = Head.from_arrays(version.manifest["classes"], version.arrays), int(rng.integers(2**62))
    with limited(settings.threads):
        reader = reader_of(version, settings)
        parts = [of_rows(head, rows, np.random.default_rng(seed)) for rows in reader.chunks(inputs)]
    return np.concatenate(parts, axis=1) if parts else np.zeros((MEMBERS, 0, len(head.classes)), np.float32)


def of_rows(head: Head, rows: Rows, rng: np.random.Generator) -> np.ndarray:
    """The same seed thins the same features, whatever the rows."""
    return members(head.model, weigh(rows, head.idf), head.temperature, rng)


def members(model: Softmax, weighed: Rows, temperature: float, rng: np.random.Generator) -> np.ndarray:
    """Members×N×k probabilities of weighed rows."""
    return np.stack(
        [probabilities(_thinned(model, rng).logits(weighed), temperature).astype(np.float32) for _ in range(MEMBERS)]
    )


def _thinned(model: Softmax, rng: np.random.Generator) -> Softmax:
    """Half of the features are left out, the others count double: on average the same scores."""
    dense, sparse = (None if block is None else _some(block, rng) for block in (model.dense, model.sparse))
    return replace(model, dense=dense, sparse=sparse)


def _some(weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    kept = rng.random(len(weights)) >= DROPPED
    return weights * (kept / (1 - DROPPED)).astype(weights.dtype)[:, None]
