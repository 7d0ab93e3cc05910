"""Where people stand on the same test items as the model, and where its errors fall."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotate.annotations.selectors import current
from annotate.corpus.models import Release, ReleaseItem
from annotate.items.models import Item
from annotate.projects.selectors import groups
from annotate.review.selectors.slices import meta_fields, text_of
from domain.evaluation import ceiling, holm, slice_report
from domain.evaluation.estimate import of_draws
from domain.evaluation.groups import draws

from ..models import ModelVersion, TestAnswers
from .answers import Answered
from .one_label import with_labels

FIELDS = 8
"""Fields of the metadata that are looked at; with every further one chance finds more."""


@dataclass(frozen=True)
class Vote:
    item: int
    annotator: int
    label: str


def votes_on(release: Release, items: list[int]) -> list[Vote]:
    """The labels in force on the tasks whose decision went into the release."""
    tasks, found = _tasks(release, items), []
    ids = sorted(tasks)
    for start in range(0, len(ids), 500):
        rows = current().filter(task__in=ids[start : start + 500]).order_by("task_id", "annotator_id")
        found += [Vote(tasks[task], who, label) for task, who, label in with_labels(rows, release.project, "task_id", "annotator_id")]
    return found


def people_on(release: Release, answers: Answered) -> dict[str, Any] | None:
    """`domain.evaluation.ceiling` of the test items; None where the answers are more than one label."""
    if not answers.classes:
        return None
    of: dict[int, list[str]] = defaultdict(list)
    for vote in votes_on(release, answers.items):
        of[vote.item].append(vote.label)
    decided = [answers.classes[t] for t in answers.truth]
    return ceiling([of[item] for item in answers.items], decided, rng=np.random.default_rng(0), groups=answers.groups, resamples=500)


def slices_of(version: ModelVersion, asked: TestAnswers, answers: Answered) -> list[dict[str, Any]]:
    """Of each field of the metadata `domain.evaluation.slice_report`, and of each group of annotators how often the model contradicts its
    votes against how often it contradicts those of the others; each with its `name`, `kind` ("field" or "group") and p by Holm."""
    found = [*_by_fields(version, answers), *_by_groups(version, asked.release, answers)]
    corrected = holm({f"{row['kind']} {row['name']}": row["p"] for row in found})
    return [{**row, "corrected": corrected[f"{row['kind']} {row['name']}"]} for row in found]


def _by_fields(version: ModelVersion, answers: Answered) -> list[dict[str, Any]]:
    wrong, rng = 1.0 - answers.scores, np.random.default_rng(0)
    sides = _sides(answers.items)
    found = []
    for name in meta_fields(version.project)[:FIELDS]:
        values = [text_of(sides.get(item, {}).get(name)) for item in answers.items]
        if len({value for value in values if value is not None}) > 1:
            told = slice_report(wrong, values, rng=rng, groups=answers.groups, resamples=500)
            found.append({"kind": "field", "name": name, **told})
    return found


def _by_groups(version: ModelVersion, release: Release, answers: Answered) -> list[dict[str, Any]]:
    """An item's votes stay together: they are of one text, and no evidence each for itself."""
    if not answers.classes:
        return []
    said = dict(zip(answers.items, (answers.classes[s] for s in answers.said), strict=True))
    cast, rng, found = votes_on(release, answers.items), np.random.default_rng(0), []
    for name, people in groups(version.project).items():
        inside = [vote.annotator in people for vote in cast]
        if not 0 < sum(inside) < len(cast):
            continue
        wrong = np.array([float(vote.label != said[vote.item]) for vote in cast])
        told = _within_items(wrong, np.array(inside), np.array([vote.item for vote in cast]), rng)
        found.append({"kind": "group", "name": name, **told})
    return found


def _within_items(wrong: np.ndarray, inside: np.ndarray, items: np.ndarray, rng: np.random.Generator, times: int = 500) -> dict[str, Any]:
    """Votes change places within their item alone, so that a group which was given harder texts is not blamed for them."""
    both = [("in", inside), ("others", ~inside)]
    slices = []
    for value, which in both:
        told = slice_report(wrong[which], [value] * int(which.sum()), rng=rng, groups=items[which].tolist(), resamples=times)
        slices += told["slices"]
    mixed = np.isin(items, [item for item in np.unique(items) if 0 < inside[items == item].sum() < (items == item).sum()])
    report = {"slices": slices, "unknown": 0, "further": 0}
    if mixed.sum() < 20:
        return {**report, "spread": None, "p": None, "reason": "too few texts were labelled by people of the group and others"}
    w, where, at = wrong[mixed], inside[mixed], items[mixed]

    def apart(which: np.ndarray) -> float:
        return abs(float(w[which].mean() - w[~which].mean()))

    order = np.argsort(at, kind="stable")
    seen, as_far = apart(where), 0
    for _ in range(times):
        moved = np.empty_like(where)
        moved[order] = where[np.lexsort((rng.random(len(at)), at))]
        as_far += apart(moved) >= seen - 1e-12
    told = {"spread": seen, "p": (1 + as_far) / (1 + times), "reason": None, "difference": _difference(w, where, at, rng, times)}
    return {**report, **told}


def _difference(wrong: np.ndarray, inside: np.ndarray, items: np.ndarray, rng: np.random.Generator, times: int) -> dict[str, Any]:
    """How much more often those inside are contradicted, with the interval of a bootstrap that draws items with all their votes."""
    place = np.unique(items, return_inverse=True)[1]
    sums = np.zeros((int(place.max()) + 1, 4))
    for column, which in ((0, inside), (2, ~inside)):
        np.add.at(sums, (place[which], column), wrong[which])
        np.add.at(sums, (place[which], column + 1), 1.0)
    drawn = np.array([w @ sums for w in draws(np.arange(len(sums)), times, rng)])
    apart = lambda s: s[..., 0] / s[..., 1] - s[..., 2] / s[..., 3]  # noqa: E731  (every item has votes of both)
    return asdict(of_draws(float(apart(sums.sum(axis=0))), apart(drawn), len(sums), ""))


def _sides(items: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(items), 500):
        for pk, meta, data in Item.objects.filter(pk__in=items[start : start + 500]).values_list("pk", "meta", "data"):
            found[pk] = {**(data if isinstance(data, dict) else {}), **(meta if isinstance(meta, dict) else {})}
    return found


def _tasks(release: Release, items: list[int]) -> dict[int, int]:
    """{task: item}"""
    found: dict[int, int] = {}
    for start in range(0, len(items), 500):
        rows = ReleaseItem.objects.filter(release=release, item__in=items[start : start + 500])
        found |= dict(rows.values_list("decision__task_id", "item_id"))
    return found
