"""From several labels an item to one: a registry of rules, each f(ratings) → item → `Aggregate`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.agreement import Ratings

from .aggregate import Accuracy, Aggregate, accuracy
from .dawid_skene import dawid_skene
from .majority import majority

RULES: dict[str, Callable[[Ratings], dict[Any, Aggregate]]] = {"majority": majority, "dawid-skene": dawid_skene}

__all__ = ["RULES", "Accuracy", "Aggregate", "accuracy", "dawid_skene", "majority"]
