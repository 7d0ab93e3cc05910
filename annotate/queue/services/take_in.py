"""Rows in, tasks out: import into a project and put what is new into its open round, in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from django.db import connection, transaction
from django.db.models import Max

from annotate.accounts.models import User
from annotate.items import services as items
from annotate.items.models import ImportBatch, Item
from annotate.projects.models import Project
from domain.errors import Refused
from domain.formats import Rejected, Row, read
from guidelines.selectors import newest, schema_of

from ..models import Round, Task
from .open_tasks import open_tasks


def start_import(project: Project, *, name: str, by: User, now: dt.datetime, **about: str) -> ImportBatch:
    """An import that has read nothing yet. about: format, source, content_type."""
    return items.open_batch(project, name=name, by=by, now=now, **about)


def read_in(
    batch: ImportBatch,
    stream: BinaryIO,
    *,
    now: dt.datetime,
    watch: Callable[[Iterator[Row | Rejected]], Iterator[Row | Rejected]] = iter,
) -> ImportBatch:
    """A file into the project: what it is, is told by the batch's format, name and content type, or by its first bytes.

    watch: sees each row go by (a job's progress)."""
    rows = read(
        stream,
        format=batch.format or None,
        filename=batch.name or None,
        content_type=batch.content_type or None,
        text_field=schema_of(newest(batch.project.guideline)).text_field or "text",
    )
    return take_in(batch, watch(rows), now=now)


def take_in(batch: ImportBatch, rows: Iterable[Row | Rejected], *, now: dt.datetime) -> ImportBatch:
    """Runs or resumes the import `batch`. Items are tasks as soon as their chunk is committed."""
    round = Round.objects.filter(project=batch.project, is_open=True).order_by("number").first()
    last = Item.objects.filter(batch=batch).aggregate(last=Max("id"))["last"] or 0

    def seat(done: ImportBatch) -> None:
        nonlocal last
        if round is not None:
            open_tasks(round, batch=done, after_item=last)
            last = Item.objects.filter(batch=batch).aggregate(last=Max("id"))["last"] or 0

    schema = schema_of(newest(batch.project.guideline))
    items.import_rows(batch, rows, text_field=schema.text_field, after_chunk=seat)
    if batch.items_made >= 10_000:
        _refresh_statistics()
    return items.finish(batch, now=now)


def _refresh_statistics() -> None:
    """The planner has to know that the tables grew, or the next claim walks the wrong index."""
    with connection.cursor() as cursor:
        for table in (Item._meta.db_table, Task._meta.db_table):
            cursor.execute(f"ANALYZE {table}")


@transaction.atomic
def undo_import(batch: ImportBatch, *, now: dt.datetime) -> int:
    """Take a whole import back. Refused as soon as anybody was seated at one of its tasks: that is people's work."""
    if batch.state == ImportBatch.UNDONE:
        raise Refused("This import was undone already.", code="already_undone")
    if batch.state == ImportBatch.RUNNING:
        raise Refused("This import is still running.", code="running")
    touched = Task.objects.filter(item__batch=batch, assignments__isnull=False)
    if touched.exists():
        raise Refused("Somebody worked on a task of this import already, so it stays.", code="annotated")
    Task.objects.filter(item__batch=batch)._raw_delete(using="default")
    return items.delete_items(batch, now=now)
