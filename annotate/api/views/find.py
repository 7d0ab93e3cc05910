"""Items like a question or like others, those unlike all others, and putting what was chosen in front of the queue."""

from __future__ import annotations

import dataclasses

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.learning import services
from annotate.learning.selectors import find
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import Invalid, Refused

from .. import given
from .. import shapes as common
from .. import weak_shapes as shapes
from .decisions import number_in
from .jobs import job_body


class Similar(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="what it is about, in any language the encoder knows; of texts alone"),
            OpenApiParameter("like", int, many=True, description="ids of items; more like these"),
            OpenApiParameter("k", int, description=f"how many, at most {find.MOST}; else 20"),
            OpenApiParameter("where", str, enum=list(find.WHERES), description="else all"),
            OpenApiParameter("label", str, description="with where=label: decided so"),
        ],
        responses=shapes.FoundTexts,
        operation_id="find_similar",
    )
    def get(self, request, project_id: int):
        """The nearest first. Items of the test split are never among them."""
        project = seat(request.user, project_id, roles.MANAGE).project
        asked = request.query_params
        like = asked.getlist("like")
        if not all(one.isdecimal() and one.isascii() and len(one) <= 18 for one in like):
            raise Invalid("like: must be ids of items.", fields={"like": "must be ids"})
        k = number_in(asked, "k")
        found = find.similar(
            project,
            query=asked.get("q", ""),
            items=[int(one) for one in like],
            k=20 if k is None else k,
            where=asked.get("where", find.ALL),
            label=asked.get("label", ""),
        )
        return Response({"results": [dataclasses.asdict(row) for row in found.rows], "indexed": found.indexed, "is_all": found.is_all})


class Front(APIView):
    @extend_schema(request=shapes.ChosenItems, responses=shapes.Brought, operation_id="bring_forward")
    def post(self, request, project_id: int):
        """These come first in the queue of the open round, marked as chosen and not drawn at random."""
        project = seat(request.user, project_id, roles.MANAGE).project
        made = services.bring_forward(project, given.ids(given.fields(request), "items", most=1000))
        return Response(dataclasses.asdict(made))


class Index(APIView):
    @extend_schema(request=shapes.NewIndex, responses={202: common.Job}, operation_id="index_texts")
    def post(self, request, project_id: int):
        """Make the items that are not yet comparable so, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        anew = {"anew": True} if given.fields(request).get("anew") is True else {}
        return Response(job_body(jobs.enqueue_once("index_texts", now=given.now(), project=project, **anew)), status=202)


class Odd(APIView):
    @extend_schema(responses=shapes.OddTexts, operation_id="list_odd_texts")
    def get(self, request, project_id: int):
        """The items that lay farthest from all others when they were last looked for. 409 before that."""
        project = seat(request.user, project_id, roles.MANAGE).project
        last = Job.objects.filter(project=project, kind="find_odd", state=Job.DONE).order_by("-id").first()
        if last is None:
            raise Refused("Nobody has looked for odd items yet.", code="not_looked")
        there = find.items_of(project, [pk for pk, _ in last.result["odd"]])
        rows = [{"item": pk, "distance": far} for pk, far in last.result["odd"] if pk in there]
        return Response({"results": rows, "looked_at": last.result["looked_at"], "median": last.result["median"]})

    @extend_schema(request=None, responses={202: common.Job}, operation_id="find_odd_texts")
    def post(self, request, project_id: int):
        """Look for them, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response(job_body(jobs.enqueue_once("find_odd", now=given.now(), project=project)), status=202)
