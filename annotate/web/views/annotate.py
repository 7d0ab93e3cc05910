"""The annotation page: an application of its own, started from what is put into the page here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone

from annotate.projects.selectors import Seat
from annotate.queue.models import Assignment
from annotate.queue.selectors import place
from annotate.review.selectors.examples import examples
from domain import roles
from domain.schema import LabelSchema
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest, schema_of

from .. import markdown
from ..revisions import new_to
from .access import member, page


@member(roles.ANNOTATE, methods="GET")
def annotate(request: HttpRequest, me: Seat) -> HttpResponse:
    return page(request, me, "annotate", "annotate", boot=boot(request, me))


def boot(request: HttpRequest, me: Seat) -> dict[str, Any]:
    project, version = me.project, in_force(me, request.GET.get("version", ""))
    schema = schema_of(version)
    return {
        "project": {"id": project.pk, "title": project.title},
        "user": {"id": me.user.pk, "name": me.user.name, "email": me.user.email},
        "role": me.role,
        "preferences": me.user.preferences,
        "schema": schema.as_tree(),
        "guideline": {
            "title": project.guideline.title,
            "version": version.number,
            "html": markdown.render(version.text),
            "changes": _changes(me, version),
        },
        "anchors": anchors(version.text, schema),
        "examples": examples(project, schema, me.user),
        "urls": {
            "api": "/" + reverse("api:projects").strip("/").removesuffix("projects"),
            "claims": reverse("api:claims", args=[project.pk]),
            "progress": reverse("api:my-progress", args=[project.pk]),
            "project": reverse("web:project", args=[project.pk]),
            "guideline": reverse("web:guideline", args=[project.pk]),
            "login": reverse("web:login"),
            "keys": reverse("web:me") + "#keys",
            "grid": reverse("web:grid", args=[project.pk]),
        },
        "csrf": get_token(request),
    }


def _changes(me: Seat, version: GuidelineVersion) -> dict[str, Any] | None:
    found = new_to(me, version)
    address = reverse("web:guideline-diff", args=[me.project.pk])
    return found and {**found, "url": f"{address}?from={found['from']}&to={version.number}"}


def in_force(me: Seat, asked: str = "") -> GuidelineVersion:
    """The version that the next task is worked on under: that of what one holds, else of the first round open to them, else the newest.

    asked: the number of the one that a task came with, where the page was made for another."""
    versions = GuidelineVersion.objects.filter(guideline=me.project.guideline_id)
    if asked.isdecimal() and len(asked) < 10 and (found := versions.filter(number=int(asked)).first()):
        return found
    held = Assignment.objects.filter(annotator=me.user, project=me.project, state=Assignment.HELD).order_by("pk")
    of_held = held.values_list("task__round__guideline_version_id", flat=True).first()
    at = place(me.user, me.project.pk, now=timezone.now())
    first = of_held or (at.rounds[0].version_id if at.rounds else None)
    if first is None:
        open_round = me.project.rounds.filter(is_open=True).order_by("number").first()
        first = open_round.guideline_version_id if open_round else None
    return versions.get(pk=first) if first is not None else newest(me.project.guideline)


def anchors(text: str, schema: LabelSchema) -> dict[str, str]:
    """{label: id of the part of the guideline about it}. Where results hold an alias, the guideline may speak of what is shown."""
    labels = dict.fromkeys(value for control in schema.controls for value in control.values)
    shown = {alias: name for control in schema.controls for name, alias in control.aliases.items()}
    found = markdown.sections_of(text, [*labels, *shown.values()])
    there = {label: found.get(label) or found.get(shown.get(label, "")) for label in labels}
    return {label: id for label, id in there.items() if id}
