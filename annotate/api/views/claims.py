"""The hot path: the next task, and what becomes of it."""

from __future__ import annotations

import random
from typing import Any

import orjson
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation, Draft
from annotate.annotations.selectors import gold_told
from annotate.projects.selectors import seat
from annotate.queue import services as queue
from annotate.queue.models import Assignment
from annotate.queue.selectors import is_waiting, my_seat, place
from annotate.queue.services.claim import Claim
from domain import roles
from domain.errors import Invalid, NotVisible
from guidelines.models import GuidelineVersion
from guidelines.selectors import sections

from .. import given, seat_shapes, shapes

# Which claims are hidden gold is for nobody to foresee.
_RNG = random.SystemRandom()


class Claims(APIView):
    @extend_schema(request=seat_shapes.Ask, responses={200: seat_shapes.CLAIM_OR_CLAIMS}, operation_id="claim")
    def post(self, request, project_id: int):
        """The caller's next task: their oldest open one that is not in `besides`, else a new seat. Always says why there is none.

        With `count` above 1, or with `suggested`: so many at once, as {claims, reason}."""
        data = given.fields(request)
        besides = given.ids(data, "besides")
        count = given.whole(data, "count", default=1)
        suggested = given.text(data, "suggested") if "suggested" in data else None
        now = timezone.now()
        at = place(request.user, project_id, now=now)
        asked = {"now": now, "besides": besides, "at": at, "rng": _RNG}
        if count == 1 and suggested is None:
            return Response(claim_body(queue.claim_next(at.project, request.user, **asked), project_id))
        claims = queue.claim_many(at.project, request.user, count=count, suggested=suggested, **asked)
        return Response(claims_body(claims, project_id))


def claim_body(claim: Claim, project_id: int) -> dict[str, Any]:
    mine = claim.assignment
    if mine is None:
        return {"assignment": None, "reason": reason_body(project_id, claim.reason, claim.message)}
    draft = None if claim.is_new else Draft.objects.filter(assignment=mine).values("result", "seconds").first()
    return seat_body(claim, mine, draft)


def claims_body(claims: queue.Claims, project_id: int) -> dict[str, Any]:
    found = [(claim, claim.assignment) for claim in claims.claims if claim.assignment is not None]
    old = [mine.pk for claim, mine in found if not claim.is_new]
    kept = Draft.objects.filter(assignment__in=old).values("assignment_id", "result", "seconds") if old else []
    drafts = {draft["assignment_id"]: draft for draft in kept}
    why = {"reason": reason_body(project_id, claims.reason, claims.message)} if claims.reason else {}
    return {"claims": [seat_body(claim, mine, drafts.get(mine.pk)) for claim, mine in found], **why}


# What is between somebody and their work is done on a page of its own.
_BEFORE = ("read_first", "quiz_first", "profile_first")


def reason_body(project_id: int, code: str, message: str) -> dict[str, str]:
    if code in _BEFORE:
        return {"code": code, "message": message, "url": reverse("web:before", args=[project_id])}
    return {"code": code, "message": message}


def seat_body(claim: Claim, mine: Assignment, draft: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "assignment": {
            "id": mine.pk,
            "expires_at": mine.expires_at,
            "draft": draft and draft["result"],
            "seconds": draft and draft["seconds"],
            "guideline_version": claim.version,
            "practice": claim.is_practice,
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
        request=seat_shapes.NewAnnotation, responses={201: seat_shapes.Annotation, 200: seat_shapes.Annotation}, operation_id="submit"
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
            became=data.get("became"),
            now=timezone.now(),
        )
        return Response(annotation_body(annotation) | feedback(mine, annotation), status=201 if made else 200)


def annotation_body(annotation: Annotation) -> dict[str, Any]:
    return {
        "id": annotation.pk,
        "assignment": annotation.assignment_id,
        "task": annotation.task_id,
        "result": annotation.result,
        "seconds": annotation.seconds,
        "became": annotation.became,
        "guideline_version": annotation.guideline_version_id,
        "created_at": annotation.created_at,
    }


def feedback(mine: Assignment, annotation: Annotation) -> dict[str, Any]:
    """In practice, what is right and why. Nothing anywhere else: hidden gold is answered like any other task."""
    gold = gold_told(mine)
    if gold is None:
        return {}
    version = GuidelineVersion.objects.get(pk=annotation.guideline_version_id)
    found = next((one for one in sections(version) if gold.section and gold.section in (one.title, one.label, one.anchor)), None)
    section = found and {"title": found.title, "anchor": found.anchor}
    told = {"right": bool(annotation.is_right), "result": gold.result, "label": gold.label, "why": gold.why, "section": section}
    return {"feedback": told}


class DraftView(APIView):
    @extend_schema(request=seat_shapes.Draft, responses={204: None}, operation_id="keep_draft")
    def put(self, request, assignment_id: int):
        """Keep work that is not submitted yet."""
        data = given.fields(request)
        mine = my_assignment(request, assignment_id)
        annotations.keep_draft(mine, result=data.get("result"), seconds=data.get("seconds"), now=timezone.now())
        return Response(status=204)


class Skip(APIView):
    @extend_schema(request=seat_shapes.Skip, responses={200: shapes.State}, operation_id="skip")
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
    @extend_schema(request=None, responses={200: seat_shapes.Expiry}, operation_id="heartbeat")
    def post(self, request, assignment_id: int):
        """I am still at it: renews the lease."""
        return Response({"expires_at": queue.heartbeat(my_assignment(request, assignment_id), now=timezone.now())})


class Mine(APIView):
    @extend_schema(responses=shapes.MyProgress, operation_id="my_progress")
    def get(self, request, project_id: int):
        """How much I did, and whether there is something for me to do."""
        project, at = seat(request.user, project_id, roles.ANNOTATE).project, place(request.user, project_id, now=timezone.now())
        mine = Assignment.objects.filter(annotator=request.user, project=project)
        since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        today = Annotation.objects.filter(annotator=request.user, project=project, created_at__gte=since)
        return Response(
            {
                "done": mine.filter(state=Assignment.DONE).count(),
                "today": today.filter(supersedes__isnull=True).count(),
                "open": mine.filter(state=Assignment.HELD).count(),
                "waiting": not at.reason and is_waiting(request.user, at),
            }
        )


