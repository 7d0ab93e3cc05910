"""Model versions, the contests between them, the rule of promotion, and the way back. For leads; who may measure may read."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services as jobs
from annotate.jobs.succession import after_succession
from annotate.learning import services
from annotate.learning.models import Contest, ModelVersion, Shadow, TestAnswers
from annotate.learning.selectors.contests import contests, rule_of, successions
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import NotVisible
from domain.promotion import Rule

from .. import given
from .. import promotion_shapes as shapes
from ..shapes import Job
from .jobs import job_body

_PAGE = [OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last seen")]

_PARTS = [one.name for one in fields(Rule)]


class Versions(APIView):
    @extend_schema(parameters=_PAGE, responses=shapes.ModelVersionPage, operation_id="list_model_versions")
    def get(self, request, project_id: int):
        """In order of id."""
        project = seat(request.user, project_id, roles.MEASURE).project
        size = given.page_size(request, default=20, most=100)
        rows = project.model_versions.select_related("run__release").filter(pk__gt=given.after(request)).order_by("pk")
        found = list(rows[: size + 1])
        shadow = Shadow.objects.filter(project=project).values_list("model_version_id", flat=True).first()
        last = found[size - 1].pk if len(found) > size else None
        reports = _reports(found[:size])
        body = [_version(one, one.pk == shadow, reports.get(one.pk)) for one in found[:size]]
        return Response({"results": body, "next": given.next_page(request, last)})


class Compare(APIView):
    @extend_schema(request=None, responses={202: Job}, operation_id="hold_contest")
    def post(self, request, project_id: int, version_id: int):
        """Compare it with the champion on the newest release's test items, as a job; if it wins by the rule, it is the champion. The
        champion itself is only asked about these items."""
        project = seat(request.user, project_id, roles.MANAGE).project
        version = find_version(project, version_id)
        job = jobs.enqueue("contest", now=given.now(), project=project, by=request.user, version=version.pk)
        return Response(job_body(job), status=202)


class Promote(APIView):
    @extend_schema(request=shapes.PromotionWhy, responses=shapes.ChampionNow, operation_id="promote_by_hand")
    def post(self, request, project_id: int, version_id: int):
        """Make it the champion whatever any test says; the reason is kept and shown."""
        project = seat(request.user, project_id, roles.MANAGE).project
        reason = given.text(given.fields(request), "reason")
        services.promote(find_version(project, version_id), reason=reason, by=request.user, now=given.now())
        after_succession(project, now=given.now())
        return Response(_champion(project))


class Contests(APIView):
    @extend_schema(parameters=_PAGE, responses=shapes.ContestPage, operation_id="list_contests")
    def get(self, request, project_id: int):
        """In order of id."""
        project = seat(request.user, project_id, roles.MEASURE).project
        size = given.page_size(request)
        found = list(contests(project).filter(pk__gt=given.after(request)).order_by("pk")[: size + 1])
        last = found[size - 1].pk if len(found) > size else None
        return Response({"results": [_contest(one) for one in found[:size]], "next": given.next_page(request, last)})


class RuleView(APIView):
    @extend_schema(responses=shapes.PromotionRule, operation_id="promotion_rule")
    def get(self, request, project_id: int):
        """By what rule a challenger replaces the champion."""
        return Response(asdict(rule_of(seat(request.user, project_id, roles.MEASURE).project)))

    @extend_schema(request=shapes.PromotionRule, responses=shapes.PromotionRule, operation_id="set_promotion_rule")
    def patch(self, request, project_id: int):
        """What is not said stays. It holds for contests to come."""
        project = seat(request.user, project_id, roles.MANAGE).project
        data = given.parts(request, _PARTS, of="the rule of promotion")
        return Response(asdict(services.set_promotion_rule(project, by=request.user, now=given.now(), **data)))


class Revert(APIView):
    @extend_schema(request=shapes.PromotionWhy, responses=shapes.ChampionNow, operation_id="revert_champion")
    def post(self, request, project_id: int):
        """Back to the champion before this one; the reason is kept and shown."""
        project = seat(request.user, project_id, roles.MANAGE).project
        services.revert(project, reason=given.text(given.fields(request), "reason"), by=request.user, now=given.now())
        after_succession(project, now=given.now())
        return Response(_champion(project))


def find_version(project: Project, version_id: int) -> ModelVersion:
    found = project.model_versions.select_related("project", "run__release").filter(pk=version_id).first()
    if found is None:
        raise NotVisible("There is no such model version.")
    return found


def _reports(versions: list[ModelVersion]) -> dict[int, TestAnswers]:
    """Of each version what it is worth on the newest release that it was asked about."""
    rows = TestAnswers.objects.filter(model_version__in=versions).select_related("release").order_by("release__number")
    return {row.model_version_id: row for row in rows}


def _version(version: ModelVersion, in_shadow: bool, asked: TestAnswers | None) -> dict[str, Any]:
    on_newest = {"release": asked.release.number, "items": asked.items, "report": asked.report} if asked else None
    names = ("id", "name", "state", "metrics", "created_at")
    about = {name: getattr(version, name) for name in names}
    made = {"how": version.run.how, "labels": version.run.labels}
    return {**about, "made": made, "release": version.run.release.number, "in_shadow": in_shadow, "on_newest": on_newest}


def _contest(row: Contest) -> dict[str, Any]:
    about = {name: getattr(row, name) for name in ("id", "items", "look", "verdict", "reasons", "rule", "tests", "made_at")}
    release = row.release.number if row.release else None
    return {**about, "champion": row.champion.name, "challenger": row.challenger.name, "release": release}


def _champion(project: Project) -> dict[str, Any]:
    last = successions(project).first()
    version = last.version.name if last and last.version else ""
    return {"version": version, "how": last.how if last else "", "reason": last.reason if last else "", "at": last and last.at}
