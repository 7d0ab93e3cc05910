"""Kendall's coefficient of concordance W: how far annotators put the items in the same order.

Kendall, M. G. & Babington Smith, B. (1939). The problem of m rankings. Annals of Mathematical Statistics 10(3), 275–287; ties as in
Kendall, M. G. & Gibbons, J. D. (1990). Rank Correlation Methods, 5th ed., chapter 6:

    W = 12 S / (m² (n³ − n) − m Σ_j T_j),   T_j = Σ (t³ − t) over the ties of annotator j

with S the squared deviations of the n items' rank sums. W lies between 0 and 1; with two annotators and no ties it is
(1 + Spearman's ρ) / 2.
A full table is needed: items that not all annotators rated are left out. In a draw of the bootstrap an item that was drawn twice is
tied with itself; the coefficient is corrected for that as for any tie.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from . import bootstrap
from .measurement import Measurement, joined, one_label, why_undefined
from .parts import Parts, statistic
from .ratings import MANY, Ratings


def w_parts(ratings: Ratings, level: str = "ordinal") -> Parts | Measurement:
    """Labels are ranked by their order; those that have the same value are tied."""
    if reason := why_undefined(ratings):
        return Measurement(None, reason=reason, level=level)
    people = len(ratings.annotators)
    full = int((ratings.per_item == people).sum())
    about: dict[str, Any] = {"items": full, "annotations": full * people, "level": level}
    if full < 2 or people > MANY:
        return Measurement(None, **about, reason=_not_full(full, people, len(ratings.items)))
    kinds, said = ratings.patterns
    complete = np.asarray((said >= 0).all(axis=1))
    places = _places(ratings)
    if len(np.unique(places[said[complete]])) == 1:
        return Measurement(None, **about, reason=one_label(ratings.labels[said[complete][0, 0]]))
    some = f"made from the {full} of {len(ratings.items)} items that all {people} annotators rated" if full < len(ratings.items) else None
    guessed = "no order of the labels was given, so they are ranked alphabetically" if ratings.guessed_order else None
    ranked = np.where(complete[:, None], places[np.maximum(said, 0)], -1)
    # A draw is re-ranked, so all of it is needed and not a sum: the features are the kinds themselves.
    return Parts(kinds, sp.eye_array(len(said), format="csr"), _w(ranked), **about, note=joined(guessed, some))


kendall_w = statistic(w_parts)


def _w(ranked: np.ndarray) -> bootstrap.Value:
    """`ranked`: kinds × annotators places on the scale, −1 in kinds that are left out."""
    complete = ranked[:, 0] >= 0
    people = ranked.shape[1]
    scale = int(ranked.max()) + 1

    def value(weights: np.ndarray) -> np.ndarray:
        weights = weights[:, complete]
        n = weights.sum(axis=1)
        sums, ties = np.zeros(weights.shape), np.zeros(len(weights))
        for of_one in ranked[complete].T:
            here = sp.csr_array((np.ones(len(of_one)), (np.arange(len(of_one)), of_one)), shape=(len(of_one), scale))
            tied = np.asarray((here.T @ weights.T).T)
            sums += (np.cumsum(tied, axis=1) - (tied - 1) / 2)[:, of_one]
            ties += (tied**3 - tied).sum(axis=1)
        spread = (weights * (sums - people * (n[:, None] + 1) / 2) ** 2).sum(axis=1)
        return bootstrap.ratio(12 * spread, people**2 * (n**3 - n) - people * ties)

    return value


def _places(ratings: Ratings) -> np.ndarray:
    """Of each label its place on the scale, the same for labels of the same value ("1" and "1.0")."""
    if ratings.values is None or np.any(np.diff(ratings.values) < 0):
        return np.arange(len(ratings.labels))
    return np.unique(ratings.values, return_inverse=True)[1]


def _not_full(full: int, people: int, items: int) -> str:
    many = f", and is not looked for among more than {MANY} of them" if people > MANY else ""
    return f"Kendall's W needs items that all {people} annotators rated{many}: {full} of {items} are so, and two at least are needed."
