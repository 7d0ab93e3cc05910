"""What is to be done again since something came in: found from the rows, so that no message that is lost can lose it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery

from annotate.items.models import ImportBatch
from annotate.learning.models import ModelVersion, Succession
from annotate.projects.models import Project

from .models import Job
from .services import enqueue_once


def look_for_drift(*, now: dt.datetime) -> list[Job]:
    """A job for each project whose champion has not been compared with its newest import."""
    own = OuterRef("pk")
    last = Job.objects.filter(kind="drift", project=own).order_by("-pk").values("created_at")[:1]
    came = ImportBatch.objects.filter(project=own, state=ImportBatch.DONE, items_made__gt=0).order_by("-pk").values("finished_at")[:1]
    crowned = Succession.objects.filter(project=own).order_by("-pk").values("at")[:1]
    found = Project.objects.filter(Exists(ModelVersion.objects.filter(project=own, state=ModelVersion.CHAMPION)))
    found = found.annotate(last=Subquery(last), came=Subquery(came), crowned=Subquery(crowned))
    due = found.filter(came__isnull=False).filter(Q(last__isnull=True) | Q(last__lt=F("came")) | Q(last__lt=F("crowned")))
    return [enqueue_once("drift", now=now, project=project) for project in due.order_by("pk")]
