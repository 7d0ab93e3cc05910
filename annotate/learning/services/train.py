"""Run a training: the rows of its release to the ML backend, its events as progress, what it made as a model version."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from django.db import transaction

from annotate.corpus import selectors as corpus
from annotate.corpus.services.generated import RULE
from domain.errors import Problem
from domain.learnable import Learnable, learnable
from domain.protocol import check_event
from domain.schema import compile_config

from .. import client
from ..models import ModelVersion, Run
from .ask import tasks_of
from .promote import contend
from .rule_labels import examples_by_rules
from .start import uid
from .stock import teach

Report = Callable[[float, str], None]
# Events kept with a run: the last so many that are more than progress, which the job shows anyway.
EVENTS_KEPT = 200


def train(run: Run, *, report: Report, now: Callable[[], dt.datetime]) -> ModelVersion:
    """As `learn`; then the version becomes champion if it is better than the one there is."""
    made = learn(run, report=report, now=now)
    report(0.99, f"Comparing {made.name} with the champion.")
    return contend(made, now=now())


def learn(run: Run, *, report: Report, now: Callable[[], dt.datetime]) -> ModelVersion:
    """Safe to run twice: a finished run answers with its model version, a half-done one starts again. now: the clock, asked at the end.

    Raises `Problem` (ml_backend) with what the backend says.
    """
    made = ModelVersion.objects.filter(run=run).first()
    if made is None:
        Run.objects.filter(pk=run.pk).update(state=Run.RUNNING, events=[], failure="", finished_at=None)
        try:
            name, metrics = _learn(run, report)
        except Exception as error:
            told = error.message if isinstance(error, Problem) else f"{type(error).__name__}: {error}".rstrip(": ")
            Run.objects.filter(pk=run.pk, state=Run.RUNNING).update(state=Run.FAILED, failure=told, finished_at=now())
            raise
        made = _keep(run, name, metrics, now())
    run.refresh_from_db()
    return made


def _learn(run: Run, report: Report) -> tuple[str, dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    try:
        return _taught(run, report, kept)
    except Problem as problem:
        if not client.lacks(problem):
            raise
        return teach(run, request_of(run)["examples"], report=report)


def _taught(run: Run, report: Report, kept: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    with closing(client.stream("/train", request_of(run))) as events:
        for event in map(check_event, events):
            if event["event"] == "done":
                return event["model_version"], event["metrics"]
            if event["event"] == "progress":
                report(0.98 * event["progress"], event["message"])
            else:
                kept.append(event)
                Run.objects.filter(pk=run.pk).update(events=kept[-EVENTS_KEPT:])
    raise Problem("The ML backend ended the training without a result.", code="ml_backend")


def request_of(run: Run) -> dict[str, Any]:
    """What the ML backend is asked for."""
    config = run.release.manifest["label_config"]
    asked = learnable(compile_config(config))
    chosen = {name: value for name, value in run.settings.items() if name not in ("soft", "options", "weak")}
    return {
        "project": uid(run.project),
        "label_config": config,
        "release": run.release.digest,
        "params": {**(run.settings.get("options") or {}), **chosen, "seed": run.seed},
        "examples": [*_examples(run, asked), *examples_by_rules(run, asked)],
    }


def _examples(run: Run, asked: Learnable) -> Iterator[dict[str, Any]]:
    """Those of which there is something to look at. Of a divided label with its shares, where the run wants them."""
    for row in corpus.contents(run.release):
        if not asked.shows(row["data"]):
            continue
        told = {"data": tasks_of(asked, [row["data"]])[0]["data"], "result": row["result"], "split": row["split"], "group": row["group"]}
        if row["rule"] == RULE:
            told["generated"] = True
        soft = _shares(row, asked) if run.settings.get("soft") and asked.says_one_label else None
        yield {**told, "soft": soft} if soft else told


def _shares(row: dict[str, Any], asked: Learnable) -> dict[str, float] | None:
    """What a rule found of each label, else how many annotators gave it; None where nobody's label is known."""
    if isinstance(row.get("posterior"), dict):
        return {label: share for label, share in row["posterior"].items() if label in asked.labels}
    given = [answer for vote in row["votes"] if isinstance(answer := asked.answer(vote.get("result")), str)]
    return {label: n / len(given) for label, n in Counter(given).items()} if given else None


@transaction.atomic
def _keep(run: Run, name: str, metrics: dict[str, Any], now: dt.datetime) -> ModelVersion:
    """Once: a second worker that ran the same training finds what the first one wrote."""
    made, _ = ModelVersion.objects.get_or_create(
        run=run, defaults={"project": run.project, "name": name, "metrics": metrics, "created_at": now}
    )
    Run.objects.filter(pk=run.pk).update(state=Run.DONE, failure="", finished_at=now)
    return made
