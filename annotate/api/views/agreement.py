"""How well people agree: of everything, a round, a guideline version, a slice; and asking for a measurement."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.annotations.models import Annotation
from annotate.jobs import services as jobs
from annotate.projects.models import Project
from annotate.projects.selectors import Seat, seat
from annotate.review import selectors as review_of
from annotate.review import services as review
from annotate.review.models import Agreement as Measurement
from annotate.review.selectors import Scope
from annotate.review.selectors.slices import FIELD, GROUP
from domain import roles
from domain.errors import Invalid, NotAllowed

from .. import agreement_shapes, given, shapes
from .jobs import job_body

# Annotations measured while the caller waits (a fraction of a second); more is a job, and the newest measurement is given meanwhile.
AT_ONCE = 20_000
_NUMBERS = ("round", "version")
_TEXTS = ("group", "field", "value")


class Agreement(APIView):
    @extend_schema(
        responses=agreement_shapes.Measured,
        operation_id="agreement",
        parameters=[
            *(OpenApiParameter(name, OpenApiTypes.INT, description=f"number of a {name}") for name in _NUMBERS),
            OpenApiParameter("group", description="a group of annotators, as native:ko; for leads"),
            OpenApiParameter("field", description="a field of the metadata, with `value`"),
            OpenApiParameter("value", description="a value of that field"),
        ],
    )
    def get(self, request, project_id: int):
        """How well people agree, each figure with its 95 % interval; undefined ones say why. Of everything, or of a part of it."""
        me = seat(request.user, project_id, roles.MEASURE)
        asked = {name: value for name in (*_NUMBERS, *_TEXTS) if (value := request.query_params.get(name))}
        return Response(_body(me.project, _scope(me, {**asked, **_whole(asked)})))

    @extend_schema(request=agreement_shapes.NewMeasurement, responses={202: shapes.Job}, operation_id="measure")
    def post(self, request, project_id: int):
        """Measure as a job: everything with all rounds and versions, one part, every slice, or one part against another."""
        me = seat(request.user, project_id, roles.MEASURE)
        job = jobs.enqueue_once("measure", now=given.now(), project=me.project, **_arguments(me, given.fields(request)))
        return Response(job_body(job), status=202)


def _body(project: Project, scope: Scope) -> dict[str, Any]:
    newest = review_of.agreement(project, scope.round, scope.version, scope.slice)
    stale = newest is None or review_of.is_stale(newest)
    if stale and _is_small(project):
        newest, stale = review.measure(project, **vars(scope), now=given.now()), False
    elif stale:
        jobs.enqueue_once("measure", now=given.now(), project=project, **_of(scope))
    return _told(newest, scope) | {"stale": stale}


def _told(newest: Measurement | None, scope: Scope) -> dict[str, Any]:
    of = {"round": scope.round and scope.round.number, "version": scope.version and scope.version.number, "slice": scope.slice}
    if newest is None:
        nothing = {"value": None, "low": None, "high": None, "items": 0, "reason": "It is being measured; ask again in a moment."}
        figures = {"raw": nothing, "fleiss_kappa": nothing, "krippendorff_alpha": nothing, "cohen_kappa": []}
        return {**figures, "id": None, **of, "input_digest": "", "measured_at": None}
    about = {"id": newest.pk, **of, "input_digest": newest.input_digest, "measured_at": newest.measured_at}
    return {**review_of.named(newest), **about}


def _is_small(project: Project) -> bool:
    return not Annotation.objects.filter(project=project).order_by("created_at")[AT_ONCE : AT_ONCE + 1].exists()


def _scope(me: Seat, data: dict[str, Any]) -> Scope:
    """Of `round`, `version`, and `group` or `field` with `value`."""
    round, version = (given.whole(data, name) for name in _NUMBERS)
    found = review_of.scope_in(me.project, round, version)
    group, field, value = (given.text(data, name, default="") for name in _TEXTS)
    if bool(field) != bool(value) or group and field:
        raise Invalid("A slice is a group, or a field of the metadata with its value.", fields={"field": "goes with value"})
    if group:
        _groups_are_for_leads(me)
        return Scope(found.round, found.version, {"by": GROUP, "value": group})
    return Scope(found.round, found.version, {"by": FIELD + field, "value": value} if field else None)


def _arguments(me: Seat, data: dict[str, Any]) -> dict[str, Any]:
    by = given.text(data, "by", default="")
    if by == GROUP:
        _groups_are_for_leads(me)
    if by and by != GROUP and not (by.startswith(FIELD) and len(by) > len(FIELD)):
        raise Invalid("by: 'group', or 'meta:' and a field of the metadata.", fields={"by": "unknown"})
    between = data.get("between")
    if between is None:
        return {"slices": by} if by else _of(_scope(me, data))
    if not (isinstance(between, list) and len(between) == 2 and all(isinstance(key, str) for key in between)):
        raise Invalid("between: must be a list of two, such as round:1 and round:2.", fields={"between": "must be two"})
    for key in between:
        review_of.scope_of(me.project, key)
    return {"between": between}


def _of(scope: Scope) -> dict[str, Any]:
    """Of the job that measures it."""
    parts = {"round": scope.round and scope.round.number, "version": scope.version and scope.version.number, "slice": scope.slice}
    return {name: part for name, part in parts.items() if part}


def _groups_are_for_leads(me: Seat) -> None:
    if not me.may(roles.MANAGE):
        raise NotAllowed("Groups of annotators are for leads to see.", code="role", fields={"role": me.role})


def _whole(asked: dict[str, str]) -> dict[str, int]:
    for name in _NUMBERS:
        if name in asked and not (asked[name].isdecimal() and asked[name].isascii() and len(asked[name]) < 10):
            raise Invalid(f"{name}: must be a whole number.", fields={name: "must be a whole number"})
    return {name: int(asked[name]) for name in _NUMBERS if name in asked}
