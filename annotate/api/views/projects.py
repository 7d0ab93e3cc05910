"""Projects, members, guideline versions, rounds."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.projects import selectors, services
from annotate.projects.models import Membership, Project
from annotate.queue import services as queue
from domain import roles
from domain.errors import Invalid, NotVisible
from guidelines.selectors import newest

from .. import given, shapes

_OPEN = ["annotators_per_task", "lease_minutes", "random_share", "train_share", "dev_share", "level", "show_suggestions", "cleaning"]
# What else a lead set is theirs: a share of gold, say, tells an annotator that there is some.
_FOR_LEADS = [name for name in (*services.SETTINGS, *services.SWITCHES, *services.OTHERS) if name not in (*_OPEN, "title")]


def project_body(project: Project, role: str) -> dict[str, Any]:
    version = newest(project.guideline)
    return {
        "id": project.pk,
        "title": project.title,
        **{name: getattr(project, name) for name in _OPEN},
        **({name: getattr(project, name) for name in _FOR_LEADS} if role == roles.LEAD else {}),
        "label_config": version.label_config,
        "guideline_version": version.number,
        "role": role,
        "created_at": project.created_at,
    }


class Projects(APIView):
    @extend_schema(responses=shapes.Project(many=True), operation_id="list_projects")
    def get(self, request):
        """The projects I take part in."""
        mine = selectors.memberships_of(request.user).select_related("project__guideline")
        return Response([project_body(m.project, m.role) for m in mine])

    @extend_schema(request=shapes.NewProject, responses={201: shapes.Project}, operation_id="create_project")
    def post(self, request):
        """A new project with its first round; the caller leads it."""
        data = dict(given.fields(request))
        if unknown := [name for name in ("lead", "now") if name in data]:
            raise Invalid(f"{unknown[0]}: is no setting of a project.", fields={unknown[0]: "unknown"})
        project = queue.begin(
            title=given.text(data, "title"),
            label_config=given.text(data, "label_config"),
            guideline=given.text(data, "guideline", default=""),
            lead=request.user,
            now=given.now(),
            **{k: v for k, v in data.items() if k not in ("title", "label_config", "guideline")},
        )
        return Response(project_body(project, roles.LEAD), status=201)


class ProjectView(APIView):
    @extend_schema(responses=shapes.Project, operation_id="get_project")
    def get(self, request, project_id: int):
        seat = selectors.seat(request.user, project_id)
        return Response(project_body(seat.project, seat.role))

    @extend_schema(request=shapes.ProjectSettings, responses=shapes.Project, operation_id="configure_project")
    def patch(self, request, project_id: int):
        seat = selectors.seat(request.user, project_id, roles.MANAGE)
        return Response(project_body(services.configure(seat.project, **given.fields(request)), seat.role))


class Members(APIView):
    @extend_schema(responses=shapes.Member(many=True), operation_id="list_members")
    def get(self, request, project_id: int):
        seat = selectors.seat(request.user, project_id, roles.MANAGE)
        return Response([member_body(m) for m in selectors.members(seat.project)])

    @extend_schema(request=shapes.NewMember, responses={201: shapes.Member, 200: shapes.Member}, operation_id="invite")
    def post(self, request, project_id: int):
        """Give somebody a role; a new e-mail makes the account. 200 when they were a member already."""
        seat = selectors.seat(request.user, project_id, roles.MANAGE)
        data = given.fields(request)
        member, made = services.invite(
            seat.project, email=given.text(data, "email"), role=given.text(data, "role"), now=given.now()
        )
        return Response(member_body(member), status=201 if made else 200)


class MemberView(APIView):
    @extend_schema(responses={204: None}, operation_id="remove_member")
    def delete(self, request, project_id: int, member_id: int):
        """Take the role away; what the person made stays."""
        seat = selectors.seat(request.user, project_id, roles.MANAGE)
        member = Membership.objects.select_related("user").filter(pk=member_id, project=seat.project).first()
        if member is None:
            raise NotVisible("There is no such member.")
        services.remove(seat.project, member.user)
        return Response(status=204)


def member_body(member: Membership) -> dict[str, Any]:
    return {"id": member.pk, "email": member.user.email, "name": member.user.name, "role": member.role}
