"""Labels taken from a model: the terms, the batches with their checks, and the way back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services as jobs
from annotate.learning import services
from annotate.learning.models import AcceptanceCheck
from annotate.learning.selectors.acceptance import acceptance_of, checks
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from annotate.review import services as review
from annotate.review.models import Decision
from domain import roles
from domain.errors import NotVisible

from .. import decision_shapes, given
from .. import shapes as common
from .. import suggestion_shapes as shapes
from .decisions import decision_body
from .jobs import job_body

_PARTS = ("is_on", "thresholds", "check_share", "tolerated", "risk")
_TOLD = ("number", "verdict", "accepted", "put_back", "drawn", "answered", "wrong", "needed", "created_at", "judged_at")


class Acceptance(APIView):
    @extend_schema(responses=shapes.AcceptanceTold, operation_id="get_acceptance")
    def get(self, request, project_id: int):
        """On what terms labels are taken from the champion, and how people's checks of them stand."""
        return Response(acceptance_body(seat(request.user, project_id, roles.MANAGE).project))

    @extend_schema(request=shapes.Acceptance, responses=shapes.AcceptanceTold, operation_id="set_acceptance")
    def patch(self, request, project_id: int):
        """What is not sent stays. Other terms begin another batch with a check of its own."""
        project = seat(request.user, project_id, roles.MANAGE).project
        data = given.parts(request, _PARTS, of="the terms")
        services.set_acceptance(project, by=request.user, now=given.now(), **data)
        return Response(acceptance_body(project))

    @extend_schema(request=None, responses={202: common.Job}, operation_id="accept_labels")
    def post(self, request, project_id: int):
        """Judge the checks; then, while it is on, take what the terms allow. As a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response(job_body(jobs.enqueue_once("accept", now=given.now(), project=project)), status=202)


class AcceptanceRevoked(APIView):
    @extend_schema(request=None, responses={202: common.Job}, operation_id="revoke_accepted_labels")
    def post(self, request, project_id: int, number: int):
        """All labels of a batch go back to people, as a job. 409 where they did already."""
        project = seat(request.user, project_id, roles.MANAGE).project
        check = AcceptanceCheck.objects.filter(project=project, number=number).first()
        if check is None:
            raise NotVisible("There is no such batch.")
        with transaction.atomic():
            services.revoke(check, by=request.user, now=given.now())
            job = jobs.enqueue_once("put_back", now=given.now(), project=project)
        return Response(job_body(job), status=202)


class Withdrawn(APIView):
    @extend_schema(request=None, responses={201: decision_shapes.Decision}, operation_id="withdraw_accepted_label")
    def post(self, request, decision_id: int):
        """Take back one label that was taken from a model: people are asked about the text. Gives the successor that says so; 409 for any
        other decision."""
        found = Decision.objects.select_related("task__round__guideline_version", "project__guideline").filter(pk=decision_id).first()
        if found is None:
            raise NotVisible("There is no such decision, or it is not yours to see.")
        seat(request.user, found.project_id, roles.MANAGE)
        return Response(decision_body(review.withdraw_one(found, by=request.user, now=given.now())), status=201)


def acceptance_body(project: Project) -> dict[str, Any]:
    policy = acceptance_of(project)
    told = {name: getattr(policy, name) for name in ("state", "thresholds", "check_share", "tolerated", "risk")}
    rows = [{"model_version": one.model_version.name, **{name: getattr(one, name) for name in _TOLD}} for one in checks(project)]
    return {**told, "checks": rows}
