"""Which disputes an adjudicator has chosen to go through, as the address keeps it from page to page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from annotate.jobs import services as jobs
from annotate.projects.selectors import Seat
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review import services
from domain import roles

# Looked at while somebody waits for the page (a tenth of a second each, at most); what is more is a job.
STEPS = 5


@dataclass(frozen=True)
class Chosen:
    """query: begins with "?", or is empty where all are chosen. pair: as it stands in the address."""

    which: review.Which
    query: str
    pair: str = ""

    @property
    def further(self) -> str:
        """To be followed by one more parameter."""
        return f"{self.query}&" if self.query else "?"


def chosen(request: HttpRequest, me: Seat) -> Chosen:
    """Nonsense in the address chooses nothing. By annotator only for who leads, and never where names are not to be seen."""
    pair, given = request.GET.get("pair", ""), {}
    labels = _pair(pair)
    if labels:
        given["pair"] = pair
    round_id = _number(request.GET.get("round", ""))
    if round_id and me.project.rounds.filter(pk=round_id).exists():
        given["round"] = str(round_id)
    person = _number(request.GET.get("annotator", ""))
    if person and may_choose_people(me) and me.project.memberships.filter(user=person).exists():
        given["annotator"] = str(person)
    which = review.Which(
        pair=labels,
        annotator=person if "annotator" in given else None,
        round=round_id if "round" in given else None,
    )
    return Chosen(which, f"?{urlencode(given)}" if given else "", pair if labels else "")


def may_choose_people(me: Seat) -> bool:
    return me.may(roles.MANAGE) and not me.project.blind_adjudication


def _pair(given: str) -> tuple[str, str] | None:
    """Two labels as JSON: whatever they hold, they are told apart."""
    try:
        first, second = json.loads(given)
    except (ValueError, TypeError, RecursionError):
        return None
    return (first, second) if isinstance(first, str) and isinstance(second, str) and "\x00" not in first + second else None


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and given.isascii() and len(given) <= 18 else 0


def follow(me: Seat) -> bool:
    """Whether the list of disputes is complete; where much is new, a job goes on with it."""
    for _ in range(STEPS):
        if services.follow(me.project):
            return True
    jobs.enqueue_once("disputes", now=timezone.now(), project=me.project)
    return False


def following(me: Seat, task: Task, asked: Chosen) -> Task | None:
    """The next disputed text after this one, of those that were chosen; from the top where there is none."""
    services.follow(me.project)
    for after in (task.pk, 0):
        found = review.disputed(me.project, after=after, limit=2, which=asked.which, user=me.user)
        other = next((one for one in found if one.pk != task.pk), None)
        if other is not None:
            return other
    return None
