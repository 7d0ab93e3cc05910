"""How well people agree: every figure with its interval and what it means, of everything or of a part, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review.models import Agreement
from annotate.review.selectors import Scope, Standing
from annotate.review.selectors.slices import BETWEEN, FIELD, GROUP
from domain import comparable, roles
from domain.errors import NotAllowed
from guidelines.selectors import newest as newest_version
from guidelines.selectors import schema_of, sections

from ..charts import interval, measured, names, readings
from ..charts.measured import Told
from ..selectors import choices_of
from .access import attempt, member, page
from .jobs import running

# Krippendorff's own threshold for figures to rely on: customary, and no verdict.
CUSTOMARY = 0.8
STATISTIC = "krippendorff_alpha"
_KINDS = {"krippendorff_alpha": "alpha", "raw": "raw"} | dict.fromkeys(
    ("fleiss_kappa", "light_kappa", "scott_pi", "gwet_ac1", "gwet_ac2"), "kappa"
)
_SHOWN = 15
_ASKED = ("round", "version", "group", "field", "value", "by", "statistic", "kind", "a", "b", "one", "other")


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it names and is not there counts as not asked."""

    scope: Scope
    statistic: str
    by: str | None
    """What the table of slices is of: "group", "meta:genre"."""
    kind: str | None
    """Kind of question for comparable corpora; none: as the labels tell."""
    query: dict[str, str]

    def link(self, **change: str | None) -> str:
        """The same page with some of it changed; None takes it away."""
        kept = {name: value for name, value in {**self.query, **change}.items() if value}
        return "?" + urlencode(kept) if kept else "?"


def asked(request: HttpRequest, me: Seat) -> Asked:
    given = {name: value for name, value in request.GET.items() if value and "\x00" not in value}
    scope = _scope(me, given)
    by = given.get("by")
    if by is None and scope.slice:
        by = scope.slice["by"]
    if by == GROUP and not me.may(roles.MANAGE) or by and by != GROUP and not by.startswith(FIELD):
        by = None
    kind = given.get("kind") if given.get("kind") in comparable.KINDS else None
    wanted = {
        name: given[name] for name in _ASKED if name in given
    }
    return Asked(scope, given.get("statistic") or STATISTIC, by, kind, wanted)


def _scope(me: Seat, given: dict[str, str]) -> Scope:
    """Groups are made of what people told the lead of themselves, so a lead alone may ask for one."""
    number = {name: int(given[name]) for name in ("round", "version") if given.get(name, "").isdecimal() and len(given[name]) < 9}
    round = me.project.rounds.filter(number=number["round"]).first() if "round" in number else None
    version = me.project.guideline.versions.filter(number=number["version"]).first() if "version" in number else None
    slice = None
    if group := given.get("group"):
        if not me.may(roles.MANAGE):
            raise NotAllowed("Groups of annotators are for leads to see.", code="role")
        slice = {"by": GROUP, "value": group}
    elif given.get("field") and given.get("value"):
        slice = {"by": FIELD + given["field"], "value": given["value"]}
    return Scope(round, version, slice)


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


def headline(newest: Agreement | None) -> interval.Drawn | None:
    """The one figure for the overview."""
    if newest is None:
        return None
    return interval.drawn(names.statistic(STATISTIC), newest.figures.get(STATISTIC), "alpha", target=CUSTOMARY)


def standing_headline(one: Standing) -> interval.Drawn:
    """The figure of one round against its own target."""
    target = one.target["value"] if one.target else CUSTOMARY if one.statistic == STATISTIC else None
    return interval.drawn(names.statistic(one.statistic), one.figure, _KINDS.get(one.statistic, ""), target=target)


def choices(me: Seat, want: Asked) -> list[tuple[str, list[dict[str, Any]]]]:
    """What can be looked at, as links in rows: (name of the row, [{name, url, chosen}])."""
    rounds = me.project.rounds.order_by("number").select_related("guideline_version")
    versions = me.project.guideline.versions.order_by("number").defer("text", "label_config")
    bare = {"round": None, "version": None, "group": None, "field": None, "value": None, "a": None, "b": None}
    here = want.scope
    whole = {"name": _("Everything"), "url": want.link(**bare), "chosen": here.is_all}
    of_rounds = [
        {"name": names.title(one), "url": want.link(**{**bare, "round": str(one.number)}), "chosen": here.round == one and not here.slice}
        for one in rounds
    ]
    of_versions = [
        {
            "name": f"v{one.number}",
            "url": want.link(**{**bare, "version": str(one.number)}),
            "chosen": here.version == one and not here.slice,
        }
        for one in versions
    ]
    rows = [(_("Rounds"), [whole, *of_rounds]), (_("Guideline"), of_versions)]
    if here.slice:
        rows.append((_("Slice"), [{"name": names.slice_name(here.slice), "url": want.link(), "chosen": True}]))
    return [(name, links) for name, links in rows if links]


def told(me: Seat, want: Asked, newest: Agreement) -> Told:
    statistic = want.statistic if isinstance(newest.figures.get(want.statistic), dict) else STATISTIC
    labels = choices_of(schema_of(newest_version(me.project.guideline)))
    target = want.scope.round.target if want.scope.round and not want.scope.slice else None
    value = target["value"] if target and target.get("statistic") == statistic else None
    return Told(newest, statistic, labels, value, "" if want.scope.is_all else names.scope(want.scope))


def _figures(request: HttpRequest, me: Seat, want: Asked, newest: Agreement) -> dict[str, Any]:
    said = told(me, want, newest)
    figures = said.figures
    return {
        "figures": figures,
        "said": said,
        "statistic": said.statistic,
        "plainly": readings.plainly(figures),
        "headlines": _headlines(said),
        "all_statistics": _rows_of_statistics(said, want),
        "beside": beside(said, want),
        "kinds_of_question": list(names.KINDS.items()),
        "per_class": _per_class(said),
        "per_annotator": _per_annotator(figures),
        "pairs": said.pair_rows(),
        "people_names": [name for _id, name in said.paired],
        "people_left_out": len(said.people) - len(said.paired),
        "pair": chosen_pair(request, said),
        "together": measured.confusion_together(said),
        "controls": said.controls(),
        "disputes": _disputes(me, newest, said),
        **turns(me, want, said.statistic),
        **_slices(me, want, said.statistic),
    }


def _headlines(said: Told) -> list[interval.Drawn]:
    """The chosen statistic first, then the usual ones beside it."""
    chosen = [said.statistic, *(name for name in ("krippendorff_alpha", "fleiss_kappa", "raw") if name != said.statistic)][:3]
    return [
        interval.drawn(
            names.statistic(name), said.figures.get(name), _KINDS.get(name, ""), target=_target(said, name), expected=said.expected(name)
        )
        for name in chosen
    ]


def _target(said: Told, name: str) -> float | None:
    if said.target is not None and name == said.statistic:
        return said.target
    return CUSTOMARY if name == "krippendorff_alpha" else None


def _rows_of_statistics(said: Told, want: Asked) -> list[dict[str, Any]]:
    """All on one scale."""
    lowest = [x for name in said.statistics for x in (said.figures[name].get("low"), said.expected(name)) if x is not None]
    start = -1 if min(lowest, default=0) < 0 else 0
    return [
        {
            "name": name,
            "url": want.link(statistic=name),
            "title": names.statistic(name),
            "for": names.meant_for(name),
            "figure": interval.drawn(names.statistic(name), said.figures[name], expected=said.expected(name), start=start),
            "expected": said.expected(name),
        }
        for name in said.statistics
    ]


def beside(said: Told, want: Asked) -> dict[str, Any]:
    """Comparable corpora: of the kind of question that was asked for or that the labels tell, else of every kind."""
    kind = want.kind or comparable.kind_of(said.raw.get("labels", []))
    level = said.raw.get("level", "nominal")
    found = comparable.comparables(said.statistic, level, kind) or comparable.comparables(said.statistic, level)
    kind = kind if found and all(one.kind == kind for one in found) else None
    ours = said.raw.get(said.statistic) or {}
    title = _("%(statistic)s beside comparable corpora") % {"statistic": names.statistic(said.statistic)}
    rows = [
        {
            "corpus": one.corpus,
            "question": str(names.QUESTIONS.get(one.question, one.question)),
            "of": one,
            "statistic": names.statistic(one.statistic),
        }
        for one in found
    ]
    return {"kind": kind, "rows": rows, "figure": measured.beside(ours, found, title, _("this project")) if found else None}


def _per_class(said: Told) -> list[dict[str, Any]]:
    """In the order of the label config, which also gives each label its colour."""
    return [
        {
            "label": row["label"],
            "annotations": row["annotations"],
            "agreement": interval.drawn(row["label"], row["agreement"]),
            "alpha": interval.drawn(row["label"], row["krippendorff_alpha"], "alpha"),
        }
        for row in measured.in_order(said.figures.get("per_class", []), said.labels)
    ]


def _per_annotator(figures: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {"name": row["annotator"], "annotations": row["annotations"], "agreement": interval.drawn(row["annotator"], row["agreement"])}
        for row in figures.get("per_annotator", [])
    ]
    return sorted(rows, key=lambda row: row["name"].casefold())


def chosen_pair(request: HttpRequest, said: Told) -> dict[str, Any] | None:
    """The confusion of the two people that the address names; of the pair with the most texts in common where it names none."""
    if len(said.people) < 2:
        return None
    keys = {str(key): (key, name) for key, name in said.people}
    a, b = (keys.get(request.GET.get(name, "")) for name in "ab")
    if a is None or b is None:
        first = next(iter((said.raw.get("confusions") or {}).get("pairs", [])), None)
        one, other = first["annotators"] if first else (said.people[0][0], said.people[1][0])
        a, b = keys[str(one)], keys[str(other)]
    if a == b:
        return {"a": a, "b": b, "says": _("Choose two different people.")}
    found = measured.confusion_of(said, a[0], b[0])
    return {"a": a, "b": b, "table": found}


def turns(me: Seat, want: Asked, statistic: str) -> dict[str, Any]:
    """Round by round and version by version, in one statistic, each with the difference to the one before."""
    rounds = [one for one in review.board(me.project, statistic) if one.is_measured]
    versions = review.versions_measured(me.project, statistic)
    steps = [(names.title(one.round), one.against) for one in rounds] + [
        (_("Guideline version %(n)s") % {"n": one.key.number}, one.against) for one in versions
    ]
    keys = [(f"round:{one.round.number}", names.title(one.round)) for one in rounds]
    keys += [(f"version:{one.key.number}", _("Guideline version %(n)s") % {"n": one.key.number}) for one in versions]
    return {
        "rounds_drawn": measured.rounds(rounds, statistic) if rounds else None,
        "versions_drawn": measured.versions(versions, statistic) if len(versions) > 1 else None,
        "steps": [_step(name, found) for name, found in steps if found and found.get("value") is not None],
        "sides": keys if len(keys) > 1 else [],
        "usual": ([key for key, _name in keys if key.startswith("round:")] * 2)[-2:],
        "compared": _compared(me.project, want, dict(keys), statistic),
    }


def _step(name: str, found: dict[str, Any]) -> dict[str, Any]:
    figure = interval.drawn(name, found, start=-1)
    return {"name": name, "figure": figure, "says": readings.difference(figure.value, figure.low, figure.high)}


def _compared(project: Project, want: Asked, keys: dict[str, str], statistic: str) -> dict[str, Any] | None:
    """The comparison that the address asks for; else the newest that was asked for by hand."""
    asked_for = [want.query.get(name) for name in ("one", "other")]
    if all(asked_for):
        last = review.agreement(project, slice={"by": BETWEEN, "value": " | ".join(filter(None, asked_for))})
    else:
        last = Agreement.objects.filter(project=project, slice__by=BETWEEN).order_by("-id").first()
    if last is None or last.slice is None:
        return None
    one, other = last.slice["value"].split(" | ")
    found = last.figures["against"]["figures"].get(statistic)
    if found is None or one not in keys or other not in keys:
        return None
    title = _("%(other)s less %(one)s") % {"one": keys[one], "other": keys[other]}
    return {**_step(title, found), "one": one, "other": other, "measured_at": last.measured_at}


def _slices(me: Seat, want: Asked, statistic: str) -> dict[str, Any]:
    asked_for = [by for by in review.slices_asked(me.project) if by.startswith(FIELD) or by == GROUP and me.may(roles.MANAGE)]
    by = want.by or next(iter(asked_for), None)
    found = review.slices_measured(me.project, by, statistic) if by else []
    ways = [(FIELD + name, name) for name in review.meta_fields(me.project)]
    if me.may(roles.MANAGE) and review.groups(me.project):
        ways.insert(0, (GROUP, _("groups of annotators")))
    return {
        "sliced_by": by,
        "ways": ways,
        "slices": [
            {
                "name": names.slice_name({"by": by, "value": one.key}),
                "url": want.link(round=None, version=None, **_slice_query(by, one.key)),
                "figure": interval.drawn(one.key, _told_by_name(one.figure)),
            }
            for one in found
        ]
        if by
        else [],
    }


def _told_by_name(figure: dict[str, Any] | None) -> dict[str, Any] | None:
    """A reason names an annotator by a number that means nothing to a reader."""
    return figure and {**figure, "reason": re.sub(r" \(\d+\)", "", figure.get("reason") or "")}


def _slice_query(by: str, value: str) -> dict[str, str | None]:
    if by == GROUP:
        return {"group": value, "field": None, "value": None}
    return {"group": None, "field": by.removeprefix(FIELD), "value": value}


def _disputes(me: Seat, newest: Agreement, said: Told) -> dict[str, Any]:
    """The heaviest, each with its text, its votes and the sections of the guideline that its labels stand in."""
    found = newest.figures.get("disputes", [])
    tasks = Task.objects.select_related("item", "round__guideline_version").in_bulk([one["task"] for one in found[:_SHOWN]])
    anchors: dict[int, dict[str, tuple[str, str]]] = {}
    rows = []
    for one in found[:_SHOWN]:
        task = tasks.get(one["task"])
        if task is None:
            continue
        version = task.round.guideline_version
        if version.pk not in anchors:
            anchors[version.pk] = {part.label: (part.title, part.anchor) for part in sections(version) if part.label}
        there = [anchors[version.pk][label] for label in one["votes"] if label in anchors[version.pk]]
        rows.append(
            {
                "task": task,
                "share": f"{100 * one['weight']:.1f}\u00a0%",
                "width": one["weight"] / found[0]["weight"],
                "votes": one["votes"],
                "version": version,
                "sections": there,
            }
        )
    return {"rows": rows, "all": len(found), "share": sum(one["weight"] for one in found[:_SHOWN]), "may_open": me.may(roles.ADJUDICATE)}


def place_of(label: str, labels: Sequence[str]) -> tuple[int, str]:
    return (labels.index(label) if label in labels else len(labels), label)
