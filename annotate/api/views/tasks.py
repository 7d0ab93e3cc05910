"""The tasks of a project, and the whole of it as a file."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.corpus import services as corpus
from annotate.projects.selectors import Seat, seat
from annotate.queue.models import Assignment, Task
from domain import roles

from .. import given, shapes

_PAGE = [OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last task seen")]


class Tasks(APIView):
    @extend_schema(parameters=_PAGE, responses=shapes.TaskPage, operation_id="list_tasks")
    def get(self, request, project_id: int):
        """In order of id, by keyset pages. An annotator sees those they were seated at."""
        me = seat(request.user, project_id)
        size = given.page_size(request)
        found = list(_visible(me).filter(pk__gt=given.after(request)).order_by("pk").values(*_COLUMNS)[: size + 1])
        last = found[size - 1]["id"] if len(found) > size else None
        return Response({"results": [_row(task) for task in found[:size]], "next": given.next_page(request, last)})


_COLUMNS = ("id", "round_id", "item_id", "item__data", "seats", "done", "is_finished")


def _visible(me: Seat):
    tasks = Task.objects.filter(project=me.project)
    if me.may(roles.MEASURE):
        return tasks
    mine = Assignment.objects.filter(annotator=me.user, project=me.project).values("task_id")
    return tasks.filter(pk__in=mine)


def _row(task: dict) -> dict:
    return {
        "id": task["id"],
        "round": task["round_id"],
        "item": task["item_id"],
        "data": task["item__data"],
        "annotators_wanted": task["seats"],
        "annotators_done": task["done"],
        "finished": task["is_finished"],
    }


class Export(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("format", str, enum=["json", "jsonl", "csv", "parquet"], description="json: Label Studio's"),
            OpenApiParameter("release", int, description="a frozen release (an archive with its datasheet) instead of the live corpus"),
        ],
        responses={(200, "application/octet-stream"): bytes},
        operation_id="export",
    )
    def get(self, request, project_id: int):
        """The corpus as a file, streamed."""
        project = seat(request.user, project_id, roles.EXPORT).project
        return export_response(project, request.query_params.get("format", "json"), request.query_params.get("release"))


def export_response(project, format: str, release: str | None = None) -> StreamingHttpResponse:
    if release is not None:
        from .releases import find_release

        name, chunks = corpus.export_release(find_release(project, release), format)
        kind = "application/zip"
    else:
        name, kind, chunks = corpus.export_project(project, format)
    answer = StreamingHttpResponse(chunks, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
