"""Which labels of a release are likely wrong, by models each of which did not learn from the item it judges."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np

from annotate.corpus import selectors as corpus
from annotate.corpus.models import ReleaseItem
from annotate.corpus.services.generated import RULE
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.review.models import Decision
from domain.errors import Refused
from domain.label_errors import FEWEST, find
from domain.learnable import Learnable, learnable
from domain.schema import compile_config

from .tried import tried

Report = Callable[[float, str], None]
FOLDS = 5
PENALTY = {"c": 1.0}
# So many items at most, drawn by the hash of their group; and so many of the doubtful ones are kept, the surest first.
MOST, KEPT = 20_000, 500


def look_for_doubts(project: Project, *, report: Report) -> dict[str, Any]:
    """Confident learning (`domain.label_errors`) on what five models say: each learns from four fifths of the groups of train and dev, with
    a light head on frozen features, and is asked about the rest. {release, looked_at, errors, found: [{item, decided, likely, margin}]}.

    Test items are neither learned from nor judged. Safe to run twice. Raises `Refused` (no_release, no_learner, too_few_labels), `Problem`
    (ml_backend).
    """
    release = project.releases.order_by("-number").first()
    if release is None:
        raise Refused("Freeze a release first: labels are looked for errors in what is frozen.", code="no_release")
    asked = learnable(compile_config(release.manifest["label_config"]))
    if not asked.says_one_label:
        raise Refused("Only where an item has one label can a model say which of them it doubts.", code="no_learner")
    rows = _rows(corpus.contents(release), asked)
    given = [str(asked.answer(row["result"])) for row in rows]
    names = sorted(set(given))
    if len(names) < 2 or len(rows) < FOLDS * FEWEST:
        there = f"{len(rows)} labelled items outside the test split with {len(names)} labels"
        raise Refused(f"Too few yet: {there}; {FOLDS * FEWEST} and 2 are needed.", code="too_few_labels")
    table = np.zeros((len(rows), len(names)))
    folds = np.array([_lot(row["group"]) % FOLDS for row in rows])
    for fold in np.unique(folds):
        report(float(fold) / FOLDS, f"Part {fold + 1} of {FOLDS}: learning from the others.")
        learn, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if len({given[i] for i in learn}) < 2:
            continue
        classes, said = tried(release, "doubts", asked, [rows[i] for i in learn], [rows[i] for i in held], PENALTY)
        for column, label in enumerate(classes):
            table[held, names.index(label)] = said[:, column]
    judged = np.flatnonzero(table.sum(axis=1) > 0)
    found = find(np.array([names.index(given[i]) for i in judged], int), table[judged])
    items = _items(release.pk, [rows[judged[one.item]]["content"] for one in found.suspects[:KEPT]])
    doubtful = [
        {"item": item, "decided": names[one.given], "likely": names[one.likely], "margin": round(one.margin, 4)}
        for one in found.suspects[:KEPT]
        if (item := items.get(rows[judged[one.item]]["content"])) is not None
    ]
    report(1.0, f"{len(found.suspects):,} doubtful labels among {len(judged):,}.")
    return {"release": release.number, "looked_at": len(judged), "errors": round(found.errors, 1), "found": doubtful}


def _rows(contents: Any, asked: Learnable) -> list[dict[str, Any]]:
    """What people labelled outside the test split and a model can look at."""
    apart = (RULE, Decision.ACCEPTED)
    rows = [row for row in contents if row["split"] != Item.TEST and row["rule"] not in apart and asked.shows(row["data"])]
    rows = [row for row in rows if isinstance(asked.answer(row["result"]), str)]
    return sorted(rows, key=lambda row: _lot(row["group"]))[:MOST] if len(rows) > MOST else rows


def _lot(group: str) -> int:
    return int.from_bytes(hashlib.blake2b(group.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _items(release: int, contents: list[str]) -> dict[str, int]:
    held = ReleaseItem.objects.filter(release=release, item__content_hash__in=contents)
    return dict(held.values_list("item__content_hash", "item_id"))
