"""A page of tasks at once: what is suggested, many submits, many seats given back or kept."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.annotations import services as annotations
from annotate.queue import services as queue
from annotate.queue.models import Assignment
from annotate.queue.selectors import my_seats, place, suggested_labels
from domain.errors import Invalid

from .. import given, seat_shapes
from ..errors import body, status_of


class Suggested(APIView):
    @extend_schema(responses=seat_shapes.SuggestedLabel(many=True), operation_id="list_suggested_labels")
    def get(self, request, project_id: int):
        """What a model suggests for the open tasks that are new to me, most frequent first. Empty where the project shows none."""
        at = place(request.user, project_id, now=timezone.now())
        groups = suggested_labels(request.user, at.round_ids) if at.project.show_suggestions else []
        return Response([{"label": group.label, "open": group.open, "more": group.more} for group in groups])


class Annotations(APIView):
    @extend_schema(request=seat_shapes.NewAnnotations, responses={200: seat_shapes.Outcomes}, operation_id="submit_many")
    def post(self, request, project_id: int):
        """Submit a page. Each stands for itself and is answered as if it had been sent alone; sending the page again is harmless."""
        sent = _sent(given.fields(request))
        place(request.user, project_id, now=timezone.now())
        seats = my_seats(request.user, project_id, [one["assignment"] for one in sent])
        page = [_one(one, seats) for one in sent]
        outcomes = annotations.submit_many(page, now=timezone.now())
        return Response({"outcomes": [_outcome(one, how) for one, how in zip(sent, outcomes, strict=True)]})


def _sent(data: dict[str, Any]) -> list[dict[str, Any]]:
    sent, most = data.get("annotations"), annotations.SUBMIT_AT_MOST
    if not isinstance(sent, list) or not 1 <= len(sent) <= most or not all(isinstance(one, dict) for one in sent):
        raise Invalid(f"annotations: must be a list of 1 to {most} objects.", fields={"annotations": f"1 to {most} objects"})
    for number, one in enumerate(sent):
        # Without these nobody could be told what became of it.
        if given.whole(one, "assignment") is None:
            raise Invalid(f"annotations[{number}].assignment: is required.", fields={f"annotations[{number}].assignment": "required"})
        given.identifier(one, "id")
    return sent


def _one(one: dict[str, Any], seats: dict[int, Assignment]) -> annotations.Given:
    return annotations.Given(
        id=given.identifier(one, "id"),
        seat=seats.get(one["assignment"]),
        result=one.get("result"),
        seconds=one.get("seconds"),
        became=one.get("became"),
    )


def _outcome(one: dict[str, Any], how: annotations.Outcome) -> dict[str, Any]:
    about = {"id": how.id, "assignment": one["assignment"]}
    if how.problem is None:
        return {**about, "status": 201 if how.made else 200}
    return {**about, "status": status_of(how.problem), **body(how.problem.code, how.problem.message, how.problem.fields)}


class Release(APIView):
    @extend_schema(request=seat_shapes.Seats, responses={200: seat_shapes.Released}, operation_id="release_many")
    def post(self, request, project_id: int):
        """Give tasks back; I may get them again."""
        asked = given.ids(given.fields(request), "assignments")
        project = place(request.user, project_id, now=timezone.now()).project
        return Response({"released": queue.release_many(project, request.user, asked, now=timezone.now())})


class Heartbeats(APIView):
    @extend_schema(request=seat_shapes.Seats, responses={200: seat_shapes.Extended}, operation_id="heartbeat_many")
    def post(self, request, project_id: int):
        """I am still at these: renews the leases of those that I hold, and says which are lost."""
        asked = given.ids(given.fields(request), "assignments")
        project = place(request.user, project_id, now=timezone.now()).project
        until, held = queue.heartbeat_many(project, request.user, asked, now=timezone.now())
        return Response({"expires_at": until, "held": held, "lost": sorted(set(asked) - set(held))})
