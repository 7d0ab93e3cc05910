"""Profiles, invitations by link, reading and its quiz, pauses, and the measures of each annotator, which are for leads alone."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.projects import selectors, services
from annotate.projects.models import Invitation, Membership, Project
from annotate.review.selectors import annotators
from domain import roles
from domain.annotators import Drift, Measures
from domain.errors import Invalid, NotVisible
from guidelines.models import GuidelineVersion

from .. import given
from .. import people_shapes as shapes

_INVITATIONS = 200


class MyProfile(APIView):
    @extend_schema(responses=shapes.Profile, operation_id="get_my_profile")
    def get(self, request, project_id: int):
        """What I told about myself in this project."""
        return Response(profile_body(_mine(request, project_id)))

    @extend_schema(request=shapes.ProfileChange, responses=shapes.Profile, operation_id="tell_my_profile")
    def patch(self, request, project_id: int):
        """Merge these parts into my profile."""
        return _described(request, _mine(request, project_id))


class ProfileOf(APIView):
    @extend_schema(responses=shapes.Profile, operation_id="get_profile")
    def get(self, request, project_id: int, member_id: int):
        return Response(profile_body(_member(request, project_id, member_id)))

    @extend_schema(request=shapes.ProfileChange, responses=shapes.Profile, operation_id="tell_profile")
    def patch(self, request, project_id: int, member_id: int):
        """A lead fills in what they know of somebody."""
        return _described(request, _member(request, project_id, member_id))


def _described(request, whose: Membership) -> Response:
    told = given.fields(request)
    services.check_parts(told)
    services.describe(whose.project, whose.user, now=given.now(), **told)
    return Response(profile_body(Membership.objects.select_related("project", "profile").get(pk=whose.pk)))


def profile_body(of: Membership) -> dict[str, Any]:
    kept = getattr(of, "profile", None)
    return {
        "languages": kept.languages if kept else [],
        "region": kept.region if kept else "",
        "training": kept.training if kept else "",
        "fields": kept.fields if kept else {},
        "asked": of.project.profile_fields,
        "waits_for": of.waits_for,
    }


class Invitations(APIView):
    @extend_schema(responses=shapes.Invitation(many=True), operation_id="list_invitations")
    def get(self, request, project_id: int):
        """The newest links by which people join, without their secrets."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        return Response([invitation_body(one) for one in selectors.invitations(project)[:_INVITATIONS]])

    @extend_schema(request=shapes.NewInvitation, responses={201: shapes.MadeInvitation}, operation_id="invite_by_link")
    def post(self, request, project_id: int):
        """A link by which people join. It is told this once."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        data = given.fields(request)
        pseudonyms = data.get("pseudonyms", False)
        if not isinstance(pseudonyms, bool):
            raise Invalid("pseudonyms: must be true or false.", fields={"pseudonyms": "must be true or false"})
        made, secret = services.invite_by_link(
            project,
            role=given.text(data, "role"),
            days=given.whole(data, "days", default=7) or 0,
            at_most=given.whole(data, "at_most"),
            note=given.text(data, "note", default=""),
            pseudonyms=pseudonyms,
            by=request.user,
            now=given.now(),
        )
        link = request.build_absolute_uri(reverse("web:join", kwargs={"secret": secret}))
        return Response({**invitation_body(made), "url": link}, status=201)


class InvitationView(APIView):
    @extend_schema(responses={204: None}, operation_id="revoke_invitation")
    def delete(self, request, project_id: int, invitation_id: int):
        """The link lets nobody in any more; who came by it stays."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        found = selectors.invitations(project).filter(pk=invitation_id).first()
        if found is None:
            raise NotVisible("There is no such invitation.")
        services.revoke(found, now=given.now())
        return Response(status=204)


def invitation_body(one: Invitation) -> dict[str, Any]:
    names = ("id", "role", "note", "pseudonyms", "at_most", "used", "created_at", "expires_at", "revoked_at")
    return {name: getattr(one, name) for name in names}


class Readings(APIView):
    @extend_schema(responses=shapes.Standing, operation_id="get_my_reading")
    def get(self, request, project_id: int, number: int):
        """Where I stand with this guideline version; once I said that I read it, the questions of its quiz, without their answers."""
        mine, version = _mine(request, project_id, roles.ANNOTATE), _version(project_id, number)
        stands = selectors.standing(mine, version)
        return Response(
            {
                "version": version.number,
                "has_read": stands.has_read,
                "confirmed": stands.confirmed,
                "waits_for": mine.waits_for,
                "quiz": [_question(one) for one in stands.quiz] if stands.has_read else [],
                "tries": stands.tries,
            }
        )

    @extend_schema(request=shapes.Confirmation, responses=shapes.Confirmed, operation_id="confirm_reading")
    def post(self, request, project_id: int, number: int):
        """Without answers: I have read it. With answers: a try at its quiz; every try is kept."""
        mine, version = _mine(request, project_id, roles.ANNOTATE), _version(project_id, number)
        answers = given.fields(request).get("answers")
        if answers is not None and not isinstance(answers, dict):
            raise Invalid("answers: must be an object {key: label}.", fields={"answers": "must be an object"})
        made = services.confirm(mine.project, request.user, version, now=given.now(), answers=answers)
        mine.refresh_from_db()
        now = {"confirmed": mine.confirmed_id == version.pk, "waits_for": mine.waits_for}
        return Response({"score": made.score, "passed": made.passed, **now})


def _question(one) -> dict[str, Any]:
    return {"key": one.key, "text": one.text, "marks": one.marks, "choices": one.choices}


class Pause(APIView):
    @extend_schema(request=shapes.Reason, responses=shapes.Pause, operation_id="pause_member")
    def post(self, request, project_id: int, member_id: int):
        """No further tasks for this person, for a reason that leads read."""
        whose = _member(request, project_id, member_id)
        reason = given.text(given.fields(request), "reason")
        return Response(_pause_body(services.pause(whose.project, whose.user, reason=reason, now=given.now())))

    @extend_schema(responses=shapes.Pause, operation_id="resume_member")
    def delete(self, request, project_id: int, member_id: int):
        """They may go on."""
        whose = _member(request, project_id, member_id)
        return Response(_pause_body(services.resume(whose.project, whose.user, now=given.now())))


def _pause_body(of: Membership) -> dict[str, Any]:
    return {"id": of.pk, "paused_at": of.paused_at, "paused_reason": of.paused_reason}


class People(APIView):
    @extend_schema(responses=shapes.People, operation_id="measure_people")
    def get(self, request, project_id: int):
        """Measures of everybody in the newest annotations, by name and not by rank. Leads only."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        return Response(_people_body(project, annotators.measures(project), None))


class Person(APIView):
    @extend_schema(responses=shapes.People, operation_id="measure_person")
    def get(self, request, project_id: int, user_id: int):
        """One person's newest annotations beside those of whoever labelled the same tasks. Leads only."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        measured = annotators.measures_of(project, user_id)
        if user_id not in measured.people and not project.memberships.filter(user=user_id).exists():
            raise NotVisible("There is no such person in this project.")
        return Response(_people_body(project, measured, user_id))


def _people_body(project: Project, measured: annotators.Measured, only: int | None) -> dict[str, Any]:
    shown = {who: of for who, of in measured.people.items() if only in (None, who)}
    names = selectors.called(project, shown)
    rows = [{"user": who, "name": names.get(who, ""), **measures_body(of)} for who, of in shown.items()]
    return {"read": measured.read, "is_part": measured.is_part, "people": sorted(rows, key=lambda row: (row["name"], row["user"]))}


def measures_body(of: Measures) -> dict[str, Any]:
    return {
        "answers": of.answers,
        "gold": dataclasses.asdict(of.gold),
        "with_others": dataclasses.asdict(of.others.agreement),
        "with_themselves": {name: getattr(of.itself, name) for name in ("value", "low", "high", "items", "reason")},
        "median_seconds": of.pace.median,
        "too_fast": dataclasses.asdict(of.pace.too_fast),
        "entropy": of.sameness.entropy,
        "longest_run": of.sameness.longest_run,
        "gold_by_week": _weeks(of.gold_by_week),
        "with_others_by_week": _weeks(of.others_by_week),
        "signs": [dataclasses.asdict(sign) for sign in of.signs],
    }


def _weeks(over: Drift) -> list[dict[str, Any]]:
    return [{"week": annotators.monday_of(week), **dataclasses.asdict(share)} for week, share in over.weeks]


def _mine(request, project_id: int, act: str | None = None) -> Membership:
    selectors.seat(request.user, project_id, act)
    return Membership.objects.select_related("project", "user", "profile", "confirmed").get(project=project_id, user=request.user)


def _member(request, project_id: int, member_id: int) -> Membership:
    project = selectors.seat(request.user, project_id, roles.MANAGE).project
    found = project.memberships.select_related("project", "user", "profile").filter(pk=member_id).first()
    if found is None:
        raise NotVisible("There is no such member.")
    return found


def _version(project_id: int, number: int) -> GuidelineVersion:
    found = GuidelineVersion.objects.filter(guideline__project=project_id, number=number).first()
    if found is None:
        raise NotVisible("There is no such version of the guideline.")
    return found
