"""Votes weighted by how reliable each annotator is: accuracy on gold where it is known, else agreement with the others.

Nitzan, S. & Paroush, J. (1982). Optimal decision rules in uncertain dichotomous choice situations. International Economic Review 23(2),
289–297: with independent votes of accuracy p the best weights are log(p / (1 − p)); with k labels, against guessing, log((k − 1)·p /
(1 − p)). Without gold, p is the share of the other votes on the same items that say the same (leave-one-out), which is lower than the
accuracy and so makes the weights more alike than they could be, never less.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from domain.agreement import Ratings

from .aggregate import Aggregate

# Answers at gold beyond which gold is what counts for an annotator.
ENOUGH_GOLD = 10
# A voice is never lost altogether, nor turned against who gave it: that is for a model of confusions to find.
_LEAST = 0.05


def weighted(ratings: Ratings, *, gold: Mapping[Hashable, Any] | None = None) -> dict[Any, Aggregate]:
    """One entry for each item with a rating; `shares` are shares of the weights. gold: item → true label, of items that may be among
    those rated."""
    if not len(ratings):
        return {}
    weight = weights(ratings, gold=gold)[ratings.annotator]
    labels = len(ratings.labels)
    cells, which = np.unique(ratings.item * labels + ratings.label, return_inverse=True)
    sums = np.bincount(which, weights=weight)
    of_item = np.bincount(ratings.item, weights=weight, minlength=len(ratings.items))
    shares: dict[Any, dict[Any, float]] = {}
    for cell, total in zip(cells.tolist(), sums.tolist(), strict=True):
        item, label = divmod(cell, labels)
        shares.setdefault(ratings.items[item], {})[ratings.labels[label]] = total / float(of_item[item])
    return {item: Aggregate.of(of) for item, of in shares.items()}


def weights(ratings: Ratings, *, gold: Mapping[Hashable, Any] | None = None) -> np.ndarray:
    """Of each annotator, in the order of `ratings.annotators`."""
    right, asked = _with_others(ratings)
    if gold:
        at_gold, answered = _at_gold(ratings, gold)
        known = answered >= ENOUGH_GOLD
        right, asked = np.where(known, at_gold, right), np.where(known, answered, asked)
    share = (right + 1) / (asked + 2)
    labels = max(2, len(ratings.used))
    return np.maximum(_LEAST, np.log((labels - 1) * share / (1 - share)))


def _with_others(ratings: Ratings) -> tuple[np.ndarray, np.ndarray]:
    """Per annotator: (votes of others on their items that say the same, each item counted as one; items that others rated too)."""
    labels = max(1, len(ratings.labels))
    _, which, alike = np.unique(ratings.item * labels + ratings.label, return_inverse=True, return_counts=True)
    others = ratings.per_item[ratings.item] - 1
    share = np.divide(alike[which] - 1, others, out=np.zeros(len(others)), where=others > 0)
    people = len(ratings.annotators)
    return np.bincount(ratings.annotator, weights=share, minlength=people), np.bincount(
        ratings.annotator, weights=others > 0, minlength=people
    )


def _at_gold(ratings: Ratings, gold: Mapping[Hashable, Any]) -> tuple[np.ndarray, np.ndarray]:
    place = {label: code for code, label in enumerate(ratings.labels)}
    truth = np.array([place.get(gold[item], -1) if item in gold else -2 for item in ratings.items])[ratings.item]
    people = len(ratings.annotators)
    return (
        np.bincount(ratings.annotator, weights=truth == ratings.label, minlength=people),
        np.bincount(ratings.annotator, weights=truth > -2, minlength=people),
    )
