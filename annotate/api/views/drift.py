"""Whether what comes in is still like what the champion learned from. For leads."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services as jobs
from annotate.learning import selectors, services
from annotate.learning.models import DriftLook
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import NotVisible

from .. import drift_shapes as shapes
from .. import given
from ..shapes import Job
from .jobs import job_body

_PAGE = [OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last seen")]


class Looks(APIView):
    @extend_schema(parameters=_PAGE, responses=shapes.DriftLookPage, operation_id="list_drift_looks")
    def get(self, request, project_id: int):
        """In order of id."""
        project = seat(request.user, project_id, roles.MANAGE).project
        size = given.page_size(request, default=20, most=100)
        found = list(selectors.drift_looks(project).filter(pk__gt=given.after(request)).order_by("pk")[: size + 1])
        last = found[size - 1].pk if len(found) > size else None
        return Response({"results": [body(one) for one in found[:size]], "next": given.next_page(request, last)})

    @extend_schema(request=None, responses={202: Job}, operation_id="look_for_drift")
    def post(self, request, project_id: int):
        """Compare what came in since with what the champion learned from, as a job. It also happens by itself after an import."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response(job_body(jobs.enqueue_once("drift", now=given.now(), project=project)), status=202)


class Settle(APIView):
    @extend_schema(request=shapes.DriftNote, responses=shapes.DriftLook, operation_id="settle_drift_alert")
    def post(self, request, project_id: int, look_id: int):
        """Somebody has looked into the alert: it is shown as one no more."""
        project = seat(request.user, project_id, roles.MANAGE).project
        found = selectors.drift_looks(project).filter(pk=look_id).first()
        if found is None:
            raise NotVisible("There is no such look.")
        note = given.text(given.fields(request), "note", default="")
        return Response(body(services.settle_alert(found, note=note, by=request.user, now=given.now())))


def body(look: DriftLook) -> dict[str, Any]:
    names = ("batches", "items", "learned", "is_alert", "alerts", "made_at", "settled_at", "note")
    told = {name: look.report[name] for name in ("level", "far", "cannot")}
    kept = [{name: value for name, value in one.items() if name != "far"} for one in look.report["measures"]]
    return {"id": look.pk, "model_version": str(look.model_version), **{n: getattr(look, n) for n in names}, **told, "measures": kept}
