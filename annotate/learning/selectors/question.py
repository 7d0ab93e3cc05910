"""The one question that rules answer, and what of an item they look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotate.items.models import Item
from annotate.projects.models import Project
from domain.errors import Refused
from domain.learnable import Learnable, learnable
from domain.schema import LabelSchema
from domain.weak import Row
from domain.weak.votes import MOST_LABELS
from guidelines.selectors import newest, schema_of


@dataclass(frozen=True)
class Question:
    """Of the newest guideline version."""

    asked: Learnable
    labels: tuple[str, ...]

    def text(self, data: Any) -> str | None:
        """What people read; of a pair both texts, one a line."""
        if not isinstance(data, dict) or self.asked.looks_at != "text" or not self.asked.shows(data):
            return None
        return "\n".join(self.asked.inputs(data))

    def row(self, data: Any, meta: Any) -> Row:
        """Metadata goes before data, as everywhere: a table has no other place for it than the data."""
        fields = {**(data if isinstance(data, dict) else {}), **(meta if isinstance(meta, dict) else {})}
        return Row(self.text(data), fields)


def question_of(project: Project, schema: LabelSchema | None = None) -> Question:
    """Raises `Refused` (no_learner, no_single_choice) where the label config asks no question with one label as its answer."""
    found = learnable(schema or schema_of(newest(project.guideline)))
    if not found.says_one_label:
        raise Refused(
            "Rules give an item one label; this label config asks for something else (several labels, or places).", code="no_single_choice"
        )
    if len(found.labels) > MOST_LABELS:
        raise Refused(f"Rules can tell {MOST_LABELS} labels apart; this label config has {len(found.labels)}.", code="too_many_labels")
    return Question(found, found.labels)


def items_in_chunks(project: Project, *columns: str, after: int = 0, size: int = 2000) -> Iterator[list[tuple]]:
    """Rows of the project's items that are not of the test split, in the order of their ids; each row begins with the id."""
    for batch in project.batches.order_by("pk").values_list("pk", flat=True):
        last = after
        while True:
            found = Item.objects.filter(batch=batch, pk__gt=last).exclude(split=Item.TEST).order_by("pk")
            rows = list(found.values_list("pk", *columns)[:size])
            if not rows:
                break
            yield rows
            last = rows[-1][0]


def count_items(project: Project) -> int:
    return Item.objects.filter(batch__project=project).exclude(split=Item.TEST).count()
