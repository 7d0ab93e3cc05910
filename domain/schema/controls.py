"""The compiled tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class ObjectTag:
    """Something that is shown. `value` stands as in the config (`$text`); `variable` is the field of the data it names, or None."""

    name: str
    tag: str
    value: str
    variable: str | None
    attrs: Mapping[str, str] = field(default_factory=_nothing, repr=False)

    def shown(self, data: Any) -> Any:
        """What this object shows of the task's data; None where the data are not at hand or lack the field."""
        if self.variable is None:
            return self.value
        return look_up(data, self.variable)


def look_up(data: Any, variable: str) -> Any:
    """A field of the data; `a.b` reaches into a nested one."""
    if not isinstance(data, Mapping):
        return None
    if variable in data:
        return data[variable]
    for part in variable.split("."):
        if not isinstance(data, Mapping):
            return None
        data = data.get(part)
    return data


@dataclass(frozen=True)
class Condition:
    """Where a control is shown. kind: choice-selected, choice-unselected, region-selected or no-region-selected; `tag` is the control it
    looks at (None: any), `values` the labels or choices that count (empty: any)."""

    kind: str
    tag: str | None
    values: frozenset[str]


@dataclass(frozen=True, eq=False)
class Control:
    """A question. `values` are what may stand in a result (an alias replaces its value there); `aliases` maps a shown value to its alias,
    `hotkeys` a value of a result to its key; `paths` are the allowed root-to-leaf paths of nested choices and taxonomies."""

    name: str
    tag: str
    to_names: tuple[str, ...]
    objects: tuple[ObjectTag, ...] = field(repr=False)
    values: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=_nothing, repr=False)
    hotkeys: Mapping[str, str] = field(default_factory=_nothing, repr=False)
    choice: str = "single"
    required: bool = False
    per_region: bool = False
    per_item: bool = False
    conditions: tuple[Condition, ...] = ()
    nested: bool = False
    paths: frozenset[tuple[str, ...]] = frozenset()
    # The field of the data that brings the choices, where the config leaves them to the task.
    dynamic: str | None = None
    attrs: Mapping[str, str] = field(default_factory=_nothing, repr=False)
    # (control, region, value, data, found) → None; None for a tag of which only the names are checked.
    check: Callable[..., None] | None = field(default=None, repr=False)
    type: str = ""
    makes_regions: bool = False
    allowed: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def multiple(self) -> bool:
        return self.choice == "multiple"
