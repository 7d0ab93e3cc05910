"""The newest measurement, whether it still holds, and who is who in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from annotate.accounts.models import User
from annotate.annotations.models import Annotation
from annotate.projects.models import Project
from annotate.projects.selectors import called
from annotate.queue.models import Round
from guidelines.models import GuidelineVersion

from ..models import Agreement

# A row is stamped before it is committed: one that was on its way while a measurement read is noticed so far back.
ON_ITS_WAY = dt.timedelta(minutes=10)


def agreement(
    project: Project, round: Round | None = None, version: GuidelineVersion | None = None, slice: dict[str, str] | None = None
) -> Agreement | None:
    """The newest measurement of the project, or of one round, one guideline version, one slice {by, value}."""
    of: dict[str, Any] = {"slice__isnull": True} if slice is None else {"slice__by": slice["by"], "slice__value": slice["value"]}
    return Agreement.objects.filter(project=project, round=round, guideline_version=version, **of).order_by("-id").first()


def annotations_in(project: Project) -> int:
    return Annotation.objects.filter(project=project).count()


def is_stale(measured: Agreement) -> bool:
    """More was submitted since, or the scale of the labels was changed. What it costs does not grow with the corpus."""
    if measured.level != measured.project.level:
        return True
    rows = Annotation.objects.filter(project=measured.project_id)
    if rows.filter(created_at__gt=measured.measured_at).exists():
        return True
    if (recent := measured.figures.get("recent")) is None:
        return rows.count() != measured.annotations
    return rows.filter(created_at__gte=measured.measured_at - ON_ITS_WAY).count() != recent


def named(measured: Agreement) -> dict[str, Any]:
    """The figures with people's names in place of their ids, everything in the same order."""
    figures = measured.figures
    names = people_of(measured)
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

    return renamed({name: part for name, part in figures.items() if name != "given"})


def people_of(measured: Agreement) -> dict[int, str]:
    """User id → the name in the figures."""
    return names_in(measured.project, {row["annotator"] for row in measured.figures.get("per_annotator", [])})


def names_in(project: Project, ids: set[int]) -> dict[int, str]:
    """What to call each in a figure of this project: a made-up name where it or the person's invitation says so, else as `names_of`."""
    own = {person.pk: str(person) for person in User.objects.filter(pk__in=ids)}
    return names_of(ids) | {pk: name for pk, name in called(project, ids).items() if name != own.get(pk)}


def names_of(ids: set[int]) -> dict[int, str]:
    """What to call each; two of the same name are told apart by a number, never by their addresses."""
    people = list(User.objects.filter(pk__in=ids).order_by("pk"))
    alike = Counter(person.short_name for person in people)
    return {p.pk: p.short_name if alike[p.short_name] == 1 else f"{p.short_name} (#{p.pk})" for p in people}
