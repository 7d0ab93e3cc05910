"""Time per task: the median, the middle half, and the share that was answered too fast to have been read.

"Too fast" is under a fifth of the team's median time, in the manner of the normative thresholds of Wise, S. L. & Ma, L. (2012). Setting
response time thresholds for a CAT item pool: the normative threshold method. NCME. They tried 10 to 30 % of the mean; the median is less
moved by those who leave a page open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.evaluation import Estimate

from .share import share

FAST = 0.2


@dataclass(frozen=True)
class Pace:
    """Seconds; None where no time is known. `too_fast`: the share of answers under `limit` seconds."""

    median: float | None
    low: float | None
    high: float | None
    timed: int
    limit: float | None
    too_fast: Estimate


def pace(seconds: np.ndarray, team_median: float | None) -> Pace:
    known = seconds[~np.isnan(seconds)]
    if not len(known):
        return Pace(None, None, None, 0, None, Estimate(None, reason="No time is known of their answers."))
    low, middle, high = (float(x) for x in np.percentile(known, [25, 50, 75]))
    limit = None if team_median is None else FAST * team_median
    fast = share(int((known < limit).sum()) if limit else 0, len(known), reason="No time is known of their answers.")
    return Pace(middle, low, high, len(known), limit, fast)


def team_median(seconds: np.ndarray, person: np.ndarray) -> float | None:
    """The median of the people's medians, so that who answers most does not set the pace."""
    medians = [np.median(theirs) for code in np.unique(person) if len(theirs := _known(seconds[person == code]))]
    return float(np.median(medians)) if medians else None


def _known(seconds: np.ndarray) -> np.ndarray:
    return seconds[~np.isnan(seconds)]
