"""Uneven classes: how they stand, what helps, what was generated and judged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.corpus.models import Release
from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.learning import selectors, services
from annotate.learning.models import BalanceTrial
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Problem

from .. import balance_words
from ..charts import interval
from ..charts.bars import Bar, bars
from .access import attempt, member, page
from .jobs import running

_KINDS = ("augment", "balance")
_WANTED = 50


@member(roles.MANAGE)
def balance(request: HttpRequest, me: Seat) -> HttpResponse:
    """?label= the class it is about. POST with augmenter=…: ten examples, made for this page and kept nowhere."""
    given = request.POST if request.method == "POST" else request.GET
    release = me.project.releases.order_by("-number").first()
    if release is None:
        return page(request, me, "balance", "learning", none=True)
    try:
        medium = services.augmentable(release).looks_at
        found = selectors.balance_of(release)
    except Problem as problem:
        return page(request, me, "balance", "learning", refused=problem.message)
    label = given.get("label", "")
    labels = [share.label for share in found.shares]
    label = label if label in labels else (labels[-1] if labels else "")
    last = Job.objects.filter(project=me.project, kind__in=_KINDS).order_by("-id").first()
    return page(
        request,
        me,
        "balance",
        "learning",
        release=release,
        rows=_rows(me, found),
        drawn=bars("balance", _("Share of each class in training"), [_bar(share) for share in found.shares], measure=_("share")),
        labels=labels,
        label=label,
        of_pictures=medium == "picture",
        **_offered(request, release, label, medium),
        trial=_trial(me),
        judged=_judged(me),
        augmentations=selectors.augmentations(me.project)[:10],
        failed=last if last and last.state == Job.FAILED else None,
        jobs=running(me.project, *_KINDS),
        kinds=",".join(_KINDS),
    )


def _bar(share: Any) -> Bar:
    return Bar(share.label, share.share, share.low, share.high, share.items)


def _rows(me: Seat, found: selectors.Balance) -> list[dict[str, Any]]:
    """Each class with its F1, as the champion's own report has it."""
    best = selectors.champion(me.project)
    per_class = {row["class"]: row["f1"] for row in best.metrics.get("per_class", []) if "f1" in row} if best else {}
    return [
        {"share": one, "generated": found.generated.get(one.label, 0), "f1": interval.drawn(one.label, per_class.get(one.label))}
        for one in found.shares
    ]


def _offered(request: HttpRequest, release: Release, label: str, medium: str) -> dict[str, Any]:
    """The ways of generating there are, which are ticked, and the preview where one was asked for."""
    try:
        there = [{**row, "title": balance_words.AUGMENTERS.get(row["name"], row["title"])} for row in services.recipes(medium)]
    except Problem as problem:
        return {"backend_problem": problem.message}
    ways = [row for row in there if not row.get("cannot")]
    chosen = [name for name in request.POST.getlist("augmenter") if name in {row["name"] for row in ways}]
    wanted = request.POST.get("wanted", "")
    told: dict[str, Any] = {
        "ways": ways,
        "missing": [row for row in there if row.get("cannot")],
        "chosen": chosen,
        "most": services.GENERATED_AT_MOST[medium],
        "wanted": int(wanted) if wanted.isdecimal() and len(wanted) < 5 else _WANTED,
    }
    if request.method == "POST":
        try:
            shown = services.preview(release, label=label, augmenters=chosen)
            for one in shown["examples"]:
                one["augmenter"] = balance_words.AUGMENTERS.get(one["augmenter"], one["augmenter"])
            told["preview"] = {**shown, "failed": _failed(shown["not_made"])}
        except Problem as problem:
            told["preview_problem"] = problem.message
    return told


def _failed(not_made: dict[str, dict[str, int]]) -> list[tuple[Any, Any, int]]:
    return [
        (balance_words.AUGMENTERS.get(name, name), balance_words.NOT_MADE.get(why, why), n)
        for name, reasons in not_made.items()
        for why, n in reasons.items()
    ]


def _trial(me: Seat) -> dict[str, Any] | None:
    last = selectors.last_trial(me.project)
    if last is None or last.state == BalanceTrial.FAILED:
        return {"failure": last.failure} if last else None
    ways = [
        {
            **way,
            "title": balance_words.WAYS.get(way["name"], way["name"]),
            "gain": None if way["name"] == "plain" else way["against_plain"],
            "f1": way["against_plain"]["other"],
        }
        for way in last.outcome["ways"]
    ]
    return {"of": last, "ways": ways, "advice": balance_words.advice(last.outcome)}


def _judged(me: Seat) -> dict[str, Any] | None:
    found = selectors.judged(me.project)
    if found is None:
        return None
    reasons = [(balance_words.REASONS.get(name, name), n) for name, n in sorted(found.reasons.items(), key=lambda one: -one[1])]
    return {"of": found, "reasons": reasons, **{name: found.states.get(name, 0) for name in ("waiting", "accepted", "dropped")}}


@member(roles.MANAGE, methods="POST")
def try_ways(request: HttpRequest, me: Seat) -> HttpResponse:
    label = request.POST.get("label", "")
    attempt(request, lambda: _try(me, label, request.POST.getlist("augmenter")), _("Each way is tried. This takes a few minutes."))
    return redirect("web:balance", pk=me.project.pk)


@transaction.atomic
def _try(me: Seat, label: str, augmenters: list[str]) -> Job:
    now = timezone.now()
    release = _newest(me)
    trial = services.order_trial(me.project, release=release, label=label, augmenters=augmenters, by=me.user, now=now)
    return jobs.enqueue("balance", now=now, project=me.project, by=me.user, trial=trial.pk)


@member(roles.MANAGE, methods="POST")
def generate(request: HttpRequest, me: Seat) -> HttpResponse:
    wanted = request.POST.get("wanted", "")
    if not wanted.isdecimal() or len(wanted) > 5:
        messages.error(request, _("How many: a whole number, please."))
    else:
        attempt(
            request,
            lambda: _generate(me, request.POST.get("label", ""), request.POST.getlist("augmenter"), int(wanted)),
            _("New ones are made and put before people."),
        )
    return redirect("web:balance", pk=me.project.pk)


@transaction.atomic
def _generate(me: Seat, label: str, augmenters: list[str], wanted: int) -> Job:
    now = timezone.now()
    # Another order from the same texts is to bring other texts.
    seed = me.project.augmentations.count()
    release = _newest(me)
    wording = balance_words.wording(services.augmentable(release).looks_at)
    made = services.order(release, label=label, augmenters=augmenters, wanted=wanted, by=me.user, now=now, seed=seed)
    return jobs.enqueue("augment", now=now, project=me.project, by=me.user, augmentation=made.pk, wording=wording)


def _newest(me: Seat) -> Release:
    release = me.project.releases.order_by("-number").first()
    if release is None:
        raise Problem(_("Freeze a release first."))
    return release


@member(roles.MANAGE, methods="POST")
def verdicts(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: services.take_verdicts(me.project, now=timezone.now()),
        lambda made: (
            _(
                "Counted: %(accepted)s accepted, %(dropped)s dropped, %(waiting)s still before people. The next release takes the "
                "accepted ones."
            )
            % made
        ),
    )
    return redirect("web:balance", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def rule(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: services.set_rule_of_validation(me.project, request.POST.get("rule", "")),
        _("The rule holds from now on; what was counted stays."),
    )
    return redirect("web:balance", pk=me.project.pk)
