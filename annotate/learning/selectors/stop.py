"""Whether labelling on still pays, as the model versions of a project show."""

from __future__ import annotations

from collections import defaultdict

from annotate.projects.models import Project
from domain import stopping

from ..models import ModelVersion, Prediction

VERSIONS = 12
ITEMS = 5000


def stop_advice(project: Project) -> list[stopping.Advice]:
    """Plateau, stability of predictions, expected gain; from the last `VERSIONS` trainings, each judged on what its own
    release held out."""
    found = list(project.model_versions.select_related("run__release").order_by("-pk")[:VERSIONS])[::-1]
    judged = [(one.run.release.items, value) for one in found if (value := _score(one)) is not None]
    labels = [n for n, _ in judged]
    more = max(labels[-1] // 5, 50) if labels else 50
    return [
        stopping.plateau([score for _, score in judged]),
        stopping.stability(_said(found[-stopping.IN_A_ROW - 1 :])),
        stopping.expected_gain(judged, more),
    ]


def _score(version: ModelVersion) -> float | None:
    value = (version.metrics.get("macro_f1") or {}).get("value")
    return float(value) if isinstance(value, int | float) else None


def _said(versions: list[ModelVersion]) -> list[list[str]]:
    """What each version says of the items of which all of them say something: texts that waited all the while."""
    by_item: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Prediction.objects.filter(model_version__in=versions).exclude(label="").order_by("item_id")
    for item, version, label in rows.values_list("item_id", "model_version_id", "label").iterator(chunk_size=10_000):
        by_item[item][version] = label
    common = [said for said in by_item.values() if len(said) == len(versions)][:ITEMS]
    return [[said[version.pk] for said in common] for version in versions]
