"""Training and predicting."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import pipeline
from annotate.jobs import services as jobs
from annotate.learning.models import Run
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from domain import roles, sampling
from domain.errors import Invalid

from .. import given, shapes
from .jobs import job_body
from .releases import find_release

_PAGE = [OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last seen")]


class Runs(APIView):
    @extend_schema(parameters=_PAGE, responses=shapes.RunPage, operation_id="list_runs")
    def get(self, request, project_id: int):
        """In order of id."""
        project = seat(request.user, project_id, roles.MEASURE).project
        size = given.page_size(request, default=20, most=100)
        rows = project.runs.select_related("model_version").filter(pk__gt=given.after(request)).order_by("pk")
        found = list(rows[: size + 1])
        last = found[size - 1].pk if len(found) > size else None
        return Response({"results": [run_body(run) for run in found[:size]], "next": given.next_page(request, last)})

    @extend_schema(request=shapes.NewRun, responses={202: shapes.Run}, operation_id="train")
    def post(self, request, project_id: int):
        """Train on a release, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        data = given.fields(request)
        settings = data.get("settings") or {}
        if not isinstance(settings, dict):
            raise Invalid("settings: must be an object.", fields={"settings": "must be an object"})
        release = find_release(project, given.whole(data, "release"))
        run, job = start_training(project, release, request.user, settings=settings, seed=given.whole(data, "seed", default=0))
        return Response({**run_body(run), "job": job.pk}, status=202)


def start_training(project: Project, release, by, *, settings: dict | None = None, seed: int = 0):
    return pipeline.train_by_hand(project, release=release, by=by, now=given.now(), settings=settings, seed=seed)


def run_body(run: Run) -> dict[str, Any]:
    version = getattr(run, "model_version", None)
    return {
        "id": run.pk,
        "state": run.state,
        "release": run.release_id,
        "model_version": version and version.name,
        "metrics": version and version.metrics,
    }


class Predictions(APIView):
    @extend_schema(request=shapes.NewPredictions, responses={202: shapes.Job}, operation_id="predict")
    def post(self, request, project_id: int):
        """The champion predicts what is unfinished and the queue turns to what it knows least about, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        strategy = sampling.strategy(given.text(given.fields(request), "strategy", default="margin"))
        job = jobs.enqueue("predict", now=given.now(), project=project, by=request.user, strategy=strategy.name)
        return Response(job_body(job), status=202)
