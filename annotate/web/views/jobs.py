"""Work in the background: the list, how far the running ones are, cancel, try again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from annotate.jobs import services
from annotate.jobs.models import Job
from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from domain import roles

from ..selectors import keyset
from .access import attempt, member, page

_OPEN = (Job.QUEUED, Job.RUNNING)


def running(project: Project, *kinds: str) -> list[Job]:
    found = Job.objects.filter(project=project, state__in=_OPEN).defer("log")
    if kinds:
        found = found.filter(kind__in=kinds)
    return list(found.order_by("id")[:10])


@member(roles.MANAGE, methods="GET")
def jobs(request: HttpRequest, me: Seat) -> HttpResponse:
    found = keyset(Job.objects.filter(project=me.project).select_related("created_by"), request.GET.get("before"))
    return page(request, me, "jobs", "jobs", jobs_list=found, jobs=running(me.project), kinds="")


@never_cache
@member(roles.MEASURE, methods="GET")
def live(request: HttpRequest, me: Seat) -> HttpResponse:
    """The running jobs as a fragment that a page asks for again and again. When the last one is over, the page is drawn anew."""
    kinds = [kind for kind in request.GET.get("kinds", "").split(",") if kind]
    found = running(me.project, *kinds)
    answer = render(
        request,
        "web/_jobs.html",
        {"project": me.project, "role": me.role, "jobs": found, "kinds": ",".join(kinds), "may": _may(me)},
    )
    if not found:
        answer["HX-Refresh"] = "true"
    return answer


def _may(me: Seat) -> dict[str, bool]:
    return {"manage": me.may(roles.MANAGE)}


@member(roles.MANAGE, methods="POST")
def cancel_job(request: HttpRequest, me: Seat, job_id: int) -> HttpResponse:
    attempt(request, lambda: services.cancel(_job(me, job_id), now=timezone.now()), _("The job was asked to stop."))
    return _back(request, me)


@member(roles.MANAGE, methods="POST")
def retry_job(request: HttpRequest, me: Seat, job_id: int) -> HttpResponse:
    attempt(request, lambda: services.retry(_job(me, job_id)), _("The job waits to be run again."))
    return _back(request, me)


def _back(request: HttpRequest, me: Seat) -> HttpResponse:
    """To the page the button stood on."""
    came_from = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return redirect(came_from)
    return redirect("web:jobs", pk=me.project.pk)


def _job(me: Seat, job_id: int) -> Job:
    found = Job.objects.filter(pk=job_id, project=me.project).first()
    if found is None:
        raise Http404(_("There is no such job."))
    return found
