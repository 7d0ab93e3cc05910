"""What was said of items, written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotate.queue.services import first_choice

from ..models import ModelVersion, Prediction
from .ask import Saying


def predicted(version: ModelVersion, item: int, saying: Saying) -> Prediction:
    label = first_choice({"result": saying.result}) or _stars(saying.result)
    shares = None if saying.probabilities is None else list(saying.probabilities.values())
    return Prediction(
        model_version=version, item_id=item, label=label, score=saying.score, probabilities=shares, result=saying.result
    )


def _stars(result: list[dict[str, Any]]) -> str:
    """A rating as its level is called; nothing where it is none."""
    value = result[0].get("value") if result else None
    stars = value.get("rating") if isinstance(value, dict) else None
    return str(int(stars)) if isinstance(stars, int | float) and not isinstance(stars, bool) and stars == int(stars) else ""


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
