"""A task in the JSON that Label Studio 1.23 exports: every key is there, known or null, so that readers find what they expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TASK: dict[str, Any] = {
    "id": None,
    "annotations": (),
    "drafts": (),
    "predictions": (),
    "data": {},
    "meta": {},
    "created_at": None,
    "updated_at": None,
    "allow_skip": True,
    "inner_id": None,
    "total_annotations": 0,
    "cancelled_annotations": 0,
    "total_predictions": 0,
    "comment_count": 0,
    "unresolved_comment_count": 0,
    "last_comment_updated_at": None,
    "project": None,
    "updated_by": None,
    "comment_authors": (),
}
_ANNOTATION: dict[str, Any] = {
    "id": None,
    "completed_by": None,
    "result": (),
    "was_cancelled": False,
    "ground_truth": False,
    "created_at": None,
    "updated_at": None,
    "draft_created_at": None,
    "lead_time": None,
    "prediction": {},
    "result_count": 0,
    "unique_id": None,
    "import_id": None,
    "last_action": None,
    "bulk_created": False,
    "task": None,
    "project": None,
    "updated_by": None,
    "parent_prediction": None,
    "parent_annotation": None,
    "last_created_by": None,
}
_PREDICTION: dict[str, Any] = {
    "id": None,
    "result": (),
    "model_version": None,
    "score": None,
    "created_at": None,
    "updated_at": None,
    "task": None,
    "project": None,
}


def task(row: Mapping[str, Any]) -> dict[str, Any]:
    """row: `data`, and any of a task's keys; what it lacks is filled in, what Label Studio does not know stays. A result may be an
    `orjson.Fragment`."""
    own = {k: v for k, v in row.items() if v is not None}
    made = {**_TASK, **own}
    about = {"task": made["id"], "project": made["project"]}
    annotations = [_annotation(a, about) for a in made["annotations"]]
    predictions = [{**_PREDICTION, **about, **p} if isinstance(p, Mapping) else p for p in made["predictions"]]
    cancelled = sum(1 for a in annotations if a["was_cancelled"])
    counts = {
        "total_annotations": len(annotations) - cancelled,
        "cancelled_annotations": cancelled,
        "total_predictions": len(predictions),
    }
    return {**made, "annotations": annotations, "predictions": predictions, **{k: v for k, v in counts.items() if k not in own}}


def _annotation(annotation: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    result = annotation.get("result")
    count = len(result) if isinstance(result, list | tuple) else 0
    return {**_ANNOTATION, "result_count": count, **about, **annotation}
