"""The annotation page: an application of its own, started from what is put into the page here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from annotate.projects.selectors import Seat
from domain import roles
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest, schema_of

from .. import markdown
from .access import member, page


@member(roles.ANNOTATE, methods="GET")
def annotate(request: HttpRequest, me: Seat) -> HttpResponse:
    return page(request, me, "annotate", "annotate", boot=boot(request, me))


def boot(request: HttpRequest, me: Seat) -> dict[str, Any]:
    project, version = me.project, in_force(me)
    return {
        "project": {"id": project.pk, "title": project.title},
        "user": {"id": me.user.pk, "name": me.user.name, "email": me.user.email},
        "schema": schema_of(version).as_tree(),
        "guideline": {
            "title": project.guideline.title,
            "version": version.number,
            "html": markdown.render(version.text),
        },
        "urls": {
            "api": "/" + reverse("api:projects").strip("/").removesuffix("projects"),
            "claims": reverse("api:claims", args=[project.pk]),
            "progress": reverse("api:my-progress", args=[project.pk]),
            "project": reverse("web:project", args=[project.pk]),
            "guideline": reverse("web:guideline", args=[project.pk]),
            "login": reverse("web:login"),
        },
        "csrf": get_token(request),
    }


def in_force(me: Seat) -> GuidelineVersion:
    """The version that the open round works under; the newest where no round is open."""
    open_round = me.project.rounds.filter(is_open=True).select_related("guideline_version").first()
    return open_round.guideline_version if open_round else newest(me.project.guideline)
