"""What was generated and accepted by people, as rows of a release: beside what people wrote, told apart from it in every count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.items import services as items
from annotate.items.models import Generated, Item
from annotate.projects.models import Project
from annotate.review.models import Decision
from domain.text import content_hash

RULE = "generated"
"""Stands where other rows say by which rule they were decided."""


@dataclass(frozen=True)
class Child:
    """A generated item that goes in. `decision` is its parent's, which gave its label; `round` the one in which that was decided."""

    item: int
    decision: int
    task: int
    round: int
    row: dict[str, Any]


@dataclass
class Counted:
    """Of what was generated: by label, by augmenter, and of how many different parents."""

    labels: Counter = field(default_factory=Counter)
    augmenters: Counter = field(default_factory=Counter)
    parents: set[str] = field(default_factory=set)

    def add(self, row: Mapping[str, Any]) -> None:
        told = row["meta"]["generated"]
        self.labels[row["label"]] += 1
        self.augmenters[told["recipe"].get("augmenter", "?")] += 1
        self.parents.add(told["parent"])

    def told(self) -> dict[str, Any]:
        return {
            "items": sum(self.labels.values()),
            "of_parents": len(self.parents),
            "labels": dict(sorted(self.labels.items())),
            "augmenters": dict(self.augmenters.most_common()),
        }


def accepted(project: Project, chosen: Mapping[int, Any]) -> tuple[list[Child], int]:
    """(those whose parent is among `chosen` {item: its decision, task, round} in train, with the label they were made for; how many of
    those accepted are left out because it is not, or because something like them is held out by now). In canonical order."""
    found = list(Generated.objects.filter(parent__project=project, state=Generated.ACCEPTED).select_related("item", "parent"))
    parents = {row.parent_id: chosen[row.parent_id] for row in found if row.parent_id in chosen}
    labels = dict(Decision.objects.filter(pk__in=[one.decision for one in parents.values()]).values_list("pk", "label"))
    held_out = items.as_held_out(found)
    children = []
    for row in found:
        parent = parents.get(row.parent_id)
        if row.pk in held_out:
            continue  # something like it came into dev or test since
        if parent is not None and parent.split == Item.TRAIN and labels[parent.decision] == row.label:
            children.append(Child(row.item_id, parent.decision, parent.task, parent.round, _row(row)))
    children.sort(key=lambda one: one.row["content"])
    return children, len(found) - len(children)


def _row(one: Generated) -> dict[str, Any]:
    told = {"parent": one.parent.content_hash, "recipe": one.recipe, "judges": one.judges, "agreed": one.agreed, "distance": one.distance}
    return {
        "content": content_hash(one.data),
        "data": one.data,
        "meta": {"generated": told},
        "group": one.item.group_key,
        "split": one.split,
        "label": one.label,
        "result": one.result,
        "rule": RULE,
        "share": one.agreed / one.judges,
        "note": "",
        "votes": [],
    }
