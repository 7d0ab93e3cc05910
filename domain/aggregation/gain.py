"""What one more label would tell about an item: the information that a further vote is expected to bring on its true label.

Lindley, D. V. (1956). On a measure of the information provided by an experiment. Annals of Mathematical Statistics 27(4), 986–1005;
for repeated labelling: Sheng, V. S., Provost, F. & Ipeirotis, P. G. (2008), Get another label?, KDD, 614–622. The voter is taken to be
right with one accuracy for all and to err evenly over the other labels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def accuracy_of_a_vote(agreement: float, labels: int) -> float:
    """How often a vote is right, from how often two agree: a = q² + (1 − q)² / (k − 1), solved for q ≥ 1 / k; between 1 / k and .99."""
    k = max(2, labels)
    below = max(0.0, (agreement * k - 1) * (k - 1))
    return min(0.99, max(1 / k, (1 + math.sqrt(below)) / k))


def belief(votes: Mapping[Any, int], labels: int, accuracy: float) -> dict[Any, float]:
    """Posterior of each label that was given, and under None that of all others together; the labels are equally likely before."""
    k = max(2, labels, len(votes))
    wrong = max(1e-6, (1 - accuracy) / (k - 1))
    ratio = math.log(max(accuracy, wrong) / wrong)
    most = max(votes.values(), default=0)
    weight = {label: math.exp(ratio * (n - most)) for label, n in votes.items()}
    rest = k - len(votes)
    if rest:
        weight[None] = rest * math.exp(-ratio * most)
    total = sum(weight.values())
    return {label: one / total for label, one in weight.items()}


def gain(posterior: Mapping[Any, float], labels: int, accuracy: float) -> float:
    """Bits that one more vote is expected to bring: H(vote) − H(vote | true label). 0 where nothing is open."""
    k = max(2, labels, len(posterior))
    wrong = (1 - accuracy) / (k - 1)
    named = [chance for label, chance in posterior.items() if label is not None]
    rest = k - len(named)
    chances = [*named, *([max(0.0, 1 - sum(named)) / rest] * rest if rest else [])]
    said = [accuracy * chance + wrong * (1 - chance) for chance in chances]
    noise = _bits([accuracy, *([wrong] * (k - 1))])
    return max(0.0, _bits(said) - noise)


def _bits(chances: list[float]) -> float:
    return -sum(chance * math.log2(chance) for chance in chances if chance > 0)
