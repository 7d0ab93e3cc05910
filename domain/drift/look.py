"""Whether a look raises an alert: corrected for all that is compared in it, and for the looks before and after it.

A model is looked at again with everything that comes in, and several things are compared each time. Were each tested at 5 %, there would
soon be an alert without any drift. So the p-values of one look are corrected by Holm (1979), and the level of a look is a 40th of 5 %:
of any 40 looks in a row without drift the chance that even one raises an alert is 5 % at most (Bonferroni's inequality, which holds
although all looks of a model share what it learned from). One look in 800 is then wrong. Unlike `domain.promotion.spending`, which
shares a rate out over contests without end, the level stays: a model may serve for years, and its hundredth look must still see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.evaluation import holm

from .measures import Measure

ALPHA = 0.05
LOOKS = 40
LEVEL = ALPHA / LOOKS


@dataclass(frozen=True)
class Told:
    """corrected: of each measure its p-value by Holm, None where it has none. alerts: names of those at or below `LEVEL`."""

    corrected: dict[str, float | None]
    alerts: tuple[str, ...]


def judge(measures: Sequence[Measure]) -> Told:
    corrected = holm({one.name: one.p for one in measures})
    return Told(corrected, tuple(one.name for one in measures if (p := corrected[one.name]) is not None and p <= LEVEL))
