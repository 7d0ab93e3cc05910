"""Labels taken from a model: on what terms, batch by batch with people's check, and the way back. And old texts that are asked about
again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.learning import selectors, services
from annotate.learning.models import AcceptanceCheck, AcceptancePolicy
from annotate.learning.selectors.acceptance import acceptance_of, asked_of_nobody, checks
from annotate.projects.selectors import Seat
from annotate.review import services as review
from annotate.review.models import Decision
from domain import roles
from domain.errors import Problem

from ..accepting_forms import AcceptanceForm, SecondForm, percent
from .access import attempt, member, page
from .jobs import running


@member(roles.MANAGE)
def accepting(request: HttpRequest, me: Seat) -> HttpResponse:
    project = me.project
    policy, labels = acceptance_of(project), selectors.labels_of(project)
    if request.method == "POST":
        form = AcceptanceForm(request.POST, labels=labels)
        if form.is_valid():
            try:
                services.set_acceptance(project, by=me.user, now=timezone.now(), **form.given)
            except Problem as problem:
                form.object_to(problem)
            else:
                attempt(request, lambda: True, _("Kept. Other terms begin another batch with a check of its own."))
                return redirect("web:accepting", pk=project.pk)
    else:
        form = AcceptanceForm.of(policy, labels)
    nobody = asked_of_nobody(project)
    last = Job.objects.filter(project=project, kind="accept").order_by("-id").first()
    return page(
        request,
        me,
        "learning_accepting",
        "learning",
        form=form,
        second=SecondForm(initial={"second_share": percent(selectors.policy_of(project).second_share)}),
        policy=policy,
        is_stopped=policy.state == AcceptancePolicy.STOPPED,
        champion=selectors.champion(project),
        checks=[(one, _says(one, nobody.get(one.pk, 0))) for one in checks(project)],
        failed=last if last and last.state == Job.FAILED else None,
        jobs=running(project, "accept", "put_back"),
        kinds="accept,put_back",
        status=400 if form.errors else 200,
    )


def _says(check: AcceptanceCheck, nobody: int) -> str:
    """nobody: of its drawn texts, those that no open round has."""
    said = _stands(check, check.drawn - check.answered - nobody)
    if check.verdict or not nobody:
        return said
    waiting = ngettext(
        "%(n)s text waits for another round: its own was closed before anybody labelled it.",
        "%(n)s texts wait for another round: theirs was closed before anybody labelled them.",
        nobody,
    )
    return f"{said} {waiting % {'n': f'{nobody:,}'}}"


def _stands(check: AcceptanceCheck, left: int) -> str:
    if check.verdict == AcceptanceCheck.PASSED:
        return _("Passed: the labels stand.")
    if check.verdict == AcceptanceCheck.FAILED:
        return _("Failed: more is wrong than you tolerate. All of the batch went back to people.")
    if check.verdict == AcceptanceCheck.REVOKED:
        return _("Put back by %(who)s.") % {"who": check.revoked_by}
    if check.needed is None:
        return _("People are at it. So many are wrong that it can hardly pass.")
    if check.needed > left:
        return _(
            "People are at it. It needs %(needed)s further right answers in a row, and %(left)s texts are left: check a larger share."
        ) % {
            "needed": f"{check.needed:,}",
            "left": f"{left:,}",
        }
    return ngettext(
        "People are at it. %(n)s further right answer and it passes.",
        "People are at it. %(n)s further right answers in a row and it passes.",
        check.needed,
    ) % {"n": f"{check.needed:,}"}


@member(roles.MANAGE, methods="POST")
def take(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_once("accept", now=timezone.now(), project=me.project),
        _("The checks are judged, then what your terms allow is taken from the model."),
    )
    return redirect("web:accepting", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def revoke(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    check = AcceptanceCheck.objects.filter(project=me.project, number=number).first()
    if check is None:
        raise Http404(_("There is no such batch."))
    attempt(request, lambda: _revoke(me, check), _("All of this batch goes back to people."))
    return redirect("web:accepting", pk=me.project.pk)


@transaction.atomic
def _revoke(me: Seat, check: AcceptanceCheck) -> Any:
    services.revoke(check, by=me.user, now=timezone.now())
    return jobs.enqueue_once("put_back", now=timezone.now(), project=me.project)


@member(roles.MANAGE, methods="POST")
def withdraw(request: HttpRequest, me: Seat, decision_id: int) -> HttpResponse:
    decision = Decision.objects.filter(project=me.project, pk=decision_id).first()
    if decision is None:
        raise Http404(_("There is no such decision."))
    attempt(
        request,
        lambda: review.withdraw_one(decision, by=me.user, now=timezone.now()),
        _("The label is taken back: people are asked about this text."),
    )
    return redirect(f"{reverse('web:adjudicate', kwargs={'pk': me.project.pk})}?show=decided&by=model")


@member(roles.MANAGE, methods="POST")
def second(request: HttpRequest, me: Seat) -> HttpResponse:
    form = SecondForm(request.POST)
    share = form.cleaned_data["second_share"] / 100 if form.is_valid() else None
    if share is None:
        attempt(request, lambda: _odd(form), "")
    else:
        attempt(
            request,
            lambda: services.set_policy(me.project, by=me.user, now=timezone.now(), second_share=share),
            _("Kept. It holds from the next time the queue is turned."),
        )
    return redirect("web:accepting", pk=me.project.pk)


def _odd(form: SecondForm) -> None:
    raise Problem(" ".join(str(error) for errors in form.errors.values() for error in errors))
