"""Uneven classes: the balance, what helps, what was generated and what people say of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.corpus.models import Release
from annotate.jobs import services as jobs
from annotate.learning import selectors, services
from annotate.learning.models import Augmentation, BalanceTrial
from annotate.projects.models import Project
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import Invalid, Refused

from .. import balance_shapes as shapes
from .. import given
from ..shapes import Job
from .jobs import job_body


class Balance(APIView):
    @extend_schema(responses=shapes.BalanceTold, operation_id="get_balance")
    def get(self, request, project_id: int):
        """How the classes of the newest release stand in training, what helped, how far people are with what was generated."""
        project = seat(request.user, project_id, roles.MANAGE).project
        release = _newest(project)
        found = selectors.balance_of(release)
        classes = [{**vars(share), "generated": found.generated.get(share.label, 0)} for share in found.shares]
        trial = selectors.last_trial(project)
        return Response(
            {"release": release.number, "classes": classes, "trial": trial and trial_body(trial), "judged": judged_body(project)}
        )


class Trials(APIView):
    @extend_schema(request=shapes.NewTrial, responses={202: Job}, operation_id="try_balance")
    @transaction.atomic
    def post(self, request, project_id: int):
        """Class weights, resampling and what was generated, each against nothing done, on the development split, as a job."""
        project = seat(request.user, project_id, roles.MANAGE).project
        data = given.fields(request)
        told = {"label": given.text(data, "label"), "augmenters": _names(data)}
        trial = services.order_trial(project, release=_newest(project), by=request.user, now=given.now(), **told)
        job = jobs.enqueue("balance", now=given.now(), project=project, by=request.user, trial=trial.pk)
        return Response(job_body(job), status=202)


class Augmenters(APIView):
    @extend_schema(responses=shapes.Augmenter(many=True), operation_id="list_augmenters")
    def get(self, request, project_id: int):
        """The ways of generating that the ML backend has: of pictures where the newest release is of pictures, else of texts."""
        project = seat(request.user, project_id, roles.MANAGE).project
        release = project.releases.order_by("-number").first()
        try:
            medium = services.augmentable(release).looks_at if release else "text"
        except Refused:
            medium = "text"
        names = ("name", "title", "medium", "languages", "source", "version", "cannot")
        return Response([{name: row.get(name, "") for name in names} for row in services.recipes(medium)])


class Previews(APIView):
    @extend_schema(request=shapes.NewPreview, responses=shapes.Preview, operation_id="preview_augmentation")
    def post(self, request, project_id: int):
        """Ten generated texts or pictures with their distance from the original. Nothing is kept."""
        project = seat(request.user, project_id, roles.MANAGE).project
        data = given.fields(request)
        told = {"label": given.text(data, "label"), "augmenters": _names(data), "seed": _seed(data)}
        return Response(services.preview(_newest(project), **told))


class Augmentations(APIView):
    @extend_schema(responses=shapes.Augmentation(many=True), operation_id="list_augmentations")
    def get(self, request, project_id: int):
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response([augmentation_body(one) for one in selectors.augmentations(project)[:100]])

    @extend_schema(request=shapes.NewAugmentation, responses={202: Job}, operation_id="augment")
    @transaction.atomic
    def post(self, request, project_id: int):
        """Generate texts or pictures of a class from training ones and put them before people, as a job. They count once people accepted
        them."""
        project = seat(request.user, project_id, roles.MANAGE).project
        data = given.fields(request)
        told = {"label": given.text(data, "label"), "augmenters": _names(data), "seed": _seed(data)}
        wanted = given.whole(data, "wanted") or 0
        made = services.order(_newest(project), wanted=wanted, by=request.user, now=given.now(), **told)
        job = jobs.enqueue("augment", now=given.now(), project=project, by=request.user, augmentation=made.pk)
        return Response(job_body(job), status=202)


class Verdicts(APIView):
    @extend_schema(request=None, responses=shapes.Verdicts, operation_id="count_verdicts")
    def post(self, request, project_id: int):
        """Count what people have finished judging: accepted by the rule, or dropped with the reason."""
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response(services.take_verdicts(project, now=given.now()))


def _newest(project: Project) -> Release:
    release = project.releases.order_by("-number").first()
    if release is None:
        raise Refused("There is no release yet: freeze one first.", code="no_release")
    return release


def _names(data: dict[str, Any]) -> list[str]:
    value = data.get("augmenters", [])
    if not isinstance(value, list) or len(value) > 50 or not all(isinstance(one, str) and "\x00" not in one for one in value):
        raise Invalid("augmenters: must be a list of names.", fields={"augmenters": "must be a list of names"})
    return value


def _seed(data: dict[str, Any]) -> int:
    seed = given.whole(data, "seed", default=0)
    if seed is None or not 0 <= seed < 2**31:
        raise Invalid("seed: must be a whole number from 0 to 2147483647.", fields={"seed": "a whole number"})
    return seed


def trial_body(trial: BalanceTrial) -> dict[str, Any]:
    told = {"id": trial.pk, "state": trial.state, "release": trial.release.number, "label": trial.label}
    return {**told, "outcome": trial.outcome or None, "failure": trial.failure}


def augmentation_body(one: Augmentation) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("label", "augmenters", "wanted", "seed")}
    return {"id": one.pk, **told, "made": one.outcome.get("made"), "held_out": one.outcome.get("held_out")}


def judged_body(project: Project) -> dict[str, Any] | None:
    found = selectors.judged(project)
    if found is None:
        return None
    states = {name: found.states.get(name, 0) for name in ("waiting", "accepted", "dropped")}
    about = {"project": found.validation.judged_in_id, "rule": found.validation.rule}
    return {**about, **states, "reasons": found.reasons, "finished": found.finished}
