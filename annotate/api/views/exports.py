"""A model version as files for others."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services as jobs
from annotate.learning import export_files, services
from annotate.learning.models import VersionExport
from annotate.learning.selectors.exports import Form, forms_of
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import NotVisible
from domain.export_forms import REASONS

from .. import export_shapes as shapes
from .. import given
from ..shapes import Job
from .jobs import job_body
from .promotion import find_version


class Exports(APIView):
    @extend_schema(responses=shapes.VersionForm(many=True), operation_id="list_exports")
    def get(self, request, project_id: int, version_id: int):
        """Every form, made or not, with what it lost and won."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response([_body(one) for one in forms_of(find_version(project, version_id))])

    @extend_schema(request=shapes.NewExport, responses={202: Job}, operation_id="export_model_version")
    @transaction.atomic
    def post(self, request, project_id: int, version_id: int):
        """Pack it in a form and measure it beside the original, as a job. What was made of that form before is replaced."""
        project = seat(request.user, project_id, roles.MANAGE).project
        form = given.text(given.fields(request), "form")
        row = services.order_export(find_version(project, version_id), form, by=request.user, now=given.now())
        return Response(job_body(jobs.enqueue_once("export", now=given.now(), project=project, export=row.pk)), status=202)


class ExportView(APIView):
    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY}, operation_id="fetch_export")
    def get(self, request, project_id: int, version_id: int, form: str):
        """The archive."""
        row = _row(request, project_id, version_id, form)
        path = export_files.path(row.digest)
        if row.state != VersionExport.READY or not path.is_file():
            raise NotVisible("There is no file of this export (any more). Make it again.")
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{row.model_version.name}-{row.form}.zip")

    @extend_schema(responses={204: None}, operation_id="delete_export")
    def delete(self, request, project_id: int, version_id: int, form: str):
        """The file goes, too; it can be made again."""
        services.delete_export(_row(request, project_id, version_id, form))
        return Response(status=204)


def _row(request, project_id: int, version_id: int, form: str) -> VersionExport:
    project = seat(request.user, project_id, roles.MANAGE).project
    version = find_version(project, version_id)
    row = VersionExport.objects.select_related("model_version").filter(model_version=version, form=form).first()
    if row is None:
        raise NotVisible("There is no such export.")
    return row


def _body(one: Form) -> dict[str, Any]:
    row = one.export
    about = {"form": one.name, "cannot": REASONS.get(one.why_not, one.why_not), "state": row.state if row else ""}
    names = ("size", "report", "failure", "made_at")
    blank: dict[str, Any] = {"size": 0, "report": {}, "failure": "", "made_at": None}
    return about | {"is_there": one.is_there} | ({name: getattr(row, name) for name in names} if row else blank)
