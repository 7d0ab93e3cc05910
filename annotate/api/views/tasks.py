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
from domain.formats import EXPORTS
from domain.formats.boxes import ARCHIVES

from .. import given, shapes

_PAGE = [OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last task seen")]


class Tasks(APIView):
    @extend_schema(parameters=_PAGE, responses=shapes.TaskPage, operation_id="list_tasks")
    def get(self, request, project_id: int):
        """In order of id, by keyset pages. An annotator sees those they were seated at, and of these how far they themselves are: what
        others do, and where an item is from, is not theirs to see."""
        me = seat(request.user, project_id)
        size = given.page_size(request)
        found = list(_visible(me).filter(pk__gt=given.after(request)).order_by("pk").values(*_COLUMNS)[: size + 1])
        last = found[size - 1]["id"] if len(found) > size else None
        mine = None if me.may(roles.MEASURE) else _mine(me, [task["id"] for task in found[:size]])
        return Response({"results": [_row(task, mine) for task in found[:size]], "next": given.next_page(request, last)})


_COLUMNS = ("id", "round_id", "item_id", "item__data", "seats", "done", "is_finished", "round__seats", "is_gold")


def _visible(me: Seat):
    tasks = Task.objects.filter(project=me.project)
    if me.may(roles.MEASURE):
        return tasks
    mine = Assignment.objects.filter(annotator=me.user, project=me.project).values("task_id")
    return tasks.filter(pk__in=mine)


def _mine(me: Seat, tasks: list[int]) -> set[int]:
    """Those of these that this person has done."""
    done = Assignment.objects.filter(annotator=me.user, task__in=tasks, state=Assignment.DONE)
    return set(done.values_list("task_id", flat=True))


def _row(task: dict, mine: set[int] | None) -> dict:
    """mine: what the one who asks has done, where they see nothing of others."""
    if mine is not None:
        is_done = task["id"] in mine
        task = {**task, "item_id": None, "seats": task["round__seats"], "done": int(is_done), "is_finished": is_done}
    elif task["is_gold"]:
        # Everybody may sit there; how many ever will, nobody knows.
        task = {**task, "seats": task["done"]}
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
            OpenApiParameter("format", str, enum=[*EXPORTS, *ARCHIVES], description="json: Label Studio's; coco, voc, yolo: of a release"),
            OpenApiParameter("release", int, description="a frozen release (an archive with its datasheet) instead of the live corpus"),
            OpenApiParameter("files", bool, description="an archive with the pictures and sounds, at which the data point"),
            OpenApiParameter("as_given", bool, description="labels as people gave them, not as the newest guideline version calls them"),
        ],
        responses={(200, "application/octet-stream"): bytes},
        operation_id="export",
    )
    def get(self, request, project_id: int):
        """The corpus as a file, streamed.

        In Label Studio's JSON an annotation made with a suggestion in sight says in `became` what became of it, where the page told so:
        id of the suggested result (or name of its control) → accepted, changed, rejected, left."""
        project = seat(request.user, project_id, roles.EXPORT).project
        told = request.query_params
        chosen = {name: told.get(name, "").lower() in ("1", "true") for name in ("as_given", "files")}
        return export_response(project, told.get("format", "json"), told.get("release"), **chosen)


def export_response(
    project, format: str, release: str | None = None, *, as_given: bool = False, files: bool = False
) -> StreamingHttpResponse:
    if release is not None:
        from .releases import find_release

        name, chunks = corpus.export_release(find_release(project, release), format, as_given=as_given, files=files)
        kind = "application/zip"
    else:
        name, kind, chunks = corpus.export_project(project, format, as_given=as_given, files=files, now=given.now())
    answer = StreamingHttpResponse(chunks, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
