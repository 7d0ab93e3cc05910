"""Guideline versions, the draft of the next, its examples, and what a revision touches."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.projects.selectors import Seat, seat
from annotate.projects.services import publish_guideline
from annotate.queue import services as queue
from annotate.review.selectors import touched as costs
from annotate.review.selectors.touched import Change
from domain import roles
from domain.errors import Invalid, NotVisible, Refused
from domain.guideline import outline
from domain.guideline.differences import changed_labels
from domain.guideline.soundness import findings, without_section
from domain.schema import compile_config
from guidelines import services
from guidelines.models import Draft, Example, GuidelineVersion
from guidelines.selectors import brings_labels, chains, draft_of, labels_of, newest, schema_of, shown_labels

from .. import given
from .. import guideline_shapes as shapes
from .rounds import round_body

_EXAMPLES = 200


class Guideline(APIView):
    @extend_schema(responses=shapes.Version(many=True), operation_id="list_guideline_versions")
    def get(self, request, project_id: int):
        me = seat(request.user, project_id)
        return Response([version_body(v) for v in me.project.guideline.versions.order_by("-number")])

    @extend_schema(request=shapes.NewVersion, responses={201: shapes.Version}, operation_id="publish_guideline")
    def post(self, request, project_id: int):
        """The next version. It holds for rounds opened from now on; open a round to work under it. A draft stays as it is."""
        me = seat(request.user, project_id, roles.MANAGE)
        data = given.fields(request)
        version = publish_guideline(
            me.project,
            text=given.text(data, "text"),
            label_config=given.text(data, "label_config"),
            change_note=given.text(data, "change_note"),
            author=request.user,
            now=given.now(),
            base=given.whole(data, "base"),
            changed=_labels(data, "changed"),
            mapping=data.get("mapping", []),
        )
        return Response(version_body(version), status=201)


def version_body(version: GuidelineVersion) -> dict[str, Any]:
    names = ("id", "number", "text", "label_config", "change_note", "changed", "mapping", "published_at")
    return {name: getattr(version, name) for name in names}


class DraftView(APIView):
    @extend_schema(responses={200: shapes.Draft}, operation_id="get_guideline_draft")
    def get(self, request, project_id: int):
        """404 where nobody has begun one."""
        draft = draft_of(_lead(request, project_id).project.guideline)
        if draft is None:
            raise NotVisible("There is no draft; save one with seen 0.")
        return Response(draft_body(draft))

    @extend_schema(request=shapes.SaveDraft, responses=shapes.Draft, operation_id="save_guideline_draft")
    def put(self, request, project_id: int):
        """Save it; it may be unfinished. 409: locked by somebody else, or draft_changed since `seen`. Examples that waited are put in
        behind it, so go on from the draft that comes back."""
        me, data = _lead(request, project_id), given.fields(request)
        draft = services.save(
            me.project.guideline,
            by=me.user.email,
            seen=_required(data, "seen"),
            text=given.text(data, "text"),
            label_config=given.text(data, "label_config"),
            change_note=given.text(data, "change_note") if "change_note" in data else None,
            mapping=_mapping(data),
            now=given.now(),
        )
        return Response(draft_body(draft))

    @extend_schema(parameters=[OpenApiParameter("seen", int, required=True)], responses={204: None}, operation_id="discard_guideline_draft")
    def delete(self, request, project_id: int):
        me = _lead(request, project_id)
        seen = _required({"seen": _number(request, "seen")}, "seen")
        services.discard(me.project.guideline, by=me.user.email, seen=seen, now=given.now())
        return Response(status=204)


class HoldView(APIView):
    @extend_schema(request=shapes.Hold, responses=shapes.Draft, operation_id="hold_guideline_draft")
    def post(self, request, project_id: int):
        """Keep the draft for some minutes, or go on keeping it."""
        me, data = _lead(request, project_id), given.fields(request)
        return Response(draft_body(services.hold(me.project.guideline, by=me.user.email, over=data.get("over") is True, now=given.now())))

    @extend_schema(responses={204: None}, operation_id="let_go_of_guideline_draft")
    def delete(self, request, project_id: int):
        me = _lead(request, project_id)
        services.let_go(me.project.guideline, by=me.user.email, now=given.now())
        return Response(status=204)


class PublishDraft(APIView):
    @extend_schema(request=shapes.PublishDraft, responses={201: shapes.Version}, operation_id="publish_guideline_draft")
    def post(self, request, project_id: int):
        """The draft becomes the next version. 409 published_meanwhile: somebody else was first; the draft stays."""
        me, data = _lead(request, project_id), given.fields(request)
        version = services.publish_draft(
            me.project.guideline,
            by=me.user.email,
            author=str(me.user),
            seen=_required(data, "seen"),
            base=given.whole(data, "base"),
            changed=_labels(data, "changed"),
            change_note=given.text(data, "change_note") if "change_note" in data else None,
            mapping=_mapping(data),
            now=given.now(),
        )
        return Response(version_body(version), status=201)


class CheckView(APIView):
    @extend_schema(request=shapes.Check, responses=shapes.Checked, operation_id="check_guideline")
    def post(self, request, project_id: int):
        """What a text would be as the next version: its sections, what is wrong with it, and which labels it changes. Nothing is
        written.
        """
        me, data = _lead(request, project_id), given.fields(request)
        text = given.text(data, "text")[:200_000].replace("\r\n", "\n")
        latest = newest(me.project.guideline)
        schema, was = compile_config(given.text(data, "label_config")), schema_of(latest)
        labels = shown_labels(schema)
        found = findings(text, labels, former=shown_labels(was), is_open=brings_labels(schema))
        return Response(
            {
                "sections": [
                    {
                        **{name: getattr(section, name) for name in ("title", "label", "line", "level", "anchor")},
                        "examples": len(section.examples),
                    }
                    for section in outline(text, labels).sections
                ],
                "findings": [{"line": one.line, "message": one.message, "fault": one.is_fault} for one in found],
                "without_section": without_section(text, labels_of(schema)),
                "changed": changed_labels(latest.text, text, labels_of(was), labels_of(schema)),
            }
        )


class Examples(APIView):
    @extend_schema(responses=shapes.Example(many=True), operation_id="list_guideline_examples")
    def get(self, request, project_id: int):
        """Those proposed last, for who may answer questions and decide."""
        me = seat(request.user, project_id, roles.ADJUDICATE)
        return Response([example_body(one) for one in me.project.guideline.examples.order_by("-pk")[:_EXAMPLES]])

    @extend_schema(
        request=shapes.NewExample, responses={201: shapes.Example, 200: shapes.Example}, operation_id="propose_guideline_example"
    )
    def post(self, request, project_id: int):
        """Into the draft at once where nobody edits it. The same id again answers 200."""
        me, data = seat(request.user, project_id, roles.ADJUDICATE), given.fields(request)
        spans = data.get("spans", [])
        if not isinstance(spans, list):
            raise Invalid("spans: must be a list of {start, end, label}.", fields={"spans": "must be a list"})
        client_id = given.text(data, "id")
        example, made = services.propose_example(
            me.project.guideline,
            label=given.text(data, "label", default=""),
            text=given.text(data, "text"),
            spans=spans,
            kind=given.text(data, "kind", default=Example.YES),
            why=given.text(data, "why", default=""),
            source=f"client:{client_id}" if client_id else "",
            by=me.user.email,
            now=given.now(),
        )
        return Response(example_body(example), status=201 if made else 200)


class ExampleView(APIView):
    @extend_schema(responses={204: None}, operation_id="dismiss_guideline_example")
    def delete(self, request, project_id: int, example_id: int):
        """It stays out of the guideline. 409 once it stands in the draft: there it is deleted like any text."""
        me = _lead(request, project_id)
        example = Example.objects.filter(pk=example_id, guideline=me.project.guideline_id).first()
        if example is None:
            raise NotVisible("There is no such example.")
        services.dismiss(example, now=given.now())
        return Response(status=204)


class TouchedView(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("how", str, enum=list(costs.HOWS)),
            OpenApiParameter("label", str, many=True, description="those that the version changed, if left out"),
            OpenApiParameter("against", str, description="with how=confusion: the label it is confused with"),
            OpenApiParameter("search", str, description="words that the text must hold"),
            OpenApiParameter("after", int, description="id of the last task seen"),
        ],
        responses=shapes.Touched,
        operation_id="list_touched_tasks",
    )
    def get(self, request, project_id: int, number: int):
        """What was annotated under an older version and may be touched by this one."""
        project, version, versions = _revision(request, project_id, number)
        told = request.query_params
        labels = told.getlist("label") if "label" in told else None
        change = _change(project, version, versions, told.get("how", costs.LABEL), labels, told.get("against", ""), told.get("search", ""))
        found = costs.touched(project, change, versions, after=given.after(request), limit=given.page_size(request, default=25, most=100))
        count = costs.count(project, change, versions)
        rows = [{"task": row.task, "item": row.item, "text": row.text, "votes": row.votes} for row in found]
        return Response({"count": count.n, "more": count.more, "results": rows, "next": given.next_page(request, found.next)})


class AgainView(APIView):
    @extend_schema(request=shapes.Again, responses={201: dict}, operation_id="annotate_touched_again")
    def post(self, request, project_id: int, number: int):
        """Exactly those that `list_touched_tasks` lists become a round under this version. The open one is closed."""
        project, version, versions = _revision(request, project_id, number)
        data = given.fields(request)
        told = {name: given.text(data, name, default="") for name in ("how", "against", "search", "title")}
        labels = _labels(data, "labels")
        change = _change(project, version, versions, told["how"] or costs.LABEL, labels, told["against"], told["search"])
        if costs.count(project, change, versions).more:
            raise Refused("More texts are touched than one request gathers; do it on the page, which has a job for it.", code="too_many")
        seats = given.whole(data, "annotators_per_task")
        made = queue.open_round(
            project, now=given.now(), **costs.round_for(project, change, version, versions), seats=seats, title=told["title"]
        )
        return Response(round_body(made, whole=True), status=201)


def _revision(request: HttpRequest, project_id: int, number: int):
    project = _lead(request, project_id).project
    version = project.guideline.versions.filter(number=number).first()
    if version is None:
        raise NotVisible("There is no such version of the guideline.")
    return project, version, costs.older(version)


def _change(project, version, versions, how: str, labels: list[str] | None, against: str, search: str) -> Change:
    if how not in costs.HOWS:
        raise Invalid(f"how: must be one of {', '.join(costs.HOWS)}.", fields={"how": "unknown"})
    names = costs.old_names(version.changed if labels is None else labels, versions, chains(project.guideline))
    return Change(how, names, against, search[:200])


def _lead(request: HttpRequest, project_id: int) -> Seat:
    return seat(request.user, project_id, roles.MANAGE)


def draft_body(draft: Draft) -> dict[str, Any]:
    names = ("revision", "text", "label_config", "change_note", "mapping", "edited_by", "updated_at", "locked_by", "locked_until")
    return {"base": draft.base.number, **{name: getattr(draft, name) for name in names}}


def example_body(example: Example) -> dict[str, Any]:
    state = "dismissed" if example.dismissed_at else "placed" if example.placed_at else "waiting"
    names = ("id", "text", "label", "spans", "kind", "why", "source")
    return {**{name: getattr(example, name) for name in names}, "state": state}


def _required(data: dict[str, Any], name: str) -> int:
    value = given.whole(data, name)
    if value is None:
        raise Invalid(f"{name}: is required.", fields={name: "a whole number is required"})
    return value


def _number(request, name: str) -> int | None:
    value = request.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _labels(data: dict[str, Any], name: str) -> list[str] | None:
    value = data.get(name)
    if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise Invalid(f"{name}: must be a list of labels.", fields={name: "must be a list of labels"})
    return value


def _mapping(data: dict[str, Any]) -> list | None:
    value = data.get("mapping")
    if value is not None and not isinstance(value, list):
        raise Invalid("mapping: must be a list of steps {kind, from, to}.", fields={"mapping": "must be a list"})
    return value
