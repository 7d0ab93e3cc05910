"""Agreement, decisions, releases."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.annotations.models import Annotation
from annotate.corpus import services as corpus
from annotate.corpus.models import Release
from annotate.jobs import services as jobs
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from annotate.queue.models import Task
from annotate.review import selectors as review_of
from annotate.review import services as review
from annotate.review.models import Decision
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import given, shapes
from .jobs import job_body

# Annotations measured while the caller waits (a fraction of a second); more is a job, and the newest measurement is given meanwhile.
AT_ONCE = 20_000


class Agreement(APIView):
    @extend_schema(responses=shapes.Agreement, operation_id="agreement")
    def get(self, request, project_id: int):
        """How well people agree, each figure with its 95 % interval; undefined ones say why."""
        project = seat(request.user, project_id, roles.MEASURE).project
        return Response(agreement_body(project))


def agreement_body(project: Project) -> dict[str, Any]:
    newest = review_of.agreement(project)
    stale = newest is None or review_of.is_stale(newest)
    if stale and _is_small(project):
        newest, stale = review.measure(project, now=given.now()), False
    elif stale:
        jobs.enqueue_once("measure", now=given.now(), project=project)
    if newest is None:
        nothing = {"value": None, "low": None, "high": None, "items": 0, "reason": "It is being measured; ask again in a moment."}
        figures = {"raw": nothing, "fleiss_kappa": nothing, "krippendorff_alpha": nothing, "cohen_kappa": []}
        return {**figures, "measured_at": None, "stale": True}
    return {**review_of.named(newest), "measured_at": newest.measured_at, "stale": stale}


def _is_small(project: Project) -> bool:
    return not Annotation.objects.filter(project=project).order_by("created_at")[AT_ONCE : AT_ONCE + 1].exists()


class Settle(APIView):
    @extend_schema(request=shapes.Settle, responses={202: shapes.Job}, operation_id="settle")
    def post(self, request, project_id: int):
        """Settle the finished tasks by a rule, as a job. Ties go to the adjudicator."""
        project = seat(request.user, project_id, roles.MANAGE).project
        rule = given.text(given.fields(request), "rule", default="majority")
        if rule not in review.RULES:
            raise Invalid(f"rule: must be one of {', '.join(review.RULES)}.", fields={"rule": "unknown"})
        job = jobs.enqueue("settle", now=given.now(), project=project, by=request.user, rule=rule)
        return Response(job_body(job), status=202)


class Decide(APIView):
    @extend_schema(request=shapes.NewDecision, responses={201: shapes.Decision}, operation_id="adjudicate")
    def post(self, request, task_id: int):
        """Decide a task, having seen its votes."""
        task = Task.objects.select_related("project", "round__guideline_version").filter(pk=task_id).first()
        if task is None:
            raise NotVisible("There is no such task, or it is not yours to see.")
        seat(request.user, task.project_id, roles.ADJUDICATE)
        data = given.fields(request)
        more = {"expected": given.whole(data, "expected")} if "expected" in data else {}
        decision = review.adjudicate(
            task,
            label=given.text(data, "label"),
            note=given.text(data, "note", default=""),
            by=request.user,
            now=given.now(),
            **more,
        )
        return Response(decision_body(decision), status=201)


def decision_body(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.pk,
        "task": decision.task_id,
        "label": decision.label,
        "rule": decision.rule,
        "share": decision.share,
    }


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
