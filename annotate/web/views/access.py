"""Who may open a page, and how a project's page is drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from annotate.annotations.selectors import questions_waiting
from annotate.projects.selectors import Seat, members_paused, seat
from domain import roles
from domain.errors import NotAllowed, NotVisible, Problem


def member(act: str | None = None, *, methods: str = "GET POST") -> Callable:
    """view(request, me, …) for a person with a seat in project `pk` that reaches `act`.

    A stranger gets the 404 page, a member whose role does not reach it the 403 page, who is not logged in the log-in page.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_http_methods([*methods.split(), "HEAD"] if "GET" in methods else methods.split())
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
            try:
                me = seat(request.user, pk, act)
                request.seat = me
                return view(request, me, **more)
            except NotVisible as problem:
                raise Http404(problem.message) from problem
            except NotAllowed as problem:
                raise PermissionDenied(problem.message) from problem

        return inner

    return wrap


def page(request: HttpRequest, me: Seat, template: str, nav: str, *, status: int = 200, **context: Any) -> HttpResponse:
    frame = {"project": me.project, "role": me.role, "nav": nav, "may": dict.fromkeys(roles.acts_of(me.role), True)}
    # Asked for by the navigation, and only where the role may answer.
    frame["questions_waiting"] = partial(questions_waiting, me.project)
    frame["has_pictures"] = me.project.files.exists
    frame["members_paused"] = partial(members_paused, me.project)
    return render(request, f"web/{template}.html", {**frame, **context}, status=status)


def attempt(request: HttpRequest, verb: Callable[[], Any], done: str | Callable[[Any], str]) -> Any:
    """Run one write and say how it went, above the next page. What the verb gave, or None where it was refused."""
    try:
        given = verb()
    except (NotVisible, NotAllowed):
        raise
    except Problem as problem:
        messages.error(request, problem.message)
        return None
    messages.success(request, done(given) if callable(done) else done)
    return given
