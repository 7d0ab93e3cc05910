"""Does it help to weigh rare classes, to show them more often, to generate more of them? The same release, the same dev items, each way
a model of its own: tried before anybody is asked to judge a generated text, for plain class weights often do as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from annotate.accounts.models import User
from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release
from annotate.corpus.services.generated import RULE
from annotate.items.models import Item
from annotate.projects.models import Project
from domain.errors import Problem, Refused
from domain.evaluation import headline
from domain.imbalance import Difference, compare_f1, resampled
from domain.learnable import Learnable

from ..models import BalanceTrial
from .augment import GENERATED_AT_MOST, Drawn, augmentable, draw, training_rows
from .tried import tried

Report = Callable[[float, str], None]
PLAIN, WEIGHTS, RESAMPLED, GENERATED, ACCEPTED = "plain", "weights", "resampled", "generated", "accepted"
FREE = (WEIGHTS, RESAMPLED)
_PEOPLE = (GENERATED, ACCEPTED)
# Generated pictures travel to the training whole.
_MOST_BYTES = 64 * 2**20
# So many generated texts for each there is: more only repeat one another.
_TIMES = 10


@dataclass
class Way:
    """One way: what a model learns from, and what that model says of the dev items."""

    name: str
    rows: list[dict[str, Any]]
    params: dict[str, Any] = field(default_factory=dict)
    guess: list[str] = field(default_factory=list)


def order_trial(
    project: Project, *, release: Release, label: str, augmenters: Sequence[str], by: User, now: dt.datetime, seed: int = 0
) -> BalanceTrial:
    """Write it down; the job is a way in's to ask for. Raises `Refused` (not_augmentable, no_parents, no_dev)."""
    asked = augmentable(release)
    if not any(asked.shows(row["data"]) for row in training_rows(release, label)):
        raise Refused(f"The release has no training {asked.looks_at} labelled '{label}'.", code="no_parents", fields={"label": label})
    if not any(row["label"] == label for row in _dev(release, asked)):
        raise Refused(
            f"The release has no dev {asked.looks_at} labelled '{label}': nothing could be said of what helps. The test split is kept for "
            "the end.",
            code="no_dev",
            fields={"label": label},
        )
    return BalanceTrial.objects.create(
        project=project, release=release, label=label, augmenters=list(augmenters), seed=seed, started_by=by, created_at=now
    )


def try_balance(trial: BalanceTrial, *, report: Report, now: Callable[[], dt.datetime]) -> BalanceTrial:
    """Safe to run twice: a done one answers as it is. Raises `Problem` (ml_backend) with what the backend says."""
    trial.refresh_from_db()
    if trial.state == BalanceTrial.DONE:
        return trial
    try:
        outcome = _outcome(trial, report)
    except Exception as error:
        told = error.message if isinstance(error, Problem) else f"{type(error).__name__}: {error}".rstrip(": ")
        BalanceTrial.objects.filter(pk=trial.pk).update(state=BalanceTrial.FAILED, failure=told, finished_at=now())
        raise
    trial.outcome, trial.state, trial.failure, trial.finished_at = outcome, BalanceTrial.DONE, "", now()
    trial.save(update_fields=["outcome", "state", "failure", "finished_at"])
    return trial


def _dev(release: Release, asked: Learnable) -> list[dict[str, Any]]:
    return [row for row in corpus.contents(release) if row["split"] == Item.DEV and asked.shows(row["data"])]


def _outcome(trial: BalanceTrial, report: Report) -> dict[str, Any]:
    asked = augmentable(trial.release)
    dev = _dev(trial.release, asked)
    ways = _ways(trial, asked)
    for number, way in enumerate(ways):
        report(number / len(ways), f"Way {number + 1} of {len(ways)}: {way.name}, {len(way.rows):,} {asked.looks_at}s")
        way.guess = _said(trial, asked, way, dev)
    return told(ways, dev, trial.label, np.random.default_rng(trial.seed))


def _ways(trial: BalanceTrial, asked: Learnable) -> list[Way]:
    """Every one learns from the training split alone, and is judged on what it never saw."""
    rows = [row for row in training_rows(trial.release) if asked.shows(row["data"])]
    again = resampled([row["label"] for row in rows], np.random.default_rng(trial.seed))
    ways = [
        Way(PLAIN, rows),
        Way(WEIGHTS, rows, {"class_weight": "balanced"}),
        Way(RESAMPLED, [rows[i] for i in again]),
    ]
    if trial.augmenters and (generated := _generated(trial, asked, rows)):
        ways.append(Way(GENERATED, rows + generated))
    if accepted := [row for row in corpus.contents(trial.release) if row["rule"] == RULE]:
        ways.append(Way(ACCEPTED, rows + accepted))
    return ways


def _generated(trial: BalanceTrial, asked: Learnable, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many as bring the class up to the commonest, or ten times as many as there are; no person has looked at them."""
    parents = [row for row in rows if row["label"] == trial.label]
    counts = [sum(row["label"] == label for row in rows) for label in {row["label"] for row in rows}]
    wanted = min(max(counts) - len(parents), _TIMES * len(parents), GENERATED_AT_MOST[asked.looks_at])
    found = draw(parents, asked, trial.augmenters, wanted, trial.seed, most_bytes=_MOST_BYTES)[0] if wanted > 0 else []
    return [_child(one, asked.fields[0]) for one in found]


def _child(one: Drawn, field: str) -> dict[str, Any]:
    return {**one.parent, "data": {**one.parent["data"], field: one.made}, "rule": RULE}


def _said(trial: BalanceTrial, asked: Learnable, way: Way, dev: list[dict[str, Any]]) -> list[str]:
    params = {**way.params, "seed": trial.seed}
    classes, table = tried(trial.release, "balance", asked, way.rows, dev, params, measured=True)
    return [classes[i] for i in table.argmax(axis=1)]


def told(ways: Sequence[Way], dev: Sequence[dict[str, Any]], label: str, rng: np.random.Generator) -> dict[str, Any]:
    """The figures of each way, each against plain training and what people would have to judge against what is free; and the advice:

    "nothing": none is clearly better than plain. "free": weights or resampling are, and generated texts not clearly better than they.
    "generated": these are clearly better than plain and than what is free. "unsure": clearly better than plain, and so is nothing free,
    but the two cannot be told apart.
    """
    truth, groups = [row["label"] for row in dev], [row["group"] for row in dev]
    by_name = {way.name: way for way in ways}

    def against(one: Way, other: Way) -> Difference:
        return compare_f1(truth, one.guess, other.guess, label, groups=groups, rng=rng)

    plain = by_name[PLAIN]
    gains = {way.name: against(plain, way) for way in ways}
    best = max((way for way in ways if way.name in FREE), key=lambda way: gains[way.name].other or 0.0)
    beyond = {way.name: against(best, way) for way in ways if way.name in _PEOPLE}
    return {
        "label": label,
        "dev_items": len(dev),
        "dev_of_class": truth.count(label),
        "best_free": best.name,
        "ways": [
            {
                "name": way.name,
                "examples": len(way.rows),
                "of_class": sum(row["label"] == label for row in way.rows),
                "macro_f1": _macro(truth, way.guess),
                "against_plain": _told(gains[way.name]),
                "against_free": _told(beyond[way.name]) if way.name in beyond else None,
            }
            for way in ways
        ],
        "advice": _advice(gains, beyond),
    }


def _advice(gains: dict[str, Difference], beyond: dict[str, Difference]) -> str:
    helps = {name for name, gain in gains.items() if gain.is_clear and (gain.value or 0) > 0}
    if any(beyond[name].is_clear and (beyond[name].value or 0) > 0 for name in helps & set(beyond)):
        return "generated"
    if helps & set(FREE):
        return "free"
    return "unsure" if helps else "nothing"


def _told(one: Difference) -> dict[str, Any]:
    return {**asdict(one), "is_clear": one.is_clear}


def _macro(truth: Sequence[str], guess: Sequence[str]) -> float:
    names = sorted({*truth, *guess})
    place = {name: i for i, name in enumerate(names)}
    return headline(np.array([place[t] for t in truth]), np.array([place[g] for g in guess]), len(names))[1]
