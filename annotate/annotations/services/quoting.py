"""The text of a task as an example for the guideline: what may be quoted, and which spans stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotate.items.models import Item
from annotate.queue.models import Task
from domain.errors import Refused
from domain.schema import LabelSchema
from guidelines.selectors import schema_by_id


def quotable(task: Task) -> str:
    """Its text. Raises `Refused` (test_item) for one of the test split: who reads the guideline would know the answer to what people and
    models are tested on; (no_text) where it shows none."""
    if task.is_test or task.item.split == Item.TEST:
        raise Refused(
            "This text belongs to the test split. As an example it would give away the answer to what is tested; take another one.",
            code="test_item",
        )
    schema = schema_by_id(task.round.guideline_version_id)
    text = task.item.data.get(schema.text_field) if schema.text_field else None
    if not isinstance(text, str) or not text.strip():
        raise Refused("This task shows no text that could be quoted in the guideline.", code="no_text")
    return text


def spans_in(task: Task, result: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """{start, end, label} in code points of the quoted text, for each label of each span of the result."""
    schema = schema_by_id(task.round.guideline_version_id)
    shows = {one.name for one in schema.objects if one.variable is not None and one.variable == schema.text_field}
    found = []
    for entry in result:
        value = entry.get("value") or {}
        if entry.get("to_name") in shows and _is_span(value):
            found += [{"start": value["start"], "end": value["end"], "label": label} for label in _labels(schema, entry, value)]
    return found


def _is_span(value: dict[str, Any]) -> bool:
    return all(isinstance(value.get(name), int) and not isinstance(value.get(name), bool) for name in ("start", "end"))


def _labels(schema: LabelSchema, entry: dict[str, Any], value: dict[str, Any]) -> list[str]:
    control = schema.control(str(entry.get("from_name")))
    return [label for label in value.get("labels", []) if isinstance(label, str)] if control and control.makes_regions else []
