"""Whether labelling on still pays, as the model versions of a project show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from annotate.projects.models import Project
from domain import stopping

from ..models import ModelVersion, Prediction
from .one_label import says_one_label
from .ways import made_alike, measure_of, taught_on

VERSIONS = 12
LOOKED_AT = 50
"""Versions among which `VERSIONS` made like the newest are looked for."""
ITEMS, _CHUNK = 5000, 1000
_HELD = ("dev", "cross-validation")


@dataclass(frozen=True)
class Series:
    """points: (labels by people, score), oldest first. on: what the scores were measured on: test, dev, cross-validation."""

    measure: str | None
    on: str
    points: list[tuple[int, float]]


def stop_advice(project: Project) -> list[stopping.Advice]:
    """Plateau, stability of predictions, expected gain; from the last `VERSIONS` trainings that were made like the newest. `facts` has
    `measure` and `on` of the scores, or a `code` that says why there can be none: no_figure, not_one_label."""
    found = made_alike(project, LOOKED_AT)[-VERSIONS:]
    curve = _series(found)
    labels = [n for n, _ in curve.points]
    more = max(labels[-1] // 5, 50) if labels else 50
    about: dict[str, Any] = {"measure": curve.measure, "on": curve.on}
    if found and curve.measure is None:
        about["code"] = "no_figure"
    return [
        _with(stopping.plateau([score for _, score in curve.points]), about),
        _stability(project, found[-stopping.IN_A_ROW - 1 :]),
        _with(stopping.expected_gain(curve.points, more), about),
    ]


def _with(advice: stopping.Advice, about: dict[str, Any]) -> stopping.Advice:
    return replace(advice, facts=advice.facts | about)


def _series(versions: list[ModelVersion]) -> Series:
    """What was held out of the trainings where enough of them tell it, else the test splits: who stops by a test split has used it up."""
    if not versions:
        return Series(None, "", [])
    newest = versions[-1]
    measure = measure_of(newest)
    if measure is None:
        return Series(None, "", [])
    held = [(one, told) for one in versions if (told := _held(one, measure))]
    held = [row for row in held if row[1][0] == held[-1][1][0]]  # of dev items, or of parts held out in turn: the two are not one series
    if len(held) > stopping.IN_A_ROW and held[-1][0] == newest:
        return Series(measure, held[-1][1][0], [(taught_on(one), score) for one, (_, score) in held])
    on = newest.metrics.get("on", "test")
    same = [one for one in versions if one.metrics.get("on", "test") == on]
    return Series(measure, on, [(taught_on(one), score) for one in same if (score := _value(one.metrics.get(measure))) is not None])


def _held(version: ModelVersion, measure: str) -> tuple[str, float] | None:
    """(on, score) of what was held out of its training; without a test split that is what its report is of."""
    held = version.metrics.get("held")
    score = _value(held.get(measure)) if isinstance(held, dict) else None
    if score is not None:
        return str(held.get("on", "dev")), score
    score = _value(version.metrics.get(measure))
    return (version.metrics["on"], score) if version.metrics.get("on") in _HELD and score is not None else None


def _value(figure: Any) -> float | None:
    value = figure.get("value") if isinstance(figure, dict) else figure
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _stability(project: Project, versions: list[ModelVersion]) -> stopping.Advice:
    if versions and not says_one_label(project):
        return stopping.Advice("stability", stopping.UNKNOWN, {"code": "not_one_label", "versions": 0, "needed": stopping.IN_A_ROW + 1})
    return stopping.stability(_said(versions))


def _said(versions: list[ModelVersion]) -> list[list[str]]:
    """What each version says of the items of which all of them say something: texts that waited all the while. Of those that the newest
    read the first `ITEMS`, which mostly came first and have been read longest."""
    if not versions:
        return []
    read = Prediction.objects.filter(model_version=versions[-1]).order_by("item_id").values_list("item_id", flat=True)
    items = list(read[:ITEMS])
    by_item: dict[int, dict[int, str]] = defaultdict(dict)
    for start in range(0, len(items), _CHUNK):
        rows = Prediction.objects.filter(model_version__in=versions, item__in=items[start : start + _CHUNK]).exclude(label="")
        for item, version, label in rows.values_list("item_id", "model_version_id", "label"):
            by_item[item][version] = label
    common = [said for item in items if len(said := by_item[item]) == len(versions)]
    return [[said[version.pk] for said in common] for version in versions]
