"""γ: agreement on where units lie and what they are called, both at once, over the best alignment of all annotators.

Mathet, Y., Widlöcher, A. & Métivier, J.-P. (2015). The unified and holistic method gamma (γ) for inter-annotator agreement measure and
alignment. Computational Linguistics 41(3), 437–479. Computed by pygamma-agreement: Titeux, H. & Riad, R. (2021), JOSS 6(62).
That package is not among the requirements: one that it needs (cvxopt) is under the GNU GPL. Where it is installed beside Malmoi, it is
used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import bootstrap
from ..measurement import Measurement, joined
from .reading import Region

MISSING = "γ needs the package pygamma-agreement, which is not installed here (the terms of what it depends on are not Malmoi's)."
# An item takes up to a second: each is compared with thirty made-up ones.
AT_MOST = 100


def gamma(items: Sequence[Sequence[Sequence[Region]]], *, rng: np.random.Generator | None, draws: int) -> Measurement:
    """items: of each item, each annotator's regions. The mean over items on which somebody marked something."""
    try:
        import pygamma_agreement as package
        from pyannote.core import Segment
    except ImportError:
        return Measurement(None, reason=MISSING)
    marked = [item for item in items if sum(bool(spans) for spans in item) >= 2]
    note = f"the first {AT_MOST} of {len(marked)} items on which two marked something" if len(marked) > AT_MOST else None
    found = np.array([_of_item(item, package, Segment) for item in marked[:AT_MOST]])
    found = found[np.isfinite(found)]
    if not len(found):
        return Measurement(None, reason="No item has marks by two annotators.")
    table = np.column_stack([found, np.ones(len(found))])
    interval = bootstrap.interval(table, np.ones(len(found), dtype=np.int64), _mean, rng=rng, draws=draws)
    return Measurement(float(found.mean()), interval.low, interval.high, items=len(found), reason=joined(interval.note, note))


def _of_item(item: Sequence[Sequence[Region]], package: Any, segment: Any) -> float:
    continuum = package.Continuum()
    for number, spans in enumerate(item):
        continuum.add_annotator(str(number))
        for one in spans:
            continuum.add(str(number), segment(one.start, one.end), one.label or None)
    state = np.random.get_state()
    np.random.seed(0)  # the package draws from the one generator of the process
    try:
        unlike = package.CombinedCategoricalDissimilarity()
        return float(max(-1.0, continuum.compute_gamma(unlike, precision_level="medium").gamma))
    finally:
        np.random.set_state(state)


def _mean(sums: np.ndarray) -> np.ndarray:
    return bootstrap.ratio(sums[..., 0], sums[..., 1])
