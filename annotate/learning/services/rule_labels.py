"""What the rules say of items that nobody has labelled, as examples for a training: drawn once, kept by content, so that the training can
be repeated whatever happens to the rules and the items since."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any

import numpy as np

from annotate.annotations.models import Annotation
from annotate.corpus.models import ReleaseItem
from annotate.items.models import Gold, Item
from annotate.review.models import Decision
from domain import weak
from domain.errors import Refused
from domain.learnable import Learnable
from domain.weak import ABSTAINS

from .. import storage, weak_votes
from ..models import Run, WeakRun
from .ask import tasks_of

MOST = 20_000
"""Of more items so many are drawn, by the hash of their content: the same draw every time."""
_KEPT, _CHUNK, _TRIFLE = "rule-labels", 500, 0.005


def examples_by_rules(run: Run, asked: Learnable) -> list[dict[str, Any]]:
    """Rows of a training {data, result, split, group, weight, soft, by_rules}. The first time they are drawn, and the run's settings then
    hold their digest, how many they are and how many items of people stand beside them; from then on they are read.

    Raises `Refused` (not_applied: the rules were applied anew before this began; rule_labels_lost: the file is gone)."""
    wanted = run.settings.get("weak")
    if not wanted:
        return []
    if "digest" in wanted:
        record = storage.read(wanted["digest"], _KEPT)
        if record is None:
            told = "What the rules said for this training is missing from the data folder, so it cannot be repeated."
            raise Refused(told, code="rule_labels_lost")
        return record["rows"]
    rows, left_out = _drawn(run, asked, wanted)
    people = ReleaseItem.objects.filter(release=run.release).exclude(split=Item.TEST).count()
    digest = storage.keep({"rows": rows}, _KEPT)
    run.settings = run.settings | {"weak": wanted | {"digest": digest, "items": len(rows), "people": people, "left_out": left_out}}
    run.save(update_fields=["settings"])
    return rows


def _drawn(run: Run, asked: Learnable, wanted: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """(rows, how many more there were than `MOST`)."""
    source = WeakRun.objects.get(pk=wanted["run"])
    votes = weak_votes.read(run.project_id, source.kept)
    if votes is None:
        told = "The rules were applied anew, or what they said is gone. Start the training again to use what they say now."
        raise Refused(told, code="not_applied")
    found = weak.patterns(votes.votes)
    combined = weak.combine(found, len(source.labels))
    labels = list(source.labels)
    may = np.array([label in asked.labels for label in labels] + [False])  # the last: no label
    sure = (combined.label != ABSTAINS) & (combined.probability >= wanted["least"]) & may[combined.label]
    said = dict(zip(votes.items[sure].tolist(), np.flatnonzero(sure).tolist(), strict=True))
    kept, count = _free(run, list(said))
    rows = []
    for pk, data, group in _read(kept):
        if asked.shows(data):
            place = said[pk]
            chances = combined.chances[found.of_item[place]]
            rows.append(_row(asked, data, group, labels[combined.label[place]], dict(zip(labels, chances.tolist(), strict=True)), wanted))
    return rows, max(0, count - len(kept))


def _free(run: Run, items: list[int]) -> tuple[list[int], int]:
    """(the items that are drawn, of how many): of the train split, and nothing like them has a label or a vote of a person, or is gold."""
    taken = _taken(run)
    best: list[tuple[str, int]] = []
    for start in range(0, len(items), _CHUNK):
        found = Item.objects.filter(pk__in=items[start : start + _CHUNK], split=Item.TRAIN)
        rows = found.values_list("content_hash", "pk", "group_key")
        best += [(content, pk) for content, pk, group in rows if group not in taken]
    return [pk for _, pk in heapq.nsmallest(MOST, best)], len(best)


def _taken(run: Run) -> set[str]:
    """The groups of near-duplicates in which some item has been looked at by people."""
    found: set[str] = set()
    for rows, column in (
        (ReleaseItem.objects.filter(release=run.release), "item__group_key"),
        (Annotation.objects.filter(task__project=run.project), "task__item__group_key"),
        (Decision.objects.filter(project=run.project), "task__item__group_key"),
        (Gold.objects.filter(project=run.project), "item__group_key"),
    ):
        found.update(rows.values_list(column, flat=True).distinct().iterator(chunk_size=10_000))
    return found


def _read(items: list[int]) -> Iterator[tuple[int, Any, str]]:
    """In the order given."""
    for start in range(0, len(items), _CHUNK):
        some = items[start : start + _CHUNK]
        rows = {pk: (data, group) for pk, data, group in Item.objects.filter(pk__in=some).values_list("pk", "data", "group_key")}
        yield from ((pk, *rows[pk]) for pk in some if pk in rows)


def _row(asked: Learnable, data: Any, group: str, label: str, chances: dict[str, float], wanted: dict[str, Any]) -> dict[str, Any]:
    soft = {name: round(share, 4) for name, share in sorted(chances.items()) if name in asked.labels and share >= _TRIFLE}
    return {  # labels in alphabetical order, as the file gives them back: a model depends on the order to the last digit
        "data": tasks_of(asked, [data])[0]["data"],
        "result": asked.result(label, asked.inputs(data), chances[label]),
        "split": Item.TRAIN,
        "group": group,
        "weight": wanted["weight"],
        "soft": soft,
        "by_rules": True,
    }
