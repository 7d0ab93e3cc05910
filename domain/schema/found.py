"""What is wrong with a result, collected."""

from __future__ import annotations

from collections.abc import Iterable

MAX_PROBLEMS = 100


class Found:
    """`index` is the region being looked at: set once per region, so that a sound result never builds a path."""

    __slots__ = ("index", "problems")

    def __init__(self) -> None:
        self.index: int | None = None
        self.problems: list[dict[str, str]] = []

    def add(self, path: str, code: str, message: str) -> None:
        """path: below the region at `index` (".value.start"), or below the result where there is none."""
        if len(self.problems) < MAX_PROBLEMS:
            at = "result" if self.index is None else f"result[{self.index}]"
            self.problems.append({"path": at + path, "code": code, "message": message})


def listed(values: Iterable[str], most: int = 20) -> str:
    """The first few, and how many more there are."""
    values = list(values)
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(values[:most]) + more if values else "none"


def shortened(value: object, most: int = 80) -> str:
    text = value if isinstance(value, str) else repr(value)
    return f"'{text[:most]}…'" if len(text) > most else f"'{text}'"
