"""By what rule a model version is promoted, the contests that were held, and the way back to the former champion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.jobs.succession import after_succession
from annotate.learning import services
from annotate.learning.models import Contest, ModelVersion, Succession
from annotate.learning.selectors import champion
from annotate.learning.selectors import contests as selectors
from annotate.projects.selectors import Seat
from annotate.review.selectors.slices import meta_fields
from domain import roles
from domain.errors import Problem
from domain.promotion import level

from .. import verdicts
from ..promotion_forms import RuleForm
from ..selectors import keyset
from .access import attempt, member, page

_CHANGES = 20


@member(roles.MANAGE)
def promotion(request: HttpRequest, me: Seat) -> HttpResponse:
    rule, fields = selectors.rule_of(me.project), meta_fields(me.project)
    if request.method == "POST":
        known = fields if not rule.slice_field or rule.slice_field in fields else [*fields, rule.slice_field]
        form = RuleForm(request.POST, fields=known)
        if form.is_valid() and _kept(form, me):
            messages.success(request, _("Kept. The rule holds for contests to come; each contest keeps the rule it was held by."))
            return redirect("web:promotion", pk=me.project.pk)
    else:
        form = RuleForm.of(rule, fields)
    best = champion(me.project)
    looks = selectors.looks(best) if best else 0
    found = keyset(selectors.contests(me.project), request.GET.get("before"))
    return page(
        request,
        me,
        "promotion",
        "learning",
        status=400 if form.errors else 200,
        form=form,
        champion=best,
        former=selectors.former_champion(me.project),
        looks=looks,
        next_level=level(rule.alpha, looks + 1) if best else None,
        contests=found,
        told=[told(contest) for contest in found],
        changes=[change(row) for row in selectors.successions(me.project)[:_CHANGES]],
    )


def _kept(form: RuleForm, me: Seat) -> bool:
    try:
        services.set_promotion_rule(me.project, by=me.user, now=timezone.now(), **form.cleaned_data)
    except Problem as problem:
        form.object_to(problem)
        return False
    return True


def told(contest: Contest) -> dict[str, Any]:
    """A contest as its row of a table."""
    measure = verdicts.MEASURES.get(contest.tests.get("measure", ""), "")
    verdict = verdicts.VERDICTS[contest.verdict]
    return {"row": contest, "measure": measure, "verdict": verdict, "reasons": verdicts.sentences(contest), "tests": contest.tests}


def change(row: Succession) -> dict[str, Any]:
    return {"row": row, "says": verdicts.how(row)}


@member(roles.MANAGE, methods="POST")
def revert(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: _reverted(me, request.POST.get("reason", "")),
        now_champion,
    )
    return redirect("web:promotion", pk=me.project.pk)


def _reverted(me: Seat, reason: str) -> tuple[ModelVersion, bool]:
    now = timezone.now()
    version = services.revert(me.project, reason=reason, by=me.user, now=now)
    return version, after_succession(me.project, now=now) is not None


def now_champion(made: tuple[ModelVersion, bool]) -> str:
    """made: the version, and whether it is reading the queue by now."""
    version, reads = made
    if reads:
        return _("%(name)s is the champion now. It is reading the queue; then its suggestions are the ones shown.") % {"name": version}
    return _("%(name)s is the champion now. Its suggestions are shown once the queue is turned.") % {"name": version}
