"""Say something to a question besides the answer; make its answer an example of the guideline."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from annotate.accounts.models import User
from annotate.projects.selectors import check, seat
from domain import roles
from domain.errors import Invalid, NotVisible, Refused
from guidelines import services as guidelines
from guidelines.models import Example

from ..models import Question, Reply
from ..selectors import may_read
from .questions import LONGEST
from .quoting import quotable


def reply(question: Question, *, id: uuid.UUID, text: str, by: User, now: dt.datetime) -> tuple[Reply, bool]:
    """(reply, True) when it was said now; (the same, False) when this very one was said before.

    Whoever may read the question may reply: lead and adjudicator, who asked, and other annotators once it is public and not about what is
    on their desk. Raises `NotVisible` for anybody else, `Refused` (id_conflict) for an id of another reply.
    """
    role = seat(by, question.project_id).role
    if not roles.may(role, roles.ADJUDICATE):
        check(role, roles.ANNOTATE)
        if not may_read(question, by):
            raise NotVisible("There is no such question, or it is not yours to see.")
    text = text.replace("\x00", "").strip()
    if not text:
        raise Invalid("text: write something.", fields={"text": "required"})
    if len(text) > LONGEST:
        raise Invalid(f"text: is longer than {LONGEST:,} characters.", fields={"text": f"at most {LONGEST:,} characters"})
    try:
        with transaction.atomic():
            made = Reply.objects.create(client_id=id, question=question, by=by, text=text, created_at=now)
            # News for who asked, together with the answer they have read.
            Question.objects.filter(pk=question.pk, answered_at__isnull=False).exclude(asked_by=by).update(seen_at=None)
    except IntegrityError:
        return _before(id, question, by, text), False
    return made, True


def _before(id: uuid.UUID, question: Question, by: User, text: str) -> Reply:
    before = Reply.objects.filter(client_id=id).first()
    if before is None or (before.question_id, before.by_id, before.text) != (question.pk, by.pk, text):
        raise Refused("This id was used for another reply; make a new one for each.", code="id_conflict")
    return before


def propose_answer(question: Question, *, by: User, now: dt.datetime, label: str | None = None) -> tuple[Example, bool]:
    """The text that was asked about, with the answer as the reason, as an example that waits for the guideline's next draft; once for a
    question, however often this is called. label: instead of the one the question names.

    Raises `Refused` (not_answered, no_answer, test_item, no_text).
    """
    if question.answered_at is None:
        raise Refused("This is not answered yet. Answer it first: the answer becomes the reason.", code="not_answered")
    if not question.answer:
        raise Refused("This was answered without a word, so there is no reason to give.", code="no_answer")
    return guidelines.propose_example(
        question.project.guideline,
        label=question.label if label is None else label,
        text=quotable(question.task),
        kind=Example.HARD,
        why=question.answer,
        source=f"question:{question.pk}",
        by=str(by),
        now=now,
    )
