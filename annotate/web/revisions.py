"""What changed between the version of a guideline that somebody knows and the one they work under."""

from __future__ import annotations

from typing import Any

from annotate.annotations.models import Annotation
from annotate.projects.selectors import Seat
from guidelines.models import GuidelineVersion

_CHANGES = 50


def changes(version: GuidelineVersion, since: int) -> dict[str, Any] | None:
    """{from, versions: [{number, change_note, changed}] newest first, labels with another meaning}; None where there is nothing between."""
    if since >= version.number:
        return None
    between = GuidelineVersion.objects.filter(guideline=version.guideline_id, number__gt=since, number__lte=version.number)
    rows = list(between.order_by("-number").values("number", "change_note", "changed")[:_CHANGES])
    return {"from": since, "versions": rows, "labels": sorted({label for row in rows for label in row["changed"]})}


def new_to(me: Seat, version: GuidelineVersion) -> dict[str, Any] | None:
    """What changed since the version that this person annotated under last; until their first answer under this one."""
    mine = Annotation.objects.filter(annotator=me.user, project=me.project).order_by("-created_at")
    last = mine.values_list("guideline_version__number", flat=True).first()
    return None if last is None else changes(version, last)
