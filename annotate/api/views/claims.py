"""The hot path: the next task, and what becomes of it."""

from __future__ import annotations

from typing import Any

import orjson
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation, Draft
from annotate.projects.selectors import seat
from annotate.queue import services as queue
from annotate.queue.models import Assignment, Round
from annotate.queue.selectors import my_seat, place
from annotate.queue.services.claim import Claim
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import given, shapes


class Claims(APIView):
    @extend_schema(request=shapes.Ask, responses={200: shapes.Claim}, operation_id="claim")
    def post(self, request, project_id: int):
        """The caller's next task: their oldest open one that is not in `besides`, else a new seat. Always says why there is none."""
        besides = given.fields(request).get("besides", [])
        if not isinstance(besides, list) or not all(isinstance(b, int) for b in besides) or len(besides) > 100:
            raise Invalid("besides: must be a list of assignment ids.", fields={"besides": "must be a list of ids"})
        project, rounds = place(request.user, project_id)
        claim = queue.claim_next(project, request.user, now=timezone.now(), besides=besides, open_rounds=rounds)
        return Response(claim_body(claim))


def claim_body(claim: Claim) -> dict[str, Any]:
    mine = claim.assignment
    if mine is None:
        return {"assignment": None, "reason": {"code": claim.reason, "message": claim.message}}
    draft = None if claim.is_new else Draft.objects.filter(assignment=mine).values("result", "seconds").first()
    return {
        "assignment": {
            "id": mine.pk,
            "expires_at": mine.expires_at,
            "draft": draft and draft["result"],
            "seconds": draft and draft["seconds"],
        },
        "task": {"id": mine.task_id, "data": orjson.Fragment(claim.data_json)},
        "suggestion": claim.suggestion_json and orjson.Fragment(claim.suggestion_json),
    }


def my_assignment(request, assignment_id: int) -> Assignment:
    """404 for anybody else's, as if it did not exist; also once I am no longer a member."""
    found = (
        Assignment.objects.select_related("project")
        .filter(
            pk=assignment_id,
            annotator=request.user,
            project__memberships__user=request.user,
            project__memberships__role__in=[r for r in roles.ROLES if roles.may(r, roles.ANNOTATE)],
        )
        .first()
    )
    if found is None:
        raise NotVisible("There is no such assignment of yours.")
    return found


class Annotations(APIView):
    @extend_schema(
        request=shapes.NewAnnotation, responses={201: shapes.Annotation, 200: shapes.Annotation}, operation_id="submit"
    )
    def post(self, request, assignment_id: int):
        """Submit. The same id again answers 200 with the same body."""
        data = given.fields(request)
        if "result" not in data:
            raise Invalid("result: is required.", fields={"result": "required"})
        mine = my_seat(request.user, assignment_id)
        annotation, made = annotations.submit(
            mine,
            id=given.identifier(data, "id"),
            result=data["result"],
            seconds=data.get("seconds"),
            corrects=given.identifier(data, "corrects", required=False),
            now=timezone.now(),
        )
        return Response(annotation_body(annotation), status=201 if made else 200)


def annotation_body(annotation: Annotation) -> dict[str, Any]:
    return {
        "id": annotation.pk,
        "assignment": annotation.assignment_id,
        "task": annotation.task_id,
        "result": annotation.result,
        "seconds": annotation.seconds,
        "guideline_version": annotation.guideline_version_id,
        "created_at": annotation.created_at,
    }


class DraftView(APIView):
    @extend_schema(request=shapes.Draft, responses={204: None}, operation_id="keep_draft")
    def put(self, request, assignment_id: int):
        """Keep work that is not submitted yet."""
        data = given.fields(request)
        mine = my_assignment(request, assignment_id)
        annotations.keep_draft(mine, result=data.get("result"), seconds=data.get("seconds"), now=timezone.now())
        return Response(status=204)


class Skip(APIView):
    @extend_schema(request=shapes.Skip, responses={200: shapes.State}, operation_id="skip")
    def post(self, request, assignment_id: int):
        """Give the task back with a reason; it is never offered to me again."""
        reason = given.text(given.fields(request), "reason", default="")
        queue.skip(my_assignment(request, assignment_id), reason=reason, now=timezone.now())
        return Response({"state": Assignment.SKIPPED})


class Release(APIView):
    @extend_schema(request=None, responses={200: shapes.State}, operation_id="release_task")
    def post(self, request, assignment_id: int):
        """Give the task back; I may get it again."""
        queue.release(my_assignment(request, assignment_id), now=timezone.now())
        return Response({"state": Assignment.RELEASED})


class Heartbeats(APIView):
    @extend_schema(request=None, responses={200: shapes.Expiry}, operation_id="heartbeat")
    def post(self, request, assignment_id: int):
        """I am still at it: renews the lease."""
        return Response({"expires_at": queue.heartbeat(my_assignment(request, assignment_id), now=timezone.now())})


class Mine(APIView):
    @extend_schema(responses=shapes.MyProgress, operation_id="my_progress")
    def get(self, request, project_id: int):
        """How much I did, and whether there is something for me to do."""
        project = seat(request.user, project_id, roles.ANNOTATE).project
        mine = Assignment.objects.filter(annotator=request.user, project=project)
        since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        today = Annotation.objects.filter(annotator=request.user, project=project, created_at__gte=since)
        return Response(
            {
                "done": mine.filter(state=Assignment.DONE).count(),
                "today": today.filter(supersedes__isnull=True).count(),
                "open": mine.filter(state=Assignment.HELD).count(),
                "waiting": Round.objects.filter(project=project, is_open=True, tasks__is_open=True).exists(),
            }
        )


