"""Pictures and sounds in, and what there is of them. Each is read at its `url`, with the same token."""

from __future__ import annotations

from typing import Any

import orjson
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.items.models import StoredFile
from annotate.jobs.bring import Sent, bring_pictures
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import Invalid

from .. import file_shapes, given, shapes
from .imports import answer

_PAGE = [OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last file seen")]


class Files(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(parameters=_PAGE, responses=file_shapes.FilePage, operation_id="list_files")
    def get(self, request, project_id: int):
        """The files of a project in the order they came in, by keyset pages."""
        project = seat(request.user, project_id, roles.MANAGE).project
        size = given.page_size(request)
        found = list(project.files.filter(pk__gt=given.after(request)).order_by("pk")[: size + 1])
        last = found[size - 1].pk if len(found) > size else None
        return Response({"results": [_body(file) for file in found[:size]], "next": given.next_page(request, last)})

    @extend_schema(
        request={"multipart/form-data": file_shapes.NewFiles},
        responses={201: shapes.Import, 202: shapes.Import},
        operation_id="import_files",
    )
    def post(self, request, project_id: int):
        """Import pictures and sounds: many files, or one zip archive, in the field `file`. Each becomes an item; few and small ones at
        once (201), else as a job (202). Every file that is refused is named with its reason; one that is there already is a duplicate.

        A table `metadata.csv` (.tsv, .jsonl, .json) among them, with a column `file_name`, adds to each item: columns that the label
        config shows go into its data, all others into its meta-data; `group` keeps items in one split."""
        project = seat(request.user, project_id, roles.MANAGE).project
        uploads = request.FILES.getlist("file")
        paths = _paths(request, [upload.name for upload in uploads])
        sent = [Sent(path, upload, upload.size) for path, upload in zip(paths, uploads, strict=True)]
        return answer(*bring_pictures(project, sent, by=request.user, now=given.now()))


def _paths(request, names: list[str]) -> list[str]:
    told = request.POST.get("paths")
    if not told:
        return names
    try:
        paths = orjson.loads(told)
    except orjson.JSONDecodeError:
        paths = None
    if not isinstance(paths, list) or len(paths) != len(names) or not all(isinstance(path, str) and path for path in paths):
        raise Invalid("paths: must be a JSON list with one path for each file.", fields={"paths": "one path for each file"})
    return paths


def _body(file: StoredFile) -> dict[str, Any]:
    names = ("digest", "name", "media_type", "size", "width", "height", "seconds")
    return {"id": file.pk, "url": file.address, **{name: getattr(file, name) for name in names}}
