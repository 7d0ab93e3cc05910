"""What all fine-tuned learners share: the training in a process of its own, and the model read back for serving."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from domain.errors import Problem
from ml_backend import child
from ml_backend.finetune import bases, job
from ml_backend.finetune.model import Tuned, load
from ml_backend.finetune.recipe import Recipe
from ml_backend.learners.base import Work
from ml_backend.settings import Settings
from ml_backend.store import Version

_FOLDER = "model"
_SLACK = 1.25
"""The child's hard limits lie so far above what it refuses by itself beforehand."""


def unavailable(settings: Settings) -> str | None:
    if find_spec("transformers") is None:
        return "The package 'transformers' is not installed."
    why = []
    for name in bases.names():
        try:
            bases.base(name, settings)
            return None
        except Problem as problem:
            why.append(problem.message)
    return " ".join(why)


def recipe_of(work: Work) -> Recipe:
    own = {"seed": work.training.seed, "class_weight": work.training.class_weight}
    return Recipe.parse(dict(work.training.options) | own)


def tuned(work: Work, labels: list[str], recipe: Recipe) -> Generator[dict[str, Any], None, tuple[dict[str, Any], dict[str, Path]]]:
    """(the child's result, the files of the version: name → where each lies). Cancelled or failed, nothing stays."""
    making = work.settings.store / "making"
    making.mkdir(parents=True, exist_ok=True)
    _sweep(making)
    folder = Path(tempfile.mkdtemp(dir=making))
    try:
        order = job.request(list(work.examples), work.asked.kind, labels, recipe, work.settings, folder)
        limits = child.Limits(recipe.minutes * _SLACK, recipe.memory * _SLACK, min(work.settings.threads, 2))
        result = yield from child.run("ml_backend.finetune.job:work", order, limits)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return result, {f"{_FOLDER}/{path.name}": path for path in sorted(folder.iterdir())}


def _sweep(making: Path) -> None:
    """The folders whose files went to the store."""
    for left in making.iterdir():
        try:
            left.rmdir()
        except OSError:
            pass  # another training is at it


def model_of(version: Version, settings: Settings) -> Tuned:
    return version.once("tuned", lambda: load(version.folder / _FOLDER, settings.threads))
