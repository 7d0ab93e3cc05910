"""What the figures would be if nobody had looked at the items: to tell labels that are rare from people who disagree.

Feinstein, A. R. & Cicchetti, D. V. (1990). High agreement but low kappa: I. The problems of two paradoxes. Journal of Clinical
Epidemiology 43(6), 543–549. Byrt, T., Bishop, J. & Carlin, J. B. (1993). Bias, prevalence and kappa. Journal of Clinical Epidemiology
46(5), 423–429: there the figure `balanced` is PABAK, for two labels; for more it is Bennett, Alpert & Goldstein's S (1954).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .measurement import one_label, why_undefined
from .ratings import Ratings
from .statistics import STATISTICS


@dataclass(frozen=True)
class Expected:
    """`None` in place of a number is explained in `reason`."""

    raw: float | None = None
    """The observed agreement as it is."""
    majority: str | None = None
    """The most frequent label, over items with two ratings or more."""
    share: float | None = None
    """How much of all ratings it makes up: what raw agreement is between somebody who looks and one who always says it."""
    shuffled: float | None = None
    """Raw agreement if the same labels had been dealt out to the items at random."""
    room: float | None = None
    """1 − shuffled: what is left for people to agree on beyond chance. Near 0 no chance-corrected figure means much."""
    balanced: float | None = None
    """What kappa and alpha would be with the same raw agreement and all labels equally frequent."""
    everyone_the_majority: dict[str, float | None] | None = None
    """Each statistic if everybody had always given the majority label; None where it is undefined then, as kappa and alpha are."""
    one_the_majority: dict[str, float | None] | None = None
    """Each statistic if of two people one worked and the other always said the majority label."""
    at_random: dict[str, float | None] | None = None
    """Each statistic if the labels had been dealt out at random: 0 for all that correct for chance, but AC1 and AC2."""
    reason: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


REACH = 0.667
"""The lowest figure for which Krippendorff (2004, p. 241) lets tentative conclusions be drawn."""


def says(expected: Expected, corrected: float | None, *, reach: float = REACH) -> str:
    """What a raw agreement and a chance-corrected figure (kappa, alpha, pi) say together, as a code:

    `undefined`; `agreement` where the corrected figure reaches; `imbalance` where it does not, but would if all labels were equally
    frequent: people mostly give the majority label, and what they do with the rare ones decides; `disagreement` otherwise."""
    if corrected is None or expected.balanced is None:
        return "undefined"
    if corrected >= reach:
        return "agreement"
    return "imbalance" if expected.balanced >= reach else "disagreement"


_SHOWN = ("raw", "fleiss_kappa", "krippendorff_alpha", "scott_pi", "gwet_ac1")


def expected_by_majority(ratings: Ratings) -> Expected:
    """Labels are taken as names. Exact: nothing is drawn."""
    if reason := why_undefined(ratings):
        return Expected(reason=reason)
    groups = ratings.groups.pairable
    counts = groups.sizes @ groups.counts
    total, labels = counts.sum(), len(ratings.labels)
    top = int(np.argmax(counts))
    share = float(counts[top] / total)
    raw = STATISTICS["raw"].function(ratings, draws=0).value
    shuffled = float((counts * (counts - 1)).sum() / (total * (total - 1)))
    assert raw is not None
    return Expected(
        raw=raw,
        majority=str(ratings.labels[top]),
        share=share,
        shuffled=shuffled,
        room=1 - shuffled,
        balanced=None if labels < 2 else max(-1.0, (labels * raw - 1) / (labels - 1)),
        everyone_the_majority={name: 1.0 if name == "raw" or (name == "gwet_ac1" and labels > 1) else None for name in _SHOWN},
        one_the_majority=_one(counts / total, top),
        at_random=_at_random(counts / total, shuffled),
        reason=one_label(ratings.labels[top]) if shuffled == 1 else None,
    )


def _one(shares: np.ndarray, top: int) -> dict[str, float | None]:
    """Two people and ever so many items: one gives label k in `shares[k]` of them, the other always `top`."""
    raw, q = float(shares[top]), len(shares)
    mean = shares / 2
    mean[top] += 0.5
    by_chance = float((mean**2).sum())
    kappa = None if by_chance == 1 else (raw - by_chance) / (1 - by_chance)
    return {"raw": raw, "fleiss_kappa": kappa, "krippendorff_alpha": kappa, "scott_pi": kappa, "gwet_ac1": _ac1(raw, mean, q)}


def _at_random(shares: np.ndarray, shuffled: float) -> dict[str, float | None]:
    corrected = None if shuffled == 1 else 0.0
    ac1 = _ac1(shuffled, shares, len(shares))
    return {"raw": shuffled, "fleiss_kappa": corrected, "krippendorff_alpha": corrected, "scott_pi": corrected, "gwet_ac1": ac1}


def _ac1(raw: float, shares: np.ndarray, q: int) -> float | None:
    if q < 2:
        return None
    by_chance = float((shares * (1 - shares)).sum() / (q - 1))
    return (raw - by_chance) / (1 - by_chance)
