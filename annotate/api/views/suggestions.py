"""Who is shown what a model suggests, what that does to people, what the random arm says."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services as jobs
from annotate.jobs.selectors import last_comparison
from annotate.learning import selectors, services
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from domain import roles
from domain.thresholds import costs

from .. import given
from .. import suggestion_shapes as shapes
from ..shapes import Job
from .jobs import job_body

_PARTS = ("suggestion_share", "blind_arm", "second_share", "costs")


class Policy(APIView):
    @extend_schema(responses=shapes.PolicyTold, operation_id="get_suggestion_policy")
    def get(self, request, project_id: int):
        """Who sees suggestions, from how sure on, and what that lets through of what waits."""
        return Response(policy_body(seat(request.user, project_id, roles.MANAGE).project))

    @extend_schema(request=shapes.Policy, responses=shapes.PolicyTold, operation_id="set_suggestion_policy")
    def patch(self, request, project_id: int):
        """What is not sent stays. Costs and the random texts hold from the next time the queue is turned."""
        project = seat(request.user, project_id, roles.MANAGE).project
        data = given.parts(request, _PARTS, of="the policy")
        services.set_policy(project, by=request.user, now=given.now(), **data)
        return Response(policy_body(project))


def policy_body(project: Project) -> dict[str, Any]:
    policy, best = selectors.policy_of(project), selectors.champion(project)
    found = selectors.carried(project, best, costs(policy.costs)) if best else []
    told = {"suggestion_share": project.suggestion_share, "blind_arm": policy.blind_arm, "costs": policy.costs}
    told["second_share"] = policy.second_share
    return {**told, "carried": [asdict(row) for row in found]}


class Pull(APIView):
    @extend_schema(responses=shapes.Effect(many=True), operation_id="get_pull")
    def get(self, request, project_id: int):
        """With a suggestion in sight against without, where chance alone parted people."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response([asdict(one) for one in selectors.pulled(project)])


class RandomArm(APIView):
    @extend_schema(responses=shapes.RandomArm, operation_id="get_random_arm")
    def get(self, request, project_id: int):
        """How often the champion is right, and how labels are spread, from texts drawn at random; whether labelling on still pays."""
        project = seat(request.user, project_id, roles.MANAGE).project
        best = selectors.champion(project)
        found = selectors.random_arm(project, best)
        return Response(
            {
                "model_version": best and best.name,
                "accuracy": share_body(found.accuracy),
                "on_chosen": share_body(found.on_chosen),
                "balance": {label: share_body(one) for label, one in found.balance.items()},
                "chosen_balance": {label: share_body(one) for label, one in found.chosen_balance.items()},
                "tied": found.tied,
                "stop": [asdict(one) for one in selectors.stop_advice(project)],
                "compared": _compared(project),
            }
        )

    @extend_schema(request=None, responses={202: Job}, operation_id="compare_arms")
    def post(self, request, project_id: int):
        """Compare chosen with random items anew, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response(job_body(jobs.enqueue_alone("arms", now=given.now(), project=project)), status=202)


def _compared(project: Project) -> dict[str, Any] | None:
    last = last_comparison(project).job
    if last is None:
        return None
    return {name: last.result[name] for name in shapes.ArmsCompared().fields}


def share_body(share: selectors.Share) -> dict[str, Any]:
    return {name: getattr(share, name) for name in ("value", "low", "high", "right", "n")}
