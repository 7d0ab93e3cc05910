"""A project at a glance: for the team how far the corpus is and what comes next, for an annotator their own work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from annotate.learning.selectors.acceptance import is_stopped
from annotate.projects.selectors import Seat
from annotate.queue.models import Round
from annotate.review import selectors as review
from annotate.review.selectors import Progress, Standing
from domain import roles

from .. import cycle, drift_words
from ..charts import shares
from ..my_work import my_work
from ..selectors import in_config_order
from .access import member, page
from .agreement_figures import headline, standing_headline
from .jobs import running


@member(methods="GET")
def overview(request: HttpRequest, me: Seat) -> HttpResponse:
    mine = my_work(me) if me.may(roles.ANNOTATE) else None
    if not me.may(roles.MEASURE):
        return page(request, me, "my_work", "project", mine=mine)
    progress, standings = review.progress(me.project), review.board(me.project)
    return page(request, me, "overview", "project", mine=mine, **_team(me, progress, standings), **_next(me, progress, standings))


def _team(me: Seat, progress: Progress, standings: list[Standing]) -> dict[str, Any]:
    counts = in_config_order(me.project, review.class_balance(me.project), key=lambda pair: pair[0])
    measured = review.agreement(me.project)
    last = _last_round(standings)
    return {
        "progress": progress,
        "balance": shares.parts(counts),
        "measured": measured,
        "agreement": standing_headline(last) if last else headline(measured),
        "measured_round": last.round if last else None,
        "is_stale": measured is not None and review.is_stale(measured),
    }


def _last_round(standings: list[Standing]) -> Standing | None:
    """The newest round with a figure, where there are several: labels under one guideline version, no text twice. Practice is none."""
    measured = [one for one in standings if one.round.kind != Round.TRAINING and one.figure]
    there = [one for one in measured if one.figure and one.figure.get("value") is not None]
    return there[-1] if len(there) > 1 else None


def _next(me: Seat, progress: Progress, standings: list[Standing]) -> dict[str, Any]:
    if not me.may(roles.MANAGE):
        return {"jobs": [], "kinds": ""}
    step = cycle.next_step(cycle.facts(me.project, progress, standings))
    return {
        "step": step,
        "cycle": cycle.strip(step.name),
        "jobs": running(me.project),
        "kinds": "",
        "drift": drift_words.open_alert(me.project),
        "accepting_stopped": is_stopped(me.project),
    }
