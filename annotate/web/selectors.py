"""Nouns of the pages: one page of a list, and where a project stands in its cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from annotate.projects.models import Project
from domain.schema import LabelSchema
from guidelines.selectors import newest, schema_of

PAGE = 25


@dataclass(frozen=True)
class Page:
    """Rows in the order of their key; `next` is the key to go on after, None on the last page."""

    rows: list[Any]
    next: str | None
    is_first: bool

    def __iter__(self):
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


def keyset(found: QuerySet, after: str | None, *, key: str = "-pk", size: int = PAGE) -> Page:
    """One page by key: cost does not grow with how far down it is. `after` comes from the address; nonsense means the first page."""
    field = key.lstrip("-")
    is_number = field == "pk"
    at = _key(after, is_number)
    if at is not None:
        found = found.filter(**{f"{field}__{'lt' if key.startswith('-') else 'gt'}": at})
    rows = list(found.order_by(key)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, str(_value(rows[-1], field)) if more else None, at is None)


def _key(after: str | None, is_number: bool) -> int | str | None:
    if not after or "\x00" in after:
        return None
    if not is_number:
        return after
    return int(after) if after.isdecimal() and after.isascii() and len(after) <= 18 else None


def _value(row: Any, field: str) -> Any:
    for name in field.split("__"):
        row = getattr(row, name)
    return row


def choices_of(schema: LabelSchema) -> tuple[str, ...]:
    """The labels that can be decided on: the values of the label config's first choice; none where it has no choice."""
    return tuple(schema.primary.values) if schema.primary else ()


def in_config_order(project: Project, rows: Iterable[Any], key: Callable[[Any], str] = str) -> list[Any]:
    """Sorted as the newest label config names its labels, so that a label has one place and one colour on every page."""
    places = {label: place for place, label in enumerate(choices_of(schema_of(newest(project.guideline))))}
    return sorted(rows, key=lambda row: (places.get(key(row), len(places)), key(row)))
