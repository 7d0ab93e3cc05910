"""Take rows in, chunk by chunk: what a chunk did and how far it came are committed together, so an import that was
killed goes on where it stopped and doubles nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Problem
from domain.formats import Rejected, Row

from ..models import ImportBatch, Rejection
from .insert import insert_items
from .prepare import Preparer

CHUNK = 4000
# Each rejected row is reported; past this many the file is the wrong one, and the count says so.
REJECTIONS_KEPT = 10_000


def open_batch(
    project: Project, *, name: str, by: User, now: dt.datetime, format: str = "", source: str = "", content_type: str = ""
) -> ImportBatch:
    if not project.splits_fixed:
        Project.objects.filter(pk=project.pk).update(splits_fixed=True)
        project.splits_fixed = True
    return ImportBatch.objects.create(
        project=project, name=name[:255], format=format, source=source, content_type=content_type[:100], created_by=by, created_at=now
    )


def import_rows(
    batch: ImportBatch,
    rows: Iterable[Row | Rejected],
    *,
    text_field: str | None,
    after_chunk: Callable[[ImportBatch], None] | None = None,
) -> ImportBatch:
    """Reads `rows` from the start and skips those an earlier run committed. `after_chunk` runs in the chunk's transaction."""
    preparer = Preparer(batch.project, text_field)
    source = iter(rows)
    skipped = sum(1 for _ in islice(source, batch.rows_read))
    assert skipped == batch.rows_read, "the source has fewer rows than were read from it before"
    while chunk := list(islice(source, CHUNK)):
        with transaction.atomic():
            _take(batch, chunk, preparer)
            if after_chunk:
                after_chunk(batch)
    return batch


def _take(batch: ImportBatch, chunk: list[Row | Rejected], preparer: Preparer) -> None:
    records, rejections = [], []
    for number, reason, record in _fates(chunk, preparer):
        if record is None:
            rejections.append(Rejection(batch=batch, row=number, reason=reason))
        else:
            records.append(record)
    count(batch, len(chunk), records, rejections)


def count(batch: ImportBatch, read: int, records: list[tuple], rejections: list[Rejection]) -> None:
    """Insert a chunk's items and write down how far the import came; the caller's transaction holds both together."""
    made = insert_items(batch, records)
    Rejection.objects.bulk_create(rejections[: max(0, REJECTIONS_KEPT - batch.rejected)])
    batch.rows_read += read
    batch.items_made += made
    batch.duplicates += len(records) - made
    batch.rejected += len(rejections)
    batch.save(update_fields=["rows_read", "items_made", "duplicates", "rejected"])


def _fates(chunk: list[Row | Rejected], preparer: Preparer) -> Iterator[tuple[int, str, tuple | None]]:
    for row in chunk:
        if isinstance(row, Rejected):
            yield row.number, row.reason, None
            continue
        try:
            yield row.number, "", preparer.record(row)
        except Problem as problem:
            yield row.number, problem.message, None


def finish(batch: ImportBatch, *, now: dt.datetime, failure: str = "") -> ImportBatch:
    batch.state = ImportBatch.FAILED if failure else ImportBatch.DONE
    batch.failure = failure
    batch.finished_at = now
    batch.save(update_fields=["state", "failure", "finished_at"])
    return batch
