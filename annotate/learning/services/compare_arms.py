"""Labels that a model chose against labels drawn at random: how good a model as many of each make, judged on the newest release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from django.db.models import Q

from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release, ReleaseItem
from annotate.items.models import Item
from annotate.projects.models import Project
from domain import arms
from domain.errors import Refused
from domain.learnable import Learnable, learnable
from domain.schema import compile_config

from ..selectors.arm import NOT_TURNED
from .tried import tried

Report = Callable[[float, str], None]
START, RANDOM, CHOSEN = "start", "random", "chosen"
# Fewer labels of either kind, or fewer items to judge by, would say nothing.
LEAST_LABELS, LEAST_ITEMS = 30, 50
MOST_LABELS, MOST_ITEMS = 600, 2000
REPEATS, SIZES = 5, 3
PENALTY = {"c": 1.0}


def compare_arms(project: Project, *, report: Report, seed: int = 0) -> dict[str, Any]:
    """As `domain.arms.compare` tells it, with `start`, the labels that both arms have in common (given before a model chose anything).

    Both arms begin with these and add equally many, drawn at random from the training labels of their kind; the same learner, the same
    penalty. The test split judges: no model ever chose from it. Safe to run twice. Raises `Refused` (no_release, no_learner,
    too_few_labels), `Problem` (ml_backend).
    """
    release = project.releases.order_by("-number").first()
    if release is None:
        raise Refused("Freeze a release first: the comparison learns from what is frozen.", code="no_release")
    asked = learnable(compile_config(release.manifest["label_config"]))
    if not asked.says_one_label:
        raise Refused("Only models that answer with one label can be compared in this way.", code="no_learner")
    kinds, test = _kinds(release, asked)
    rng = np.random.default_rng(seed)
    most = min(len(kinds[RANDOM]), len(kinds[CHOSEN]), MOST_LABELS)
    if most < LEAST_LABELS or len(test) < LEAST_ITEMS:
        raise Refused(
            f"Too few yet: the release has {len(kinds[RANDOM])} training labels of texts drawn at random and {len(kinds[CHOSEN])} of texts "
            f"a model chose, and {len(test)} test texts; {LEAST_LABELS}, {LEAST_LABELS} and {LEAST_ITEMS} are needed.",
            code="too_few_labels",
        )
    test = [test[i] for i in np.sort(rng.permutation(len(test))[:MOST_ITEMS])]
    sizes = [max(1, most * (i + 1) // SIZES) for i in range(SIZES)]
    right: dict[str, list[list[list[bool]]]] = {RANDOM: [], CHOSEN: []}
    for repeat in range(REPEATS):
        for number, name in enumerate((RANDOM, CHOSEN)):
            report((repeat + number / 2) / REPEATS, f"Repeat {repeat + 1} of {REPEATS}: labels of the arm “{name}”.")
            drawn = [kinds[name][i] for i in rng.permutation(len(kinds[name]))[:most]]
            right[name].append([_judged(release, asked, kinds[START] + drawn[:size], test) for size in sizes])
    told = arms.compare(
        [len(kinds[START]) + size for size in sizes],
        np.array(right[RANDOM], float),
        np.array(right[CHOSEN], float),
        [row["group"] for row in test],
        rng=rng,
    )
    return {**told, "start": len(kinds[START]), "release": release.number}


def _kinds(release: Release, asked: Learnable) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """({how it was picked: training rows}, test rows) of what the model can look at and that is answered."""
    # A task that was finished before a model first turned the queue has no suggestion of one: nobody drew it.
    held = ReleaseItem.objects.filter(release=release).annotate(
        drawn=Q(decision__task__suggestion__isnull=False) & ~Q(decision__task__round__ordered_by__in=NOT_TURNED)
    )
    columns = ("item__content_hash", "decision__task__by_model", "drawn")
    came = {content: (by_model, drawn) for content, by_model, drawn in held.values_list(*columns)}
    kinds: dict[str, list[dict[str, Any]]] = {START: [], RANDOM: [], CHOSEN: []}
    test = []
    for row in corpus.contents(release):
        if not asked.shows(row["data"]) or row["content"] not in came or asked.answer(row["result"]) is None:
            continue
        by_model, drawn = came[row["content"]]
        if row["split"] == Item.TEST:
            test.append(row)
        elif row["split"] == Item.TRAIN:
            kinds[CHOSEN if by_model else RANDOM if drawn else START].append(row)
    return kinds, test


def _judged(release: Release, asked: Learnable, rows: list[dict[str, Any]], test: list[dict[str, Any]]) -> list[bool]:
    """Of each test row, whether a model that learned from these is right about it."""
    classes, table = tried(release, "arms", asked, rows, test, PENALTY)
    return [classes[i] == asked.answer(row["result"]) for i, row in zip(table.argmax(axis=1), test, strict=True)]
