"""Which way imports and foreign keys run, and that the guards of it can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
# From the bottom of the house to its top.
ORDER = [
    "guidelines",
    "accounts",
    "projects",
    "items",
    "queue",
    "annotations",
    "review",
    "corpus",
    "learning",
    "jobs",
    "api",
    "web",
    "config",
]


def upward_keys(models) -> list[str]:
    """Foreign keys that point from a lower stage to a higher one."""
    found = []
    for model in models:
        label = model._meta.app_label
        if label not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is not None and target._meta.app_label in ORDER and ORDER.index(target._meta.app_label) > ORDER.index(label):
                found.append(f"{label}.{model.__name__}.{field.name} → {target._meta.app_label}.{target.__name__}")
    return found


def test_foreign_keys_follow_the_order_of_the_stages():
    assert upward_keys(apps.get_models()) == []


def test_every_app_has_its_place_in_the_order():
    ours = {c.label for c in apps.get_app_configs() if c.name.split(".")[0] in ("annotate", "guidelines", "config", "ml_backend")}
    assert ours <= set(ORDER)


def test_a_key_given_as_a_string_that_points_up_is_seen():
    from django.db import models
    from django.test.utils import isolate_apps

    with isolate_apps("annotate.queue", "annotate.review"):

        class Decision(models.Model):
            class Meta:
                app_label = "review"

        class Task(models.Model):
            decision = models.ForeignKey("review.Decision", on_delete=models.CASCADE)

            class Meta:
                app_label = "queue"

        assert upward_keys([Task, Decision]) == ["queue.Task.decision → review.Decision"]


def lint(folder: Path) -> subprocess.CompletedProcess:
    program = Path(sys.executable).with_name("lint-imports")
    wide = {**os.environ, "COLUMNS": "250"}  # or the names of the contracts are broken over two lines
    return subprocess.run([program, "--no-cache"], cwd=folder, env=wide, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The source alone, so that a deliberate violation never touches the checkout."""
    folder = tmp_path_factory.mktemp("house")
    for package in ("domain", "guidelines", "annotate", "ml_backend", "config"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.slow
def test_the_contracts_hold(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "line", "contract"),
    [
        ("annotate/queue/services/claim.py", "from annotate.learning import models as upwards", "one way down"),
        ("ml_backend/service.py", "import annotate.items.models", "know nothing of each other"),
        ("domain/splits.py", "import guidelines.models", "the domain at the bottom"),
        ("domain/splits.py", "import sqlite3", "no I/O"),
        ("annotate/items/models.py", "from annotate.items import services", "admin > services > selectors > models"),
        ("annotate/review/models.py", "import rest_framework", "neither DRF nor Celery"),
    ],
)
def test_each_contract_fails_on_a_deliberate_violation(copy, where, line, contract):
    path = copy / where
    before = path.read_text()
    path.write_text(before + f"\n{line}\n")
    try:
        done = lint(copy)
    finally:
        path.write_text(before)
    assert done.returncode != 0
    broken = [row for row in done.stdout.splitlines() if row.strip().endswith("BROKEN")]
    assert any(contract in row for row in broken), done.stdout
