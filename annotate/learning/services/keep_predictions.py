"""What was said of items, written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotate.queue.services import first_choice

from ..models import ModelVersion, Prediction
from .ask import Saying


def predicted(version: ModelVersion, item: int, saying: Saying) -> Prediction:
    label = first_choice({"result": saying.result}) or ""
    shares = None if saying.probabilities is None else list(saying.probabilities.values())
    return Prediction(
        model_version=version, item_id=item, label=label, score=saying.score, probabilities=shares, result=saying.result
    )


def keep(rows: Iterable[Prediction]) -> None:
    """What an earlier run of the same version said is replaced."""
    Prediction.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["model_version", "item"],
        update_fields=["label", "score", "probabilities", "result"],
    )


def suggestion_of(row: Prediction | None, version: ModelVersion) -> dict[str, Any] | None:
    """As a task of the queue carries it."""
    if row is None or not row.result:
        return None
    return {"result": row.result, "score": round(row.score, 6), "model_version": version.name, "label": row.label}
