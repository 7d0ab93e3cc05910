"""Delete what an import brought. Whether anybody worked on it is for the stages below to say (queue.undo_import)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from annotate.projects.models import Project

from .. import files
from ..models import Generated, ImportBatch, Item, StoredFile

_DIGEST = re.compile(r"/files/([0-9a-f]{64})/")
_CHUNK = 500


@transaction.atomic
def delete_items(batch: ImportBatch, *, now: dt.datetime) -> int:
    Generated.objects.filter(item__batch=batch).delete()
    deleted = Item.objects.filter(batch=batch)._raw_delete(using="default")
    _release_files(batch)
    batch.state = ImportBatch.UNDONE
    batch.finished_at = now
    batch.save(update_fields=["state", "finished_at"])
    return deleted


def _release_files(batch: ImportBatch) -> None:
    """The files that came with it and that no item left shows; off the shelf once this is committed."""
    mine = set(StoredFile.objects.filter(batch=batch).values_list("digest", flat=True))
    if not mine:
        return
    free = sorted(mine - _shown(batch.project, mine))
    for start in range(0, len(free), _CHUNK):
        StoredFile.objects.filter(batch=batch, digest__in=free[start : start + _CHUNK]).delete()
    transaction.on_commit(lambda: _forget(free))


def _shown(project: Project, among: set[str]) -> set[str]:
    """Those that items of the project still point at, whichever import these came with."""
    texts = Item.objects.filter(project=project).values_list(Cast("data", TextField()), flat=True)
    return {digest for text in texts.iterator() for digest in _DIGEST.findall(text) if digest in among}


def _forget(digests: Iterable[str]) -> None:
    """Another project may have the same picture, or be taking it in just now."""
    digests = list(digests)
    with files.held(alone=True):
        for start in range(0, len(digests), _CHUNK):
            some = digests[start : start + _CHUNK]
            wanted = set(StoredFile.objects.filter(digest__in=some).values_list("digest", flat=True))
            files.forget(digest for digest in some if digest not in wanted)
