"""Train a run again and compare: the same release, settings and seed should give the same model, to the digit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from domain.errors import Problem, Refused
from domain.protocol import check_event

from .. import client
from ..models import Run
from .forget import forgotten
from .start import uid
from .train import request_of

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Reproduced:
    """`same`: every weight and every figure. `differences`: {figure: (then, now)} of what is not, as far as the reports go."""

    name: str
    again: str
    same: bool
    differences: dict[str, tuple[Any, Any]]


def reproduce(run: Run, *, report: Report) -> Reproduced:
    """Nothing of the project changes: what is made lies beside its model versions. Raises `Refused` (not_done) for a run that made none."""
    made = getattr(run, "model_version", None)
    if made is None:
        raise Refused(f"Run {run.pk} made no model version, so there is nothing to compare with.", code="not_done")
    request = {**request_of(run), "project": f"{uid(run.project)}-again", "trial": True}
    with forgotten(request["project"]) as trained, closing(client.stream("/train", request)) as events:
        for event in map(check_event, events):
            if event["event"] == "progress":
                report(event["progress"], event["message"])
            if event["event"] == "done":
                trained.append(again := event["model_version"])
                return Reproduced(made.name, again, again == made.name, _differences(made.metrics, event["metrics"]))
    raise Problem("The ML backend ended the training without a result.", code="ml_backend")


def _differences(then: dict[str, Any], now: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Of the figures that stand at the top of a report."""
    value = lambda told: told.get("value") if isinstance(told, dict) else told  # noqa: E731
    names = [name for name in now if isinstance(now[name], dict) and "value" in now[name]]
    pairs = {name: (value(then.get(name)), value(now[name])) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
