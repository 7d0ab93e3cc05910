"""Rows in, tasks out: import into a project and put what is new into its open round, in the same transaction."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from django.db import connection, transaction
from django.db.models import Max

from annotate.accounts.models import User
from annotate.items import services as items
from annotate.items.models import Gold, ImportBatch, Item
from annotate.items.sources import Source
from annotate.projects.models import Project
from domain.errors import Refused
from domain.formats import Rejected, Row, read
from guidelines.selectors import newest, schema_of

from ..models import Round, Task
from .close_round import remove_untouched
from .hide_gold import hide_gold
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
    text_field = schema_of(newest(batch.project.guideline)).text_field
    return _seated(batch, lambda seat: items.import_rows(batch, rows, text_field=text_field, after_chunk=seat), now=now)


def take_pictures_in(
    batch: ImportBatch, source: Source, *, now: dt.datetime, told: Callable[[int, int], None] = lambda done, of: None
) -> ImportBatch:
    """As `take_in`, of the pictures and sounds in an archive or a folder. told: (files done, files in all)."""
    schema = schema_of(newest(batch.project.guideline))
    return _seated(
        batch, lambda seat: items.import_pictures(batch, source, schema=schema, now=now, after_chunk=seat, told=told), now=now
    )


def _seated(batch: ImportBatch, take: Callable[[Callable[[ImportBatch], None]], object], *, now: dt.datetime) -> ImportBatch:
    """take(seat): runs the import and has `seat` called in the transaction of each chunk."""
    round = _takes_imports(batch.project)
    last = Item.objects.filter(batch=batch).aggregate(last=Max("id"))["last"] or 0

    def seat(done: ImportBatch) -> None:
        nonlocal last
        if round is not None:
            open_tasks(round, batch=done, after_item=last)
            last = Item.objects.filter(batch=batch).aggregate(last=Max("id"))["last"] or 0

    take(seat)
    if round is not None:
        hide_gold(round, rng=random.Random(batch.pk))
    if batch.items_made >= 10_000:
        _refresh_statistics()
    return items.finish(batch, now=now)


def _takes_imports(project: Project) -> Round | None:
    """The open round that is for everything untouched. What is imported beside a sample waits for a round of its own."""
    found = project.rounds.filter(is_open=True, kind__in=(Round.PILOT, Round.PRODUCTION), sample__isnull=True)
    return found.exclude(assignment=Round.PLANNED).order_by("number").first()


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
    if Gold.objects.filter(item__batch=batch).exists():
        raise Refused("An item of this import has a known right answer (gold), so it stays.", code="gold")
    remove_untouched(Task.objects.filter(item__batch=batch))
    return items.delete_items(batch, now=now)
