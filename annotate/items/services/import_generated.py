"""Items made from items: they come in for people to judge, in the group and the split of what they were made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import transaction

from domain.errors import Refused
from domain.splits import group_key
from domain.text import content_hash

from ..models import Generated, ImportBatch, Item
from . import generated_pictures
from .generated_pictures import NewPicture
from .insert import insert_items


@dataclass(frozen=True)
class Made:
    """One that was generated. text: what it says, of a picture nothing; shown: what people judge; data: what is learned from it once
    they agree."""

    parent: Item
    text: str
    shown: dict[str, Any]
    data: dict[str, Any]
    label: str
    result: Any
    recipe: dict[str, Any]
    distance: dict[str, Any]
    picture: NewPicture | None = None


@dataclass(frozen=True)
class Taken:
    """How many became items; were there already; say the same, or look the same, as an item of dev or test and were left out for that."""

    made: int
    known: int
    held_out: int


@transaction.atomic
def import_generated(batch: ImportBatch, made: Sequence[Made], *, now: dt.datetime) -> Taken:
    """`batch` is of the project in which people judge. Raises `Refused` (not_train) if a parent is not in the training split, (generated)
    if it was generated itself; nothing is written then."""
    _check([one.parent for one in made])
    apart = _apart(made)
    fit = {content_hash(one.shown): one for one in apart}
    there = set(Item.objects.filter(project=batch.project_id, content_hash__in=list(fit)).values_list("content_hash", flat=True))
    new = {digest: one for digest, one in fit.items() if digest not in there}
    generated_pictures.keep(batch, [(one.parent, one.picture) for one in new.values() if one.picture], now=now)
    insert_items(batch, [_record(digest, one) for digest, one in new.items()])
    ids = dict(Item.objects.filter(batch=batch, content_hash__in=list(new)).values_list("content_hash", "pk"))
    Generated.objects.bulk_create(
        [
            Generated(
                item_id=ids[digest],
                parent=one.parent,
                split=one.parent.split,
                data=one.data,
                label=one.label,
                result=one.result,
                recipe=one.recipe,
                distance=one.distance,
                created_at=now,
            )
            for digest, one in new.items()
        ],
        batch_size=1000,
    )
    taken = Taken(len(new), len(apart) - len(new), len(made) - len(apart))
    batch.rows_read += len(made)
    batch.items_made += taken.made
    batch.duplicates += taken.known
    batch.rejected += taken.held_out
    batch.save(update_fields=["rows_read", "items_made", "duplicates", "rejected"])
    return taken


def _check(parents: Sequence[Item]) -> None:
    for parent in parents:
        if parent.split != Item.TRAIN:
            raise Refused(
                f"Item {parent.pk} is in the {parent.split} split: only training items may be augmented, or what is measured on "
                "the others would be worth nothing.",
                code="not_train",
                fields={"item": parent.pk},
            )
    again = Generated.objects.filter(item__in={parent.pk for parent in parents}).values_list("item_id", flat=True).first()
    if again is not None:
        raise Refused(f"Item {again} was generated itself; only what people wrote is augmented.", code="generated", fields={"item": again})


def _apart(made: Sequence[Made]) -> list[Made]:
    """Those that are not as an item of dev or test is: that would carry its label into training."""
    projects = {one.parent.project_id for one in made}
    texts = {n: group_key(one.text) for n, one in enumerate(made) if one.picture is None}
    looks = {n: one.picture.likeness for n, one in enumerate(made) if one.picture}
    out = _as_held_out(projects, texts, looks)
    return [one for n, one in enumerate(made) if n not in out]


def as_held_out(rows: Sequence[Generated]) -> set[int]:
    """Keys of those that say or look the same as an item of dev or test of the parents' project, which may have come in after they were
    made. `item` and `parent` are to be there."""
    looks = generated_pictures.likenesses(rows)
    texts = {row.pk: group_key(str(row.item.data["text"])) for row in rows if "text" in row.item.data}
    return _as_held_out({row.parent.project_id for row in rows}, texts, looks)


def _as_held_out(projects: set[int], texts: dict[int, str], looks: dict[int, str]) -> set[int]:
    same = Item.objects.filter(project__in=projects, group_key__in=set(texts.values())).exclude(split=Item.TRAIN)
    keys = set(same.values_list("group_key", flat=True))
    found = {n for n, key in texts.items() if key in keys}
    if looks:
        held_out = generated_pictures.held_out(projects)
        found |= {n for n, likeness in looks.items() if held_out.group_of(likeness) is not None}
    return found


def _record(digest: str, one: Made) -> tuple:
    """The columns of `insert_items`. The group is the parent's, whatever the new text says."""
    place = int(digest[:13], 16) / 16**13
    return (orjson.dumps(one.shown).decode(), None, None, None, digest, one.parent.group_key, one.parent.split, place)


@transaction.atomic
def judge_generated(generated: Generated, *, accepted: bool, judges: int, agreed: int, reason: str, now: dt.datetime) -> bool:
    """What people said of one, once: False where that was written down before."""
    state = Generated.ACCEPTED if accepted else Generated.DROPPED
    waiting = Generated.objects.filter(pk=generated.pk, state=Generated.WAITING)
    if not waiting.update(state=state, judges=judges, agreed=agreed, reason=reason, judged_at=now):
        return False
    if accepted:
        generated_pictures.let_in(generated, now=now)
    return True
