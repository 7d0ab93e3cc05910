"""Measures of each annotator, for leads: a table by name, and a page a person. Never a ranking, and never shown to annotators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from annotate.projects.models import Membership, Reading
from annotate.projects.selectors import Seat, called
from annotate.review.selectors import annotators
from domain import roles
from domain.annotators import Drift, Measures

from ..charts import weeks
from .access import member, page

_PAGE = 100
_TRIES = 50


@dataclass(frozen=True)
class Row:
    user_id: int
    name: str
    member: Membership | None
    of: Measures | None


@member(roles.MANAGE, methods="GET")
def people(request: HttpRequest, me: Seat) -> HttpResponse:
    measured = annotators.measures(me.project)
    rows = _rows(me, measured)
    number = request.GET.get("page", "")
    at = int(number) if number.isdecimal() and number.isascii() and len(number) < 6 else 1
    shown = rows[(at - 1) * _PAGE : at * _PAGE]
    more = at + 1 if len(rows) > at * _PAGE else None
    return page(request, me, "people", "members", rows=shown, measured=measured, before=at - 1, more=more)


def _rows(me: Seat, measured: annotators.Measured) -> list[Row]:
    """Everybody who annotates or has annotated lately, by the name they are called."""
    members = {one.user_id: one for one in me.project.memberships.select_related("user")}
    ids = set(measured.people) | {who for who, one in members.items() if one.role == roles.ANNOTATOR}
    names = called(me.project, ids)
    rows = [Row(who, names.get(who, "–"), members.get(who), measured.people.get(who)) for who in ids]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.user_id))


@member(roles.MANAGE, methods="GET")
def person(request: HttpRequest, me: Seat, user_id: int) -> HttpResponse:
    mine = me.project.memberships.select_related("user", "profile").filter(user=user_id).first()
    measured = annotators.measures_of(me.project, user_id)
    of = measured.people.get(user_id)
    if mine is None and of is None:
        raise Http404(_("There is no such person in this project."))
    tries = Reading.objects.filter(project=me.project, user=user_id).select_related("version").order_by("-pk")[:_TRIES]
    context: dict[str, Any] = {
        "user_id": user_id,
        "name": called(me.project, [user_id]).get(user_id, "–"),
        "member": mine,
        "profile": getattr(mine, "profile", None),
        "labels": {field["name"]: field["label"] for field in me.project.profile_fields},
        "of": of,
        "measured": measured,
        "tries": list(tries),
        "charts": _charts(of) if of else [],
    }
    return page(request, me, "person", "members", **context)


def _charts(of: Measures) -> list[tuple[str, weeks.Weeks, Drift | None]]:
    times = [(annotators.monday_of(week), value, None, None, 0) for week, value in of.seconds_by_week]
    drawn = [
        (_("Right at gold, by week"), weeks.weeks(_shares(of.gold_by_week), is_share=True), of.gold_by_week),
        (_("Agrees with the others, by week"), weeks.weeks(_shares(of.others_by_week), is_share=True), of.others_by_week),
        (_("Median seconds for a text, by week"), weeks.weeks(times, is_share=False), None),
    ]
    return [(title, chart, over) for title, chart, over in drawn if chart.is_drawn]


def _shares(over: Drift) -> list[tuple[Any, float, float | None, float | None, int]]:
    return [
        (annotators.monday_of(week), share.value, share.low, share.high, share.items)
        for week, share in over.weeks
        if share.value is not None
    ]
