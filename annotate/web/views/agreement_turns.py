"""What the agreement page sets against each other: rounds, versions, slices."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from annotate.review import selectors as review
from annotate.review.models import Agreement
from annotate.review.selectors.slices import BETWEEN, FIELD, GROUP
from domain import roles

from ..charts import interval, measured, names, readings
from .agreement_asked import Asked


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


def slices(me: Seat, want: Asked, statistic: str) -> dict[str, Any]:
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
