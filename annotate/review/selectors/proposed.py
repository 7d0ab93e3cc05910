"""What became of the examples that decisions and answers were made into."""

from __future__ import annotations

from collections.abc import Iterable

from annotate.projects.models import Project
from guidelines.models import Example


def proposed(project: Project, sources: Iterable[str]) -> dict[str, Example]:
    """{source: its example}; sources as in `Example.source`: "decision:34", "question:12"."""
    found = Example.objects.filter(guideline=project.guideline_id, source__in=list(sources))
    return {example.source: example for example in found}


def whereabouts(example: Example | None) -> str:
    """none, waiting (for the next draft), placed (into the draft), dismissed."""
    if example is None:
        return "none"
    if example.dismissed_at is not None:
        return "dismissed"
    return "waiting" if example.placed_at is None else "placed"
