"""What people decided, the newest first: a page looks at so much of it, whatever the corpus has grown to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotate.projects.models import Project
from annotate.review.selectors import by_people

from .one_label import with_labels

MOST = 50_000
"""Decided items that are looked at."""
_CHUNK = 1000


@dataclass(frozen=True)
class Decided:
    """The latest round's decision of an item. by_person: somebody adjudicated it; again: and it had been decided before."""

    item: int
    group: str
    task: int
    label: str
    by_person: bool
    again: bool = False


def newest_decided(project: Project, *, but_of: str = "") -> Iterator[dict[int, Decided]]:
    """{item: what was decided} in chunks, each item once, up to `MOST` items. but_of: a split that is left out."""
    seen: set[int] = set()
    last: int | None = None
    while len(seen) < MOST:
        rows = by_people(project).exclude(task__item__split=but_of).order_by("-pk")
        rows = list((rows if last is None else rows.filter(pk__lt=last)).values_list("pk", "task__item_id")[:_CHUNK])
        if not rows:
            return
        last = rows[-1][0]
        items = list(dict.fromkeys(item for _, item in rows if item not in seen))[: MOST - len(seen)]
        seen.update(items)
        yield of_items(project, items)


def of_items(project: Project, items: list[int]) -> dict[int, Decided]:
    """Of those of these that people decided."""
    rows = by_people(project).filter(task__item__in=items).order_by("task_id")
    columns = ("task__item_id", "task__item__group_key", "task_id", "decided_by_id", "supersedes_id")
    told = with_labels(rows, project, *columns, version="task__round__guideline_version_id")
    return {
        item: Decided(item, group, task, label, by is not None, by is not None and before is not None)
        for item, group, task, by, before, label in told
    }
