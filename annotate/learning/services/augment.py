"""Generate texts or pictures of a rare class out of training ones: seen beforehand, then made for people to judge."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release
from annotate.corpus.services.generated import RULE
from annotate.items import files
from annotate.items import services as items
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue import services as queue
from domain.errors import Invalid, Problem, Refused
from domain.learnable import Learnable, learnable
from domain.schema import compile_config

from .. import client
from ..models import Augmentation
from . import media
from .media import PICTURE, TEXT
from .validate import judging_round, validation_for

Report = Callable[[float, str], None]
Take = Callable[["list[Drawn]"], "list[Drawn]"]
GENERATED_AT_MOST = {TEXT: 2000, PICTURE: 500}
PREVIEW = 10
_CHUNK = 200
# Pictures come whole: so many in one answer, and no more of them than needed are waited for.
_PICTURES = 60
_SPARE = {TEXT: 3, PICTURE: 1}


@dataclass(frozen=True)
class Drawn:
    """A text that was generated, or a picture as a data: address, and the row of the release it came from. `place`: the how manieth of
    that recipe and parent. `pair`: both compared (`media.taken`)."""

    parent: dict[str, Any]
    made: str
    augmenter: str
    version: int
    seed: int
    place: int
    pair: media.Pair | None = None

    @property
    def recipe(self) -> dict[str, Any]:
        return {"augmenter": self.augmenter, "version": self.version, "seed": self.seed, "place": self.place}


def recipes(medium: str = TEXT) -> list[dict[str, Any]]:
    """Augmenters of texts or pictures at the ML backend: {name, title, medium, languages, source, version, cannot}. Raises `Problem`
    (ml_backend)."""
    found = client.call("GET", "/augmenters").get("augmenters")
    if not isinstance(found, list):
        raise Problem("The ML backend answered something else than a list of augmenters.", code="ml_backend")
    return [row for row in found if isinstance(row, dict) and row.get("medium") == medium and isinstance(row.get("name"), str)]


def augmentable(release: Release) -> Learnable:
    """`Refused` (not_augmentable) where the release is not one label about one text or picture: what would a changed one mean for it?"""
    asked = learnable(compile_config(release.manifest["label_config"]))
    if asked.kind not in ("choice", "image_choice") or len(asked.fields) != 1:
        raise Refused("Only texts and pictures with one label each can be augmented here.", code="not_augmentable")
    return asked


def training_rows(release: Release, label: str | None = None) -> list[dict[str, Any]]:
    """What people wrote and labelled in the training split; nothing generated, nothing of dev or test."""
    rows = (row for row in corpus.contents(release) if row["split"] == Item.TRAIN and row["rule"] != RULE)
    return [row for row in rows if label is None or row["label"] == label]


def draw(
    parents: Sequence[Mapping[str, Any]],
    asked: Learnable,
    augmenters: Sequence[str],
    wanted: int,
    seed: int,
    take: Take = list,
    most_bytes: float = math.inf,
) -> tuple[list[Drawn], dict]:
    """(up to `wanted` generated ones, none twice, spread over parents and augmenters; what was not: {augmenter: {why: of how many}}).

    take: what becomes of those that an answer brought, before the next is asked for. most_bytes: of all of them together; then it ends.
    """
    medium, rng = asked.looks_at, random.Random(seed)
    order = list(range(len(parents)))
    rng.shuffle(order)
    each = min(10, max(1, -(-wanted // max(1, len(order) * len(augmenters)))))
    # With one of each there may be more parents than are needed: an augmenter can fail at a few.
    order = order[: max(1, 2 * wanted)]
    ways = _ways_of(order, augmenters, wanted, rng) if medium == PICTURE else dict.fromkeys(order, list(augmenters))
    found: dict[str, Drawn] = {}
    failed: dict[str, Counter] = {}
    size = 0
    while order and len(found) < _SPARE[medium] * wanted and size < most_bytes:
        part = order[: _chunk(medium, each * len(ways[order[0]]), wanted - len(found))]
        order = order[len(part) :]
        answer = client.call("POST", "/augment", _request(parents, part, asked, augmenters, ways, {"n": each, "seed": seed}))
        fresh = {one.made: one for one in _read(answer, medium, parents, set(part)) if one.made not in found}
        size += sum(map(len, fresh))
        found |= {one.made or str(one.pair): one for one in take(list(fresh.values()))}
        for name, why in (answer.get("not_made") or {}).items():
            failed.setdefault(name, Counter()).update(why)
    drawn = list(found.values())
    rng.shuffle(drawn)
    return drawn[:wanted], {name: dict(why) for name, why in failed.items()}


def _ways_of(order: Sequence[int], augmenters: Sequence[str], wanted: int, rng: random.Random) -> dict[int, list[str]]:
    """Each picture is changed in as few of the ways as are needed for `wanted` in all, so that they are of as many as possible."""
    few = min(len(augmenters), -(-wanted // max(1, len(order))))
    return {place: rng.sample(list(augmenters), few) for place in order}


def _chunk(medium: str, each: int, left: int) -> int:
    """Of how many parents at once: pictures come whole, so of no more than are still wanted and fit into an answer."""
    return _CHUNK if medium == TEXT else max(1, min(_PICTURES, left) // each)


def _request(
    parents: Sequence[Mapping[str, Any]], part: Sequence[int], asked: Learnable, augmenters: Sequence[str], ways: dict, how: dict
) -> dict[str, Any]:
    field, medium = asked.fields[0], asked.looks_at
    rows = [{"id": i, medium: parents[i]["data"][field]} for i in part]
    if medium == PICTURE:
        rows = [{**row, "augmenters": ways[row["id"]]} for row in rows]
    return {f"{medium}s": rows, "augmenters": list(augmenters), **how}


def _read(answer: Mapping[str, Any], medium: str, parents: Sequence[Mapping[str, Any]], asked: set[int]) -> list[Drawn]:
    try:
        found = [
            (row["id"], str(row[medium]), str(row["augmenter"]), int(row["version"]), int(row["seed"]), int(row["place"]))
            for row in answer["made"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Problem(f"The ML backend answered something else than generated {medium}s.", code="ml_backend") from error
    if any(key not in asked for key, *_ in found):
        raise Problem(f"The ML backend answered with {medium}s that were not asked for.", code="ml_backend")
    return [Drawn(dict(parents[key]), made, *recipe) for key, made, *recipe in found if made.strip()]


def preview(release: Release, *, label: str, augmenters: Sequence[str], seed: int = 0) -> dict[str, Any]:
    """Ten examples with their distances, before anything is made: {medium, examples: [{parent, text or picture, augmenter, and letters
    and words or outlines}], diversity, not_made, parents}. Raises `Refused` or `Invalid` as `order` does."""
    asked, parents = _parents(release, label, augmenters)
    found, failed = draw(parents, asked, augmenters, PREVIEW, seed)
    found = media.taken(release.project, asked, found, keep=False)
    pairs = [one.pair for one in found if one.pair]
    examples = [
        {"parent": one.parent["data"][asked.fields[0]], asked.looks_at: one.made, "augmenter": one.augmenter, **pair.distance}
        for one, pair in zip(found, pairs, strict=True)
    ]
    told = {"medium": asked.looks_at, "examples": examples, "diversity": media.diversity(asked, pairs)}
    return {**told, "not_made": failed, "parents": len(parents)}


def _parents(release: Release, label: str, augmenters: Sequence[str]) -> tuple[Learnable, list[dict[str, Any]]]:
    asked = augmentable(release)
    if not augmenters:
        raise Invalid("Choose at least one way of generating.", fields={"augmenters": "required"})
    parents = [row for row in training_rows(release, label) if asked.shows(row["data"])]
    if asked.looks_at == PICTURE:
        parents = media.kept_here(release.project, parents, asked.fields[0])
    if not parents:
        what = asked.looks_at if asked.looks_at == TEXT else "imported picture"
        raise Refused(f"The release has no training {what} labelled '{label}' to start from.", code="no_parents", fields={"label": label})
    return asked, parents


def order(
    release: Release, *, label: str, augmenters: Sequence[str], wanted: int, by: User, now: dt.datetime, seed: int = 0
) -> Augmentation:
    """Write it down; the job that makes it is a way in's to ask for. Raises `Refused` (not_augmentable, no_parents), `Invalid`."""
    asked, _ = _parents(release, label, augmenters)
    most = GENERATED_AT_MOST[asked.looks_at]
    if isinstance(wanted, bool) or not isinstance(wanted, int) or not 1 <= wanted <= most:
        raise Invalid(f"How many: 1 to {most:,}.", fields={"wanted": f"1 to {most}"})
    there = {row["name"] for row in recipes(asked.looks_at) if not row.get("cannot")}
    if unknown := [name for name in augmenters if name not in there]:
        raise Invalid(f"The ML backend cannot generate by '{unknown[0]}'.", fields={"augmenters": "unknown"})
    return Augmentation.objects.create(
        project=release.project,
        release=release,
        label=label,
        augmenters=list(augmenters),
        wanted=wanted,
        seed=seed,
        ordered_by=by,
        created_at=now,
    )


def augment(made: Augmentation, *, report: Report, now: dt.datetime, wording: Mapping[str, str] | None = None) -> Augmentation:
    """Safe to run twice: a done one answers as it is; what an earlier try wrote is written once. The texts become tasks of the validation
    project, which is made where there is none yet."""
    made.refresh_from_db()
    if made.done_at is not None:
        return made
    asked, parents = _parents(made.release, made.label, made.augmenters)
    report(0.1, f"Generating from {len(parents):,} {asked.looks_at}s")
    found, failed = draw(
        parents, asked, made.augmenters, made.wanted, made.seed, take=lambda some: media.taken(made.project, asked, some, keep=True)
    )
    if not found:
        raise Refused(f"Nothing could be generated from these {asked.looks_at}s by these ways.", code="nothing_generated", fields=failed)
    report(0.7, f"{len(found):,} {asked.looks_at}s are put before people")
    # From here on nobody may forget a file before its row is committed; while they were drawn somebody may have.
    with files.held():
        media.check_kept(found)
        _write(made, asked, found, failed, now, wording)
    report(1.0, f"{made.outcome['made']:,} {asked.looks_at}s wait for people's judgement")
    return made


@transaction.atomic
def _write(made: Augmentation, asked: Learnable, found: list[Drawn], failed: dict, now: dt.datetime, wording: Any) -> None:
    validation = validation_for(made.project, medium=asked.looks_at, by=made.ordered_by, now=now, wording=wording)
    batch = items.open_batch(validation.judged_in, name=f"generated: {made.label}", by=made.ordered_by, now=now)
    taken = items.import_generated(batch, _as_items(made.project, validation.judged_in, asked, found), now=now)
    items.finish(batch, now=now)
    queue.open_tasks(judging_round(validation, now=now), batch=batch)
    made.batch, made.done_at = batch, now
    made.outcome = {**asdict(taken), "not_made": failed, "diversity": media.diversity(asked, [one.pair for one in found if one.pair])}
    made.save(update_fields=["batch", "done_at", "outcome"])


def _as_items(project: Project, judged_in: Project, asked: Learnable, found: Sequence[Drawn]) -> list[items.Made]:
    field = asked.fields[0]
    hashes = {one.parent["content"] for one in found}
    parents = {item.content_hash: item for item in Item.objects.filter(project=project, content_hash__in=hashes)}
    made = []
    for one in found:
        row, pair = one.parent, one.pair
        assert pair is not None
        made.append(
            items.Made(
                parent=parents[row["content"]],
                text=pair.text,
                shown={**pair.shown(judged_in), "label": row["label"]},
                data={**row["data"], field: pair.learned(project)},
                # As people gave it: a release maps it to the newest guideline together with its parent's.
                label=row.get("label_as_given", row["label"]),
                result=row.get("result_as_given", row["result"]),
                recipe=one.recipe,
                distance=pair.distance,
                picture=pair.picture,
            )
        )
    return made
