"""How the written-out statements of the queue are run, on both databases."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection


def rows(statement: str, *parameters: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def write(statement: str, *parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def among(ids: Collection[int]) -> str:
    """`IN (1, 2, 3)`, `IN (NULL)` for none: whole numbers only, so that they may stand in the statement."""
    return f"IN ({', '.join(str(int(pk)) for pk in ids) or 'NULL'})"


def need_not_outlive_a_power_cut() -> None:
    """A seat is a promise for half an hour, not somebody's work: PostgreSQL need not wait for the disk. A submit does wait."""
    if connection.vendor == "postgresql":
        write("SET LOCAL synchronous_commit TO OFF")
