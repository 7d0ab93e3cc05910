"""What was decided, newest first: by section of the guideline, by adjudicator; each can become an example."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from annotate.projects.selectors import Seat
from annotate.review import selectors as review
from annotate.review.models import Decision
from domain import roles
from guidelines.selectors import newest, sections

from ..selectors import keyset

RULE, MODEL = "rule", "model"


def listed(request: HttpRequest, me: Seat) -> dict[str, Any]:
    section, by = request.GET.get("section", "").replace("\x00", ""), request.GET.get("by", "")
    given = {name: value for name, value in (("show", "decided"), ("section", section), ("by", by)) if value}
    decisions = review.decisions(me.project, section=section or None, by=_who(by))
    if by in (RULE, MODEL):
        decisions = decisions.filter(rule=Decision.ACCEPTED) if by == MODEL else decisions.exclude(rule=Decision.ACCEPTED)
    found = keyset(decisions, request.GET.get("before"))
    return {
        "decisions": found,
        "section": section,
        "by": by,
        "further": f"?{urlencode(given)}",
        "sections": _sections(me, section),
        "adjudicators": _adjudicators(me),
        "states": _states(me, found.rows),
    }


def _sections(me: Seat, asked: str) -> list[str]:
    """Of the newest version; what is asked for may be of an older one."""
    there = [one.title for one in sections(newest(me.project.guideline)) if one.title]
    return list(dict.fromkeys([*there, *([asked] if asked else [])]))


def _who(given: str) -> int | None:
    if given in (RULE, MODEL):
        return 0
    return int(given) if given.isdecimal() and given.isascii() and len(given) <= 18 else None


def _adjudicators(me: Seat) -> list[tuple[str, str]]:
    able = [role for role in roles.ROLES if roles.may(role, roles.ADJUDICATE)]
    found = me.project.memberships.filter(role__in=able).select_related("user").order_by("user__name", "pk")[:200]
    return [(str(one.user_id), one.user.short_name) for one in found]


def _states(me: Seat, rows: list[Decision]) -> dict[int, str]:
    """{id of a decision: where it stands as an example}; a test item never is one, nor what a rule settled."""
    examples = review.proposed(me.project, [f"decision:{one.pk}" for one in rows])
    states = {}
    for one in rows:
        able = one.rule == Decision.ADJUDICATED
        states[one.pk] = "test" if one.task.is_test and able else review.whereabouts(examples.get(f"decision:{one.pk}")) if able else ""
    return states
