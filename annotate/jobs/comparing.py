"""Whether choosing by the model pays is looked at again while the corpus grows, and not only when somebody asks."""

from __future__ import annotations

import datetime as dt

from annotate.projects.models import Project

from .models import Job
from .services import enqueue_alone

EVERY = dt.timedelta(days=1)


def compare_after(project: Project, *, now: dt.datetime) -> Job | None:
    """To be called once the queue was turned. Not twice within a day: thirty small models are taught for it."""
    if Job.objects.filter(kind="arms", project=project, created_at__gt=now - EVERY).exists():
        return None
    return enqueue_alone("arms", now=now, project=project, if_enough=True)
