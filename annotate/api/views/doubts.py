"""Decided labels that are likely wrong. For leads."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import selectors as looks
from annotate.jobs import services as jobs
from annotate.learning.selectors import champion
from annotate.learning.selectors.suspects import doubts, still_doubted
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from domain import roles

from .. import doubt_shapes as shapes
from .. import given
from ..shapes import Job
from .jobs import job_body


class Doubts(APIView):
    @extend_schema(responses=shapes.Doubts, operation_id="list_doubtful_labels")
    def get(self, request, project_id: int):
        """The surest first: of the newest release, as last looked through, and of what was decided since the champion learned."""
        project = seat(request.user, project_id, roles.MANAGE).project
        best = champion(project)
        found = doubts(best) if best else None
        since = found and {"looked_at": found.looked_at, "errors": found.errors, "found": [asdict(one) for one in found.found]}
        return Response({"release": _of_release(project), "since": since})

    @extend_schema(request=None, responses={202: Job}, operation_id="look_for_doubtful_labels")
    def post(self, request, project_id: int):
        """Look through the newest release, as a job: every label outside the test split is judged by a model that did not learn from it."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response(job_body(jobs.enqueue_alone("doubts", now=given.now(), project=project)), status=202)


def _of_release(project: Project) -> dict[str, Any] | None:
    last = looks.last_doubts(project).job
    if last is None:
        return None
    told = {name: last.result[name] for name in ("release", "looked_at", "errors")}
    return {**told, "at": last.finished_at, "found": [asdict(one) for one in still_doubted(project, last.result["found"])]}
