"""Examples of each label, for who is at work: quotes of what an adjudicator decided."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Substr

from annotate.accounts.models import User
from annotate.items.models import Gold, Item
from annotate.projects.models import Project
from annotate.queue.models import Assignment, Task
from domain.schema import LabelSchema

from ..models import Decision

EACH = 3
# Looked at: the newest so many decisions of the project, whatever its size.
_NEWEST = 300
_LONGEST = 140


def examples(project: Project, schema: LabelSchema, asking: User) -> dict[str, list[str]]:
    """{label of the first choice: up to `EACH` short quotes, newest first}; labels without one are left out.

    Never of the test split or of gold, and never of an item at which `asking` may still have to sit: it would be told the answer.
    Two queries, one where there is nothing.
    """
    if schema.primary is None or schema.text_field is None:
        return {}
    chosen: dict[str, list[int]] = {}
    for label, item in _decided(project, asking):
        for one in label.split(" | ") if schema.primary.multiple else [label]:
            items = chosen.setdefault(one, []) if one in schema.primary.values else []
            if len(items) < EACH and item not in items:
                items.append(item)
    texts = _texts({item for items in chosen.values() for item in items}, schema.text_field)
    quoted = {label: [quote(texts[item]) for item in items if texts.get(item)] for label, items in chosen.items()}
    return {label: quotes for label, quotes in quoted.items() if quotes}


def quote(text: str) -> str:
    """Its beginning on one line, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    cut = line[:_LONGEST]
    head, _, tail = cut.rpartition(" ")
    return (head if head and len(tail) < _LONGEST // 2 else cut).rstrip() + "…"


def _decided(project: Project, asking: User) -> list[tuple[str, int]]:
    """(label, item) of what was adjudicated and stands, newest first."""
    newest = Decision.objects.filter(project=project).order_by("-pk").values("pk")[:_NEWEST]
    mine = Assignment.objects.filter(task=OuterRef("pk"), annotator=asking)
    held, over = mine.filter(state=Assignment.HELD), mine.filter(state__in=(Assignment.DONE, Assignment.SKIPPED))
    ahead = Task.objects.filter(
        Q(round__is_open=True) | Exists(held), ~Exists(over), item=OuterRef("task__item_id"), is_finished=False
    )
    # Among other work, an item that was decided already could only be hidden gold.
    gold = Gold.objects.filter(item=OuterRef("task__item_id"), retired_at__isnull=True)
    found = Decision.objects.filter(
        ~Exists(ahead), ~Exists(gold), pk__in=newest, rule=Decision.ADJUDICATED, superseded_by__isnull=True, task__is_test=False
    ).exclude(task__item__split=Item.TEST)
    return list(found.order_by("-pk").values_list("label", "task__item_id"))


def _texts(items: set[int], field: str) -> dict[int, str | None]:
    if not items:
        return {}
    # No more of a text is read than a quote may need, with room for spaces that fall together.
    begins = Substr(KeyTextTransform(field, "data"), 1, 4 * _LONGEST)
    return dict(Item.objects.filter(pk__in=items).annotate(begins=begins).values_list("pk", "begins"))
