"""Take an annotation: once, checked against the label config, and in the same transaction as the seat that it fills."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from typing import Any

from django.db import IntegrityError, connection, transaction

from annotate.queue.models import Assignment
from annotate.queue.services import complete
from domain.errors import Invalid, Refused
from domain.schema import LabelSchema
from guidelines.selectors import schema_by_id

from ..models import Annotation, Draft
from .became import fates
from .draft import keep_draft
from .gold import at_gold, judge, may_be_gold


def submit(
    assignment: Assignment,
    *,
    id: uuid.UUID,
    result: Any,
    seconds: float | None = None,
    corrects: uuid.UUID | None = None,
    became: Any = None,
    now: dt.datetime,
) -> tuple[Annotation, bool]:
    """(annotation, True) when it was made now; (the same, False) when this very submit was taken before.

    assignment: with `task__round` and `task__item` at hand. became: what became of the suggestions that were shown, see `fates`.
    Raises `Invalid` (invalid_result) saying what is wrong and where, `Refused`
    (id_conflict, already_done, not_yours_any_more, lease_expired, round_closed) when the state forbids it; whatever was refused for a lost
    lease is kept as a draft.
    """
    if _known(id):
        return _same_again(Annotation.objects.get(pk=id), assignment, result), False
    version_id = assignment.task.round.guideline_version_id
    schema = schema_by_id(version_id)
    _check(schema, result, assignment)
    annotation = Annotation(
        id=id,
        assignment=assignment,
        task_id=assignment.task_id,
        project_id=assignment.project_id,
        annotator_id=assignment.annotator_id,
        guideline_version_id=version_id,
        result=result,
        label=schema.label_of(result),
        seconds=_seconds(seconds),
        with_suggestion=assignment.had_suggestion,
        became=fates(became, assignment),
        is_test=assignment.is_test,
        is_right=at_gold(assignment, schema, result),
        supersedes_id=corrects,
        created_at=now,
    )
    try:
        _write(annotation, assignment, corrects, now)
    except IntegrityError:
        return _lost_a_race(annotation, assignment, result)
    except Refused as refused:
        if refused.code == "lease_expired":
            keep_draft(assignment, result=result, seconds=seconds, now=now)
        raise
    return annotation, True


@transaction.atomic
def _write(annotation: Annotation, assignment: Assignment, corrects: uuid.UUID | None, now: dt.datetime) -> None:
    if corrects is None:
        complete(assignment, now=now)
    else:
        _check_correction(assignment, corrects)
    annotation.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(_NO_DRAFT, [assignment.pk])
    if annotation.is_right is not None or may_be_gold(assignment):
        judge(assignment, now=now)


def _known(id: uuid.UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_IS_THERE, [id.hex if connection.vendor == "sqlite" else id])
        return cursor.fetchone() is not None


# Written out: they run on every submit, and the ORM takes longer to build them than the database to run them.
_IS_THERE = f"SELECT 1 FROM {Annotation._meta.db_table} WHERE id = %s"
_NO_DRAFT = f"DELETE FROM {Draft._meta.db_table} WHERE assignment_id = %s"


def _check_correction(assignment: Assignment, corrects: uuid.UUID) -> None:
    target = Annotation.objects.filter(pk=corrects, assignment_id=assignment.pk).first()
    if target is None:
        raise Refused("There is no annotation of yours with that id at this task.", code="nothing_to_correct")
    if Annotation.objects.filter(supersedes_id=corrects).exists():
        raise Refused("That annotation was corrected already; correct the newest one.", code="already_corrected")
    if not assignment.task.round.is_open:
        raise Refused("The round is closed; its annotations stay as they are.", code="round_closed")


def _check(schema: LabelSchema, result: Any, assignment: Assignment) -> None:
    data = assignment.task.item.data if schema.needs_data else None
    problems = schema.problems(result, data)
    if problems:
        first = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise Invalid(
            f"{first['path']}: {first['message']}{more}",
            code="invalid_result",
            fields={p["path"]: p["message"] for p in problems[:50]},
        )


def _seconds(seconds: Any) -> float | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds < 0:
        raise Invalid("seconds: must be a number of seconds, 0 or more.", fields={"seconds": "a number, 0 or more"})
    return float(seconds)


def _same_again(before: Annotation, assignment: Assignment, result: Any) -> Annotation:
    if before.assignment_id == assignment.pk and before.result == result:
        return before
    raise Refused("This id was used for another annotation; make a new one for each.", code="id_conflict")


def _lost_a_race(annotation: Annotation, assignment: Assignment, result: Any) -> tuple[Annotation, bool]:
    """Two requests with the same id at once: the other one wrote it."""
    before = Annotation.objects.filter(pk=annotation.pk).first()
    if before is not None:
        return _same_again(before, assignment, result), False
    raise Refused("You have submitted this task already.", code="already_done")
