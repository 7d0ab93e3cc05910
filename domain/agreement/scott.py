"""Scott's pi: as Cohen's kappa, but chance knows one distribution of labels for everybody.

Scott, W. A. (1955). Reliability of content analysis: the case of nominal scale coding. Public Opinion Quarterly 19(3), 321–325.
π = (pₐ − Σ_k π_k²) / (1 − Σ_k π_k²). For more than two annotators and for missing ratings as Gwet, K. L. (2014), Handbook of
Inter-Rater Reliability, 4th ed., section 2.4 has it: pₐ over the items with two ratings or more, π_k (the share of label k in an
item's ratings) averaged over all items. With as many ratings on every item that is Fleiss' kappa.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import bootstrap
from .gwet import features
from .krippendorff import nothing_to_measure
from .measurement import Measurement, left_out
from .parts import Parts, statistic
from .ratings import Ratings


def pi_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    """Labels are nominal whatever `level` says."""
    if nothing := nothing_to_measure(ratings, "nominal"):
        return nothing
    groups = ratings.groups
    about: dict[str, Any] = {"items": groups.pairable.items, "annotations": len(ratings)}
    note = left_out(ratings, items_used=len(ratings.items))
    return Parts(groups.kinds, features(ratings, np.eye(len(ratings.labels))), _pi, **about, note=note)


scott_pi = statistic(pi_parts)


def _pi(sums: np.ndarray) -> np.ndarray:
    by_chance = (bootstrap.ratio(sums[:, 3:], sums[:, 2:3]) ** 2).sum(axis=1)
    return bootstrap.ratio(bootstrap.ratio(sums[:, 0], sums[:, 1]) - by_chance, 1 - by_chance)
