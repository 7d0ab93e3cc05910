"""Questions about the task at my seat, and flags; replies; an answer as an example. Who answers does so on the project's page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.accounts.models import User
from annotate.annotations import selectors, services
from annotate.annotations.models import Question, Reply
from annotate.projects.models import Membership
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import Invalid, NotVisible

from .. import decision_shapes, given
from .. import question_shapes as shapes
from .claims import my_assignment
from .decisions import example_body

_MINE = 100


class Questions(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("label", str, description="only public answers about this label")],
        responses=shapes.QuestionsHere,
        operation_id="list_questions",
    )
    def get(self, request, assignment_id: int):
        """Mine at this task, and what others asked that everybody may read."""
        here = my_assignment(request, assignment_id)
        public = selectors.public_answers(here, request.query_params.get("label"))
        return Response(
            {
                "mine": _with_replies(selectors.questions_at(here), question_body, request.user),
                "answered": _with_replies(public, public_body, request.user),
            }
        )

    @extend_schema(request=shapes.NewQuestion, responses={201: shapes.Question, 200: shapes.Question}, operation_id="ask")
    def post(self, request, assignment_id: int):
        """Ask, or flag for discussion. The same id again answers 200; so does a flag where there is one."""
        data = given.fields(request)
        kind = given.text(data, "kind", default=Question.QUESTION)
        if kind not in Question.KINDS:
            raise Invalid("kind: must be question or flag.", fields={"kind": "question or flag"})
        verb = services.flag if kind == Question.FLAG else services.ask
        question, made = verb(
            my_assignment(request, assignment_id),
            id=given.identifier(data, "id"),
            text=given.text(data, "text", default=""),
            label=given.text(data, "label", default=""),
            now=timezone.now(),
        )
        return Response(_with_replies([question], question_body, request.user)[0], status=201 if made else 200)


class Flag(APIView):
    @extend_schema(responses={204: None}, operation_id="unflag")
    def delete(self, request, assignment_id: int):
        """Take my flag back. Harmless where there is none; 409 once it was answered."""
        services.unflag(my_assignment(request, assignment_id))
        return Response(status=204)


class Mine(APIView):
    @extend_schema(responses=shapes.MyQuestions, operation_id="my_questions")
    def get(self, request, project_id: int):
        """What I asked in this project, with the answers."""
        project = seat(request.user, project_id, roles.ANNOTATE).project
        mine = _with_replies(selectors.questions_by(project, request.user)[:_MINE], question_body, request.user)
        return Response({"results": mine, "unseen": sum(one["answer"] is not None and not one["seen"] for one in mine)})


class SeenView(APIView):
    @extend_schema(request=shapes.Seen, responses={200: shapes.SeenCount}, operation_id="mark_answers_seen")
    def post(self, request, project_id: int):
        """I was shown the answers to these."""
        project = seat(request.user, project_id, roles.ANNOTATE).project
        return Response({"news": services.mark_seen(project, request.user, _ids(given.fields(request)), now=timezone.now())})


class Replies(APIView):
    @extend_schema(responses=shapes.Reply(many=True), operation_id="list_replies")
    def get(self, request, client_id: uuid.UUID):
        """What was said to a question that I may read, besides the answer; first come first, never by name."""
        question = find_question(request, client_id)
        return Response(_with_replies([question], question_body, request.user)[0]["replies"])

    @extend_schema(request=shapes.NewReply, responses={201: shapes.Reply, 200: shapes.Reply}, operation_id="reply")
    def post(self, request, client_id: uuid.UUID):
        """Say something to a question that I may read. The same id again answers 200."""
        question, data = find_question(request, client_id), given.fields(request)
        reply, made = services.reply(
            question, id=given.identifier(data, "id"), text=given.text(data, "text"), by=request.user, now=timezone.now()
        )
        team = _team(question.project_id)
        return Response(reply_body(reply, question, request.user, team), status=201 if made else 200)


class QuestionExample(APIView):
    @extend_schema(
        request=decision_shapes.ExampleOf,
        responses={201: decision_shapes.ProposedExample, 200: decision_shapes.ProposedExample},
        operation_id="question_to_example",
    )
    def post(self, request, client_id: uuid.UUID):
        """Make the text that was asked about an example of the guideline, the answer its reason, once. 409 for one of the test split."""
        question = find_question(request, client_id)
        seat(request.user, question.project_id, roles.ADJUDICATE)
        label = given.text(given.fields(request), "label", default="") or None
        example, made = services.propose_answer(question, by=request.user, now=timezone.now(), label=label)
        return Response(example_body(example), status=201 if made else 200)


def find_question(request, client_id: uuid.UUID) -> Question:
    """Whom it is not for is told that there is none."""
    found = Question.objects.select_related("task__item", "task__round", "project__guideline").filter(client_id=client_id).first()
    nothing = NotVisible("There is no such question, or it is not yours to see.")
    if found is None:
        raise nothing
    try:
        me = seat(request.user, found.project_id)
    except NotVisible:
        raise nothing from None
    if not me.may(roles.ADJUDICATE) and not (me.may(roles.ANNOTATE) and selectors.may_read(found, request.user)):
        raise nothing
    return found


def _with_replies(found: Iterable[Question], body: Callable[[Question], dict[str, Any]], user: User) -> list[dict[str, Any]]:
    questions = list(found)
    replies = selectors.replies_to(questions) if questions else {}
    team = _team(questions[0].project_id) if replies else set()
    return [
        {**body(one), "replies": [reply_body(reply, one, user, team) for reply in replies.get(one.pk, [])]} for one in questions
    ]


def _team(project_id: int) -> set[int]:
    """Who answers questions."""
    able = [role for role in roles.ROLES if roles.may(role, roles.ADJUDICATE)]
    return set(Membership.objects.filter(project_id=project_id, role__in=able).values_list("user_id", flat=True))


def reply_body(reply: Reply, question: Question, user: User, team: set[int]) -> dict[str, Any]:
    """Said by me, by who asked, by who answers questions, or by another annotator; nothing tells one of these from the next."""
    of = (
        "me" if reply.by_id == user.pk
        else "asker" if reply.by_id == question.asked_by_id
        else "team" if reply.by_id in team
        else "annotator"
    )  # fmt: skip
    return {"id": reply.client_id, "text": reply.text, "of": of, "created_at": reply.created_at}


def _ids(data: dict[str, Any]) -> list[uuid.UUID]:
    seen = data.get("seen")
    if not isinstance(seen, list) or len(seen) > _MINE:
        raise Invalid(f"seen: must be a list of at most {_MINE} ids.", fields={"seen": "must be a list of ids"})
    return [given.identifier({"seen": one}, "seen") for one in seen]


def question_body(question: Question) -> dict[str, Any]:
    return {
        "id": question.client_id,
        "kind": question.kind,
        "task": question.task_id,
        "assignment": question.assignment_id,
        "text": question.text,
        "label": question.label,
        "created_at": question.created_at,
        "answer": question.answer if question.answered_at else None,
        "answered_at": question.answered_at,
        "public": question.is_public,
        "seen": question.seen_at is not None,
    }


def public_body(question: Question) -> dict[str, Any]:
    return {
        "id": question.client_id,
        "text": question.text,
        "label": question.label,
        "answer": question.answer,
        "answered_at": question.answered_at,
    }
