"""One model version: what it is worth on test texts, where it errs, how it compares, what more labels would bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.items.models import Item
from annotate.jobs import services as jobs
from annotate.jobs.selectors import last_doubts
from annotate.jobs.succession import after_retiring
from annotate.learning import services
from annotate.learning.models import ModelVersion, Shadow
from annotate.learning.selectors import champion
from annotate.learning.selectors import contests as contests_of
from annotate.learning.selectors.answers import Answered, answered, asked_about
from annotate.learning.selectors.exports import forms_of
from annotate.learning.selectors.outlook import outlook
from annotate.learning.selectors.shadow import shadow_table, was_in_shadow
from annotate.learning.selectors.suspects import Doubt, doubts, still_doubted
from annotate.projects.selectors import Seat
from annotate.queue.models import Task
from domain import roles

from .. import bias_words, export_words, model_words, pipeline_words, verdicts
from ..charts import interval, matrix
from ..charts.pr import pr
from ..charts.reliability import reliability
from .access import attempt, member, page
from .jobs import running
from .promotion import told

_HEADLINE = ("accuracy", "macro_f1", "calibration_error", "score")
CURVES, BEHIND, LISTED = 12, 50, 100


@dataclass(frozen=True)
class Listed:
    """An item in a list, with the task at which it can be looked at again."""

    item: Item
    task: int | None
    sure: float = 0.0
    doubt: Doubt | None = None


@member(roles.MANAGE, methods="GET")
def version(request: HttpRequest, me: Seat, version_id: int) -> HttpResponse:
    shown = find(me, version_id)
    asked, best = asked_about(shown), champion(me.project)
    report = asked.report if asked else {}
    target, hourly = _number(request, "target", 0.9, 1.0), _number(request, "hourly", 0.0, 1e6)
    ahead = outlook(me.project, target, like=shown)
    return page(
        request,
        me,
        "model",
        "learning",
        shown=shown,
        asked=asked,
        champion=best,
        made=pipeline_words.made(shown.run),
        word=verdicts.last_word(contests_of.last_words([shown]).get(shown.pk)),
        **_figures(report),
        slices=[bias_words.slices(row) for row in report.get("slices", [])],
        bias=bias_words.bias(report.get("slices", [])),
        behind=_behind(request, shown, asked),
        contests=[told(contest) for contest in contests_of.contests_of(shown)[:20]],
        judged=shadow_table(shown, best) if best and best != shown and was_in_shadow(shown) else None,
        in_shadow=Shadow.objects.filter(model_version=shown).exists(),
        target=target,
        hourly=hourly,
        forecast=model_words.forecast(ahead, hourly),
        ahead=ahead,
        taught_by=model_words.taught_by(shown.run.settings.get("weak")),
        forms=[export_words.form(one) for one in forms_of(shown)],
        jobs=running(me.project, "contest", "export"),
        kinds="contest,export",
    )


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    """What the report tells, ready to be drawn; nothing of it where the version was not asked yet."""
    figures = report.get("figures") or {}
    people = report.get("people") or {}
    table = figures.get("confusion") or {"classes": [], "matrix": []}
    commonest = sorted(report.get("curves", []), key=lambda row: -row["share"])[:CURVES]
    return {
        "headline": [interval.drawn(str(model_words.FIGURES[name]), figures[name]) for name in _HEADLINE if name in figures],
        "people": [interval.drawn(str(model_words.PEOPLE[name]), people[name]) for name in model_words.PEOPLE if name in people],
        "per_class": [_class(row, report) for row in figures.get("per_class", [])],
        "warnings": figures.get("warnings", []),
        "classes": table["classes"],
        "confusion": [
            {"name": row.name, "cells": list(zip(row.cells, table["classes"], strict=True))}
            for row in matrix.confusion(table["classes"], table["matrix"])
        ],
        "curves": [{"row": row, "svg": pr(row).svg} for row in commonest if row["points"]],
        "reliability": reliability(report["reliability"]).svg if report.get("reliability") else "",
    }


def _class(row: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:
    area = next((curve["average_precision"] for curve in report.get("curves", []) if curve["class"] == row["class"]), None)
    figures = [row["precision"], row["recall"], row["f1"], *([area] if area else [])]
    return {"label": row["class"], "items": row["items"], "figures": [interval.drawn(row["class"], figure) for figure in figures]}


def _behind(request: HttpRequest, shown: ModelVersion, asked: Any) -> dict[str, Any] | None:
    """The items of one cell of the confusion matrix: what people decided and what the model said, as the address names them."""
    truth, said = request.GET.get("truth"), request.GET.get("said")
    answers = answered(shown, asked.release) if asked and truth is not None and said is not None else None
    if answers is None or truth not in answers.classes or said not in answers.classes:
        return None
    there = (answers.truth == answers.classes.index(truth)) & (answers.said == answers.classes.index(said))
    places = [n for n, is_there in enumerate(there) if is_there]
    return {"truth": truth, "said": said, "count": len(places), "rows": _rows(shown, answers, places[:BEHIND])}


def _rows(shown: ModelVersion, answers: Answered, places: list[int]) -> list[Listed]:
    ids = [answers.items[n] for n in places]
    items = Item.objects.in_bulk(ids)
    tasks = dict(Task.objects.filter(item__in=ids, round__project=shown.project).order_by("pk").values_list("item_id", "pk"))
    sure = answers.wide.max(axis=1)
    return [Listed(items[one], tasks.get(one), sure=float(sure[n])) for one, n in zip(ids, places, strict=True) if one in items]


@member(roles.MANAGE, methods="GET")
def label_doubts(request: HttpRequest, me: Seat) -> HttpResponse:
    """Decided labels that the champion thinks wrong, for people to look at again."""
    best, last = champion(me.project), last_doubts(me.project)
    found = doubts(best) if best else None
    looked = last.job.result if last.job else None
    known = {one.item: one for one in still_doubted(me.project, looked["found"])} if looked else {}
    # Of an item that both doubt the champion's word stands: it knows the newest labels.
    known |= {one.item: one for one in found.found} if found else {}
    listed = sorted(known.values(), key=lambda one: (one.margin, one.item))[:LISTED]
    items = Item.objects.in_bulk([one.item for one in listed])
    rows = [Listed(items[one.item], one.task, doubt=one) for one in listed if one.item in items]
    about = {"champion": best, "found": found, "rows": rows, "looked": looked, "last": last.job, "failed": last.failed}
    about |= {"release": me.project.releases.exists(), "jobs": running(me.project, "doubts"), "kinds": "doubts"}
    return page(request, me, "model_doubts", "learning", **about)


@member(roles.MANAGE, methods="POST")
def look_for_doubts(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_alone("doubts", now=timezone.now(), project=me.project),
        _("Five small models are being taught, each to judge what the others learn from."),
    )
    return redirect("web:label-doubts", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def compare(request: HttpRequest, me: Seat, version_id: int) -> HttpResponse:
    found = find(me, version_id)
    attempt(
        request,
        lambda: jobs.enqueue("contest", now=timezone.now(), project=me.project, by=me.user, version=found.pk),
        _("%(name)s is asked about the test items.") % {"name": found},
    )
    return redirect("web:model-version", pk=me.project.pk, version_id=found.pk)


@member(roles.MANAGE, methods="POST")
def retire(request: HttpRequest, me: Seat, version_id: int) -> HttpResponse:
    found = find(me, version_id)
    attempt(
        request,
        lambda: _retired(me, found, request.POST.get("reason", "")),
        _("%(name)s is retired: it suggests nothing any more.") % {"name": found},
    )
    return redirect("web:model-version", pk=me.project.pk, version_id=found.pk)


def _retired(me: Seat, version: ModelVersion, reason: str) -> None:
    now = timezone.now()
    services.retire(version, reason=reason, by=me.user, now=now)
    after_retiring(version, by=me.user, now=now)


@member(roles.MANAGE, methods="POST")
def shadow(request: HttpRequest, me: Seat, version_id: int) -> HttpResponse:
    found = find(me, version_id)
    if request.POST.get("end"):
        services.end_shadow(found)
    else:
        says = _("%(name)s predicts in the shadow from the next time the queue is turned.") % {"name": found}
        attempt(request, lambda: services.cast_shadow(found, by=me.user, now=timezone.now()), says)
    return redirect("web:model-version", pk=me.project.pk, version_id=found.pk)


def find(me: Seat, version_id: int) -> ModelVersion:
    found = me.project.model_versions.select_related("run__release", "run__started_by", "project").filter(pk=version_id).first()
    if found is None:
        raise Http404(_("There is no such model version."))
    return found


def _number(request: HttpRequest, name: str, default: float, most: float) -> float:
    try:
        given = float(request.GET.get(name, "").replace(",", "."))
    except ValueError:
        return default
    return given if 0 <= given <= most else default
