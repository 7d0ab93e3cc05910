"""Gold: for leads alone."""

from __future__ import annotations

import random
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.items.models import Gold, Item
from annotate.projects import selectors
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.review import selectors as review
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import given
from .. import round_shapes as shapes

_RNG = random.SystemRandom()


class Golds(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("page_size", int), OpenApiParameter("after", int, description="id of the last seen")],
        responses=shapes.GoldPage,
        operation_id="list_gold",
    )
    def get(self, request, project_id: int):
        """In order of id, retired ones among them."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        size = given.page_size(request)
        found = list(Gold.objects.filter(project=project, pk__gt=given.after(request)).order_by("pk")[: size + 1])
        last = found[size - 1].pk if len(found) > size else None
        return Response({"results": [gold_body(one) for one in found[:size]], "next": given.next_page(request, last)})

    @extend_schema(request=shapes.NewGold, responses={201: shapes.Gold}, operation_id="keep_gold")
    def post(self, request, project_id: int):
        """Say what the right answer to an item is; a later one replaces an earlier."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        data = given.fields(request)
        item, result, section = _answer(project, data)
        gold = queue.keep_gold(
            item,
            result=data.get("result", result),
            use=given.text(data, "use"),
            by=request.user,
            now=given.now(),
            rng=_RNG,
            why=given.text(data, "why", default=""),
            section=given.text(data, "section", default=section),
        )
        return Response(gold_body(gold), status=201)


class Retire(APIView):
    @extend_schema(request=None, responses={200: shapes.Gold}, operation_id="retire_gold")
    def post(self, request, project_id: int, gold_id: int):
        """Nobody meets it any more; what was answered at it stays."""
        project = selectors.seat(request.user, project_id, roles.MANAGE).project
        found = Gold.objects.select_related("item", "project").filter(project=project, pk=gold_id).first()
        if found is None:
            raise NotVisible("There is no such gold.")
        return Response(gold_body(queue.drop_gold(found, now=given.now())))


def _answer(project: Project, data: dict[str, Any]) -> tuple[Item, Any, str]:
    """(item, the decision's answer, its section)."""
    if (number := given.whole(data, "decision")) is not None:
        decision = review.in_force(project).select_related("task__item").filter(pk=number).first()
        if decision is None:
            raise Invalid(f"decision: there is no decision {number} in force here.", fields={"decision": "unknown"})
        return decision.task.item, decision.result, decision.section
    item = Item.objects.filter(project=project.pk, pk=given.whole(data, "item") or 0).first()
    if item is None:
        raise Invalid("item: name an item of this project, or a decision.", fields={"item": "unknown"})
    return item, None, ""


def gold_body(gold: Gold) -> dict[str, Any]:
    names = ("id", "use", "result", "label", "why", "section", "retired_at")
    return {"item": gold.item_id, **{name: getattr(gold, name) for name in names}}
