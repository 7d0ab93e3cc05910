"""How well people agree: every figure with its interval and what it means, of everything or of a part, and what to do about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from annotate.review import selectors as review
from annotate.review.models import Agreement
from annotate.review.selectors import Scope
from annotate.review.selectors.slices import GROUP
from domain import roles
from domain.errors import NotAllowed

from ..charts import measured, names, readings
from .access import attempt, member, page
from .agreement_asked import Asked, asked, choices, told
from .agreement_figures import beside, chosen_pair, disputes, headlines, per_annotator, per_class, rows_of_statistics
from .agreement_turns import slices, turns
from .jobs import running


@member(roles.MEASURE, methods="GET")
def agreement(request: HttpRequest, me: Seat) -> HttpResponse:
    want = asked(request, me)
    newest = review.agreement(me.project, want.scope.round, want.scope.version, want.scope.slice)
    stale = newest is None or review.is_stale(newest)
    failed = _keep_up(me.project, want.scope) if stale else None
    context: dict[str, Any] = {
        "newest": newest,
        "stale": stale,
        "failed": failed,
        "jobs": running(me.project, "measure"),
        "kinds": "measure",
        "ask": want,
        "where": names.scope(want.scope),
        "choices": choices(me, want),
        "twice": want.scope.round is None and want.scope.version is None and me.project.rounds.filter(reannotates__isnull=False).exists(),
    }
    if newest and (newest.figures.get("annotations") or newest.figures.get("controls")):
        context |= _figures(request, me, want, newest)
    return page(request, me, "agreement", "agreement", **context)


def _keep_up(project: Project, scope: Scope) -> Job | None:
    """Ask for a measurement that is up to date, unless the last one failed: then that one, for a person to look at."""
    arguments = arguments_of(scope)
    last = Job.objects.filter(project=project, kind="measure", arguments=arguments).order_by("-id").first()
    if last and last.state in (Job.FAILED, Job.CANCELLED):
        return last
    if last is None or last.state not in (Job.QUEUED, Job.RUNNING):
        jobs.enqueue_once("measure", now=timezone.now(), project=project, **arguments)
    return None


def arguments_of(scope: Scope) -> dict[str, Any]:
    """Of the job that measures it. Whoever asks for a round or for a version alone gets them all with the project."""
    if scope.slice is None and not (scope.round and scope.version):
        return {}
    parts = {"round": scope.round and scope.round.number, "version": scope.version and scope.version.number, "slice": scope.slice}
    return {name: part for name, part in parts.items() if part}


@member(roles.MEASURE, methods="POST")
def measure(request: HttpRequest, me: Seat) -> HttpResponse:
    """Everything again; or slice by `by`; or one round or version against another (`one`, `other`)."""
    by, one, other = (request.POST.get(name, "") for name in ("by", "one", "other"))
    if by == GROUP and not me.may(roles.MANAGE):
        raise NotAllowed("Groups of annotators are for leads to see.", code="role")
    there = {"by": by} if by else {"one": one, "other": other} if one and other else {}
    arguments: dict[str, Any] = {"slices": by} if by else {"between": [one, other]} if there else {}
    attempt(
        request,
        lambda: jobs.enqueue_once("measure", now=timezone.now(), project=me.project, **arguments),
        _("Agreement is being measured.") if there else _("Agreement is being measured again."),
    )
    url = reverse("web:agreement", kwargs={"pk": me.project.pk})
    anchor = "#slices" if by else "#turns" if there else ""
    return redirect(f"{url}?{urlencode(there)}{anchor}" if there else url)


def _figures(request: HttpRequest, me: Seat, want: Asked, newest: Agreement) -> dict[str, Any]:
    said = told(me, want, newest)
    figures = said.figures
    return {
        "figures": figures,
        "said": said,
        "statistic": said.statistic,
        "plainly": readings.plainly(figures),
        "headlines": headlines(said),
        "all_statistics": rows_of_statistics(said, want),
        "beside": beside(said, want),
        "kinds_of_question": list(names.KINDS.items()),
        "per_class": per_class(said),
        "per_annotator": per_annotator(figures),
        "pairs": said.pair_rows(),
        "people_names": [name for _id, name in said.paired],
        "people_left_out": len(said.people) - len(said.paired),
        "pair": chosen_pair(request, said),
        "together": measured.confusion_together(said),
        "controls": said.controls(),
        "disputes": disputes(me, newest, said),
        **turns(me, want, said.statistic),
        **slices(me, want, said.statistic),
    }
