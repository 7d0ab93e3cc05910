"""Nouns about drift: the open alert, the looks, which imports a model has not learned from, and samples of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, Max, Min, QuerySet

from annotate.corpus.models import ReleaseItem
from annotate.items.models import ImportBatch, Item
from annotate.projects.models import Project
from domain.drift import LEAST, MOST, windows

from ..models import DriftLook, ModelVersion

WORDS_FROM = 2000
"""Training items, beside those compared, whose words count as known."""
_READ_ALL = 5000
_ROUNDS = 40


@dataclass(frozen=True)
class Drawn:
    """An item of a sample."""

    item: int
    group: str
    data: dict[str, Any]


def open_alert(project: Project) -> DriftLook | None:
    """The newest alert of the champion that nobody has settled."""
    found = DriftLook.objects.filter(project=project, is_alert=True, settled_at__isnull=True, model_version__state=ModelVersion.CHAMPION)
    return found.select_related("model_version", "last_batch").order_by("-pk").first()


def drift_looks(project: Project) -> QuerySet[DriftLook]:
    """Newest first."""
    return project.drift_looks.select_related("model_version", "last_batch", "settled_by")


def to_look_at(version: ModelVersion) -> tuple[list[list[int]], int]:
    """(windows of imports that it has not learned from and was not compared with yet, the oldest first; items that wait for more).

    An import of which the release holds fewer than `LEAST` items is new to the version.
    """
    taught = ReleaseItem.objects.filter(release=version.run.release_id, item__project=version.project_id)
    known = dict(taught.values_list("item__batch").annotate(n=Count("pk")).values_list("item__batch", "n"))
    looked = {batch for batches in version.drift_looks.values_list("batches", flat=True) for batch in batches}
    rows = ImportBatch.objects.filter(project=version.project_id, state=ImportBatch.DONE, items_made__gt=0).order_by("pk")
    new = [
        (pk, items - known.get(pk, 0))
        for pk, items in rows.values_list("pk", "items_made").iterator(chunk_size=5000)
        if pk not in looked and known.get(pk, 0) < LEAST
    ]
    found, left = windows(new)
    return found, sum(items for pk, items in new if pk in set(left))


def newcomers(version: ModelVersion, batches: list[int], rng: np.random.Generator) -> list[Drawn]:
    """Items of these imports that the version did not learn from, none of the test split; one of each group of near-duplicates."""
    rows = Item.objects.filter(batch__in=batches).exclude(split=Item.TEST)
    found = _sample(rows, MOST, rng, "pk", "group_key", "data")
    ids = [one.item for one in found]
    taught: set[int] = set()
    for start in range(0, len(ids), 500):
        held = ReleaseItem.objects.filter(release=version.run.release_id, item__in=ids[start : start + 500])
        taught |= set(held.values_list("item_id", flat=True))
    return [one for one in found if one.item not in taught]


def learned_from(version: ModelVersion, rng: np.random.Generator) -> list[Drawn]:
    """What it learned from, drawn: up to `MOST` + `WORDS_FROM`. What a model chose is left out, for that is unlike the rest by intent, and
    so is what was generated and what was taken from a model, for that it was sure of."""
    rows = _taught(version).exclude(split=Item.TEST).filter(decision__task__by_model=False, accepted=False)
    return _sample(rows, MOST + WORDS_FROM, rng, "item_id", "item__group_key", "item__data")


def held_out(version: ModelVersion, rng: np.random.Generator) -> list[Drawn]:
    """Test items of its release: what a model says of these is not flattered by having seen them."""
    return _sample(_taught(version).filter(split=Item.TEST), MOST, rng, "item_id", "item__group_key", "item__data")


def _taught(version: ModelVersion) -> QuerySet[ReleaseItem]:
    return ReleaseItem.objects.filter(release=version.run.release_id, item__project=version.project_id)


def _sample(rows: QuerySet, most: int, rng: np.random.Generator, *columns: str) -> list[Drawn]:
    """So many at most, drawn at random. Of many rows ids are guessed between the first and the last: what it costs does not grow."""
    ends = rows.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is None:
        return []
    found: dict[str, Drawn] = {}
    if ends["high"] - ends["low"] < _READ_ALL:
        ids = np.array(list(rows.values_list("pk", flat=True)))
        guesses = [rng.permutation(ids)]
    else:
        guesses = [rng.integers(ends["low"], ends["high"] + 1, 2 * most) for _ in range(_ROUNDS)]
    for some in guesses:
        for start in range(0, len(some), 500):
            chunk = [int(pk) for pk in some[start : start + 500]]
            read = {pk: rest for pk, *rest in rows.filter(pk__in=chunk).values_list("pk", *columns)}
            for pk in chunk:
                if pk in read and len(found) < most:
                    item, group, data = read[pk]
                    found.setdefault(group, Drawn(item, group, data))
            if len(found) >= most:
                return list(found.values())
    return list(found.values())
