"""Ask about the task at one's seat, flag it for discussion, answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from annotate.queue.models import Assignment
from domain.errors import Invalid, Refused

from ..models import Question

LONGEST = 5000
_LONGEST_LABEL = 1000


def ask(assignment: Assignment, *, id: uuid.UUID, text: str, now: dt.datetime, label: str = "") -> tuple[Question, bool]:
    """(question, True) when it was asked now; (the same, False) when this very one was asked before."""
    if not text.strip():
        raise Invalid("text: write what you want to know.", fields={"text": "required"})
    return _put(assignment, id=id, kind=Question.QUESTION, text=text, label=label, now=now)


def flag(assignment: Assignment, *, id: uuid.UUID, now: dt.datetime, text: str = "", label: str = "") -> tuple[Question, bool]:
    """Flag the task for discussion. A seat has one flag: where it has one, that is given back with False."""
    before = Question.objects.filter(assignment=assignment, kind=Question.FLAG).first()
    if before is not None:
        return before, False
    return _put(assignment, id=id, kind=Question.FLAG, text=text, label=label, now=now)


def unflag(assignment: Assignment) -> None:
    """Take the flag back; nothing happens where there is none. `Refused` (answered) once somebody has answered it."""
    flags = Question.objects.filter(assignment=assignment, kind=Question.FLAG)
    if not flags.filter(answered_at__isnull=True).delete()[0] and flags.exists():
        raise Refused("The flag was answered already, so it stays on record.", code="answered")


def answer(
    question: Question, *, text: str, by: User, now: dt.datetime, public: bool = False, over: dt.datetime | None = None
) -> Question:
    """public: other annotators may read question and answer, without a name. over: when the answer that `by` saw was given, None for none.

    Raises `Refused` (answered_meanwhile) when another answer stands by now. A flag may be answered without a word.
    """
    text = _text(text, "answer")
    if not text and (question.kind == Question.QUESTION or public):
        raise Invalid("answer: write an answer.", fields={"answer": "required"})
    here = Question.objects.filter(pk=question.pk, answered_at=over)
    if not here.update(answer=text, answered_by=by, answered_at=now, is_public=public, seen_at=None):
        raise Refused("Somebody answered this meanwhile; read theirs first.", code="answered_meanwhile")
    question.refresh_from_db()
    return question


def mark_seen(project: Project, asked_by: User, ids: Collection[uuid.UUID], *, now: dt.datetime) -> int:
    """Who asked has read the answers to these of their questions; how many were news."""
    mine = Question.objects.filter(client_id__in=ids, project=project, asked_by=asked_by)
    return mine.filter(answered_at__isnull=False, seen_at__isnull=True).update(seen_at=now)


def _put(assignment: Assignment, *, id: uuid.UUID, kind: str, text: str, label: str, now: dt.datetime) -> tuple[Question, bool]:
    made = Question(client_id=id, kind=kind, text=_text(text, "text"), label=label, created_at=now)
    made.assignment, made.task_id = assignment, assignment.task_id
    made.project_id, made.asked_by_id = assignment.project_id, assignment.annotator_id
    if len(label) > _LONGEST_LABEL:
        raise Invalid(f"label: is longer than {_LONGEST_LABEL:,} characters.", fields={"label": "too long"})
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return _before(made), False
    return made, True


def _before(made: Question) -> Question:
    """The same id again, or a second flag at the same moment."""
    before = Question.objects.filter(client_id=made.client_id).first()
    if before is None and made.kind == Question.FLAG:
        return Question.objects.get(assignment=made.assignment, kind=Question.FLAG)
    if before is None or (before.assignment_id, before.kind, before.text) != (made.assignment_id, made.kind, made.text):
        raise Refused("This id was used for another question; make a new one for each.", code="id_conflict")
    return before


def _text(given: str, name: str) -> str:
    text = given.replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise Invalid(f"{name}: is longer than {LONGEST:,} characters.", fields={name: f"at most {LONGEST:,} characters"})
    return text
