"""What annotators ask about their texts, and what they flag: read and answered by lead and adjudicator."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from annotate.annotations import selectors
from annotate.annotations import services as annotations
from annotate.annotations.models import Question
from annotate.projects.selectors import Seat
from annotate.review import selectors as review
from domain import roles
from domain.errors import NotAllowed, NotVisible, Problem
from guidelines.selectors import newest, schema_of

from ..selectors import Page, choices_of, keyset
from .access import attempt, member, page
from .dispute import example_told

SHOWS = ("open", "answered", "flags")


@member(roles.ADJUDICATE, methods="GET")
def questions(request: HttpRequest, me: Seat) -> HttpResponse:
    """?show=answered, ?show=flags; otherwise what nobody has answered yet. Newest first."""
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    found = selectors.questions(me.project, show).select_related("task__item", "asked_by", "answered_by")
    return _page(request, me, show, keyset(found, request.GET.get("before")))


@member(roles.ADJUDICATE, methods="POST")
def reply(request: HttpRequest, me: Seat, question_id: int) -> HttpResponse:
    """Say something besides the answer. The form made its id, so that a form sent twice says it once."""
    question = _question(me, question_id)
    typed = request.POST.get("reply", "")
    try:
        annotations.reply(question, id=_identifier(request.POST.get("id", "")), text=typed, by=request.user, now=timezone.now())
    except (NotVisible, NotAllowed):
        raise
    except Problem as problem:
        question.replying, question.objection = typed, problem.message
        return _page(request, me, "answered" if question.answered_at else "open", Page([question], None, True), status=400)
    messages.success(request, _("Said. Whoever may read the question may read it."))
    return redirect(_back(request, me) + f"#question-{question.pk}")


@member(roles.ADJUDICATE, methods="POST")
def to_example(request: HttpRequest, me: Seat, question_id: int) -> HttpResponse:
    """The text with its answer becomes an example that waits for the guideline's next draft."""
    question = _question(me, question_id)
    label = request.POST.get("label")
    attempt(
        request,
        lambda: annotations.propose_answer(question, by=request.user, now=timezone.now(), label=label),
        example_told,
    )
    return redirect(_back(request, me) + f"#question-{question.pk}")


def _back(request: HttpRequest, me: Seat) -> str:
    show = request.POST.get("show", "open")
    address = reverse("web:questions", kwargs={"pk": me.project.pk})
    return f"{address}?show={show}" if show in SHOWS[1:] else address


def _identifier(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        return uuid.uuid4()


@member(roles.ADJUDICATE, methods="POST")
def answer(request: HttpRequest, me: Seat, question_id: int) -> HttpResponse:
    question = _question(me, question_id)
    typed = request.POST.get("answer", "")
    public = "public" in request.POST
    try:
        annotations.answer(
            question,
            text=typed,
            by=request.user,
            public=public,
            over=_moment(request.POST.get("over", "")),
            now=timezone.now(),
        )
    except (NotVisible, NotAllowed):
        raise
    except Problem as problem:
        # What was typed is shown again beside what stands by now.
        now = _question(me, question_id)
        now.typed, now.ticked, now.problem = typed, public, problem.message
        return _page(request, me, "answered" if now.answered_at else "open", Page([now], None, True), status=400)
    messages.success(request, _("Answered. Who asked is told so."))
    return redirect(_back(request, me))


def _page(request: HttpRequest, me: Seat, show: str, found: Page, status: int = 200) -> HttpResponse:
    schema = schema_of(newest(me.project.guideline))
    examples = review.proposed(me.project, [f"question:{one.pk}" for one in found])
    replies = selectors.replies_to(found)
    names = review.names_in(me.project, {one.asked_by_id for one in found} | {reply.by_id for said in replies.values() for reply in said})
    for one in found:
        one.asked_name = names[one.asked_by_id]
        for reply in replies.get(one.pk, []):
            reply.name = names[reply.by_id]
        one.said, one.next_id = replies.get(one.pk, []), uuid.uuid4()
        one.example = review.whereabouts(examples.get(f"question:{one.pk}"))
    return page(
        request,
        me,
        "questions",
        "questions",
        show=show,
        questions=found,
        places={label: place for place, label in enumerate(choices_of(schema))},
        labels=list(dict.fromkeys(value for control in schema.controls for value in control.values))[:200],
        status=status,
    )


def _question(me: Seat, question_id: int) -> Question:
    asked = Question.objects.select_related("task__item", "asked_by", "answered_by")
    found = asked.filter(pk=question_id, project=me.project).first()
    if found is None:
        raise Http404(_("There is no such question."))
    return found


def _moment(given: str):
    """When the answer that the page showed was given; None for none. Nonsense fits no answer, so nothing is overwritten by it."""
    if not given:
        return None
    try:
        moment = parse_datetime(given)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise Http404(_("There is no such question."))
    return moment
