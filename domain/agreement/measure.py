"""All statistics of one set of ratings, ready to be stored as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from domain.errors import Invalid

from .cohen import cohen_kappa
from .label_sets import as_set
from .measurement import LEVELS, Measurement
from .parts import all_measured
from .per_annotator import per_annotator
from .per_class import class_parts, of_measured
from .ratings import Ratings
from .statistics import measured_at

PAIRS = 20_000
"""The most pairs of annotators told of, those with the most shared items: a crowd of a thousand has half a million."""


def measure(ratings: Ratings, *, level: str = "nominal", rng: np.random.Generator | None, draws: int = 1000) -> dict[str, Any]:
    """The `STATISTICS` meant for the level, by name (those for sets only where an answer names several labels); `cohen_kappa` (a list,
    one entry a pair, of `PAIRS` at most), `per_class`, `per_annotator`, and what went in. Every figure is a `Measurement` as a dict;
    no NaN among them. All that is made over the same kinds of items comes from the same draws."""
    if level not in LEVELS:
        raise Invalid(f"Unknown level of measurement '{level}': one of {', '.join(LEVELS)}.")
    figures: dict[str, Any] = {
        "level": level,
        "items": len(ratings.items),
        "annotators": len(ratings.annotators),
        "annotations": len(ratings),
        "repeats": ratings.repeats,
        "labels": [str(label) for label in ratings.labels],
    }
    how: dict[str, Any] = {"rng": rng, "draws": draws}
    overall, by_class = _in_common(ratings, level, **how)
    figures |= {name: found.as_dict() for name, found in overall.items()}
    pairs = cohen_kappa(ratings, level=level, most=PAIRS, **how)
    figures["cohen_kappa"] = [
        {"annotators": list(pair.annotators), "weights": pair.weights, **pair.measurement.as_dict()} for pair in pairs
    ]
    figures["per_class"] = [
        {
            "label": str(one.label),
            "annotations": one.annotations,
            "agreement": one.agreement.as_dict(),
            "krippendorff_alpha": one.alpha.as_dict(),
        }
        for one in of_measured(ratings, by_class)
    ]
    figures["per_annotator"] = [
        {"annotator": one.annotator, "annotations": one.annotations, "agreement": one.agreement.as_dict()}
        for one in per_annotator(ratings, **how)
    ]
    return figures


def _in_common(
    ratings: Ratings, level: str, *, rng: np.random.Generator | None, draws: int
) -> tuple[dict[str, Measurement], list[Measurement]]:
    """(the statistics by name, the measurements of the classes)."""
    several = any(len(as_set(ratings.labels[code])) > 1 for code in ratings.used)
    wanted = [one for one in measured_at(level) if several or not one.for_sets]
    summed = [one for one in wanted if one.parts is not None]
    made = [one.parts(ratings, level) for one in summed if one.parts]
    found = all_measured(made + class_parts(ratings), rng=rng, draws=draws)
    by_name = {one.name: measurement for one, measurement in zip(summed, found, strict=False)}
    by_name |= {one.name: one.function(ratings, level=level, rng=rng, draws=draws) for one in wanted if one.parts is None}
    return {one.name: by_name[one.name] for one in wanted}, found[len(summed) :]
