"""The champion reads what nobody has finished; then the queue turns to what it knows least about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from annotate.corpus import selectors as corpus
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from domain import sampling
from domain.errors import Problem, Refused
from domain.learnable import Learnable, learnable
from domain.schema import compile_config
from guidelines.selectors import schema_by_id

from .. import client
from ..models import ModelVersion, Prediction
from ..selectors import champion, policy_of
from .ask import call, says, tasks_of
from .keep_predictions import keep, predicted
from .shadow import predict_beside
from .stock import name_of
from .turn import Place, Turn, Waiting
from .with_old import WithOld, blind, with_old

Report = Callable[[float, str], None]
CANNOT_RANK = "The ML backend cannot rank: the items it scored lowest come first."
# The first so many tasks are turned at once, before the rest is predicted: people work on while that takes its time.
FRONT = 2000
# Of a version that orders the queue and is no champion so many words are kept, of the items that came in first: whether predictions
# still change from one version to the next is read off them (`selectors.stop_advice`).
SAMPLE = 2000
_CHUNK = 500
# Texts already labelled that a strategy of distances is told of; more would cost more than they say.
_LABELLED = 5000


def predict_and_rerank(
    project: Project, *, strategy: str, report: Report, now: dt.datetime, seed: int = 0, ordered_by: ModelVersion | None = None
) -> dict[str, Any]:
    """Predictions of the champion for every unfinished task of the open round, and a new order for it. ordered_by: the version whose doubts
    make the order, where it is another than the champion: a newer one that knows the latest labels. What people are shown stays the
    champion's.

    Of a long queue the first `FRONT` tasks are written first, all others after that: what people do next never waits for the whole corpus.
    Items of the test split are neither predicted nor chosen: in the order they only come by the random arm, of which they are part like all
    others, and behind it. What somebody has begun comes before all that, in the order it had, so that no label waits for its second for
    long; how it came to them stays (`queue.reorder`). Safe to run twice. Raises `Refused` (no_champion, no_open_round, nothing_to_predict,
    model_lost, …).
    """
    chosen = sampling.strategy(strategy)
    version = champion(project)
    if version is None:
        raise Refused("There is no model yet that could predict: train one first.", code="no_champion")
    # In practice nobody is shown what a model says.
    rounds = list(project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).order_by("number"))
    if not rounds:
        raise Refused("No round is open, so there is no queue to turn.", code="no_open_round")
    asked = {round.pk: learnable(schema_by_id(round.guideline_version_id)) for round in rounds}
    waiting = _waiting(rounds, asked)
    readable = [one for one in waiting if not one.is_test and one.shown is not None]
    if not readable:
        raise Refused("Every task of the open round is finished, or of the test split: nothing to predict.", code="nothing_to_predict")
    configs = {round.pk: round.guideline_version.label_config for round in rounds}
    ranker = ordered_by or version
    policy = policy_of(project)
    turn = Turn(rounds, {one.task: one for one in waiting}, version, f"{ranker.name} {chosen.name}", policy)
    free, others = ([one for one in some if not one.is_blind and not one.is_begun] for some in (readable, waiting))
    order: WithOld | None = None
    reason = None
    # Of answers that are not labels a strategy knows the scores alone, and those are the predictions: nothing is known sooner.
    if len(waiting) > 2 * FRONT and free and all(one.says_one_label for one in asked.values()):
        report(0.0, f"Ordering {len(waiting):,} tasks by {chosen.title.lower()}.")
        if found := _rank(project, ranker, chosen, free, {}, seed):
            placed, reason = _placed(found[0], others, project.random_share, np.random.default_rng(seed)), found[1]
            soon = {task for task, _, _ in placed[:FRONT]} | {one.task for one in blind(waiting)[:FRONT]}
            front = _predict(version, configs, [one for one in readable if one.task in soon], lambda *_: None)
            order = with_old(project, version, placed, waiting, front, policy.second_share)
            turn(order, front, FRONT + sum(one.is_begun for one in waiting))
    said = _predict(version, configs, readable, report)
    if ranker != version:
        _predict(ranker, configs, sorted(readable, key=lambda one: one.item)[:SAMPLE], report)
    shadow = predict_beside(project, lambda other: _predict(other, configs, readable, report))
    report(0.85, f"Ordering {len(waiting):,} tasks by {chosen.title.lower()}.")
    if order is None:
        found = _rank(project, ranker, chosen, free, said if ranker == version else {}, seed) if free else ([], None)
        ranked, reason = found or (_by_score(free, said), CANNOT_RANK)
        placed = _placed(ranked, others, project.random_share, np.random.default_rng(seed))
        order = with_old(project, version, placed, waiting, said, policy.second_share)
    moved, withheld = turn(order, said)
    return {
        "model_version": version.name,
        "ordered_by": ranker.name,
        "strategy": chosen.name,
        "shadow": shadow,
        "predicted": len(said),
        "ordered": moved,
        "by_model": sum(by_model for task, by_model, _ in order.placed if task not in order.kept),
        "asked_again": order.asked_again,
        "withheld": withheld,
        "test": sum(one.is_test for one in waiting),
        "without_text": sum(one.shown is None for one in waiting),
        "reason": reason,
    }


def _waiting(rounds: list[Round], asked: dict[int, Learnable]) -> list[Waiting]:
    # As text, for orjson: a tenth less time than Django's own field takes, and this is done for the whole queue.
    text = Cast("item__data", TextField())
    columns = ("pk", "item_id", "round_id", "is_test", "withheld", "priority", "taken", "by_model")
    found = Task.objects.filter(round__in=rounds, is_finished=False).order_by("pk").values_list(*columns, text)
    rows = []
    for task, item, round, is_test, withheld, priority, taken, by_model, written in found.iterator(chunk_size=2000):
        data = orjson.loads(written)
        shown = tasks_of(asked[round], [data])[0] if asked[round].shows(data) else None
        rows.append(Waiting(task, item, round, is_test, shown, withheld, priority, taken > 0, by_model))
    return rows


def _predict(version: ModelVersion, configs: dict[int, str], readable: list[Waiting], report: Report) -> dict[int, Prediction]:
    """By item, stored as they come: what an earlier run of the same version said is replaced."""
    said: dict[int, Prediction] = {}
    done = 0
    for round, config in configs.items():
        here = [one for one in readable if one.round == round]
        for start in range(0, len(here), _CHUNK):
            report(0.8 * done / len(readable), f"{done:,} of {len(readable):,} items read by {version.name}.")
            chunk = here[start : start + _CHUNK]
            answers = says(version, config, [one.shown or {} for one in chunk])
            rows = {one.item: predicted(version, one.item, a) for one, a in zip(chunk, answers, strict=True) if a is not None}
            keep(rows.values())
            said |= rows
            done += len(chunk)
    return said


def _rank(
    project: Project,
    version: ModelVersion,
    chosen: sampling.Strategy,
    readable: list[Waiting],
    said: dict[int, Prediction],
    seed: int,
) -> tuple[list[tuple[int, bool]], str | None] | None:
    """((task, chosen by the model) in the order of the strategy, why it is another order than was asked for); None from a backend that
    cannot rank."""
    request = {
        "project": name_of(version),
        "model_version": version.name,
        "strategy": chosen.name,
        "ids": [one.task for one in readable],
        "tasks": [one.shown for one in readable],
        "seed": seed,
        "random_share": 0.0,  # the arm is drawn below, from all tasks: the backend is not told of those of the test split
    }
    if all(one.item in said and said[one.item].probabilities is None for one in readable):
        request["scores"] = [said[one.item].score for one in readable]  # what it said of places it need not say twice
    if "features" in (chosen.needs, *chosen.also):
        config = version.run.release.manifest["label_config"]
        request |= {"label_config": config, "labelled": _labelled(version, learnable(compile_config(config)))}
    try:
        answer = call("/rank", request, version)
    except Problem as problem:
        if not client.lacks(problem):
            raise
        return None
    return [(row["id"], not row["random"]) for row in answer["order"]], answer.get("reason")


def _by_score(readable: list[Waiting], said: dict[int, Prediction]) -> list[tuple[int, bool]]:
    """As Label Studio's own uncertainty sampling does; what nothing was said of stays behind, as it was, and no model chose it."""
    scored = sorted((one for one in readable if one.item in said), key=lambda one: said[one.item].score)
    return [(one.task, True) for one in scored] + [(one.task, False) for one in readable if one.item not in said]


def _labelled(version: ModelVersion, asked: Learnable) -> list[dict[str, Any]]:
    rows = islice(corpus.contents(version.run.release), _LABELLED)
    return tasks_of(asked, [row["data"] for row in rows if asked.shows(row["data"])])


def _placed(
    order: list[tuple[int, bool]], waiting: list[Waiting], random_share: float, rng: np.random.Generator
) -> list[Place]:
    """(task, chosen by the model, drawn for the random arm): the model's order, behind it in random order what no model may choose, and
    spread among both a random arm drawn from all of it."""
    ranked = {task for task, _ in order}
    rest = [one.task for one in waiting if one.task not in ranked]
    pool = order + [(rest[i], False) for i in rng.permutation(len(rest))]
    mixed = sampling.mix(np.arange(len(pool)), random_share, rng)
    drawn = zip(mixed.order, mixed.random, strict=True)
    return [(pool[i][0], pool[i][1] and not by_chance, bool(by_chance)) for i, by_chance in drawn]
