"""The live corpus as a file: what is there now, decided or not."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from annotate.projects.models import Project

from .. import selectors
from .shapes import TABLES, check_format, written


def export_project(project: Project, format: str, *, label_only: bool = False) -> tuple[str, str, Iterator[bytes]]:
    """(file name, content type, bytes), some thousand tasks at a time. Annotators stand there by the ids of their accounts.

    label_only: only tasks that somebody has annotated. Raises `Invalid` (unknown_format) at once.
    """
    kind = check_format(format)
    rows = selectors.live(project, only_annotated=label_only, parsed=format in TABLES)
    return f"{file_name(project)}.{format}", kind, written(format, rows, lambda: selectors.fields(project))


def file_name(project: Project) -> str:
    return slugify(project.title)[:80] or f"project-{project.pk}"
