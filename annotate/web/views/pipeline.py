"""The pipeline of a project: when models are trained, what each pass did step by step, begin one, stop one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from annotate.jobs import pipeline as verbs
from annotate.jobs import selectors
from annotate.jobs.models import Sequence
from annotate.learning import services
from annotate.learning.selectors.training import training_policy_of
from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Problem

from .. import pipeline_words
from ..schedule_form import ScheduleForm
from ..selectors import keyset
from .access import attempt, member, page

_PAGE = 10


@member(roles.MANAGE)
def pipeline(request: HttpRequest, me: Seat) -> HttpResponse:
    policy = training_policy_of(me.project)
    if request.method == "POST":
        form = ScheduleForm(request.POST)
        if form.is_valid() and _kept(form, me):
            messages.success(request, _("The schedule is kept."))
            return redirect("web:pipeline", pk=me.project.pk)
    else:
        form = ScheduleForm.of(policy)
    told = _over(me.project, request.GET.get("before"))
    return page(
        request,
        me,
        "pipeline",
        "learning",
        status=400 if form.errors else 200,
        form=form,
        is_first=told["passes"].is_first,
        **told,
        **_now(me.project),
    )


def _over(project: Project, before: str | None) -> dict[str, Any]:
    found = keyset(selectors.told(project, logs=True).exclude(state=Sequence.RUNNING), before, size=_PAGE)
    return {"passes": found, "rows": [_told(sequence) for sequence in found]}


def _kept(form: ScheduleForm, me: Seat) -> bool:
    try:
        services.set_schedule(me.project, by=me.user, now=timezone.now(), **form.given())
    except Problem as problem:
        form.object_to(problem)
        return False
    return True


@never_cache
@member(roles.MANAGE, methods="GET")
def live(request: HttpRequest, me: Seat) -> HttpResponse:
    """What is under way and what is next, as a fragment that asks for itself again. `seen`: the newest pass that the page knows, and its
    state; where that has changed, the list of those that are over comes along (unless an older page of it is open). The rest of the page
    stays as it is: somebody may be typing."""
    told, is_first = _now(me.project), "older" not in request.GET
    if is_first and request.GET.get("seen", "") != told["seen"]:
        told |= {"swapped": True, **_over(me.project, None)}
    return render(request, "web/_pipeline_now.html", {"project": me.project, "is_first": is_first, **told})


def _now(project: Project) -> dict[str, Any]:
    policy = training_policy_of(project)
    due, stands = selectors.due_of(project, policy, now=timezone.now())
    newest = selectors.sequences(project).values_list("pk", "state").first()
    current = selectors.told(project).filter(state=Sequence.RUNNING).first() if stands.is_open else None
    return {
        "current": _told(current) if current else None,
        "schedule": pipeline_words.schedule(policy),
        "next": pipeline_words.next_due(policy, due, stands),
        "is_late": due.code == "backing_off",
        "is_on": policy.after_labels is not None or policy.nightly_at is not None,
        "seen": f"{newest[0]}-{newest[1]}" if newest else "none",
    }


def _told(sequence: Sequence) -> dict[str, Any]:
    steps = selectors.steps(sequence)
    return {
        "row": sequence,
        "how": pipeline_words.how(sequence),
        "is_open": sequence.state in (Sequence.FAILED, Sequence.CANCELLED),
        "steps": [{"title": pipeline_words.STEPS.get(step.kind, step.kind), "step": step} for step in steps],
        "version": getattr(sequence.run, "model_version", None) if sequence.run else None,
        "seconds": sum(step.seconds or 0.0 for step in steps) or None,
    }


@member(roles.MANAGE, methods="POST")
def begin(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(request, lambda: verbs.begin_by_hand(me.project, by=me.user, now=timezone.now()), _("A pass has begun."))
    return redirect("web:pipeline", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def stop(request: HttpRequest, me: Seat, sequence_id: int) -> HttpResponse:
    found = Sequence.objects.filter(pk=sequence_id, project=me.project).first()
    if found is None:
        raise Http404(_("There is no such pass."))
    attempt(request, lambda: verbs.stop(found, now=timezone.now()), _("The pass was asked to stop."))
    return redirect("web:pipeline", pk=me.project.pk)
