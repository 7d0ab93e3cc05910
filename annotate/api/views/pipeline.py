"""When models are trained, and what each pass of the pipeline did."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import pipeline as verbs
from annotate.jobs import selectors
from annotate.jobs.models import Sequence
from annotate.learning import services
from annotate.learning.models import TrainingPolicy
from annotate.learning.selectors.training import training_policy_of
from annotate.learning.services.schedule import PARTS
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from domain import roles

from .. import given
from .. import pipeline_shapes as shapes

_PAGE = [OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last seen: older ones follow")]


class Pipeline(APIView):
    @extend_schema(parameters=_PAGE, responses=shapes.Pipeline, operation_id="get_pipeline")
    def get(self, request, project_id: int):
        """The schedule, what is next and why, and the passes, newest first, each with its steps."""
        project = seat(request.user, project_id, roles.MANAGE).project
        size, after = given.page_size(request, default=20, most=100), given.after(request)
        rows = selectors.told(project)
        found = list((rows.filter(pk__lt=after) if after else rows)[: size + 1])
        policy = training_policy_of(project)
        due, stands = selectors.due_of(project, policy, now=given.now())
        return Response(
            {
                "schedule": schedule_body(policy),
                "next_pass": {"code": due.code, "how": due.how, "at": due.at, "labels": stands.labels, "failures": stands.failures},
                "results": [pass_body(one) for one in found[:size]],
                "next": given.next_page(request, found[size - 1].pk if len(found) > size else None),
            }
        )

    @extend_schema(request=None, responses={202: shapes.Pass}, operation_id="begin_pass")
    def post(self, request, project_id: int):
        """Begin a pass now, with all its steps, as the schedule has them. One is under way in a project at a time."""
        project = seat(request.user, project_id, roles.MANAGE).project
        begun = verbs.begin_by_hand(project, by=request.user, now=given.now())
        return Response(pass_body(selectors.told(project).get(pk=begun.pk)), status=202)


class ScheduleView(APIView):
    @extend_schema(responses=shapes.Schedule, operation_id="get_training_schedule")
    def get(self, request, project_id: int):
        return Response(schedule_body(training_policy_of(_project(request, project_id))))

    @extend_schema(request=shapes.Schedule, responses=shapes.Schedule, operation_id="set_training_schedule")
    def patch(self, request, project_id: int):
        """What is not sent stays."""
        project = _project(request, project_id)
        data = given.parts(request, PARTS, of="the schedule")
        policy = services.set_schedule(project, by=request.user, now=given.now(), **data)
        return Response(schedule_body(policy))


def _project(request, project_id: int) -> Project:
    return seat(request.user, project_id, roles.MANAGE).project


def schedule_body(policy: TrainingPolicy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in PARTS}


def pass_body(sequence: Sequence) -> dict[str, Any]:
    names = ("id", "how", "labels", "state", "message", "created_at", "finished_at")
    run = sequence.run
    version = getattr(run, "model_version", None) if run else None
    return {
        **{name: getattr(sequence, name) for name in names},
        "run": run and run.pk,
        "model_version": version and version.name,
        "release": run and run.release.number,
        "steps": [_step(step) for step in selectors.steps(sequence)],
    }


def _step(step: selectors.Step) -> dict[str, Any]:
    job = step.job
    return {
        "kind": step.kind,
        "state": step.state,
        "job": job and job.pk,
        "message": job.message if job else "",
        "progress": job.progress if job else 0.0,
        "seconds": step.seconds,
        "result": job.result if job else {},
    }
