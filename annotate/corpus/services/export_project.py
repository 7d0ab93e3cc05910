"""The live corpus as a file: what is there now, decided or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import orjson
from django.utils.text import slugify

from annotate.projects.models import Project

from .. import selectors
from ..selectors import Decided, Given, Standing
from .archive import zipped
from .label_studio import spliced
from .mapping import Newest
from .pictures import Shelf
from .shapes import TABLES, check_format, written

EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the earliest that a zip archive knows


def export_project(
    project: Project,
    format: str,
    *,
    label_only: bool = False,
    as_given: bool = False,
    files: bool = False,
    now: dt.datetime | None = None,
) -> tuple[str, str, Iterator[bytes]]:
    """(file name, content type, bytes), some thousand tasks at a time. Annotators stand there by the ids of their accounts.

    label_only: only tasks that somebody has annotated. Labels are those of the newest guideline version, what was given beside them, where
    a version recorded what became of a label; as_given: only what was given. files: a zip archive with the pictures and sounds of the
    project, at which the data point; `now` is the time that its members carry. Raises `Invalid` (unknown_format) or `Refused`
    (file_missing) at once.
    """
    kind = check_format(format)
    chunks = selectors.live(project, only_annotated=label_only)
    shelf = Shelf(project)
    if files:
        for file in project.files.order_by("pk").iterator():
            shelf.along(file.address)
        shelf.check()
        chunks = ([one._replace(data=shelf.along_in_text(one.data)) for one in chunk] for chunk in chunks)
    newest = None if as_given else Newest(project)
    if newest:
        chunks = newest.live(chunks)
    if format == "json":
        made = spliced(project, chunks)
    else:
        value: Callable[[Any], Any] = orjson.loads if format in TABLES else orjson.Fragment
        rows = (_row(one, value) for chunk in chunks for one in chunk)
        made = written(format, rows, lambda: selectors.fields(project), given_too=bool(newest))
    name = f"{file_name(project)}.{format}"
    if files:
        members = chain([(name, made)], shelf.members())
        return f"{file_name(project)}-{format}-files.zip", "application/zip", zipped(members, at=now or EPOCH)
    return name, kind, made


def file_name(project: Project) -> str:
    return slugify(project.title)[:80] or f"project-{project.pk}"


def _row(one: Standing, value: Callable[[Any], Any]) -> dict[str, Any]:
    decision = one.decision
    return {
        "id": one.id,
        "data": value(one.data),
        "meta": None if one.meta is None else value(one.meta),
        "split": one.split,
        "decision": decision
        and {
            "label": decision.label,
            "rule": decision.rule,
            "share": decision.share,
            "posterior": None if decision.posterior is None else value(decision.posterior),
            "result": value(decision.result),
            **_given(decision),
            **({"accepted_from": decision.accepted_from} if decision.accepted_from else {}),
        },
        "votes": [{"annotator": vote.annotator, "label": vote.label, **_given(vote)} for vote in one.votes],
    }


def _given(one: Given | Decided) -> dict[str, Any]:
    return {} if one.result_as_given is None else {"label_as_given": one.label_as_given}
