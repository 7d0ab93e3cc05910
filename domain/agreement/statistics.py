"""The statistics there are: what can be said of all annotators at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .fleiss import fleiss_kappa, fleiss_parts
from .gwet import ac1_parts, ac2_parts, gwet_ac1, gwet_ac2
from .icc import FORMS, icc_parts
from .itself import self_agreement
from .jaccard import jaccard_alpha, jaccard_parts
from .kendall import kendall_w, w_parts
from .krippendorff import alpha_parts, krippendorff_alpha
from .light import light_kappa, light_parts
from .masi import masi_alpha, masi_parts
from .measurement import LEVELS, Measurement
from .parts import MakesParts, statistic
from .raw import raw_agreement, raw_parts
from .scott import pi_parts, scott_pi


@dataclass(frozen=True)
class Statistic:
    name: str
    title: str
    levels: tuple[str, ...]
    """Of measurement, for which it is meant."""
    function: Callable[..., Measurement]
    """f(ratings, *, level, rng, draws)."""
    parts: MakesParts | None
    """What it is made from, for draws in common and for differences; None where it is not made from sums over items."""
    for_sets: bool = False
    """Meant for answers that name several labels at once."""


_RANKED = LEVELS[1:]
_NUMBERS = LEVELS[2:]
_ALL = [
    Statistic("raw", "Observed agreement", LEVELS, raw_agreement, raw_parts),
    Statistic("fleiss_kappa", "Fleiss' kappa", ("nominal",), fleiss_kappa, fleiss_parts),
    Statistic("krippendorff_alpha", "Krippendorff's alpha", LEVELS, krippendorff_alpha, alpha_parts),
    Statistic("light_kappa", "Cohen's kappa, mean over pairs", LEVELS, light_kappa, light_parts),
    Statistic("scott_pi", "Scott's pi", ("nominal",), scott_pi, pi_parts),
    Statistic("gwet_ac1", "Gwet's AC1", ("nominal",), gwet_ac1, ac1_parts),
    Statistic("gwet_ac2", "Gwet's AC2", _RANKED, gwet_ac2, ac2_parts),
    Statistic("jaccard_alpha", "Krippendorff's alpha, Jaccard distance", ("nominal",), jaccard_alpha, jaccard_parts, True),
    Statistic("masi_alpha", "Krippendorff's alpha, MASI distance", ("nominal",), masi_alpha, masi_parts, True),
    Statistic("kendall_w", "Kendall's W", _RANKED, kendall_w, w_parts),
    *(Statistic(f"icc_{form.replace(',', '_')}", f"ICC({form})", _NUMBERS, statistic(icc_parts(form)), icc_parts(form)) for form in FORMS),
    Statistic("self_agreement", "Self-agreement (Cohen's kappa)", LEVELS, self_agreement, None),
]

STATISTICS = {one.name: one for one in _ALL}
"""Name → Statistic, in the order in which figures are shown."""

ALWAYS = ("raw", "fleiss_kappa", "krippendorff_alpha", "self_agreement")
"""Measured at every level; the others at the levels they are meant for."""


def measured_at(level: str) -> list[Statistic]:
    return [one for one in STATISTICS.values() if one.name in ALWAYS or level in one.levels]
