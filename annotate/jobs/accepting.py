"""What the model has said anew may be taken for labels, where the lead has that on."""

from __future__ import annotations

import datetime as dt

from annotate.learning.models import AcceptancePolicy
from annotate.learning.selectors.acceptance import acceptance_of
from annotate.projects.models import Project

from .services import enqueue_once


def accept_after(project: Project, *, now: dt.datetime) -> None:
    """To be called once the queue was turned."""
    if acceptance_of(project).state == AcceptancePolicy.ON:
        enqueue_once("accept", now=now, project=project)
