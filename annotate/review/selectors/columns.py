"""What everybody said, as columns: from the file of the last measurement and the rows that came since."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import numpy as np

from annotate.annotations.models import Annotation
from annotate.projects.models import Project

from .. import storage
from ..storage import NEVER, NO_LABEL, Ballots

# A row is stamped before it is committed: one that was on its way while the last measurement read is looked for again so far back.
_ON_ITS_WAY = dt.timedelta(minutes=10)
_FIELDS = (
    "pk",
    "task_id",
    "task__item_id",
    "annotator_id",
    "task__round_id",
    "guideline_version_id",
    "label",
    "created_at",
    "supersedes_id",
)
_FILLED = ("id", "task", "item", "annotator", "round", "version", "label", "created")


def ballots(project: Project) -> Ballots:
    """All annotations of the project, corrected ones too, oldest first."""
    before = storage.kept(project.pk, identity(project))
    if before is not None and len(before):
        found = _with_newer(project, before)
        if found is not None:
            return found
    return _added(storage.empty(), _read(project))


def identity(project: Project) -> str:
    """Told from another project that had the same number in a database of the past."""
    return f"{project.pk} {project.created_at.isoformat()} {project.split_seed}"


def _with_newer(project: Project, before: Ballots) -> Ballots | None:
    """None where what was kept is not what the database holds: rows are gone, or are missing from further back."""
    since = storage.moment(before.created[-1]) - _ON_ITS_WAY
    known = set(before.id[before.created >= storage.microseconds(since)].tolist())
    newer = [row for row in _read(project, since) if _bytes(row[0]) not in known]
    last = uuid.UUID(bytes=bytes(before.id[-1]).ljust(16, b"\0"))
    if not Annotation.objects.filter(pk=last, project=project).exists():
        return None
    if Annotation.objects.filter(project=project).count() != len(before) + len(newer):
        return None
    return _added(before, newer)


def _read(project: Project, since: dt.datetime | None = None) -> Iterable[tuple]:
    found = Annotation.objects.filter(project=project)
    if since is not None:
        found = found.filter(created_at__gte=since)
    return found.order_by("created_at", "pk").values_list(*_FIELDS).iterator(chunk_size=10_000)


def _added(before: Ballots, rows: Iterable[tuple]) -> Ballots:
    codes = {label: code for code, label in enumerate(before.labels)}
    columns: dict[str, list[Any]] = {name: [] for name in _FILLED}
    corrected: dict[bytes, int] = {}
    for pk, task, item, annotator, round, version, label, created, supersedes in rows:
        at = storage.microseconds(created)
        code = NO_LABEL if label is None else codes.setdefault(label, len(codes))
        for column, value in zip(columns.values(), (_bytes(pk), task, item, annotator, round, version, code, at), strict=True):
            column.append(value)
        if supersedes is not None:
            corrected[_bytes(supersedes)] = at
    added = storage.ballots({**columns, "ended": [NEVER] * len(columns["id"])}, tuple(codes))
    return _ended(_sorted(storage.together(before, added)), corrected)


def _sorted(found: Ballots) -> Ballots:
    return found.select(np.lexsort((found.id, found.created)))


def _ended(found: Ballots, corrected: dict[bytes, int]) -> Ballots:
    """Rows that a later one took the place of end when it came."""
    if corrected:
        ids = np.array(list(corrected), dtype="S16")
        order = np.argsort(found.id)
        found.ended[order[np.searchsorted(found.id, ids, sorter=order)]] = list(corrected.values())
    return found


def _bytes(id: uuid.UUID) -> bytes:
    """As numpy gives it back: without zero bytes at its end."""
    return id.bytes.rstrip(b"\0")
