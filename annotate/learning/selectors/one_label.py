"""Answers that are one label. Most stand in a column of their own; that of a rating stands in the result alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from annotate.projects.models import Project
from domain.errors import Refused
from domain.learnable import Learnable, learnable
from domain.schema import LabelSchema
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest, schema_by_id, schema_of


def says_one_label(project: Project) -> bool:
    """Whether an item's answer is one label, as the newest guideline version asks; where no model can learn it, whether there is a column
    of labels at all."""
    schema = schema_of(newest(project.guideline))
    asked = _learnable(schema)
    return asked.says_one_label if asked else schema.primary is not None


def labels_said(project: Project) -> list[str]:
    """What a model may say of an item of the newest guideline version: its choices, or the levels of its rating; nothing of places."""
    schema = schema_of(newest(project.guideline))
    asked = _in_result(schema)
    return list(asked.labels) if asked else list(schema.primary.values) if schema.primary else []


def with_labels(rows: QuerySet, project: Project, *columns: str, version: str = "guideline_version_id") -> Iterable[tuple[Any, ...]]:
    """(columns …, label) of those annotations or decisions that say one, in their order. version: where their guideline version stands.

    Results are read where a guideline version asks for a rating, and nowhere else: they are large.
    """
    asked = {pk: found for pk in _versions(project) if (found := _in_result(schema_by_id(pk)))}
    if not asked:
        return rows.filter(label__gt="").values_list(*columns, "label").iterator(chunk_size=10_000)
    found = rows.values_list(*columns, version, "label", "result").iterator(chunk_size=2000)
    told = ((*row, _label(asked.get(pk), label, result)) for *row, pk, label, result in found)
    return (row for row in told if row[-1])


def label_under(version: int, label: str | None, result: Any) -> str | None:
    """The one label of an annotation or a decision made under a guideline version."""
    return _label(_in_result(schema_by_id(version)), label, result)


def _label(asked: Learnable | None, label: str | None, result: Any) -> str | None:
    """asked: the question whose answer stands in the result; None where the column has it."""
    if asked is None:
        return label or None
    answer = asked.answer(result)
    return answer if isinstance(answer, str) else None


def _versions(project: Project) -> list[int]:
    return list(GuidelineVersion.objects.filter(guideline=project.guideline_id).values_list("pk", flat=True))


def _in_result(schema: LabelSchema) -> Learnable | None:
    """The question of one label that is another than the one whose answers have a column."""
    asked = _learnable(schema)
    if asked is None or not asked.says_one_label or (schema.primary and schema.primary.name == asked.from_name):
        return None
    return asked


def _learnable(schema: LabelSchema) -> Learnable | None:
    try:
        return learnable(schema)
    except Refused:
        return None
