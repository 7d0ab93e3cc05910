"""What a reader gives: rows, and what could not become one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

MiB = 2**20


class Row(NamedTuple):
    """One item to be. number: its line in the file (counted from 1, a header too), or its place in a JSON array (from 1).

    A Label Studio task also brings `meta`, `annotations` and `predictions` (as they stand there) and its own `id`.
    """

    number: int
    data: dict[str, Any]
    meta: dict[str, Any] | None = None
    annotations: list[dict[str, Any]] | None = None
    predictions: list[dict[str, Any]] | None = None
    id: Any = None


@dataclass(frozen=True)
class Rejected:
    """What stands at `number` is no row; `reason` is a sentence that says where and why."""

    number: int
    reason: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """row_bytes: the longest row. depth: of nested JSON. unpacked_bytes: of what an archive holds. ratio: how much larger than itself an
    archive may unpack, once it is past `ratio_from` bytes. whole_bytes: a JSON array up to here is read at once, which is faster."""

    row_bytes: int = 10 * MiB
    depth: int = 100
    unpacked_bytes: int = 20 * 1024 * MiB
    ratio: int = 200
    ratio_from: int = 32 * MiB
    whole_bytes: int = 32 * MiB


class Broken(Exception):
    """The source ends in the middle: what was read so far stands, the rest is rejected with this reason."""
