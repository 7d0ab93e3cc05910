"""What agreement can be asked of: everything, a round, a guideline version, some of the people, some of the texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.items.models import Item
from annotate.projects import selectors as projects
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from domain.errors import Invalid, NotVisible
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest, schema_of

from ..storage import Ballots

GROUP, FIELD, BETWEEN = "group", "meta:", "between"
VALUES = 12
"""Of a field of the metadata, so many values at most: those of the most texts."""
_LOOKED_AT = 200
_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Scope:
    """`slice` is {by, value}: by "group", value a name of `projects.selectors.groups`; or by "meta:FIELD", value as text."""

    round: Round | None = None
    version: GuidelineVersion | None = None
    slice: dict[str, str] | None = None

    @property
    def is_all(self) -> bool:
        return self.round is None and self.version is None and self.slice is None

    @property
    def key(self) -> str:
        """The same scope always has the same key: "all", "round:2", "version:3", "group=native:ko", "round:2 meta:genre=news"."""
        parts = [f"round:{self.round.number}"] if self.round else []
        parts += [f"version:{self.version.number}"] if self.version else []
        parts += [f"{self.slice['by']}={self.slice['value']}"] if self.slice else []
        return " ".join(parts) or "all"


def scope_of(project: Project, key: str) -> Scope:
    """The scope of a `key` of a round, of a version, or of all. Raises `NotVisible` where there is none."""
    kind, _, number = key.partition(":")
    if key == "all":
        return Scope()
    if number.isdecimal() and len(number) < 9:
        if kind == "round" and (round := project.rounds.filter(number=int(number)).first()):
            return Scope(round=round)
        if kind == "version" and (version := project.guideline.versions.filter(number=int(number)).first()):
            return Scope(version=version)
    raise NotVisible(f"There is nothing to measure by the name '{key}': 'all', 'round:' and a number, or 'version:' and a number.")


def scope_in(project: Project, round: int | None = None, version: int | None = None, slice: dict[str, str] | None = None) -> Scope:
    """Of numbers of a round and of a guideline version. Raises `NotVisible` where there is none of that number."""
    of_round = scope_of(project, f"round:{round}").round if round is not None else None
    of_version = scope_of(project, f"version:{version}").version if version is not None else None
    return Scope(of_round, of_version, slice)


def meta_fields(project: Project) -> list[str]:
    """Names of fields by which the newest texts can be told apart: those that hold a word, a number or a yes or no. Of the metadata, and of
    the data what is not shown to be labelled: a table has no other place for it."""
    batch = project.batches.filter(items_made__gt=0).order_by("-pk").first()
    if batch is None:
        return []
    found = Item.objects.filter(batch=batch).order_by("-pk").values_list("meta", "data")[:_LOOKED_AT]
    labelled = schema_of(newest(project.guideline)).variables
    fields: set[str] = set()
    for meta, data in found:
        fields |= {name for name, value in (meta or {}).items() if text_of(value)}
        fields |= {name for name, value in data.items() if name not in labelled and text_of(value)}
    return sorted(fields)


def text_of(value: Any) -> str | None:
    """A value of the metadata as the text it is known by; None for what is no single short value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str) and 0 < len(str(value)) <= _LONGEST_VALUE:
        return str(value)
    return None


def values_of(project: Project, field: str, tasks: np.ndarray) -> dict[str, set[int]]:
    """{value: those of `tasks`}, of the values that most of them have. Reads every task: for a job."""
    wanted = set(tasks.tolist())
    found: dict[str, set[int]] = {}
    for task, value in _values(project, field):
        if task in wanted and (text := text_of(value)) is not None:
            found.setdefault(text, set()).add(task)
    most = sorted(found, key=lambda value: (-len(found[value]), value))[:VALUES]
    return {value: found[value] for value in most}


def tasks_with(project: Project, field: str, value: str) -> set[int]:
    return {task for task, found in _values(project, field) if text_of(found) == value}


def _values(project: Project, field: str) -> Iterator[tuple[int, Any]]:
    """(task, value). The field is looked up here: no database takes every name in a path of JSON."""
    rows = Task.objects.filter(project=project).values_list("pk", "item__meta", "item__data")
    for task, *sides in rows.iterator(chunk_size=10_000):
        side = next((side for side in sides if isinstance(side, dict) and field in side), None)
        if side is not None:
            yield task, side[field]


def groups(project: Project) -> dict[str, set[int]]:
    """Groups of annotators by what they told of themselves; one person alone is no group to speak of."""
    return {name: people for name, people in sorted(projects.groups(project).items()) if len(people) > 1}


def within(project: Project, found: Ballots, scope: Scope, people: set[int] | None = None) -> np.ndarray:
    """Which rows belong to the scope. Known answers and practice count only where that round itself is asked for.

    people: who was in the group when it was measured; without it, who is in it now.
    """
    practice = scope.round is not None and scope.round.kind == Round.TRAINING
    mask = np.ones(len(found), dtype=bool)
    if not practice:
        mask &= ~np.isin(found.task, _ids(Task.objects.filter(round__project=project, is_gold=True)))
        mask &= ~np.isin(found.round, _ids(project.rounds.filter(kind=Round.TRAINING)))
    if scope.round is not None:
        mask &= found.round == scope.round.pk
    if scope.version is not None:
        mask &= found.version == scope.version.pk
    if scope.slice is not None:
        mask &= _in_slice(project, found, scope.slice, people)
    return mask


def _in_slice(project: Project, found: Ballots, slice: dict[str, str], people: set[int] | None) -> np.ndarray:
    by, value = slice["by"], slice["value"]
    if by == GROUP:
        if people is None:
            people = groups(project).get(value)
        if people is None:
            raise Invalid(f"There is no group '{value}' of two people or more in this project.", fields={"group": "unknown"})
        return np.isin(found.annotator, np.array(sorted(people), dtype=np.int64))
    if by.startswith(FIELD) and len(by) > len(FIELD):
        return np.isin(found.task, np.array(sorted(tasks_with(project, by.removeprefix(FIELD), value)), dtype=np.int64))
    raise Invalid(f"Unknown slice '{by}': 'group', or 'meta:' and a field of the metadata.", fields={"slice": "unknown"})


def _ids(found: Any) -> np.ndarray:
    return np.array(list(found.values_list("pk", flat=True)), dtype=np.int64)
