"""Generate texts of a rare class out of training texts: seen beforehand, then made for people to judge."""

from __future__ import annotations

import datetime as dt
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
from annotate.items import services as items
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue import services as queue
from domain.diversity import distance, diversity
from domain.errors import Invalid, Problem, Refused
from domain.learnable import Learnable, learnable
from domain.schema import compile_config

from .. import client
from ..models import Augmentation
from .validate import judging_round, validation_for

Report = Callable[[float, str], None]
AT_MOST = 2000
PREVIEW = 10
_CHUNK = 200


@dataclass(frozen=True)
class Drawn:
    """A text that was generated, and the row of the release it came from. `place`: the how manieth of that recipe and text."""

    parent: dict[str, Any]
    text: str
    augmenter: str
    version: int
    seed: int
    place: int

    @property
    def recipe(self) -> dict[str, Any]:
        return {"augmenter": self.augmenter, "version": self.version, "seed": self.seed, "place": self.place}


def recipes() -> list[dict[str, Any]]:
    """Augmenters of texts at the ML backend: {name, title, languages, source, version, cannot}. Raises `Problem` (ml_backend)."""
    found = client.call("GET", "/augmenters").get("augmenters")
    if not isinstance(found, list):
        raise Problem("The ML backend answered something else than a list of augmenters.", code="ml_backend")
    return [row for row in found if isinstance(row, dict) and row.get("medium") == "text" and isinstance(row.get("name"), str)]


def text_question(release: Release) -> Learnable:
    """`Refused` (not_augmentable) where the release is not one label about one text: what would a changed text mean for it?"""
    asked = learnable(compile_config(release.manifest["label_config"]))
    if asked.kind != "choice" or len(asked.fields) != 1:
        raise Refused("Only texts with one label each can be augmented here.", code="not_augmentable")
    return asked


def training_rows(release: Release, label: str | None = None) -> list[dict[str, Any]]:
    """What people wrote and labelled in the training split; nothing generated, nothing of dev or test."""
    rows = (row for row in corpus.contents(release) if row["split"] == Item.TRAIN and row["rule"] != RULE)
    return [row for row in rows if label is None or row["label"] == label]


def draw(parents: Sequence[Mapping[str, Any]], field: str, augmenters: Sequence[str], wanted: int, seed: int) -> tuple[list[Drawn], dict]:
    """(up to `wanted` generated texts, none twice, spread over parents and augmenters; what was not: {augmenter: {why: of how many}})."""
    rng = random.Random(seed)
    order = list(range(len(parents)))
    rng.shuffle(order)
    each = min(10, max(1, -(-wanted // max(1, len(order) * len(augmenters)))))
    # With one text of each there may be more parents than are needed: an augmenter can fail at a few.
    order = order[: max(1, 2 * wanted)]
    found: list[Drawn] = []
    failed: dict[str, Counter] = {}
    for start in range(0, len(order), _CHUNK):
        part = order[start : start + _CHUNK]
        texts = [{"id": i, "text": parents[i]["data"][field]} for i in part]
        answer = client.call("POST", "/augment", {"texts": texts, "augmenters": list(augmenters), "n": each, "seed": seed})
        found += _read(answer, parents, set(part))
        for name, why in (answer.get("not_made") or {}).items():
            failed.setdefault(name, Counter()).update(why)
        if len(found) >= 3 * wanted:
            break
    rng.shuffle(found)
    unique = {one.text: one for one in found}
    return list(unique.values())[:wanted], {name: dict(why) for name, why in failed.items()}


def _read(answer: Mapping[str, Any], parents: Sequence[Mapping[str, Any]], asked: set[int]) -> list[Drawn]:
    try:
        found = [
            (row["id"], str(row["text"]), str(row["augmenter"]), int(row["version"]), int(row["seed"]), int(row["place"]))
            for row in answer["made"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Problem("The ML backend answered something else than generated texts.", code="ml_backend") from error
    if any(key not in asked for key, *_ in found):
        raise Problem("The ML backend answered with texts that were not asked for.", code="ml_backend")
    return [Drawn(dict(parents[key]), text, *recipe) for key, text, *recipe in found if text.strip()]


def preview(release: Release, *, label: str, augmenters: Sequence[str], seed: int = 0) -> dict[str, Any]:
    """Ten examples with their distances, before anything is made: {examples: [{parent, text, augmenter, letters, words}], diversity,
    not_made, parents}. Raises `Refused` or `Invalid` as `order` does."""
    asked, parents = _parents(release, label, augmenters)
    found, failed = draw(parents, asked.fields[0], augmenters, PREVIEW, seed)
    pairs = [(one.parent["data"][asked.fields[0]], one.text) for one in found]
    examples = [
        {"parent": parent, "text": made, "augmenter": one.augmenter, **_rounded(parent, made)}
        for one, (parent, made) in zip(found, pairs, strict=True)
    ]
    return {"examples": examples, "diversity": asdict(diversity(pairs)), "not_made": failed, "parents": len(parents)}


def _parents(release: Release, label: str, augmenters: Sequence[str]) -> tuple[Learnable, list[dict[str, Any]]]:
    asked = text_question(release)
    if not augmenters:
        raise Invalid("Choose at least one way of generating.", fields={"augmenters": "required"})
    parents = [row for row in training_rows(release, label) if asked.shows(row["data"])]
    if not parents:
        raise Refused(f"The release has no training text labelled '{label}' to start from.", code="no_parents", fields={"label": label})
    return asked, parents


def _rounded(parent: str, made: str) -> dict[str, float]:
    found = distance(parent, made)
    return {"letters": round(found.letters, 4), "words": round(found.words, 4)}


def order(
    release: Release, *, label: str, augmenters: Sequence[str], wanted: int, by: User, now: dt.datetime, seed: int = 0
) -> Augmentation:
    """Write it down; the job that makes it is a way in's to ask for. Raises `Refused` (not_augmentable, no_parents), `Invalid`."""
    if isinstance(wanted, bool) or not isinstance(wanted, int) or not 1 <= wanted <= AT_MOST:
        raise Invalid(f"How many: 1 to {AT_MOST:,}.", fields={"wanted": f"1 to {AT_MOST}"})
    _parents(release, label, augmenters)
    if unknown := [name for name in augmenters if name not in {row["name"] for row in recipes() if not row.get("cannot")}]:
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
    report(0.1, f"Generating from {len(parents):,} texts")
    found, failed = draw(parents, asked.fields[0], made.augmenters, made.wanted, made.seed)
    if not found:
        raise Refused("Nothing could be generated from these texts by these ways.", code="nothing_generated", fields=failed)
    report(0.7, f"{len(found):,} texts are put before people")
    _write(made, asked, found, failed, now, wording)
    report(1.0, f"{made.outcome['made']:,} texts wait for people's judgement")
    return made


@transaction.atomic
def _write(made: Augmentation, asked: Learnable, found: list[Drawn], failed: dict, now: dt.datetime, wording: Any) -> None:
    validation = validation_for(made.project, by=made.ordered_by, now=now, wording=wording)
    batch = items.open_batch(validation.judged_in, name=f"generated: {made.label}", by=made.ordered_by, now=now)
    taken = items.import_generated(batch, _as_items(made.project, asked, found), now=now)
    items.finish(batch, now=now)
    queue.open_tasks(judging_round(validation, now=now), batch=batch)
    pairs = [(one.parent["data"][asked.fields[0]], one.text) for one in found]
    made.batch, made.done_at = batch, now
    made.outcome = {**asdict(taken), "not_made": failed, "diversity": asdict(diversity(pairs))}
    made.save(update_fields=["batch", "done_at", "outcome"])


def _as_items(project: Project, asked: Learnable, found: Sequence[Drawn]) -> list[items.Made]:
    field = asked.fields[0]
    hashes = {one.parent["content"] for one in found}
    parents = {item.content_hash: item for item in Item.objects.filter(project=project, content_hash__in=hashes)}
    made = []
    for one in found:
        row = one.parent
        original = row["data"][field]
        made.append(
            items.Made(
                parent=parents[row["content"]],
                text=one.text,
                shown={"text": one.text, "original": original, "label": row["label"]},
                data={**row["data"], field: one.text},
                # As people gave it: a release maps it to the newest guideline together with its parent's.
                label=row.get("label_as_given", row["label"]),
                result=row.get("result_as_given", row["result"]),
                recipe=one.recipe,
                distance=_rounded(original, one.text),
            )
        )
    return made
