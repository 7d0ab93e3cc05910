"""Decide a task, the list of decisions, a decision as an example of the guideline."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.projects.selectors import seat
from annotate.queue.models import Task
from annotate.review import selectors, services
from annotate.review.models import Decision, Opinion
from domain import roles
from domain.errors import Invalid, NotVisible
from guidelines.models import Example

from .. import decision_shapes as shapes
from .. import given


def find_task(request, task_id: int) -> Task:
    found = Task.objects.select_related("project", "item", "round__guideline_version").filter(pk=task_id).first()
    seated(request, found, "task")
    return found


def seated(request, found: Task | Decision | None, what: str) -> None:
    """A stranger is told the same of what is there as of what is not."""
    nothing = NotVisible(f"There is no such {what}, or it is not yours to see.")
    if found is None:
        raise nothing
    try:
        seat(request.user, found.project_id, roles.ADJUDICATE)
    except NotVisible:
        raise nothing from None


def number_in(asked, name: str) -> int | None:
    value = asked.get(name)
    if value is None:
        return None
    if not (value.isdecimal() and value.isascii() and len(value) <= 18):
        raise Invalid(f"{name}: must be a whole number.", fields={name: "must be a whole number"})
    return int(value)


class Decide(APIView):
    @extend_schema(request=shapes.NewDecision, responses={201: shapes.Decision, 202: shapes.Opinion}, operation_id="adjudicate")
    def post(self, request, task_id: int):
        """Decide a task, having seen its votes. 202 where the project wants two adjudicators: an opinion, which waits for another."""
        task = find_task(request, task_id)
        data = given.fields(request)
        more = {"expected": given.whole(data, "expected")} if "expected" in data else {}
        made = services.adjudicate(
            task,
            **_decided(data),
            note=given.text(data, "note", default=""),
            section=given.text(data, "section", default=""),
            by=request.user,
            now=given.now(),
            **more,
        )
        if isinstance(made, Opinion):
            spoken = selectors.spoken(task, request.user)
            differ = spoken is not None and spoken.differ
            return Response({"opinion": made.pk, "task": task.pk, **said(made), "waits_for": "third" if differ else "second"}, status=202)
        return Response(decision_body(made), status=201)


def _decided(data: dict[str, Any]) -> dict[str, Any]:
    """A label of the first choice, or a whole result."""
    if data.get("result") is not None:
        return {"result": data["result"]}
    return {"label": given.text(data, "label")}


def said(opinion: Opinion) -> dict[str, Any]:
    return {name: getattr(opinion, name) for name in ("label", "result", "note", "section")}


class Decisions(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("page_size", int),
            OpenApiParameter("before", int, description="id of the last decision seen"),
            OpenApiParameter("section", str, description="decided by this section of the guideline"),
            OpenApiParameter("by", int, description="id of who decided; 0: a rule"),
        ],
        responses=shapes.DecisionPage,
        operation_id="list_decisions",
    )
    def get(self, request, project_id: int):
        """What is decided, newest first."""
        project = seat(request.user, project_id, roles.ADJUDICATE).project
        asked, size = request.query_params, given.page_size(request)
        section = asked.get("section")
        if section is not None and "\x00" in section:
            raise Invalid("section: holds a NUL character.", fields={"section": "holds a NUL character"})
        found = selectors.decisions(project, section=section, by=number_in(asked, "by")).order_by("-pk")
        before = number_in(asked, "before")
        rows = list((found.filter(pk__lt=before) if before is not None else found)[: size + 1])
        examples = selectors.proposed(project, [f"decision:{one.pk}" for one in rows])
        last = rows[size - 1].pk if len(rows) > size else None
        results = [decision_body(one, examples.get(f"decision:{one.pk}")) for one in rows[:size]]
        return Response({"results": results, "next": _before(request, last)})


def _before(request, last: int | None) -> str | None:
    if last is None:
        return None
    query = request.query_params.copy()
    query["before"] = str(last)
    return f"{request.path}?{query.urlencode()}"


_UNKNOWN: Any = object()


def decision_body(decision: Decision, example: Example | None = _UNKNOWN) -> dict[str, Any]:
    if example is _UNKNOWN:
        source = f"decision:{decision.pk}"
        example = selectors.proposed(decision.project, [source]).get(source)
    plain = ("label", "result", "rule", "accepted_from", "share", "note", "section", "created_at")
    return {
        "id": decision.pk,
        "task": decision.task_id,
        **{name: getattr(decision, name) for name in plain},
        "decided_by": decision.decided_by and decision.decided_by.short_name,
        "seconded_by": decision.seconded_by and decision.seconded_by.short_name,
        "guideline_version": decision.task.round.guideline_version.number,
        "example": selectors.whereabouts(example),
    }


class DecisionExample(APIView):
    @extend_schema(
        request=shapes.ExampleOf,
        responses={201: shapes.ProposedExample, 200: shapes.ProposedExample},
        operation_id="decision_to_example",
    )
    def post(self, request, decision_id: int):
        """Make it an example of the guideline, once. 409 for a text of the test split."""
        found = Decision.objects.select_related("task__item", "task__round", "task__project__guideline")
        decision = found.filter(pk=decision_id).first()
        seated(request, decision, "decision")
        label = given.text(given.fields(request), "label", default="") or None
        example, made = services.propose_decision(decision, by=request.user, now=given.now(), label=label)
        return Response(example_body(example), status=201 if made else 200)


def example_body(example: Example) -> dict[str, Any]:
    return {"example": example.pk, "state": selectors.whereabouts(example)}
