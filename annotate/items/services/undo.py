"""Delete what an import brought. Whether anybody worked on it is for the stages below to say (queue.undo_import)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

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
    """Of the files that came with it, those that no item left shows go off the shelf once this is committed; any other now belongs to an
    import that still shows it, and goes with that one."""
    mine = set(StoredFile.objects.filter(batch=batch).values_list("digest", flat=True))
    if not mine:
        return
    heirs = _heirs(batch.project, mine)
    free = sorted(mine - set(heirs))
    for some in _chunks(free):
        StoredFile.objects.filter(batch=batch, digest__in=some).delete()
    for heir in set(heirs.values()):
        for some in _chunks([digest for digest, one in heirs.items() if one == heir]):
            StoredFile.objects.filter(batch=batch, digest__in=some).update(batch=heir)
    transaction.on_commit(lambda: _forget(free))


def _heirs(project: Project, among: set[str]) -> dict[str, int]:
    """{digest: an import, the newest, with an item that still points at it}."""
    rows = Item.objects.filter(project=project).order_by("pk").values_list("batch", Cast("data", TextField()))
    return {digest: batch for batch, text in rows.iterator() for digest in _DIGEST.findall(text) if digest in among}


def _chunks(digests: Sequence[str]) -> Iterator[Sequence[str]]:
    return (digests[start : start + _CHUNK] for start in range(0, len(digests), _CHUNK))


def _forget(digests: Sequence[str]) -> None:
    """Another project may have the same picture, or be taking it in just now."""
    with files.held(alone=True):
        for some in _chunks(digests):
            wanted = set(StoredFile.objects.filter(digest__in=some).values_list("digest", flat=True))
            files.forget(digest for digest in some if digest not in wanted)
