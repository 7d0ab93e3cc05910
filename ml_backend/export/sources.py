"""Code that goes with an export, so that it runs without this house: files written for it, and functions of ours as they stand."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

SHIPPED = Path(__file__).resolve().parent / "shipped"
_INVALID = "from domain.errors import Invalid"
_OWN_INVALID = """class Invalid(ValueError):
    def __init__(self, message, **more):
        super().__init__(message)
"""
_TAGS = '''"""Tags of units and the places they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

Unit = tuple[int, int]


class Span(NamedTuple):
    start: int
    end: int
    label: str
    score: float | None = None


'''


def shipped(folder: Path, **files: str) -> None:
    """name in the folder (without .py) = name among the files written for exports."""
    for name, own in files.items():
        (folder / f"{name}.py").write_text((SHIPPED / f"{own}.py").read_text(encoding="utf-8"), encoding="utf-8")


def copied(folder: Path, name: str, module: ModuleType) -> None:
    """A module of ours that needs nothing of this house but `Invalid` and `Unit`."""
    code = inspect.getsource(module).replace(_INVALID, _OWN_INVALID)
    code = code.replace("from ml_backend.spans.tags import Unit", "from tags import Unit")
    for line in code.splitlines():
        if line.lstrip().startswith(("from domain", "from ml_backend", "import ml_backend", "import domain")):
            raise AssertionError(f"{module.__name__} cannot leave the house: {line}")
    (folder / f"{name}.py").write_text(code, encoding="utf-8")


def tags(folder: Path) -> None:
    from ml_backend.spans import tags as own

    functions = (own.forbidden, own.best_path, own.to_spans)
    (folder / "tags.py").write_text(_TAGS + "\n\n".join(inspect.getsource(one) for one in functions), encoding="utf-8")
