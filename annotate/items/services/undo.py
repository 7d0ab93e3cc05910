"""Delete what an import brought. Whether anybody worked on it is for the stages below to say (queue.undo_import)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ..models import ImportBatch, Item


@transaction.atomic
def delete_items(batch: ImportBatch, *, now: dt.datetime) -> int:
    deleted = Item.objects.filter(batch=batch)._raw_delete(using="default")
    batch.state = ImportBatch.UNDONE
    batch.finished_at = now
    batch.save(update_fields=["state", "finished_at"])
    return deleted
