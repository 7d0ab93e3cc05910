"""The newest measurement, whether it still holds, and who is who in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from annotate.accounts.models import User
from annotate.annotations.models import Annotation
from annotate.projects.models import Project
from annotate.queue.models import Round

from ..models import Agreement


def agreement(project: Project, round: Round | None = None) -> Agreement | None:
    """The newest measurement of the project, or of one round."""
    return Agreement.objects.filter(project=project, round=round).order_by("-id").first()


def annotations_in(project: Project) -> int:
    return Annotation.objects.filter(project=project).count()


def is_stale(measured: Agreement) -> bool:
    """More was submitted since, or the scale of the labels was changed."""
    if measured.level != measured.project.level:
        return True
    newer = Annotation.objects.filter(project=measured.project_id, created_at__gt=measured.measured_at)
    return newer.exists() or annotations_in(measured.project) != measured.annotations


def named(measured: Agreement) -> dict[str, Any]:
    """The figures with people's names in place of their ids, everything in the same order."""
    figures = measured.figures
    names = names_of({row["annotator"] for row in figures.get("per_annotator", [])})
    only = next(iter(names.items())) if len(names) == 1 else None

    def renamed(row: Any) -> Any:
        if isinstance(row, list):
            return [renamed(part) for part in row]
        if not isinstance(row, dict):
            return row
        row = {key: renamed(value) for key, value in row.items()}
        if "annotator" in row:
            row["annotator"] = names.get(row["annotator"], f"person {row['annotator']}")
        if "annotators" in row and isinstance(row["annotators"], list):
            row["annotators"] = [names.get(a, f"person {a}") for a in row["annotators"]]
        if only and isinstance(row.get("reason"), str):
            row["reason"] = row["reason"].replace(f"annotator ({only[0]})", f"annotator ({only[1]})")
        return row

    return renamed(figures)


def names_of(ids: set[int]) -> dict[int, str]:
    """What to call each; two of the same name are told apart by a number, never by their addresses."""
    people = list(User.objects.filter(pk__in=ids).order_by("pk"))
    alike = Counter(person.short_name for person in people)
    return {p.pk: p.short_name if alike[p.short_name] == 1 else f"{p.short_name} (#{p.pk})" for p in people}
