"""Answers that name several labels at once, as sets: how far two of them lie apart, and alpha of such distances.

Artstein, R. & Poesio, M. (2008). Inter-coder agreement for computational linguistics. Computational Linguistics 34(4), 555–596,
section 2.6: alpha takes any distance, and for sets that is the fitting coefficient.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from .krippendorff import by_distance, by_name, nothing_to_measure, parts_of
from .measurement import Measurement
from .parts import Parts
from .ratings import Ratings

JOINT = " | "
"""Stands between the labels of an answer that is given as text."""
MOST = 3000
"""Different answers: beyond that their distances alone would fill hundreds of megabytes."""


class Overlap(NamedTuple):
    """Of each two answers (S × S)."""

    shared: np.ndarray
    """How many labels both name."""
    together: np.ndarray
    """How many labels either names."""
    smaller: np.ndarray
    """How many labels the shorter of them names."""


def as_set(answer: Hashable) -> frozenset:
    if isinstance(answer, (frozenset, tuple)):
        return frozenset(answer)
    return frozenset(part.strip() for part in str(answer).split(JOINT) if part.strip())


def overlap(answers: list[frozenset]) -> Overlap:
    names = {name: place for place, name in enumerate(dict.fromkeys(name for answer in answers for name in sorted(answer, key=str)))}
    rows = [row for row, answer in enumerate(answers) for _ in answer]
    columns = [names[name] for answer in answers for name in answer]
    member = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(answers), max(1, len(names))))
    shared = np.asarray((member @ member.T).toarray())
    size = np.array([len(answer) for answer in answers], dtype=float)
    return Overlap(shared, size[:, None] + size - shared, np.minimum(size[:, None], size))


def set_parts(ratings: Ratings, distance: Callable[[Overlap], np.ndarray]) -> Parts | Measurement:
    """Of alpha with that distance. Where every answer names one label it is nominal alpha, and so it is computed."""
    if nothing := nothing_to_measure(ratings, "nominal"):
        return nothing
    groups = ratings.groups.pairable
    used = groups.labels_used
    answers = [as_set(ratings.labels[code]) for code in used]
    if all(len(answer) == 1 for answer in answers) and len(set(answers)) == len(answers):
        return parts_of(ratings, by_name(groups, used), "nominal")
    if len(used) > MOST:
        about: dict[str, Any] = {"items": groups.items, "annotations": groups.annotations}
        return Measurement(None, **about, reason=f"{len(used)} different answers were given; at most {MOST} can be compared as sets.")
    return parts_of(ratings, by_distance(groups, used, distance(overlap(answers))), "nominal")
