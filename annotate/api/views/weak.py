"""Rules that give labels for free."""

from __future__ import annotations

import math
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services as jobs
from annotate.learning import services
from annotate.learning.models import WeakRule, WeakRun
from annotate.learning.selectors import rules as selectors
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import given
from .. import shapes as common
from .. import weak_shapes as shapes
from .jobs import job_body


class Rules(APIView):
    @extend_schema(responses=shapes.RuleList, operation_id="list_weak_rules")
    def get(self, request, project_id: int):
        """The rules in force and what they did when they were last applied."""
        project = seat(request.user, project_id, roles.MANAGE).project
        listed, run = selectors.rules_in_force(project), selectors.last_run(project)
        return Response({"rules": [rule_body(one) for one in listed], "applied": run and run_body(run, listed)})

    @extend_schema(request=shapes.NewWeakRule, responses={201: shapes.WeakRule}, operation_id="write_weak_rule")
    def post(self, request, project_id: int):
        project = seat(request.user, project_id, roles.MANAGE).project
        made = services.write_rule(project, **_named(given.fields(request)), by=request.user, now=given.now())
        return Response(rule_body(made), status=201)


class RuleView(APIView):
    @extend_schema(responses=shapes.WeakRule(many=True), operation_id="list_weak_rule_versions")
    def get(self, request, project_id: int, number: int):
        """Every version of the rule, newest first."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response([rule_body(one) for one in _there(project, number)])

    @extend_schema(request=shapes.NewWeakRule, responses=shapes.WeakRule, operation_id="edit_weak_rule")
    def put(self, request, project_id: int, number: int):
        """The next version of the rule; what it was stays on record."""
        project = seat(request.user, project_id, roles.MANAGE).project
        made = services.edit_rule(_there(project, number)[0], **_named(given.fields(request)), by=request.user, now=given.now())
        return Response(rule_body(made))

    @extend_schema(responses={204: None}, operation_id="retire_weak_rule")
    def delete(self, request, project_id: int, number: int):
        project = seat(request.user, project_id, roles.MANAGE).project
        services.retire_rule(_there(project, number)[0], by=request.user, now=given.now())
        return Response(status=204)


def _there(project: Project, number: int) -> list[WeakRule]:
    found = list(selectors.versions_of(project, number))
    if not found:
        raise NotVisible("There is no such rule.")
    return found


def _named(data: dict[str, Any]) -> dict[str, Any]:
    return {"name": given.text(data, "name"), **_asked(data)}


def _asked(data: dict[str, Any]) -> dict[str, Any]:
    return {"kind": given.text(data, "kind"), "settings": data.get("settings"), "label": given.text(data, "label", default="")}


class Try(APIView):
    @extend_schema(request=shapes.TryWeakRule, responses=shapes.TriedRule, operation_id="try_weak_rule")
    def post(self, request, project_id: int):
        """What a rule would do on a sample; nothing is kept."""
        project = seat(request.user, project_id, roles.MANAGE).project
        tried = selectors.try_rule(project, **_asked(given.fields(request)), show=50)
        plain = {name: getattr(tried, name) for name in ("items", "covered", "by_label", "right")}
        return Response({**plain, "hits": [item for item, *_rest in tried.hits]})


class Apply(APIView):
    @extend_schema(request=None, responses={202: common.Job}, operation_id="apply_weak_rules")
    def post(self, request, project_id: int):
        """Every rule on every item that is not of the test split, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response(job_body(jobs.enqueue_once("weak_rules", now=given.now(), project=project)), status=202)


class Prelabel(APIView):
    @extend_schema(request=shapes.Prelabel, responses={202: common.Job}, operation_id="prelabel_by_rules")
    def post(self, request, project_id: int):
        """What the rules say together becomes the suggestion of tasks that have none from a model, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        least = given.fields(request).get("least")
        if isinstance(least, bool) or not isinstance(least, int | float) or not math.isfinite(least) or least < 0:
            raise Invalid("least: must be a number, 0 or more.", fields={"least": "0 or more"})
        job = jobs.enqueue("prelabel", now=given.now(), project=project, by=request.user, least=float(least))
        return Response(job_body(job), status=202)


class Conflicts(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("after", int, description="id of the last item seen"), OpenApiParameter("page_size", int)],
        responses=shapes.RuleConflictPage,
        operation_id="list_weak_rule_conflicts",
    )
    def get(self, request, project_id: int):
        """Items on which rules differ. Empty where the rules have not been applied, or what they said is gone."""
        project = seat(request.user, project_id, roles.MANAGE).project
        run = selectors.last_run(project)
        told = selectors.conflicts(project, run, after=given.after(request), limit=given.page_size(request)) if run else None
        found, more = told or ([], None)
        return Response({"results": [_conflict(one) for one in found], "next": given.next_page(request, more)})


def _conflict(one: selectors.Conflict) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("item", "text", "label", "probability")}
    return {**plain, "says": [{"rule": rule.number, "label": label} for rule, label in one.says]}


def rule_body(rule: WeakRule) -> dict[str, Any]:
    plain = ("number", "version", "name", "kind", "settings", "label", "is_retired", "made_at")
    return {**{name: getattr(rule, name) for name in plain}, "made_by": rule.made_by.short_name}


def run_body(run: WeakRun, listed: list[WeakRule]) -> dict[str, Any]:
    told = run.figures
    rows = [{name: value for name, value in one.items() if name != "rule"} for one in told["rules"]]
    more = {"rules": rows, "together": told["together"], "decided": told["decided"], "notes": told["notes"]}
    return {"id": run.pk, "made_at": run.made_at, "items": run.items, "is_overtaken": selectors.is_overtaken(run, listed), **more}
