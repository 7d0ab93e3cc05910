"""Settling by rule, releases."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.corpus import services as corpus
from annotate.corpus.models import Release
from annotate.jobs import services as jobs
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from annotate.review import services as review
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import given, shapes
from .jobs import job_body


class Settle(APIView):
    @extend_schema(request=shapes.Settle, responses={202: shapes.Job}, operation_id="settle")
    def post(self, request, project_id: int):
        """Settle the finished tasks by a rule, the project's own unless one is named, as a job. Ties go to the adjudicator."""
        project = seat(request.user, project_id, roles.MANAGE).project
        rule = given.text(given.fields(request), "rule", default="")
        if rule and rule not in review.RULES:
            raise Invalid(f"rule: must be one of {', '.join(review.RULES)}.", fields={"rule": "unknown"})
        job = jobs.enqueue("settle", now=given.now(), project=project, by=request.user, **({"rule": rule} if rule else {}))
        return Response(job_body(job), status=202)


class Releases(APIView):
    @extend_schema(responses=shapes.Release(many=True), operation_id="list_releases")
    def get(self, request, project_id: int):
        project = seat(request.user, project_id, roles.EXPORT).project
        return Response([release_body(r) for r in project.releases.all()])

    @extend_schema(request=shapes.NewRelease, responses={201: shapes.Release}, operation_id="freeze")
    def post(self, request, project_id: int):
        """Freeze what is decided."""
        project = seat(request.user, project_id, roles.MANAGE).project
        title = given.text(given.fields(request), "title", default="")
        return Response(release_body(corpus.freeze(project, title=title, by=request.user, now=given.now())), status=201)


def release_body(release: Release) -> dict[str, Any]:
    names = ("number", "title", "digest", "items", "frozen_at", "manifest")
    return {"id": release.pk, **{name: getattr(release, name) for name in names}}


def find_release(project: Project, given_id: str | int | None) -> Release:
    """The release with this id; the newest where none is said."""
    found = project.releases.order_by("-number")
    if given_id is not None:
        found = found.filter(pk=int(given_id)) if str(given_id).isdecimal() else found.none()
    release = found.first()
    if release is None:
        raise NotVisible("There is no such release." if given_id is not None else "Nothing was released yet; freeze a release first.")
    return release
