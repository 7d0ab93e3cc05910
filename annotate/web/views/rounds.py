"""Rounds: each turn of the cycle, the next one, closing the open one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from annotate.projects.selectors import Seat
from annotate.queue import services as queue
from annotate.queue.models import Round
from domain import roles
from domain.errors import Problem
from guidelines.selectors import newest

from ..forms import RoundForm
from ..selectors import keyset
from .access import attempt, member, page


@member(roles.MANAGE)
def rounds(request: HttpRequest, me: Seat) -> HttpResponse:
    if request.method != "POST":
        initial = {"annotators_per_task": me.project.annotators_per_task, "order": Round.RANDOM}
        return _rounds_page(request, me, RoundForm(initial=initial))
    form = RoundForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = queue.open_round(
                me.project,
                now=timezone.now(),
                title=given["title"].strip(),
                seats=given["annotators_per_task"],
                order=given["order"],
                with_untouched=True,
            )
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(request, f"{made} is open under guideline version {made.guideline_version.number}.")
            return redirect("web:rounds", pk=me.project.pk)
    return _rounds_page(request, me, form, status=400)


def _rounds_page(request: HttpRequest, me: Seat, form: RoundForm, status: int = 200) -> HttpResponse:
    found = keyset(me.project.rounds.select_related("guideline_version"), request.GET.get("before"), key="-number")
    return page(
        request, me, "rounds", "rounds", form=form, rounds=found, newest=newest(me.project.guideline), status=status
    )


@member(roles.MANAGE, methods="POST")
def close_round(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    found = me.project.rounds.filter(number=number).first()
    if found is None:
        raise Http404("There is no such round.")
    attempt(
        request,
        lambda: queue.close_round(found, now=timezone.now()),
        f"{found} is closed. Texts that nobody touched wait for the next round.",
    )
    return redirect("web:rounds", pk=me.project.pk)
