"""What a model version said is suggested to nobody any more."""

from __future__ import annotations

from django.db import transaction

from annotate.projects.models import Project
from domain.showing import ARM

from ..models import Task

_CHUNK = 5000


def withdraw(project: Project, model_version: str) -> int:
    """From tasks that are not finished; of how many. The order stays, and a seat that shows it already keeps it: somebody may be looking at
    it. Of what chance drew it is withheld from everybody instead: that a suggestion is there is how one knows that it was drawn. Safe to
    run twice."""
    waiting = Task.objects.filter(project=project, is_finished=False, suggestion__model_version=model_version).exclude(withheld=ARM)
    done = 0
    while some := list(waiting.order_by("pk").values_list("pk", flat=True)[:_CHUNK]):
        with transaction.atomic():
            done += waiting.filter(pk__in=some, by_model=False).update(withheld=ARM, suggested=None)
            done += waiting.filter(pk__in=some, by_model=True).update(suggestion=None, suggested=None)
    return done
