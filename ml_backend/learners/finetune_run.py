"""What all fine-tuned learners share: the training in a process of its own, and the model read back for serving."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from domain.errors import Problem
from ml_backend import child
from ml_backend.finetune import bases, job
from ml_backend.finetune.model import Tuned, load
from ml_backend.finetune.recipe import Recipe
from ml_backend.learners.apart import SLACK, THREADS, made_in
from ml_backend.learners.base import Work
from ml_backend.settings import Settings
from ml_backend.store import Version

_FOLDER = "model"


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
    folder = made_in(work.settings.store / "making")
    try:
        order = job.request(list(work.examples), work.asked.kind, labels, recipe, work.settings, folder)
        limits = child.Limits(recipe.minutes * SLACK, recipe.memory * SLACK, min(work.settings.threads, THREADS))
        result = yield from child.run("ml_backend.finetune.job:work", order, limits)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return result, {f"{_FOLDER}/{path.name}": path for path in sorted(folder.iterdir())}


def model_of(version: Version, settings: Settings) -> Tuned:
    return version.once("tuned", lambda: load(version.folder / _FOLDER, settings.threads))
