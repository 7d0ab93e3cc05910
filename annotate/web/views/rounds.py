"""Rounds: the board of all turns of the cycle, the next one, closing the open one, overruling a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.learning import selectors as learning
from annotate.projects.models import Membership, Project
from annotate.projects.selectors import Seat
from annotate.queue import services as queue
from annotate.queue.models import Round
from annotate.queue.selectors import Progress, progress_of
from annotate.review import selectors as review
from annotate.review.selectors import Standing
from annotate.review.selectors.held_back import held_back
from domain import roles
from domain.errors import Problem
from domain.sampling import size
from guidelines.selectors import newest

from .. import words
from ..charts import interval, measured, names
from ..round_forms import KIND_NAMES, HowManyForm, RoundForm
from ..selectors import PAGE, Page
from .access import attempt, member, page

_WIDTH = 0.05


@dataclass(frozen=True)
class Row:
    """One round on the board."""

    round: Round
    kind: str
    standing: Standing
    progress: Progress
    people: int
    figure: interval.Drawn
    statistic: str


@member(roles.MANAGE)
def rounds(request: HttpRequest, me: Seat) -> HttpResponse:
    if request.method != "POST":
        initial = {"annotators_per_task": me.project.annotators_per_task, "order": Round.RANDOM, "kind": Round.PRODUCTION}
        initial |= {"statistic": "krippendorff_alpha", "items": request.GET.get("items", "")[:20_000]}
        return _rounds_page(request, me, _form(me.project, initial=initial))
    form = _form(me.project, request.POST)
    if form.is_valid():
        try:
            made = _open(me.project, form)
        except Problem as problem:
            form.object_to(problem)
        else:
            told = _("%(round)s is open under guideline version %(number)s.")
            messages.success(request, told % {"round": words.title(made), "number": made.guideline_version.number})
            return redirect("web:rounds", pk=me.project.pk)
    return _rounds_page(request, me, form, status=400)


def _form(project: Project, *args: Any, **kwargs: Any) -> RoundForm:
    may = [role for role in roles.ROLES if roles.may(role, roles.ANNOTATE)]
    people = Membership.objects.filter(project=project, role__in=may, user__is_active=True).select_related("user").order_by("user__email")
    return RoundForm(
        *args,
        people=[(one.user_id, f"{one.user} ({words.ROLES.get(one.role, one.role)})") for one in people[:500]],
        fields=review.meta_fields(project),
        is_predicted=learning.champion(project) is not None,
        **kwargs,
    )


def _open(project: Project, form: RoundForm) -> Round:
    asked = form.asked()
    sample = asked["sample"]
    strata = learning.predicted_labels(project) if sample and sample["by"] == "predicted" else None
    under = held_back(review.board(project))
    return queue.open_round(project, now=timezone.now(), strata=strata, under_target=under, **asked)


def _rounds_page(request: HttpRequest, me: Seat, form: RoundForm, status: int = 200) -> HttpResponse:
    standings = review.board(me.project)
    before = request.GET.get("before", "")
    upto = int(before) if before.isdecimal() and len(before) < 10 else None
    newest_first = [one for one in reversed(standings) if upto is None or one.round.number < upto]
    shown = [_row(one) for one in newest_first[:PAGE]]
    more = str(shown[-1].round.number) if len(newest_first) > PAGE else None
    latest, held = newest(me.project.guideline), _held_back(standings)
    if held and _was_answered(held.round, standings):
        held = None
    statistic = standings[-1].statistic if standings else ""
    drawn = [one for one in standings if one.is_measured and one.statistic == statistic]
    return page(
        request,
        me,
        "rounds",
        "rounds",
        form=form,
        rounds=Page(shown, more, upto is None),
        newest=latest,
        revised=held is not None and held.round.guideline_version_id != latest.pk,
        trend=measured.rounds(drawn, statistic) if len(drawn) > 1 else None,
        held_back=held,
        how_many=_how_many(request, me, standings),
        status=status,
    )


def _row(one: Standing) -> Row:
    name = names.statistic(one.statistic)
    target = one.target["value"] if one.target else None
    return Row(
        one.round,
        str(KIND_NAMES.get(one.round.kind, one.round.kind)),
        one,
        progress_of(one.round),
        one.round.people.count(),
        interval.drawn(name, one.figure if one.is_measured else None, target=target),
        name,
    )


def _was_answered(held: Round, standings: list[Standing]) -> bool:
    """Whether a later round works under a revised guideline already."""
    later = [one.round for one in standings if one.round.number > held.number and one.round.kind != Round.TRAINING]
    return any(one.guideline_version.number > held.guideline_version.number for one in later)


def _held_back(standings: list[Standing]) -> Row | None:
    under = held_back(standings)
    return next((_row(one) for one in standings if under is not None and one.round.pk == under.pk), None)


@dataclass(frozen=True)
class HowMany:
    """What an interval of ± `half_width` around the last measured round's figure needs; problem: why it cannot be said."""

    row: Row
    form: HowManyForm
    half_width: float = _WIDTH
    need: size.Need | None = None
    to_target: size.Need | None = None
    is_hopeless: bool = False
    seconds: float | None = None
    problem: str = ""
    waiting: int = 0
    """Texts that no round has taken yet: more than these would have to be imported first."""

    @property
    def missing(self) -> int:
        return max(0, self.need.more - self.waiting) if self.need else 0


def _how_many(request: HttpRequest, me: Seat, standings: list[Standing]) -> HowMany | None:
    last = next((one for one in reversed(standings) if _has_interval(one) and one.round.kind != Round.TRAINING), None)
    if last is None or last.figure is None:
        return None
    form = HowManyForm(request.GET if "half_width" in request.GET else {"half_width": _WIDTH})
    progress = review.progress(me.project)
    row, times = _row(last), [one.median_seconds for one in progress.annotators if one.median_seconds]
    seconds = sorted(times)[len(times) // 2] if times else None
    if not form.is_valid():
        return HowMany(row, form, seconds=seconds)
    half_width = form.cleaned_data["half_width"]
    figure = {"items": last.figure["items"], "low": last.figure["low"], "high": last.figure["high"]}
    how: dict[str, Any] = {**figure, "seats": last.round.seats, "seconds": seconds}
    try:
        need = size.need(half_width=half_width, **how)
    except Problem as problem:
        return HowMany(row, form, half_width, seconds=seconds, problem=problem.message)
    gap, goal = None, last.target
    if goal and goal["on"] == "low" and last.met is False:
        gap = size.reaching(value=last.figure["value"], target=goal["value"])
        to_target = size.need(half_width=gap, **how) if gap else None
        return HowMany(row, form, half_width, need, to_target, gap is None, seconds, waiting=progress.waiting)
    return HowMany(row, form, half_width, need, seconds=seconds, waiting=progress.waiting)


def _has_interval(one: Standing) -> bool:
    return bool(one.figure and all(one.figure.get(part) is not None for part in ("value", "low", "high")) and one.figure.get("items"))


@member(roles.MANAGE, methods="POST")
def close_round(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    found = _found(me, number)
    attempt(
        request,
        lambda: queue.close_round(found, now=timezone.now()),
        _("%(round)s is closed. Texts that nobody touched wait for the next round.") % {"round": words.title(found)},
    )
    return redirect("web:rounds", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def overrule(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    found = _found(me, number)
    attempt(
        request,
        lambda: queue.overrule(found, by=me.user, reason=request.POST.get("reason", ""), now=timezone.now()),
        _("The target of %(round)s is overruled; the reason stands on the board.") % {"round": words.title(found)},
    )
    return redirect("web:rounds", pk=me.project.pk)


def _found(me: Seat, number: int) -> Round:
    found = me.project.rounds.filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such round."))
    return found
