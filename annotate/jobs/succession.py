"""A champion came or went: what people are shown follows."""

from __future__ import annotations

import datetime as dt

from annotate.accounts.models import User
from annotate.learning.models import ModelVersion
from annotate.learning.selectors import champion
from annotate.projects.models import Project
from annotate.queue.models import Round
from domain import sampling

from .models import Job
from .services import enqueue, enqueue_once


def after_succession(project: Project, *, now: dt.datetime) -> Job | None:
    """The new champion reads the queue, in the order that a model gave it before. None where no open queue was ever turned: whether one is
    to be is for people to say."""
    strategy = _strategy(project)
    return enqueue_once("predict", now=now, project=project, strategy=strategy) if strategy and champion(project) else None


def after_retiring(version: ModelVersion, *, by: User, now: dt.datetime) -> Job:
    return enqueue("withdraw", now=now, project=version.project, by=by, version=version.pk)


def _strategy(project: Project) -> str:
    """As `predict_and_rerank` wrote it behind the name of the version; nothing where an open round was never turned: all are at once."""
    rounds = project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).order_by("-number")
    orders = [by.rpartition(" ")[2] for by in rounds.values_list("ordered_by", flat=True)]
    return orders[0] if orders and all(order in sampling.names() for order in orders) else ""
