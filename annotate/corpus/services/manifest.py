"""The facts of a datasheet: what a release holds, who made it and when, under which guideline, how well they agreed, what is left out."""

from __future__ import annotations

import datetime as dt
import platform
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from annotate.accounts.models import User
from annotate.items.models import ImportBatch, Item
from annotate.projects.models import Project
from annotate.review import selectors as review
from annotate.review import services as review_verbs
from guidelines.models import GuidelineVersion

from .generated import Counted

_SPLITS = (Item.TRAIN, Item.DEV, Item.TEST)
_FIGURES = ("raw", "fleiss_kappa", "krippendorff_alpha")
_LIBRARIES = ("django", "numpy", "scipy", "statsmodels", "crowd-kit", "orjson")


@dataclass
class Tally:
    """Counted while the rows go by."""

    items: int = 0
    splits: dict[str, Counter] = field(default_factory=lambda: {split: Counter() for split in _SPLITS})
    rules: Counter = field(default_factory=Counter)
    people: Counter = field(default_factory=Counter)
    votes: Counter = field(default_factory=Counter)
    fields: set[str] = field(default_factory=set)
    with_suggestion: int = 0
    generated: Counted = field(default_factory=Counted)
    first: dt.datetime | None = None
    last: dt.datetime | None = None

    def add(self, row: dict[str, Any]) -> None:
        self.items += 1
        self.splits[row["split"]][row["label"]] += 1
        self.rules[row["rule"]] += 1
        self.votes[len(row["votes"])] += 1
        self.fields.update(row["data"])
        for vote in row["votes"]:
            self.people[vote["annotator"]] += 1
            self.with_suggestion += vote["with_suggestion"]

    def add_generated(self, row: dict[str, Any]) -> None:
        """Nobody wrote it and nobody labelled it: it is in none of the other counts but that of all rows."""
        self.items += 1
        self.generated.add(row)

    def annotated(self, at: dt.datetime) -> None:
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)


def manifest(
    project: Project,
    *,
    title: str,
    by: User,
    now: dt.datetime,
    digest: str,
    versions: list[tuple[GuidelineVersion, int]],
    tally: Tally,
    left_out: dict[str, int],
    is_automatic: bool = False,
) -> dict[str, Any]:
    """Plain JSON. People stand in it by pseudonyms (A1, A2 …), save who froze the release; no addresses."""
    newest = versions[-1][0]
    generated = {"generated": tally.generated.told()} if tally.generated.labels else {}
    return {
        "project": project.title,
        "title": title,
        "release": None,
        "frozen_at": now.isoformat(timespec="seconds"),
        "frozen_by": by.name or "the lead",
        "digest": digest,
        "items": tally.items,
        "splits": _splits(tally),
        **generated,
        **({"automatic": True} if is_automatic else {}),
        "rules": dict(tally.rules.most_common()),
        "left_out": [{"why": why, "items": n} for why, n in left_out.items()],
        "annotation": _annotation(tally),
        "annotators": {name: {"annotations": tally.people[name]} for name in sorted(tally.people, key=lambda name: int(name[1:]))},
        "agreement": _agreement(project, now, anew=not is_automatic),
        "guideline": {"version": newest.number, "published_at": newest.published_at.isoformat(timespec="seconds"), "text": newest.text},
        "guideline_versions": [{"version": v.number, "items": n, "change_note": v.change_note} for v, n in versions],
        "label_config": newest.label_config,
        "fields": sorted(tally.fields),
        "sources": _sources(project),
        "cleaning": project.cleaning,
        "splitting": {
            "how": "by a stable hash of the item's group; near-duplicates share a group",
            "seed": project.split_seed,
            "train": project.train_share,
            "dev": project.dev_share,
        },
        "libraries": _libraries(),
    }


def _splits(tally: Tally) -> dict[str, dict[str, int]]:
    labels = sorted(set().union(*tally.splits.values()))
    return {split: {"items": sum(n.values()), **{label: n[label] for label in labels}} for split, n in tally.splits.items()}


def _annotation(tally: Tally) -> dict[str, Any]:
    counts = sorted(tally.votes)
    return {
        "annotators": len(tally.people),
        "annotations": sum(tally.people.values()),
        "fewest_on_an_item": counts[0],
        "most_on_an_item": counts[-1],
        "made_with_a_suggestion_in_sight": tally.with_suggestion,
        "first": tally.first and tally.first.isoformat(timespec="seconds"),
        "last": tally.last and tally.last.isoformat(timespec="seconds"),
    }


def _agreement(project: Project, now: dt.datetime, *, anew: bool) -> dict[str, Any]:
    """Of all annotations of the project, measured now where there is no measurement or (anew) the last one no longer holds."""
    newest = review.agreement(project)
    if newest is None or (anew and review.is_stale(newest)):
        newest = review_verbs.measure(project, now=now)
    figures = newest.figures
    return {
        **{name: {part: figures[name][part] for part in ("value", "low", "high", "items", "reason")} for name in _FIGURES},
        "level": figures["level"],
        "measured_at": newest.measured_at.isoformat(timespec="seconds"),
        "over": "all annotations of the project that were in force; a text annotated again counts in each of its rounds",
    }


def _sources(project: Project) -> list[dict[str, Any]]:
    batches = project.batches.filter(items_made__gt=0).exclude(state=ImportBatch.UNDONE).order_by("pk")
    return [{"import": b.name or "rows", "items": b.items_made, "at": b.created_at.isoformat(timespec="seconds")} for b in batches]


def _libraries() -> dict[str, str]:
    return {"python": platform.python_version(), **_installed(_LIBRARIES)}


def _installed(names: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
