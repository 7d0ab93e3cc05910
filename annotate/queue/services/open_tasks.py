"""Open a round, put items into it as tasks, close it."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from annotate.items.models import ImportBatch, Item
from annotate.projects.models import Project
from domain.errors import Invalid
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest

from ..models import Assignment, Round, Task


@transaction.atomic
def open_round(
    project: Project,
    *,
    now: dt.datetime,
    title: str = "",
    seats: int | None = None,
    version: GuidelineVersion | None = None,
    order: str = Round.RANDOM,
    with_untouched: bool = False,
) -> Round:
    """The next round. Open ones are closed first (held seats may still be finished).

    with_untouched: items that nobody was ever seated at move into this round.
    """
    if order not in (Round.RANDOM, Round.AS_IMPORTED):
        raise Invalid("The order of a round is 'random' or 'as_imported'.", fields={"order": "unknown"})
    seats = seats or project.annotators_per_task
    if not 1 <= seats <= 20:
        raise Invalid("A task has 1 to 20 annotators.", fields={"annotators_per_task": "1 to 20"})
    last = project.rounds.order_by("-number").first()
    for open_one in project.rounds.filter(is_open=True):
        close_round(open_one, now=now)
    number = last.number + 1 if last else 1
    made = Round.objects.create(
        project=project,
        number=number,
        title=title or f"Round {number}",
        guideline_version=version or newest(project.guideline),
        seats=seats,
        order=order,
        created_at=now,
    )
    if with_untouched:
        open_tasks(made)
    return made


def close_round(round: Round, *, now: dt.datetime) -> Round:
    """Nobody gets a new task from it any more; tasks that nobody touched leave it, so that a later round can have them."""
    seated = Assignment.objects.filter(task=OuterRef("pk"))
    # One statement: nothing points at a task that nobody was ever seated at.
    Task.objects.filter(~Exists(seated), round=round, taken=0)._raw_delete(using=connection.alias)
    round.is_open = False
    round.closed_at = now
    round.save(update_fields=["is_open", "closed_at"])
    return round


def open_tasks(round: Round, *, batch: ImportBatch | None = None, after_item: int = 0) -> int:
    """Every item of the project (or of one batch, with id > after_item) that no round has yet becomes a task: one statement."""
    task, item = Task._meta.db_table, Item._meta.db_table
    priority = "i.shuffle" if round.order == Round.RANDOM else "0"
    limit, extra = "", []
    if batch is not None:
        limit, extra = "AND i.batch_id = %s AND i.id > %s", [batch.pk, after_item]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {task} (project_id, round_id, item_id, seats, taken, done, is_open, is_finished, is_test, "
            "priority, by_model) "
            f"SELECT i.project_id, %s, i.id, %s, 0, 0, %s, %s, i.split = 'test', {priority}, %s FROM {item} i "
            f"WHERE i.project_id = %s {limit} AND NOT EXISTS (SELECT 1 FROM {task} t WHERE t.item_id = i.id) ORDER BY i.id",
            [round.pk, round.seats, True, False, False, round.project_id, *extra],
        )
        return cursor.rowcount
