"""What an adjudicator says of a task, checked; and how it becomes a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from annotate.accounts.models import User
from annotate.queue.models import Task
from domain.errors import Invalid, Refused
from domain.schema import LabelSchema
from guidelines import selectors as guidelines

from ..models import Decision
from ..selectors import decision_of
from .results import result_of

LONGEST_NOTE = 5000
LONGEST_SECTION = 200


@dataclass(frozen=True)
class Saying:
    label: str
    result: list[dict[str, Any]]
    note: str = ""
    section: str = ""


def saying(task: Task, *, label: str | None, result: Any, note: str, section: str) -> Saying:
    """Raises `Invalid` when the label is none of the task's choices, the result does not fit the label config, the note is too long, or
    the guideline has no such section."""
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"The note is longer than {LONGEST_NOTE:,} characters.", fields={"note": "too long"})
    schema = guidelines.schema_by_id(task.round.guideline_version_id)
    if result is None:
        label = label or ""
        result = result_of(schema, label, task.item.data)
    else:
        _check(schema, result, task.item.data)
        label = schema.label_of(result) or ""
    return Saying(label, result, note, _section(task, section.strip()))


def _check(schema: LabelSchema, result: Any, data: Any) -> None:
    problems = schema.problems(result, data)
    if problems:
        first = problems[0]
        raise Invalid(
            f"{first['path']}: {first['message']}",
            code="invalid_result",
            fields={p["path"]: p["message"] for p in problems[:50]},
        )


def _section(task: Task, section: str) -> str:
    """A heading of the guideline version that the task was labelled under, or of the newest."""
    if not section:
        return ""
    version = task.round.guideline_version
    for one in (version, guidelines.newest(version.guideline)):
        if any(found.title[:LONGEST_SECTION] == section for found in guidelines.sections(one)):
            return section
    what = f"version {version.number} of the guideline has no section “{section[:100]}”"
    raise Invalid(f"section: {what}.", code="unknown_section", fields={"section": what})


def decide(
    task: Task, saying: Saying, *, by: User, stands: Decision | None, now: dt.datetime, seconded_by: User | None = None
) -> Decision:
    try:
        with transaction.atomic():
            return Decision.objects.create(
                task=task,
                project_id=task.project_id,
                label=saying.label,
                result=saying.result,
                rule=Decision.ADJUDICATED,
                decided_by=by,
                seconded_by=seconded_by,
                note=saying.note,
                section=saying.section,
                supersedes=stands or _taken_back(task),
                created_at=now,
            )
    except IntegrityError:
        raise meanwhile(decision_of(task)) from None


def _taken_back(task: Task) -> Decision | None:
    return Decision.objects.filter(task=task, superseded_by__isnull=True, rule=Decision.WITHDRAWN).first()


def meanwhile(stands: Decision | None) -> Refused:
    how = f"as '{stands.label or 'something else'}' by {stands.decided_by or stands.rule}" if stands else "otherwise"
    return Refused(f"This was decided {how} meanwhile. Look at it again.", code="decided_meanwhile")
