"""The champion reads what nobody has finished; then the queue turns to what it knows least about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from django.db import transaction

from annotate.corpus import selectors as corpus
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from domain import sampling
from domain.errors import Refused
from domain.schema import Control, compile_config
from guidelines.selectors import schema_by_id

from .. import client
from ..models import ModelVersion, Prediction
from ..selectors import champion
from .promote import probabilities
from .start import learned, uid

Report = Callable[[float, str], None]
_CHUNK = 500
# Texts already labelled that a strategy of distances is told of; more would cost more than they say.
_LABELLED = 5000


@dataclass(frozen=True)
class Waiting:
    """A task that is not finished. text: None where the data lack it."""

    task: int
    item: int
    round: int
    is_test: bool
    text: str | None


def predict_and_rerank(
    project: Project, *, strategy: str, report: Report, now: dt.datetime, seed: int = 0
) -> dict[str, Any]:
    """Predictions of the champion for every unfinished task of the open round, and a new order for it.

    Items of the test split are neither predicted nor chosen: in the order they only come by the random arm, of which they are part like all
    others, and behind it. Safe to run twice. Raises `Refused` (no_champion, no_open_round, nothing_to_predict, model_lost, …).
    """
    chosen = sampling.strategy(strategy)
    version = champion(project)
    if version is None:
        raise Refused("There is no model yet that could predict: train one first.", code="no_champion")
    rounds = list(project.rounds.filter(is_open=True).order_by("number"))
    if not rounds:
        raise Refused("No round is open, so there is no queue to turn.", code="no_open_round")
    controls = {round.pk: learned(schema_by_id(round.guideline_version_id)) for round in rounds}
    waiting = _waiting(rounds, {pk: text_field for pk, (_, text_field) in controls.items()})
    readable = [one for one in waiting if not one.is_test and one.text is not None]
    if not readable:
        raise Refused("Every task of the open round is finished, or of the test split: nothing to predict.", code="nothing_to_predict")
    said = _predict(version, readable, report)
    _check_labels(version, said, [control for control, _ in controls.values()])
    report(0.85, f"Ordering {len(waiting):,} tasks by {chosen.title.lower()}.")
    order, reason = _rank(project, version, chosen, readable, seed)
    placed = _placed(order, waiting, project.random_share, np.random.default_rng(seed))
    moved = _reorder(rounds, placed, said, controls, version, chosen.name)
    return {
        "model_version": version.name,
        "strategy": chosen.name,
        "predicted": len(said),
        "ordered": moved,
        "by_model": sum(by_model for _, by_model in placed),
        "test": sum(one.is_test for one in waiting),
        "without_text": sum(one.text is None for one in waiting),
        "reason": reason,
    }


def _waiting(rounds: list[Round], text_fields: dict[int, str]) -> list[Waiting]:
    columns = ("pk", "item_id", "round_id", "is_test", "item__data")
    found = Task.objects.filter(round__in=rounds, is_finished=False).order_by("pk").values_list(*columns)
    rows = []
    for task, item, round, is_test, data in found.iterator(chunk_size=2000):
        text = data.get(text_fields[round]) if isinstance(data, dict) else None
        rows.append(Waiting(task, item, round, is_test, text if isinstance(text, str) and text.strip() else None))
    return rows


def _predict(version: ModelVersion, readable: list[Waiting], report: Report) -> dict[int, Prediction]:
    """By item, stored as they come: what an earlier run of the same version said is replaced."""
    said: dict[int, Prediction] = {}
    for start in range(0, len(readable), _CHUNK):
        report(0.8 * start / len(readable), f"{start:,} of {len(readable):,} texts read by {version.name}.")
        chunk = readable[start : start + _CHUNK]
        classes, table = probabilities(version, [one.text for one in chunk])
        best = table.argmax(axis=1)
        rows = [
            Prediction(
                model_version=version, item_id=one.item, label=classes[i], score=float(shares[i]), probabilities=shares.round(6).tolist()
            )
            for one, i, shares in zip(chunk, best, table, strict=True)
        ]
        Prediction.objects.bulk_create(
            {row.item_id: row for row in rows}.values(),
            update_conflicts=True,
            unique_fields=["model_version", "item"],
            update_fields=["label", "score", "probabilities"],
        )
        said |= {row.item_id: row for row in rows}
    return said


def _check_labels(version: ModelVersion, said: dict[int, Prediction], controls: list[Control]) -> None:
    known = set.intersection(*(set(control.values) for control in controls))
    if foreign := sorted({row.label for row in said.values()} - known):
        raise Refused(
            f"{version.name} predicts {', '.join(foreign[:5])}, which the open round's label config lacks. Train on a newer release.",
            code="foreign_labels",
        )


def _rank(
    project: Project, version: ModelVersion, chosen: sampling.Strategy, readable: list[Waiting], seed: int
) -> tuple[list[tuple[int, bool]], str | None]:
    """((task, chosen by the model) in the order of the strategy, why it is another order than was asked for)."""
    request = {
        "project": uid(project),
        "model_version": version.name,
        "strategy": chosen.name,
        "ids": [one.task for one in readable],
        "texts": [one.text for one in readable],
        "seed": seed,
        "random_share": 0.0,  # the arm is drawn below, from all tasks: the backend is not told of those of the test split
    }
    if chosen.needs == "features":
        request["labelled_texts"] = _labelled_texts(version)
    answer = client.call("POST", "/rank", request)
    return [(row["id"], not row["random"]) for row in answer["order"]], answer.get("reason")


def _labelled_texts(version: ModelVersion) -> list[str]:
    release = version.run.release
    _, text_field = learned(compile_config(release.manifest["label_config"]))
    texts = (row["data"].get(text_field) for row in islice(corpus.contents(release), _LABELLED))
    return [text for text in texts if isinstance(text, str)]


def _placed(
    order: list[tuple[int, bool]], waiting: list[Waiting], random_share: float, rng: np.random.Generator
) -> list[tuple[int, bool]]:
    """The model's order, behind it in random order what no model may choose, and spread among both a random arm drawn from all of it."""
    ranked = {task for task, _ in order}
    rest = [one.task for one in waiting if one.task not in ranked]
    pool = order + [(rest[i], False) for i in rng.permutation(len(rest))]
    mixed = sampling.mix(np.arange(len(pool)), random_share, rng)
    return [(pool[i][0], pool[i][1] and not by_chance) for i, by_chance in zip(mixed.order, mixed.random, strict=True)]


@transaction.atomic
def _reorder(
    rounds: list[Round],
    placed: list[tuple[int, bool]],
    said: dict[int, Prediction],
    controls: dict[int, tuple[Control, str]],
    version: ModelVersion,
    strategy: str,
) -> int:
    about = {task: (round, item) for task, round, item in _where(rounds)}
    moved = 0
    for round in rounds:
        control, _ = controls[round.pk]
        here = [(task, by_model, said.get(about[task][1])) for task, by_model in placed if task in about and about[task][0] == round.pk]
        queued = [Placed(task, by_model, _suggestion(control, row, version)) for task, by_model, row in here]
        moved += queue.reorder(round, queued, by=f"{version.name} {strategy}")
    return moved


def _where(rounds: list[Round]) -> list[tuple[int, int, int]]:
    return list(Task.objects.filter(round__in=rounds, is_finished=False).values_list("pk", "round_id", "item_id"))


def _suggestion(control: Control, row: Prediction | None, version: ModelVersion) -> dict[str, Any] | None:
    if row is None:
        return None
    region = {"from_name": control.name, "to_name": control.to_names[0], "type": control.type, "value": {"choices": [row.label]}}
    return {"result": [region], "score": round(row.score, 6), "model_version": version.name, "label": row.label}
