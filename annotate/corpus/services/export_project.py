"""The live corpus as a file: what is there now, decided or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.utils.text import slugify

from annotate.projects.models import Project

from .. import selectors
from ..selectors import Standing
from .label_studio import spliced
from .shapes import TABLES, check_format, written


def export_project(project: Project, format: str, *, label_only: bool = False) -> tuple[str, str, Iterator[bytes]]:
    """(file name, content type, bytes), some thousand tasks at a time. Annotators stand there by the ids of their accounts.

    label_only: only tasks that somebody has annotated. Raises `Invalid` (unknown_format) at once.
    """
    kind = check_format(format)
    chunks = selectors.live(project, only_annotated=label_only)
    if format == "json":
        made = spliced(project, chunks)
    else:
        value: Callable[[Any], Any] = orjson.loads if format in TABLES else orjson.Fragment
        made = written(format, (_row(one, value) for chunk in chunks for one in chunk), lambda: selectors.fields(project))
    return f"{file_name(project)}.{format}", kind, made


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
        and {"label": decision.label, "rule": decision.rule, "share": decision.share, "result": value(decision.result)},
        "votes": [{"annotator": vote.annotator, "label": vote.label} for vote in one.votes],
    }
