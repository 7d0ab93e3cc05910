"""A label only where everybody says the same. What is not said by all waits for a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.agreement import Ratings

from .aggregate import Aggregate
from .majority import majority


def unanimity(ratings: Ratings) -> dict[Any, Aggregate]:
    """One entry for each item with a rating; `shares` are shares of its votes, `label` is None unless there is but one."""
    return {item: one if len(one.shares) == 1 else replace(one, label=None) for item, one in majority(ratings).items()}
