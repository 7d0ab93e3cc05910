"""Rows in."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.items.models import ImportBatch
from annotate.jobs.bring import Sent, bring, bring_pictures, holds_pictures
from annotate.jobs.kinds import outcome
from annotate.jobs.models import Job
from annotate.projects.selectors import seat
from annotate.queue import services as queue
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import given, shapes


class AnyBody(BaseParser):
    """Hands the stream on as it is."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        return stream


class Imports(APIView):
    parser_classes = [MultiPartParser, AnyBody]

    @extend_schema(responses=shapes.Import(many=True), operation_id="list_imports")
    def get(self, request, project_id: int):
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response([import_body(batch) for batch in project.batches.all()[: given.page_size(request)]])

    @extend_schema(
        request={
            "application/json": {"type": "array", "items": {"type": "object"}},
            "application/x-ndjson": {"type": "string"},
            "text/csv": {"type": "string"},
            "text/tab-separated-values": {"type": "string"},
            "text/plain": {"type": "string"},
            "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}},
        },
        responses={201: shapes.Import, 202: shapes.Import},
        operation_id="import",
    )
    def post(self, request, project_id: int):
        """Import rows. Small ones are taken at once (201); larger ones become a job (202). Every rejected row is named with its reason.

        A zip archive with pictures or sounds in it, or a single one, is taken as `files/` takes it."""
        project = seat(request.user, project_id, roles.MANAGE).project
        stream, name, kind, size = _source(request)
        if size == 0:
            raise Invalid("The import is empty: no bytes were sent.", code="empty")
        if isinstance(stream, UploadedFile) and holds_pictures(stream, name):
            return answer(*bring_pictures(project, [Sent(name, stream, size)], by=request.user, now=given.now()))
        return answer(*bring(project, stream, size=size, name=name, by=request.user, now=given.now(), content_type=kind or ""))


def answer(batch: ImportBatch, job: Job | None) -> Response:
    if job is None:
        return Response(import_body(batch), status=201)
    return Response({**import_body(batch), "job": job.pk}, status=202)


def _source(request):
    """(stream, name, content type, size in bytes)"""
    if request.content_type.startswith("multipart/"):
        upload = request.FILES.get("file")
        if upload is None:
            raise Invalid("file: a multipart import carries its file in the field 'file'.", fields={"file": "required"})
        return upload, upload.name, upload.content_type, upload.size
    length = request.META.get("CONTENT_LENGTH") or "0"
    stream = request.data if hasattr(request.data, "read") else io.BytesIO(b"")
    return stream, request.query_params.get("name", ""), request.content_type, int(length)


def import_body(batch: ImportBatch) -> dict:
    return {"state": batch.state, "failure": batch.failure, **outcome(batch)}


def _batch(request, project_id: int, batch_id: int) -> ImportBatch:
    project = seat(request.user, project_id, roles.MANAGE).project
    batch = project.batches.filter(pk=batch_id).first()
    if batch is None:
        raise NotVisible("There is no such import.")
    return batch


class ImportView(APIView):
    @extend_schema(responses=shapes.Import, operation_id="get_import")
    def get(self, request, project_id: int, batch_id: int):
        return Response(import_body(_batch(request, project_id, batch_id)))


class Undo(APIView):
    @extend_schema(request=None, responses=shapes.Import, operation_id="undo_import")
    def post(self, request, project_id: int, batch_id: int):
        """Take the whole import back, as long as nobody worked on any of its tasks."""
        batch = _batch(request, project_id, batch_id)
        queue.undo_import(batch, now=given.now())
        return Response(import_body(batch))
