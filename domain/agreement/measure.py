"""All statistics of one set of ratings, ready to be stored as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from domain.errors import Invalid

from .cohen import cohen_kappa
from .fleiss import fleiss_kappa
from .itself import self_agreement
from .krippendorff import krippendorff_alpha
from .measurement import LEVELS
from .per_annotator import per_annotator
from .per_class import per_class
from .ratings import Ratings
from .raw import raw_agreement

STATISTICS = {
    "raw": raw_agreement,
    "fleiss_kappa": fleiss_kappa,
    "krippendorff_alpha": krippendorff_alpha,
    "self_agreement": self_agreement,
}
"""Name → f(ratings, *, level, rng, draws) → Measurement: what can be said of all annotators at once."""


def measure(ratings: Ratings, *, level: str = "nominal", rng: np.random.Generator | None, draws: int = 1000) -> dict[str, Any]:
    """`STATISTICS` by name, `cohen_kappa` (a list, one entry a pair), `per_class`, `per_annotator`, and what went in. Every figure
    is a `Measurement` as a dict; no NaN among them."""
    if level not in LEVELS:
        raise Invalid(f"Unknown level of measurement '{level}': one of {', '.join(LEVELS)}.")
    how: dict[str, Any] = {"rng": rng, "draws": draws}
    figures: dict[str, Any] = {
        "level": level,
        "items": len(ratings.items),
        "annotators": len(ratings.annotators),
        "annotations": len(ratings),
        "repeats": ratings.repeats,
        "labels": [str(label) for label in ratings.labels],
    }
    for name, statistic in STATISTICS.items():
        figures[name] = statistic(ratings, level=level, **how).as_dict()
    figures["cohen_kappa"] = [
        {"annotators": list(pair.annotators), "weights": pair.weights, **pair.measurement.as_dict()}
        for pair in cohen_kappa(ratings, level=level, **how)
    ]
    figures["per_class"] = [
        {
            "label": str(one.label),
            "annotations": one.annotations,
            "agreement": one.agreement.as_dict(),
            "krippendorff_alpha": one.alpha.as_dict(),
        }
        for one in per_class(ratings, **how)
    ]
    figures["per_annotator"] = [
        {"annotator": one.annotator, "annotations": one.annotations, "agreement": one.agreement.as_dict()}
        for one in per_annotator(ratings, **how)
    ]
    return figures
