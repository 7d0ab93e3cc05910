"""How a model is to be trained: by which learner, with which weights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from annotate.learning.selectors.learners import Lesson, lesson
from annotate.learning.selectors.rules import last_run
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Problem

from .. import words
from .access import member, page

FROM_GOOD = "picture-normal"
"""The learner that has to be told which label means good."""


@member(roles.MANAGE, methods="GET")
def how(request: HttpRequest, me: Seat) -> HttpResponse:
    """The choices that there are for the newest release; without one there is nothing to choose."""
    release = me.project.releases.order_by("-number").first()
    if release is None:
        return redirect("web:learning", pk=me.project.pk)
    found: Lesson | None = None
    problem = ""
    try:
        found = lesson(release)
    except Problem as error:
        problem = error.message
    return page(
        request,
        me,
        "training",
        "learning",
        release=release,
        lesson=found,
        problem=problem,
        question=words.LEARNED.get(found.kind, found.title) if found else "",
        learners=[_told(one, found) for one in found.learners] if found else [],
        rules_said=last_run(me.project) if found and found.kind in words.ONE_LABEL else None,
        may_be_soft=bool(found and found.kind in words.ONE_LABEL and me.project.annotators_per_task > 1),
    )


def _told(one: Any, found: Lesson) -> dict[str, Any]:
    title, about = words.LEARNERS.get(one.name, (one.title, ""))
    wants_good = one.name == FROM_GOOD
    why = _("it wants exactly two labels, good and its contrary.") if wants_good and len(found.labels) != 2 else ""
    return {
        "name": one.name,
        "way": one.way,
        "title": title,
        "about": about,
        "unavailable": one.unavailable or why,
        "wants_good": wants_good and not one.unavailable and not why,
    }


def chosen(request: HttpRequest) -> dict[str, Any]:
    """The settings of a training as the form gives them; what is not said is left to the ML backend. Raises `Problem` for a learner that
    the form does not know how to name."""
    settings: dict[str, Any] = {}
    if named := request.POST.get("learner", ""):
        way, _sep, learner = named.partition(":")
        if not learner:
            raise Problem(_("Choose one of the ways to learn."), code="invalid")
        settings |= {"way": way, "learner": learner}
        if learner == FROM_GOOD:
            settings["options"] = {"good": request.POST.get("good", "")}
    if request.POST.get("balanced"):
        settings["class_weight"] = "balanced"
    if request.POST.get("soft"):
        settings["soft"] = True
    if request.POST.get("weak"):
        settings["weak"] = {name: _number(request, f"weak_{name}") for name in ("weight", "least")}
    return settings


def _number(request: HttpRequest, name: str) -> float:
    try:
        return float(request.POST.get(name, "").replace(",", "."))
    except ValueError:
        raise Problem(_("Write how much the rules' labels count as a number from 0 to 1."), code="invalid") from None
