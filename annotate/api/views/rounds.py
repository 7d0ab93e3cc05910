"""The turns of the cycle: all of them, the next one, overruling a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.learning.selectors import predicted_labels
from annotate.projects import selectors
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round
from annotate.review.selectors import board
from annotate.review.selectors.held_back import held_back
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import given
from .. import round_shapes as shapes


class Rounds(APIView):
    @extend_schema(responses=shapes.Round(many=True), operation_id="list_rounds")
    def get(self, request, project_id: int):
        """A lead sees what each round asks and of whom; others see what there is to work on."""
        seat = selectors.seat(request.user, project_id)
        rounds = seat.project.rounds.select_related("guideline_version", "reannotates")
        return Response([round_body(one, whole=seat.may(roles.MANAGE)) for one in rounds])

    @extend_schema(request=shapes.NewRound, responses={201: shapes.Round}, operation_id="open_round")
    def post(self, request, project_id: int):
        """The next round, under the newest guideline version unless another is named.

        The open one is closed and tasks that nobody touched move over; practice (`kind: training`) stands beside it. In production it is
        refused (under_target) while the round measured last is under its target: revise the guideline, or overrule the target."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        data = given.fields(request)
        made = queue.open_round(project, now=given.now(), **_asked(project, data), under_target=held_back(board(project)))
        return Response(round_body(made, whole=True), status=201)


class Overrule(APIView):
    @extend_schema(request=shapes.Overruling, responses={200: shapes.Round}, operation_id="overrule_target")
    def post(self, request, project_id: int, number: int):
        """Go on although the round is under its target; the reason is kept and shown."""
        seat = selectors.seat(request.user, project_id, roles.MANAGE)
        round = _numbered(seat.project, number)
        if round is None:
            raise NotVisible("There is no such round.")
        reason = given.text(given.fields(request), "reason")
        return Response(round_body(queue.overrule(round, by=request.user, reason=reason, now=given.now()), whole=True))


def _asked(project: Project, data: dict[str, Any]) -> dict[str, Any]:
    sample, target = _object(data, "sample"), _object(data, "target")
    by_label = sample is not None and sample.get("by") == "predicted"
    return {
        "title": given.text(data, "title", default=""),
        "seats": given.whole(data, "annotators_per_task"),
        "order": given.text(data, "order", default=Round.RANDOM),
        "version": _version(project, given.whole(data, "guideline_version")),
        "with_untouched": True,
        "kind": given.text(data, "kind", default=Round.PRODUCTION),
        "sample": sample,
        "target": target,
        "assignment": given.text(data, "assignment", default=Round.ANYONE),
        "people": _people(data),
        "native_language": given.text(data, "native_language", default=""),
        "items": given.ids(data, "items", most=100_000) if "items" in data else None,
        "reannotates": _reannotated(project, given.whole(data, "reannotates")),
        "seed": given.whole(data, "seed"),
        "strata": predicted_labels(project) if by_label else None,
    }


def _object(data: dict[str, Any], name: str) -> Mapping[str, Any] | None:
    value = data.get(name)
    if value is not None and not isinstance(value, dict):
        raise Invalid(f"{name}: must be an object.", fields={name: "must be an object"})
    return value


def _people(data: dict[str, Any]) -> dict[int, int | None]:
    """[3, {id: 4, at_most: 100}] → {3: None, 4: 100}."""
    found: dict[int, int | None] = {}
    listed = data.get("people", [])
    if not isinstance(listed, list) or len(listed) > 1000:
        raise Invalid("people: must be a list of at most 1,000 people.", fields={"people": "must be a list"})
    for number, one in enumerate(listed):
        row = one if isinstance(one, dict) else {"id": one}
        person = given.whole(row, "id")
        if person is None:
            raise Invalid(f"people[{number}].id: is required.", fields={f"people[{number}].id": "required"})
        found[person] = given.whole(row, "at_most")
    return found


def _version(project: Project, number: int | None):
    if number is None:
        return None
    found = project.guideline.versions.filter(number=number).first()
    if found is None:
        raise Invalid(f"guideline_version: there is no version {number}.", fields={"guideline_version": "unknown"})
    return found


def _reannotated(project: Project, number: int | None) -> Round | None:
    if number is None:
        return None
    found = _numbered(project, number)
    if found is None:
        raise Invalid(f"reannotates: there is no round {number}.", fields={"reannotates": "unknown"})
    return found


def _numbered(project: Project, number: int) -> Round | None:
    return project.rounds.select_related("guideline_version", "reannotates").filter(number=number).first()


def round_body(round: Round, *, whole: bool = False) -> dict[str, Any]:
    """whole: what only a lead may see besides: who it is for, how it was drawn, what it is to reach."""
    body = {
        "id": round.pk,
        "number": round.number,
        "title": round.title,
        "guideline_version": round.guideline_version.number,
        "annotators_per_task": round.seats,
        "is_open": round.is_open,
        "ordered_by": round.ordered_by,
        "kind": round.kind,
    }
    if not whole:
        return body
    return body | {
        "sample": round.sample,
        "target": round.target,
        "overruled": round.overruled_reason or None,
        "assignment": round.assignment,
        "people": [{"id": one.annotator_id, "at_most": one.at_most} for one in round.people.order_by("annotator")],
        "native_language": round.native_language,
        "reannotates": round.reannotates.number if round.reannotates else None,
    }
