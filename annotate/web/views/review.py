"""Review: one task with what several people said of it, on the annotation page's own components."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from annotate.projects.selectors import Seat
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review.models import Decision
from annotate.review.selectors import Spoken
from domain.schema import LabelSchema
from guidelines.selectors import schema_of

from .access import page
from .chosen import Chosen, following


def is_plain(schema: LabelSchema) -> bool:
    """One question with choices and nothing else: a form is enough, and works without script."""
    return len(schema.controls) == 1 and schema.controls[0] is schema.primary and not schema.primary.nested


def review_page(
    request: HttpRequest, me: Seat, task: Task, in_force: Decision | None, asked: Chosen, context: dict[str, Any]
) -> HttpResponse:
    """context: as `dispute.dispute_context` gives it."""
    after = following(me, task, asked)
    return page(
        request,
        me,
        "review",
        "adjudicate",
        **context,
        asked=asked,
        boot=_boot(request, me, task, in_force, asked, after, context),
    )


def _boot(
    request: HttpRequest, me: Seat, task: Task, in_force: Decision | None, asked: Chosen, after: Task | None, context: dict[str, Any]
) -> dict[str, Any]:
    project = me.project
    return {
        "project": {"id": project.pk, "title": project.title},
        "task": {"id": task.pk, "data": task.item.data},
        "schema": schema_of(task.round.guideline_version).as_tree(),
        "votes": [
            # That a suggestion was in sight says something of what it was.
            {
                "who": vote.who,
                "result": vote.result,
                "comment": vote.comment,
                "suggested": vote.with_suggestion and context["shows_model"],
            }
            for vote in review.votes_of(task)
        ],
        "decision": in_force and _decided(in_force),
        "spoken": _spoken(context["spoken"]),
        "open": context["open"],
        "sections": context["sections"],
        "next": after and reverse("web:dispute", args=[project.pk, after.pk]) + asked.query,
        "urls": {
            "api": "/" + reverse("api:projects").strip("/").removesuffix("projects"),
            "list": reverse("web:adjudicate", args=[project.pk]) + asked.query,
            "keys": reverse("web:me") + "#keys",
        },
        "preferences": getattr(request.user, "preferences", {}),
        "csrf": get_token(request),
    }


def _decided(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.pk,
        "result": decision.result,
        "by": str(decision.decided_by or decision.rule),
        "note": decision.note,
        "section": decision.section,
    }


def _spoken(spoken: Spoken | None) -> dict[str, Any] | None:
    """Where two adjudicators are wanted: what I said, and what the others said where I may see it, never by whom."""
    if spoken is None:
        return None
    mine = spoken.mine
    return {
        "mine": mine and {"result": mine.result, "note": mine.note, "section": mine.section},
        "others": [{"result": one.result, "note": one.note} for one in spoken.others],
        "last_word": spoken.has_last_word,
    }
