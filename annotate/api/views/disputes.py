"""Disputes: the queue of what waits for a person, and one of them with its votes."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.projects.selectors import Seat, seat
from annotate.queue.models import Task
from annotate.review import selectors, services
from domain import roles
from domain.errors import Invalid
from guidelines import selectors as guidelines

from .. import decision_shapes as shapes
from .. import given
from .decisions import decision_body, find_task, number_in, said

# Looked at while somebody waits; what is more, the pages or the next call go on with.
STEPS = 5


class Disputes(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("page_size", int),
            OpenApiParameter("after", int, description="task of the last dispute seen"),
            OpenApiParameter("pair", str, description='two labels as JSON: ["negative","positive"]'),
            OpenApiParameter("round", int),
            OpenApiParameter("annotator", int, description="who labelled it; for the lead alone, and not where names are hidden"),
        ],
        responses=shapes.DisputedPage,
        operation_id="list_disputes",
    )
    def get(self, request, project_id: int):
        """What waits for me to decide, the most divided first."""
        me = seat(request.user, project_id, roles.ADJUDICATE)
        size, which = given.page_size(request), _which(request, me)
        complete = any(services.follow(me.project) for _ in range(STEPS))
        found = selectors.disputed(me.project, after=given.after(request), limit=size + 1, which=which, user=me.user)
        last = found[size - 1].pk if len(found) > size else None
        pairs = [{"labels": [one.first, one.second], "tasks": one.tasks} for one in selectors.pairs(me.project)]
        rows = [_disputed(task) for task in found[:size]]
        return Response({"results": rows, "next": given.next_page(request, last), "pairs": pairs, "complete": complete})


def _which(request, me: Seat) -> selectors.Which:
    asked = request.query_params
    if "annotator" in asked and (me.project.blind_adjudication or not me.may(roles.MANAGE)):
        raise Invalid("annotator: only who leads may ask for one, and not where names are hidden.", fields={"annotator": "not for you"})
    return selectors.Which(_pair(asked.get("pair")), number_in(asked, "annotator"), number_in(asked, "round"))


def _pair(asked: str | None) -> tuple[str, str] | None:
    if asked is None:
        return None
    try:
        first, second = json.loads(asked)
    except (ValueError, TypeError, RecursionError):
        first = second = None
    if not isinstance(first, str) or not isinstance(second, str) or "\x00" in first + second:
        raise Invalid('pair: must be two labels as JSON, such as ["negative","positive"].', fields={"pair": "two labels as JSON"})
    return first, second


def _disputed(task: Task) -> dict[str, Any]:
    return {"task": task.pk, "round": task.round_id, "data": task.item.data, "votes": task.done, "divided": task.dispute}


class Dispute(APIView):
    @extend_schema(responses=shapes.Dispute, operation_id="dispute")
    def get(self, request, task_id: int):
        """A task with what each said of it, and where it stands. What a model says of it is not here: it would decide it."""
        task = find_task(request, task_id)
        decision, spoken = selectors.decision_of(task), selectors.spoken(task, request.user)
        version = task.round.guideline_version
        return Response(
            {
                "task": task.pk,
                "round": task.round_id,
                "data": task.item.data,
                "guideline_version": version.number,
                "finished": task.is_finished,
                "votes": [
                    {"who": vote.who, "label": vote.label, "result": vote.result, "comment": vote.comment}
                    for vote in selectors.votes_of(task)
                ],
                "decision": decision and decision_body(decision),
                "earlier": [decision_body(one) for one in selectors.earlier_decisions(task)],
                "opinions": spoken
                and {
                    "mine": spoken.mine and said(spoken.mine),
                    "others": [said(one) for one in spoken.others],
                    "last_word": spoken.has_last_word,
                },
                "sections": [one.title for one in guidelines.sections(version) if one.title],
            }
        )
